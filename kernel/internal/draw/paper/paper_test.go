package paper

import (
	"encoding/xml"
	"errors"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"tradeoff/diversity"
	"tradeoff/diversity/figure"
	"tradeoff/kernel/internal/draw/echarts"
)

func option(t *testing.T) []byte {
	t.Helper()
	f, err := figure.Line([]figure.LineSeries{{Name: "a", X: []float64{1, 2}, Y: []float64{3, 4}},
		{Name: "b", X: []float64{1, 2}, Y: []float64{4, 3}}}, figure.LineOptions{Title: "Two lines",
		X: figure.LineAxis{Name: "time (s)"}})
	if err != nil {
		t.Fatal(err)
	}
	text, err := f.WithCaption("What they show.").Option()
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// A figure has its width on paper, its letters have their size, and the title is in the text of the paper.
func TestSizeOnPaper(t *testing.T) {
	for _, c := range []struct {
		layout        Layout
		width, height string
		titled        bool
	}{
		// 84 mm are 238.11 points, 476 pixels of half a point; 480 * sqrt(476/860) = 357, less 34; a pixel is 0.1764 mm
		{Layout{}, "83.96mm", "56.97mm", false},
		// 493.23 points are 740 pixels of two thirds
		{Layout{Width: 174, Height: 60, Letters: 8}, "174.04mm", "59.97mm", false},
		{Layout{Width: 84, Height: 60, Titled: true}, "83.96mm", "66.32mm", true}, // and the caption below
	} {
		p, err := Draw(t.Context(), option(t), c.layout)
		if err != nil {
			t.Fatal(err)
		}
		svg, err := p.SVG()
		if err != nil {
			t.Fatal(err)
		}
		var root struct {
			Width  string `xml:"width,attr"`
			Height string `xml:"height,attr"`
		}
		if err := xml.Unmarshal(svg, &root); err != nil || root.Width != c.width || root.Height != c.height {
			t.Errorf("%+v is %s x %s (%v), want %s x %s", c.layout, root.Width, root.Height, err, c.width, c.height)
		}
		if titled := strings.Contains(string(svg), `aria-label="Two lines"`); titled != c.titled {
			t.Errorf("%+v: titled %v", c.layout, titled)
		}
		if p.Title != "Two lines" || p.Caption != "What they show." {
			t.Errorf("%q, %q", p.Title, p.Caption)
		}
	}
}

func TestHeightSuitsTheFigure(t *testing.T) {
	for _, c := range []struct{ width, height, shape, narrower, want float64 }{
		{860, 480, 0, 215, 240},   // a quarter as wide, half as high
		{860, 860, 1, 428, 428},   // squares stay squares
		{860, 480, 1, 100, 100},   // never nothing
		{860, 1e9, 0, 860, 10000}, // nor everything
	} {
		if got := suited(map[string]any{}, c.width, c.height, c.shape, c.narrower); math.Abs(got-c.want) > 0.5 {
			t.Errorf("%+v: %v", c, got)
		}
	}
}

func TestBadLayouts(t *testing.T) {
	for field, l := range map[string]Layout{"Width": {Width: 8.4}, "Height": {Height: 1e9}, "Letters": {Letters: math.NaN()}} {
		_, err := Draw(t.Context(), option(t), l)
		if !errors.Is(err, diversity.ErrInvalid) || !strings.Contains(err.Error(), "Layout."+field) {
			t.Errorf("%+v: %v", l, err)
		}
	}
	for _, text := range []string{"", "[]", "{", `"x"`} {
		if _, err := Draw(t.Context(), []byte(text), Layout{}); !errors.Is(err, echarts.ErrOption) {
			t.Errorf("%q: %v", text, err)
		}
	}
}

// What a saved figure says of its size is not believed.
func TestHostileFigure(t *testing.T) {
	for _, about := range []string{`{"width":-1,"height":1e300}`, `{"width":"x","shape":-1e9}`, `7`} {
		text := `{"title":{"text":7},"figure":` + about + `,"xAxis":{},"yAxis":{},"series":[{"type":"line","data":[1,2]}]}`
		p, err := Draw(t.Context(), []byte(text), Layout{})
		if err != nil {
			t.Errorf("%s: %v", about, err)
			continue
		}
		if pdf, err := p.PDF(); err != nil || len(pdf) > 1<<20 {
			t.Errorf("%s: %d bytes, %v", about, len(pdf), err)
		}
	}
}

// Another program finds the fonts and the words of the PDF.
func TestPDFIsReadByPoppler(t *testing.T) {
	for _, program := range []string{"pdffonts", "pdftotext", "pdfinfo"} {
		if _, err := exec.LookPath(program); err != nil {
			t.Skipf("%s is not installed (package poppler-utils), and nothing else here reads PDF", program)
		}
	}
	p, err := Draw(t.Context(), option(t), Layout{})
	if err != nil {
		t.Fatal(err)
	}
	pdf, err := p.PDF()
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "a.pdf")
	if err := os.WriteFile(path, pdf, 0o600); err != nil {
		t.Fatal(err)
	}
	run := func(program string, args ...string) string {
		out, err := exec.Command(program, append(args, path)...).CombinedOutput()
		if err != nil {
			t.Fatalf("%s: %v\n%s", program, err, out)
		}
		return string(out)
	}
	if about := run("pdfinfo"); !strings.Contains(about, "Two lines") || !strings.Contains(about, "238 x 161.5 pts") {
		t.Errorf("it says of itself: %s", about)
	}
	if fonts := strings.Split(strings.TrimSpace(run("pdffonts")), "\n"); len(fonts) != 3 ||
		!strings.Contains(fonts[2], "liberationsans") || !strings.Contains(fonts[2], " yes ") {
		t.Errorf("its fonts are %q", fonts)
	}
	run("pdftotext")
	text, err := os.ReadFile(strings.TrimSuffix(path, ".pdf") + ".txt")
	if err != nil || !strings.Contains(string(text), "time (s)") {
		t.Errorf("its text is %q, %v", text, err)
	}
}
