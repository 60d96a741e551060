package render

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"html"
	"image/color"
	"image/png"
	"math"
	"math/rand/v2"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"tradeoff/diversity/figure"
	"tradeoff/kernel/internal/cell/protocol/drawing"
	"tradeoff/kernel/internal/draw/echarts"
	"tradeoff/kernel/internal/draw/render/rendertest"
)

// checkCopies checks what all figures have in common.
func checkCopies(t *testing.T, f figure.Figure, pictures drawing.Pictures) {
	t.Helper()
	if strings.Contains(pictures.SVG, "static copy") || strings.Contains(pictures.SVG, "<image ") {
		t.Error("the copy is not the whole picture")
	}
	root, _, _ := strings.Cut(pictures.SVG, ">")
	spokenCaption := html.EscapeString(f.Caption) + `" style="max-width:` + fmt.Sprint(f.Width*3/2) + `px;height:auto" width="100%" `
	if !strings.Contains(root, spokenCaption) || !strings.Contains(root, fmt.Sprintf(` viewBox="0 0 %d `, f.Width)) ||
		strings.Contains(pictures.SVG, "<style") {
		t.Errorf("the picture does not fill its box, or its name lacks the caption: %s", root)
	}
	config, err := png.DecodeConfig(bytes.NewReader(pictures.PNG))
	if err != nil || config.Width != int(drawing.PictureScale*float64(f.Width)) {
		t.Errorf("%d pixels wide, %v", config.Width, err)
	}
	const most = 80 << 10
	if len(pictures.PNG) > most || len(pictures.SVG) > largestSVG/2 {
		t.Errorf("PNG of %d bytes, SVG of %d", len(pictures.PNG), len(pictures.SVG))
	}
}

// Chinese needs another font than those that are linked.
func TestNoPNGOfLettersThatAreMissing(t *testing.T) {
	pictures := check(copies(t.Context(), []byte(`{"title":{"text":"漢字"},"series":[]}`), newEngine))(t)
	if pictures.PNG != nil || !strings.Contains(pictures.SVG, "漢字") {
		t.Errorf("PNG of %d bytes, SVG %.300s", len(pictures.PNG), pictures.SVG)
	}
}

func TestDescriptionAndTitleAreEscaped(t *testing.T) {
	picture := mustDraw(t, `{"title":{"text":"$1 & \"<b>\""},"figure":{"caption":"a < $2"},"series":[]}`)
	for _, want := range []string{`aria-label="$1 &amp; &#34;&lt;b&gt;&#34;. a &lt; $2"`, `width="860" height="516" `,
		`viewBox="0 0 860 516">`} {
		if !strings.Contains(picture, want) {
			t.Errorf("want %s in %.500s", want, picture)
		}
	}
}

// big options have more data than a picture shows.
func big(kind string, n int) string {
	r := rand.New(rand.NewPCG(1, 2))
	walk := 0.0
	data := make([][]float64, n)
	for i := range data {
		walk += r.NormFloat64()
		data[i] = []float64{float64(i + 1), walk}
		if kind == "scatter" {
			data[i] = []float64{r.NormFloat64(), r.NormFloat64()}
		}
	}
	encoded, _ := json.Marshal(data) // numbers always encode
	return fmt.Sprintf(`{"title":{"text":"Big"},"figure":{"caption":"All of it."},"xAxis":{"type":"value"},"yAxis":{"type":"value"},
		"series":[{"type":%q,"showSymbol":false,"symbolSize":5,"data":%s}]}`, kind, encoded)
}

// heatmap has side * side cells.
func heatmap(side int) string {
	var data [][3]int
	names := make([]int, side)
	for x := range side {
		names[x] = x
		for y := range side {
			data = append(data, [3]int{x, y, x * y})
		}
	}
	cells, _ := json.Marshal(data)
	axis, _ := json.Marshal(map[string]any{"type": "category", "data": names})
	return fmt.Sprintf(`{"title":{"text":"Big"},"xAxis":%s,"yAxis":%s,"visualMap":{"min":0,"max":%d,"orient":"horizontal","left":"center"},
		"series":[{"type":"heatmap","data":%s}]}`, axis, axis, side*side, cells)
}

// rowsOf has a dataset with so many rows and two lines.
func rowsOf(n int) string {
	rows, a, b := [][]any{{"name", "a", "b"}}, waves(n, 1), waves(n, 2)
	for i := range n {
		rows = append(rows, []any{i, a[i], b[i]})
	}
	return `{"title":{"text":"Big"},"figure":{"caption":"All of it.","width":400,"height":300},"xAxis":{},"yAxis":{},"dataset":{"source":` + encoded(rows) + `},
		"series":[{"type":"line","showSymbol":false,"encode":{"x":0,"y":1}},{"type":"line","showSymbol":false,"encode":{"x":0,"y":2}}]}`
}

func TestBigDataHaveSmallCopies(t *testing.T) {
	notShort(t, "thousands of points")
	bigDataHaveSmallCopies(t, 5_000)
}

func TestIntegrationVeryBigDataHaveSmallCopies(t *testing.T) {
	wholeForm(t, "10,000 and 100,000 points, which takes about 15 s")
	bigDataHaveSmallCopies(t, 10_000)
	bigDataHaveSmallCopies(t, 100_000)
}

// bigDataHaveSmallCopies draws options with so many points, bars and rows.
func bigDataHaveSmallCopies(t *testing.T, many int) {
	t.Helper()
	warm := NewWarm(t.Context())
	for name, c := range map[string]struct {
		option    string
		flattened bool
		remark    string
	}{
		"line of 2,000":      {big("line", 2000), false, ""},
		"line":               {big("line", many), false, ""},
		"scatter of 2,000":   {big("scatter", 2000), true, ""},
		"scatter":            {big("scatter", many), true, fmt.Sprintf("of %d points.)", many)},
		"heatmap of 80 * 80": {heatmap(80), true, ""},
		"bars":               {barsOf(many), false, fmt.Sprintf("of %d bars, the longest at each place.)", many)},
		"rows of a dataset":  {rowsOf(many), many > 10_000, ""},
	} {
		start := time.Now()
		pictures := check(warm.Copies(t.Context(), []byte(c.option)))(t)
		t.Logf("%s: %v, SVG of %d bytes, PNG of %d", name, time.Since(start).Round(time.Millisecond), len(pictures.SVG),
			len(pictures.PNG))
		if len(pictures.SVG) > largestSVG || len(pictures.PNG) == 0 || len(pictures.PNG) > largestSVG {
			t.Errorf("%s: SVG of %d bytes, PNG of %d", name, len(pictures.SVG), len(pictures.PNG))
		}
		id := check(echarts.FigureID([]byte(c.option)))(t)
		if !strings.HasPrefix(pictures.SVG, `<svg id="`+id+`" role="img" aria-label="Big`) ||
			!strings.Contains(pictures.SVG, ">Big</text>") {
			t.Errorf("%s: another identity, or no title: %.300s", name, pictures.SVG)
		}
		if got := strings.Contains(pictures.SVG, "<image "); got != c.flattened {
			t.Errorf("%s: flattened: %v", name, got)
		}
		if !strings.Contains(pictures.SVG, c.remark) || c.remark == "" && strings.Contains(pictures.SVG, "static copy") {
			t.Errorf("%s: want the remark %q", name, c.remark)
		}
	}
}

// A picture with its marks as pixels looks as it did.
func TestFlattenedLooksTheSame(t *testing.T) {
	notShort(t, "a picture twice and compare its pixels")
	whole := mustDraw(t, big("scatter", 1000))
	flat := check(flatten(whole))(t)
	if len(flat) > len(whole)/2 {
		t.Errorf("%d bytes of %d", len(flat), len(whole))
	}
	if strings.Count(flat, "<text ") != strings.Count(whole, "<text ") ||
		!strings.Contains(flat, `aria-label="Big. All of it.`) {
		t.Error("texts are missing")
	}
	a, b := pixelsOf(t, whole), pixelsOf(t, flat)
	if a.Bounds() != b.Bounds() {
		t.Fatalf("%v, %v", a.Bounds(), b.Bounds())
	}
	total, size := 0.0, a.Bounds().Size()
	for y := range size.Y {
		for x := range size.X {
			p, q := color.GrayModel.Convert(a.At(x, y)).(color.Gray), color.GrayModel.Convert(b.At(x, y)).(color.Gray)
			total += math.Pow(float64(p.Y)-float64(q.Y), 2)
		}
	}
	if rms := math.Sqrt(total / float64(size.X*size.Y)); rms > 6 {
		t.Errorf("they are %.1f levels apart", rms)
	}
}

// The cells of a heat map that are drawn the short way are those that ECharts draws.
func TestPlainCellsAreThoseOfECharts(t *testing.T) {
	notShort(t, "a thousand cells twice and compare their pixels")
	const side = 35
	option := heatmap(side)
	own := mustDraw(t, strings.Replace(option, `"type":"heatmap"`, `"type":"heatmap","label":{"show":false}`, 1))
	short := mustDraw(t, option)
	if got := strings.Count(short, "<rect ") - strings.Count(own, "<rect "); got != side*side {
		t.Errorf("%d cells", got)
	}
	a, b := pixelsOf(t, own), pixelsOf(t, short)
	for i := range a.Pix {
		if d := int(a.Pix[i]) - int(b.Pix[i]); d < -24 || d > 24 { // ECharts rounds the corners of paths to a tenth
			t.Fatalf("at %d, %d: %d, ECharts %d", i/4%a.Rect.Dx(), i/4/a.Rect.Dx(), b.Pix[i], a.Pix[i])
		}
	}
}

func TestHeatmapOf40000CellsIntegration(t *testing.T) {
	if os.Getenv("DIVERSITY_INTEGRATION") == "" {
		t.Skip("set DIVERSITY_INTEGRATION=1 to draw 200 by 200 cells, which takes about 4 s")
	}
	ctx, cancel := drawing.WithTimeout(t.Context(), drawing.Timeout)
	defer cancel()
	start := time.Now()
	pictures := check(copies(ctx, []byte(heatmap(200)), newEngine))(t)
	t.Logf("%v, SVG of %d bytes, PNG of %d", time.Since(start).Round(time.Millisecond), len(pictures.SVG),
		len(pictures.PNG))
	if len(pictures.SVG) > largestSVG/2 || len(pictures.PNG) == 0 {
		t.Errorf("SVG of %d bytes, PNG of %d", len(pictures.SVG), len(pictures.PNG))
	}
}

// Who waits for a drawing is told why there is none.
func TestPatienceIsNamed(t *testing.T) {
	const patience = 30 * time.Millisecond // loading the library takes longer
	ctx, cancel := drawing.WithTimeout(t.Context(), patience)
	defer cancel()
	if _, err := copies(ctx, []byte(heatmap(10)), newEngine); !errors.Is(err, drawing.TimeoutError(patience)) {
		t.Errorf("got %v", err)
	}
}

// What the kernel writes into a notebook of a hostile figure is looked at by other programs, some of which show it as a
// part of their page. Each picture takes an engine of its own, so here only some of the figures are drawn.
func TestPicturesOfHostileFiguresHoldNothingButMarks(t *testing.T) {
	every := 16
	if testing.Short() {
		every = 40
	}
	drawHostile(t, every)
}

func TestIntegrationPicturesOfAllHostileFigures(t *testing.T) {
	if os.Getenv("DIVERSITY_INTEGRATION") == "" {
		t.Skip("draws each of some 80 figures in an engine of its own, half a minute: set DIVERSITY_INTEGRATION=1 to run it")
	}
	drawHostile(t, 1)
}

// drawHostile draws every so many-th of the hostile figures.
func drawHostile(t *testing.T, every int) {
	t.Helper()
	var cases []struct {
		Name   string
		Option json.RawMessage
	}
	content, err := os.ReadFile("../echarts/testdata/hostile.json")
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(content, &cases); err != nil {
		t.Fatal(err)
	}
	active := regexp.MustCompile(`(?i)<(?:a|script|style|foreignObject|iframe|animate|set|use)\b|<[^>]*\son\w+=|<[^>]*(?:href|src)="(?:[^#d]|d[^a])|evil\.invalid|<image`)
	for i, c := range cases {
		if i%every != 0 {
			continue
		}
		t.Run(c.Name, func(t *testing.T) {
			t.Parallel()
			picture, err := Copy(t.Context(), c.Option)
			if err != nil && !errors.Is(err, ErrDraw) && !errors.Is(err, echarts.ErrOption) {
				t.Fatal(err)
			}
			if at := active.FindString(strings.ReplaceAll(picture, "&lt;", "")); at != "" {
				t.Errorf("%q in %s", at, picture)
			}
			if err == nil {
				rendertest.Texts(t, picture) // fails on what is no XML
			}
		})
	}
}

// A wide picture in a square symbol that a bar stretches fills its bar in the SVG, as it does on a canvas.
func TestImagesAreStretchedAsOnACanvas(t *testing.T) {
	const wide = "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAIAAAABCAIAAAB7QOjdAAAAD0lEQVR4nGNgYGBgYGAAAAAFAAHJx7w5AAAAAElFTkSuQmCC"
	option := `{"xAxis":{"type":"value"},"yAxis":{"type":"category","data":["a"]},"series":[{"type":"pictorialBar",` +
		`"symbolSize":["100%","100%"],"data":[{"value":8,"symbol":"image://` + wide + `"}]}]}`
	picture := check(Copy(t.Context(), []byte(option)))(t)
	images := regexp.MustCompile(`<image [^>]*>`).FindAllString(picture, -1)
	if len(images) != 1 || !strings.Contains(images[0], `preserveAspectRatio="none"`) {
		t.Errorf("images %q", images)
	}
}
