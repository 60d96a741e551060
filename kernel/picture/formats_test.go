package picture

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	escape "html"
	"image"
	"image/color"
	"image/png"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	scaling "golang.org/x/image/draw"
	"golang.org/x/net/html"

	"tradeoff/diversity/figure"
	"tradeoff/kernel/internal/draw/raster"
	"tradeoff/kernel/internal/draw/render/rendertest"
)

// Every kind of figure is written in every format, several at the same time, and each file is what its format demands.
func TestEveryFigureInEveryFormatIntegration(t *testing.T) {
	if os.Getenv("DIVERSITY_INTEGRATION") == "" {
		t.Skip("set DIVERSITY_INTEGRATION=1 to write 18 kinds of figures in 5 formats (20 s); TestFormats takes a few")
	}
	for name, f := range rendertest.Figures(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			checkFormats(t, f)
		})
	}
}

func TestFormats(t *testing.T) {
	if testing.Short() {
		t.Skip("with -short not all kinds of figures are made")
	}
	figures := rendertest.Figures(t)
	for _, name := range []string{"slider", "contour"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			checkFormats(t, figures[name])
		})
	}
}

func checkFormats(t *testing.T, f figure.Figure) {
	t.Helper()
	dir := t.TempDir()
	for _, extension := range []string{".pdf", ".svg"} {
		if err := SavePaper(f, filepath.Join(dir, "paper"+extension), PaperOptions{Width: Page}); err != nil {
			t.Errorf("for a paper, %s: %v", extension, err)
		}
	}
	for extension, check := range map[string]func(*testing.T, figure.Figure, []byte){".svg": checkSVG, ".png": checkPNG,
		".html": checkHTML, ".json": checkJSON, ".pdf": checkPDF} {
		path := filepath.Join(dir, "a"+extension)
		if err := Save(f, path, Options{Scale: 1}); err != nil {
			t.Errorf("%s: %v", extension, err)
			continue
		}
		content, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		check(t, f, content)
	}
}

// checkSVG wants XML with the texts of the figure and nothing that runs or loads.
func checkSVG(t *testing.T, f figure.Figure, content []byte) {
	t.Helper()
	text, elements := rendertest.Texts(t, string(content))
	for _, forbidden := range []string{"script", "style", "foreignObject"} {
		if slices.Contains(elements, forbidden) {
			t.Errorf("SVG: an element %s", forbidden)
		}
	}
	if !strings.Contains(text, f.Title) {
		t.Errorf("SVG: no %q", f.Title)
	}
	spoken := regexp.MustCompile(`^<svg [^>]*aria-label="([^"]*)"`).FindStringSubmatch(string(content))
	if spoken == nil || !strings.Contains(escape.UnescapeString(spoken[1]), f.Caption) {
		t.Errorf("SVG: the caption is not its label: %q", spoken)
	}
	checkLocal(t, "SVG", content)
}

func checkPNG(t *testing.T, f figure.Figure, content []byte) {
	t.Helper()
	m, err := png.Decode(bytes.NewReader(content))
	if err != nil {
		t.Fatalf("PNG: %v", err)
	}
	if size := m.Bounds().Size(); size.X != f.Width || size.Y < f.Height {
		t.Errorf("PNG: %v, want %d x at least %d", size, f.Width, f.Height)
	}
}

// checkPDF wants one page of the size of the picture, and nothing that acts.
func checkPDF(t *testing.T, f figure.Figure, content []byte) {
	t.Helper()
	box := regexp.MustCompile(`/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]`).FindSubmatch(content)
	if box == nil || string(box[1]) != fmt.Sprintf("%.2f", 0.75*float64(f.Width)) {
		t.Errorf("PDF: its page is %q, want it to be %g points wide", box, 0.75*float64(f.Width))
	}
	for _, acts := range []string{"/JavaScript", "/Launch", "/URI", "/OpenAction /S"} {
		if bytes.Contains(content, []byte(acts)) {
			t.Errorf("PDF: it has %s", acts)
		}
	}
}

// checkHTML wants the static and the interactive figure, no address of another host outside of ECharts, which has some
// in its texts, and no element that loads anything.
func checkHTML(t *testing.T, f figure.Figure, content []byte) {
	t.Helper()
	page := string(content)
	for _, want := range []string{"<title>" + html.EscapeString(f.Title) + "</title>", `<svg id="figure-`,
		`data-figure="figure-`, `aria-label="`} {
		if !strings.Contains(page, want) {
			t.Errorf("HTML: no %s", want)
		}
	}
	own, _, _ := strings.Cut(page, `<script type="application/json"`)
	checkLocal(t, "HTML", []byte(own))
	for tokens := html.NewTokenizer(bytes.NewReader(content)); tokens.Next() != html.ErrorToken; {
		token := tokens.Token()
		for _, a := range token.Attr {
			if a.Key == "src" || a.Key == "data" || a.Key == "href" && !strings.HasPrefix(a.Val, "#") {
				t.Errorf("HTML: %s loads %.60s", token.Data, a.Val)
			}
		}
	}
}

// remote is an address that a viewer would load.
var remote = regexp.MustCompile(`(?i)(?:https?:)?//[a-z][^\s"'<>)]*`)

// checkLocal finds addresses of other hosts.
func checkLocal(t *testing.T, format string, content []byte) {
	t.Helper()
	for _, address := range remote.FindAllString(string(content), -1) {
		if !strings.HasPrefix(address, "http://www.w3.org/") { // the name of a language, which nothing loads
			t.Errorf("%s: %s", format, address)
		}
	}
}

func checkJSON(t *testing.T, f figure.Figure, content []byte) {
	t.Helper()
	option, err := f.Option()
	if err != nil {
		t.Fatal(err)
	}
	if !json.Valid(content) || string(content) != string(option)+"\n" {
		t.Errorf("JSON: not the option: %.100s", content)
	}
}

// The PNG shows what the SVG says: drawn at another scale and brought to the same size it looks the same.
func TestPNGIsTheSVG(t *testing.T) {
	figures := rendertest.Figures(t)
	for _, name := range []string{"curves", "cloud"} {
		f := figures[name]
		t.Run(name, func(t *testing.T) {
			if testing.Short() && name == "cloud" {
				t.Skip("with -short only the figure of lines is compared")
			}
			t.Parallel()
			var document, encoded bytes.Buffer
			if err := errors.Join(SVG(&document, f, Options{}), PNG(&encoded, f, Options{Scale: 2})); err != nil {
				t.Fatal(err)
			}
			pixels, err := png.Decode(&encoded)
			if err != nil {
				t.Fatal(err)
			}
			want, err := raster.Draw(strings.TrimSpace(document.String()), 1)
			if err != nil {
				t.Fatal(err)
			}
			got := image.NewRGBA(want.Rect)
			scaling.ApproxBiLinear.Scale(got, got.Rect, pixels, pixels.Bounds(), scaling.Src, nil)
			if apart := apart(got, want); apart > 12 {
				t.Errorf("they are %.1f levels apart", apart)
			}
			if apart := apart(image.NewRGBA(want.Rect), want); apart < 60 {
				t.Errorf("nothing is as near as %.1f levels", apart)
			}
		})
	}
}

// apart is the root of the mean squared distance of two images of one size, in levels of grey.
func apart(a, b image.Image) float64 {
	total, size := 0.0, b.Bounds().Size()
	for y := range size.Y {
		for x := range size.X {
			p, q := color.GrayModel.Convert(a.At(x, y)).(color.Gray), color.GrayModel.Convert(b.At(x, y)).(color.Gray)
			total += math.Pow(float64(p.Y)-float64(q.Y), 2)
		}
	}
	return math.Sqrt(total / float64(size.X*size.Y))
}
