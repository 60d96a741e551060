// Package paper lays figures out for print: in the width of a column, their letters as large as those of the text are,
// as PDF or SVG that needs nothing but itself.
package paper

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"html"
	"math"
	"regexp"
	"strings"

	"tradeoff/diversity"
	"tradeoff/kernel/internal/draw/echarts"
	"tradeoff/kernel/internal/draw/raster"
	"tradeoff/kernel/internal/draw/render"
)

// The defaults of a [Layout].
const (
	Column  = 84 // millimetres, of one column of two
	Letters = 6  // points
)

// Layout is the size of a figure on paper.
type Layout struct {
	Width   float64 // in millimetres; 0: [Column]
	Height  float64 // in millimetres; 0: as suits the figure
	Letters float64 // size of ticks and names of axes in points; 0: [Letters]
	Titled  bool    // with the title and the caption
}

// The sizes of print and of figures.
const (
	pointsPerMillimetre = 72 / 25.4
	lettersInPixels     = 12 // of ticks and names of axes
	titleBand           = 34 // pixels above the legend which only the title fills
	figureWidth         = 860
	figureHeight        = 480
)

// Validate returns an error wrapping diversity.ErrInvalid that names the field of options out of range.
func (l Layout) Validate(options string) error {
	for _, field := range []struct {
		name                     string
		value, smallest, largest float64
		otherwise                string
	}{
		{"Width", l.Width, 40, 400, "millimetres, or 0 for 84"},
		{"Height", l.Height, 20, 400, "millimetres, or 0 for what suits the figure"},
		{"Letters", l.Letters, 4, 16, "points, or 0 for 6"},
	} {
		if field.value != 0 && !(field.value >= field.smallest && field.value <= field.largest) {
			return diversity.Invalid(options+"."+field.name, field.value,
				fmt.Sprintf("%g..%g %s", field.smallest, field.largest, field.otherwise))
		}
	}
	return nil
}

// Picture is a figure drawn for a layout.
type Picture struct {
	Title, Caption string
	document       string
	points         float64 // to a unit of the document
}

// Draw draws an option of ECharts as package render does, at the size that it has on paper. Without its title a figure
// ends below where the title was.
func Draw(ctx context.Context, option []byte, l Layout) (Picture, error) {
	if err := l.Validate("Layout"); err != nil {
		return Picture{}, err
	}
	object, err := echarts.Object(option)
	if err != nil {
		return Picture{}, err
	}
	p := Picture{points: orElse(l.Letters, Letters) / lettersInPixels}
	p.Title, p.Caption = texts(object)
	laid, err := json.Marshal(l.laidOut(object, p.points))
	if err != nil {
		return Picture{}, fmt.Errorf("%w: %w", echarts.ErrOption, err)
	}
	if p.document, err = render.Draw(ctx, laid, render.White); err != nil {
		return Picture{}, err
	}
	band := titleBand
	if l.Titled {
		band = 0
	}
	p.document, err = cropped(p.document, band, p.points/pointsPerMillimetre)
	p.document = strings.Replace(p.document, ` aria-label=""`, p.label(), 1)
	return p, err
}

// label is the attribute that has a figure read aloud whose title and caption stand elsewhere.
func (p Picture) label() string {
	said := diversity.PrintableLines(strings.Trim(p.Title+". "+p.Caption, " .") + ".") // XML has no other characters
	return ` aria-label="` + html.EscapeString(said) + `"`
}

func orElse(value, otherwise float64) float64 {
	if value > 0 {
		return value
	}
	return otherwise
}

// texts are the title and the caption of a figure, "" where it has none.
func texts(object map[string]any) (title, caption string) {
	if fields, ok := object["title"].(map[string]any); ok {
		title, _ = fields["text"].(string)
	}
	if fields, ok := object["figure"].(map[string]any); ok {
		caption, _ = fields["caption"].(string)
	}
	return title, caption
}

// laidOut is the option with the size in pixels that the layout gives it.
func (l Layout) laidOut(object map[string]any, points float64) map[string]any {
	pixels := func(millimetres float64) float64 { return math.Round(millimetres * pointsPerMillimetre / points) }
	about, _ := object["figure"].(map[string]any)
	number := func(name string, otherwise float64) float64 {
		value, _ := about[name].(float64)
		return orElse(value, otherwise)
	}
	width := pixels(orElse(l.Width, Column))
	from := number("width", figureWidth)
	fromHeight := number("height", figureHeight)
	height := suited(object, from, fromHeight, number("shape", 0), width)
	if l.Height != 0 {
		height = pixels(l.Height)
		if !l.Titled {
			height += titleBand
		}
	}
	narrowed(object, from, fromHeight, width, height)
	laid := map[string]any{"width": width, "height": height}
	if l.Titled {
		_, laid["caption"] = texts(object)
	} else {
		delete(object, "title")
	}
	object["figure"] = laid
	return object
}

// suited is the height of a figure in another width: squares stay squares, and what is half as wide is 0.7 times as
// high. Panels keep their height: what stands between them does not become smaller.
func suited(object map[string]any, width, height, shape, narrower float64) float64 {
	suited := height * math.Sqrt(narrower/width)
	if _, panels := object["grid"].([]any); panels {
		suited = height
	}
	if shape != 0 {
		suited = square(object, width, height, shape, narrower)
	}
	const smallest, largest = 100, 10000
	return math.Round(min(max(suited, smallest), largest))
}

// extent is the size of a picture and the area that it shows.
var extent = regexp.MustCompile(`style="[^"]*" width="\d+" height="\d+"([^>]*?) viewBox="0 0 (\d+) (\d+)"`)

// cropped leaves out a band at the top of a picture and gives it a size in millimetres.
func cropped(picture string, band int, millimetres float64) (string, error) {
	at := extent.FindStringSubmatchIndex(picture)
	if at == nil {
		return "", fmt.Errorf("%w: no size in %.200q", render.ErrDraw, picture)
	}
	var width, height int
	if _, err := fmt.Sscan(picture[at[4]:at[5]]+" "+picture[at[6]:at[7]], &width, &height); err != nil {
		return "", fmt.Errorf("%w: %w", render.ErrDraw, err)
	}
	return fmt.Sprintf(`%swidth="%.2fmm" height="%.2fmm"%s viewBox="0 %d %d %d"%s`, picture[:at[0]],
		millimetres*float64(width), millimetres*float64(height-band), picture[at[2]:at[3]], band, width, height-band,
		picture[at[1]:]), nil
}

// PDF is the picture as a page of PDF: text as text, with the fonts that it needs.
func (p Picture) PDF() ([]byte, error) {
	var b bytes.Buffer
	err := raster.PDF(&b, p.document, p.points, raster.About{Title: p.Title, Subject: p.Caption})
	return b.Bytes(), p.about("PDF", err)
}

// SVG is the picture as SVG, its letters as outlines.
func (p Picture) SVG() ([]byte, error) {
	outlined, err := raster.Outlined(p.document)
	return []byte(outlined + "\n"), p.about("SVG", err)
}

func (p Picture) about(format string, err error) error {
	if err != nil {
		return fmt.Errorf("%s of %q: %w", format, p.Title, err)
	}
	return nil
}

// FileName is the name of a figure's file, without its ending: the number, and what of the title can be in one
// everywhere.
func FileName(number int, title string) string {
	const most = 48
	words := strings.FieldsFunc(strings.ToLower(title), func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < '0' || r > '9')
	})
	name := strings.Join(words, "-")
	return strings.TrimRight(fmt.Sprintf("%02d-%s", number, name[:min(len(name), most)]), "-")
}
