package raster

import (
	"errors"
	"image"
	"image/color"
	"math"
	"strings"
	"testing"
)

func drawn(t *testing.T, inner string) *image.RGBA {
	t.Helper()
	m, err := Draw(`<svg viewBox="0 0 100 100" height="auto">`+inner+`</svg>`, 1)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// covered is the area that is painted, in pixels.
func covered(m *image.RGBA) float64 {
	total := 0.0
	for i := 3; i < len(m.Pix); i += 4 {
		total += float64(m.Pix[i]) / 255
	}
	return total
}

// The areas of shapes are known from geometry.
func TestAreas(t *testing.T) {
	const stroked = `fill="none" stroke="#000"`
	for name, c := range map[string]struct {
		svg  string
		want float64
	}{
		"rect":    {`<rect x="10" y="20.5" width="30" height="7"/>`, 210},
		"circle":  {`<circle cx="50" cy="50" r="20"/>`, 400 * math.Pi},
		"ellipse": {`<ellipse cx="50" cy="50" rx="20" ry="10"/>`, 200 * math.Pi},
		"polygon": {`<polygon points="0 0 20 0 20 10"/>`, 100},
		"circle of ECharts": {`<path d="M1 0A1 1 0 1 1 1 -0.0001A1 1 0 0 1 1 0" transform="matrix(20,0,0,20,50,50)"/>`,
			400 * math.Pi},
		"turned ellipse": {`<path d="M30 50A20 10 30 0 1 70 50A20 10 30 0 1 30 50Z"/>`,
			20 * 10 * math.Pi * scaleOfTurned()},
		"quadratic": {`<path d="M10 50Q40 10 70 50Z"/>`, 2.0 / 3 * 60 * 40 / 2},
		"cubic":     {`<path d="M10 50c0 -40 60 -40 60 0Z"/>`, 0.6 * 60 * 40},
		"relative":  {`<path d="m10 10h20v20h-20z"/>`, 400},
		"butt":      {`<path d="M10 10L50 10" stroke-width="4" ` + stroked + `/>`, 160},
		"square":    {`<path d="M10 10L50 10" stroke-width="4" stroke-linecap="square" ` + stroked + `/>`, 176},
		"round": {`<path d="M10 10L50 10" stroke-width="4" stroke-linecap="round" ` + stroked + `/>`,
			160 + 4*math.Pi},
		"miter": {`<path d="M10 10L50 10L50 50" stroke-width="4" ` + stroked + `/>`, 320},
		"bevel": {`<path d="M10 10L50 10L50 50" stroke-width="4" stroke-linejoin="bevel" ` + stroked + `/>`, 318},
		"round join": {`<path d="M10 10L50 10L50 50" stroke-width="4" stroke-linejoin="round" ` + stroked + `/>`,
			316 + math.Pi},
		"closed":           {`<path d="M10 10L50 10L50 50L10 50Z" stroke-width="4" ` + stroked + `/>`, 44*44 - 36*36},
		"stroked in units": {`<path d="M1 1L5 1" stroke-width="1" transform="scale(10)" ` + stroked + `/>`, 400},
		"dashed":           {`<path d="M10 10L60 10" stroke-width="2" stroke-dasharray="6,4" ` + stroked + `/>`, 60},
		"odd dashes":       {`<path d="M10 10L60 10" stroke-width="2" stroke-dasharray="5" ` + stroked + `/>`, 50},
		"dash offset": {`<path d="M10 10L20 10" stroke-width="2" stroke-dasharray="6,4" stroke-dashoffset="3" ` +
			stroked + `/>`, 12},
		"half opaque": {`<rect width="20" height="20" fill="rgba(1,2,3,0.5)"/>`, 200.8},
		"group":       {`<g opacity="0.5"><rect width="20" height="20" fill-opacity="0.5"/></g>`, 100.4},
		"clipped": {`<g clip-path="url(#a)"><rect width="90" height="90"/></g><defs><clipPath id="a"><path d="M5 5L15 5L15 25L5 25Z"/></clipPath></defs>`,
			200},
		"clipped twice": {`<g clip-path="url(#a)"><g clip-path="url(#b)"><rect width="90" height="90"/></g></g><defs><clipPath id="a"><rect width="10" height="50"/></clipPath><clipPath id="b"><rect x="5" width="20" height="20"/></clipPath></defs>`,
			100},
		"outside": {`<rect x="90" y="-50" width="1e7" height="70"/>`, 200},
		"nothing": {`<path d=""/><path d="M1 1"/><rect width="9" height="9" fill="none"/><rect width="5" height="5" transform="scale(0)"/>`,
			0},
	} {
		if got := covered(drawn(t, c.svg)); math.Abs(got-c.want) > 0.01*c.want+0.3 {
			t.Errorf("%s: %.2f pixels, want %.2f", name, got, c.want)
		}
	}
}

// scaleOfTurned is how much larger the ellipse with half axes 20 and 10, turned by 30 degrees, must be for a chord of
// 40 along x.
func scaleOfTurned() float64 {
	sin, cos := math.Sincos(math.Pi / 6)
	return cos*cos + 4*sin*sin
}

func TestColours(t *testing.T) {
	for text, want := range map[string]color.RGBA{
		"#0072B2": {0, 0x72, 0xB2, 255}, "#fff": {255, 255, 255, 255}, "rgb(1,2,3)": {1, 2, 3, 255},
		"tomato": {255, 99, 71, 255},
	} {
		if got := drawn(t, `<rect width="9" height="9" fill="`+text+`"/>`).RGBAAt(4, 4); got != want {
			t.Errorf("%s: %v, want %v", text, got, want)
		}
	}
}

func TestGradientRunsOverTheBoxOfItsShape(t *testing.T) {
	m := drawn(t, `<rect x="10" y="10" width="80" height="80" fill="url(#g)"/>
		<defs><linearGradient id="g" x1="0" y1="0" x2="0" y2="1"><stop offset="0%" stop-color="#000"/><stop offset="100%" stop-color="#ffffff"/></linearGradient></defs>`)
	for y, want := range map[int]float64{10: 0, 30: 64, 50: 128, 89: 255} {
		if got := float64(m.RGBAAt(50, y).R); math.Abs(got-want) > 3 {
			t.Errorf("at %d: %g, want %g", y, got, want)
		}
	}
}

func TestTextStandsWhereItShould(t *testing.T) {
	// an H of Liberation Sans is 0.722 wide, an I 0.278
	for anchor, left := range map[string]float64{"start": 50, "middle": 50 - 27.8/2, "end": 50 - 27.8} {
		m := drawn(t, `<text x="50" y="50" dominant-baseline="central" text-anchor="`+anchor+`" style="font-size:100px">I</text>`)
		low, high := image.Pt(100, 100), image.Pt(0, 0)
		for y := range 100 {
			for x := range 100 {
				if m.RGBAAt(x, y).A > 127 {
					low, high = image.Pt(min(low.X, x), min(low.Y, y)), image.Pt(max(high.X, x), max(high.Y, y))
				}
			}
		}
		if middle := float64(low.X+high.X+1) / 2; math.Abs(middle-(left+27.8/2)) > 1 {
			t.Errorf("%s: the stem is at %.1f", anchor, middle)
		}
		if base := 50 + 100*(0.905-0.212)/2; math.Abs(float64(high.Y+1)-base) > 1 {
			t.Errorf("%s: the base line is at %d, want %.1f", anchor, high.Y+1, base)
		}
	}
}

func TestLettersOfOtherScripts(t *testing.T) {
	for _, text := range []string{"α − × ≤ ∝ ²", "Ж", "★", "ü é ß"} {
		if covered(drawn(t, `<text x="5" y="50">`+text+`</text>`)) < 5 {
			t.Errorf("nothing is drawn for %q", text)
		}
	}
	regular, bold := drawn(t, `<text y="50">Bold</text>`), drawn(t, `<text y="50" font-weight="bold">Bold</text>`)
	if covered(bold) < 1.2*covered(regular) {
		t.Error("bold is not bolder")
	}
}

func TestEmbeddedImage(t *testing.T) {
	// One red pixel.
	const red = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGP4z8AAAAMBAQDJ/pLvAAAAAElFTkSuQmCC"
	m := drawn(t, `<image href="data:image/png;base64,`+red+`" x="10" y="10" width="20" height="30"/>`)
	if got := m.RGBAAt(20, 30); got != (color.RGBA{255, 0, 0, 255}) || math.Abs(covered(m)-600) > 30 {
		t.Errorf("%v, %.0f pixels", got, covered(m))
	}
}

func TestSameDocumentSameImage(t *testing.T) {
	const svg = `<text y="50">Same</text><circle cx="50" cy="50" r="20" stroke="#123" fill="none"/>`
	if a, b := drawn(t, svg), drawn(t, svg); string(a.Pix) != string(b.Pix) {
		t.Error("two images")
	}
}

func TestWhatCannotBeDrawnIsAnError(t *testing.T) {
	for inner, want := range map[string]string{
		`<foreignObject/>`:              "foreignObject",
		`<rect filter="url(#shadow)"/>`: "shadow",
		`<rect mask="url(#m)"/>`:        "mask",
		`<rect width="1" height="1" fill="url(#p)"/><pattern id="p"/>`: "pattern",
		`<rect width="1" height="1" fill="url(#none)"/>`:               "#none",
		`<rect width="1" height="1" fill="cyanish"/>`:                  "cyanish",
		`<rect width="1" height="1" fill="#12"/>`:                      "#12",
		`<rect width="1" height="1" fill="rgb(1)"/>`:                   "rgb(1)",
		`<rect width="1em" height="1"/>`:                               "1em",
		`<rect width="1" height="1" rx="2"/>`:                          "round",
		`<path d="M1 1T2 2"/>`:                                         "T",
		`<path d="M1"/>`:                                               "takes 2",
		`<polygon points="1 2 3"/>`:                                    "points",
		`<g transform="skewX(3)"/>`:                                    "skewX",
		`<g transform="what"/>`:                                        "what",
		`<path d="M1 1L2 2" stroke="#000" stroke-dasharray="1,-1"/>`:   "dashes",
		`<text>漢</text>`:                                               "漢",
		`<text dominant-baseline="hanging">a</text>`:                   "hanging",
		`<text><a>b</a></text>`:                                        "element a",
		`<image href="https://example.org/a.png"/>`:                    "not in the document",
		`<image href="data:image/png;base64,AAAA"/>`:                   "image",
	} {
		_, err := Draw(`<svg viewBox="0 0 9 9">`+inner+`</svg>`, 1)
		if !errors.Is(err, ErrUnsupported) || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", inner, err)
		}
	}
	for _, svg := range []string{"", "<svg", "<html/>", `<svg viewBox="0 0 1e9 1"/>`, `<svg viewBox="0 0 0 1"/>`,
		`<svg/>`} {
		if _, err := Draw(svg, 1); err == nil {
			t.Errorf("%q was drawn", svg)
		}
	}
}

func FuzzDraw(f *testing.F) {
	f.Add(`<path d="M1 0A1 1 0 1 1 1 -0.1A1 1 0 0 1 1 0" stroke="#123" stroke-dasharray="3 1"/>`)
	f.Add(`<text x="1" y="2">a</text>`)
	f.Fuzz(func(_ *testing.T, inner string) {
		_, _ = Draw(`<svg viewBox="0 0 50 50">`+inner+`</svg>`, 1) // must not panic
	})
}
