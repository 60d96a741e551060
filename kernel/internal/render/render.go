package render

import (
	"context"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"modernc.org/quickjs"

	"tradeoff/diversity"
	"tradeoff/kernel/internal/echarts"
)

// ErrDraw is wrapped by errors that ECharts raised while drawing.
var ErrDraw = errors.New("render: ECharts could not draw the option")

//go:embed draw.js
var drawSource string

// The size of a picture if the option does not say, and the largest allowed, in pixels.
const (
	defaultWidth  = 860
	defaultHeight = 480
	largestSide   = 10000
)

// largestOption bounds what [Serve] reads, in bytes.
const largestOption = 64 << 20

// frame is the member "figure" of an option: what ECharts does not know.
type frame struct {
	Width   int    `json:"width"`
	Height  int    `json:"height"`
	Caption string `json:"caption"`
}

// Look is what a picture stands on, and whether it is drawn for a light or a dark surrounding.
type Look struct {
	Ground string // the colour behind the picture, or "transparent"
	Dark   bool   // light lines and letters
	Ink    string // the colour of the caption
}

// The looks.
var (
	White       = Look{Ground: "#ffffff", Ink: "#444444"}
	Transparent = Look{Ground: "transparent", Ink: "#444444"}
	Dark        = Look{Ground: "#111111", Dark: true, Ink: "#cccccc"} // as the dark theme of JupyterLab
)

// SVG draws an option, given as a JSON object or as a JSON string which holds one. A width or height of 0 is taken from
// the option's member "figure", else 860 x 480 pixels. A caption in that member is set below the picture, which is taller
// by its lines. The root element carries the identity of the figure (echarts.FigureID) as its id, and no id in the picture
// occurs in the picture of another figure.
//
// The error wraps echarts.ErrOption, diversity.ErrInvalid or [ErrDraw], or is that of the context once it is done.
func SVG(ctx context.Context, option []byte, width, height int) (string, error) {
	return svg(ctx, option, width, height, White, newEngine)
}

// Draw draws as [SVG] does, at the size that the option says, with a look.
func Draw(ctx context.Context, option []byte, look Look) (string, error) {
	return svg(ctx, option, 0, 0, look, newEngine)
}

func svg(ctx context.Context, option []byte, width, height int, look Look, engine func() (*quickjs.VM, error)) (string, error) {
	object, err := echarts.Object(option)
	if err != nil {
		return "", err
	}
	id, err := echarts.FigureID(option)
	if err != nil {
		return "", err
	}
	about, err := frameOf(object, width, height)
	if err != nil {
		return "", err
	}
	picture, err := draw(ctx, object, about, look, engine)
	if err != nil {
		return "", err
	}
	return finish(picture, id, titleOf(object), about, look)
}

// Serve reads one option, draws it by [SVG] and writes the picture.
func Serve(ctx context.Context, in io.Reader, out io.Writer) error {
	option, err := io.ReadAll(io.LimitReader(in, largestOption+1))
	if err != nil {
		return fmt.Errorf("render: read the option: %w", err)
	}
	if len(option) > largestOption {
		return diversity.Invalid("option", fmt.Sprintf("more than %d bytes", largestOption), fmt.Sprintf("up to %d bytes", largestOption))
	}
	picture, err := SVG(ctx, option, 0, 0)
	if err != nil {
		return err
	}
	_, err = io.WriteString(out, picture)
	return err
}

func frameOf(object map[string]any, width, height int) (frame, error) {
	var about frame
	if member, ok := object["figure"]; ok {
		encoded, err := json.Marshal(member)
		if err != nil {
			return frame{}, fmt.Errorf("%w: member figure: %w", echarts.ErrOption, err)
		}
		if err := json.Unmarshal(encoded, &about); err != nil {
			return frame{}, fmt.Errorf("%w: member figure: %w", echarts.ErrOption, err)
		}
	}
	about.Width = firstSet(width, about.Width, defaultWidth)
	about.Height = firstSet(height, about.Height, defaultHeight)
	for name, side := range map[string]int{"width": about.Width, "height": about.Height} {
		if side < 1 || side > largestSide {
			return frame{}, diversity.Invalid(name, side, fmt.Sprintf("1..%d pixels", largestSide))
		}
	}
	return about, nil
}

func firstSet(values ...int) int {
	for _, value := range values {
		if value != 0 {
			return value
		}
	}
	return 0
}

// titleOf is the text of the first title, "" if there is none.
func titleOf(object map[string]any) string {
	title := object["title"]
	if list, ok := title.([]any); ok && len(list) > 0 {
		title = list[0]
	}
	if fields, ok := title.(map[string]any); ok {
		text, _ := fields["text"].(string)
		return text
	}
	return ""
}

// draw runs ECharts in an engine of its own, which it closes, so that nothing of one picture reaches another.
func draw(ctx context.Context, object map[string]any, about frame, look Look, engine func() (*quickjs.VM, error)) (picture string, err error) {
	if err := ctx.Err(); err != nil {
		return "", err
	}
	encoded, err := json.Marshal(object)
	if err != nil {
		return "", fmt.Errorf("%w: %w", echarts.ErrOption, err)
	}
	vm, err := engine()
	if err != nil {
		return "", fmt.Errorf("render: start the JavaScript engine: %w", err)
	}
	defer func() { err = errors.Join(err, vm.Close()) }()
	defer interruptWhenDone(ctx, vm)()
	value, err := vm.Call("draw", string(encoded), about.Width, about.Height, look.Ground, look.Dark)
	if ctx.Err() != nil {
		return "", ctx.Err()
	}
	if err != nil {
		return "", fmt.Errorf("%w: %w", ErrDraw, err)
	}
	picture, ok := value.(string)
	if !ok {
		return "", fmt.Errorf("%w: it returned %T", ErrDraw, value)
	}
	return picture, nil
}

// newEngine starts an engine and loads ECharts, which takes longer than many a picture.
func newEngine() (vm *quickjs.VM, err error) {
	if vm, err = quickjs.NewVM(); err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, vm.Close())
		}
	}()
	if err := vm.RegisterFunc("textWidth", func(text string) float64 { return textWidth(text, 1) }, false); err != nil {
		return nil, err
	}
	for _, source := range []string{drawSource, echarts.Library} {
		if _, err := vm.Eval(source, quickjs.EvalGlobal); err != nil {
			return nil, err
		}
	}
	return vm, nil
}
