package render

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"modernc.org/quickjs"

	"tradeoff/diversity"
	"tradeoff/kernel/internal/draw/echarts"
)

// ErrDraw is wrapped by errors that ECharts raised while drawing.
var ErrDraw = errors.New("render: ECharts could not draw the option")

// The size of a picture if the option does not say, and the largest allowed, in pixels.
const (
	defaultWidth  = 860
	defaultHeight = 480
	largestSide   = 10000
)

// frame is the member "figure" of an option: what ECharts does not know.
type frame struct {
	Width   int    `json:"width"`
	Height  int    `json:"height"`
	Caption string `json:"caption"`
}

// SVG draws an option, given as a JSON object or as a JSON string which holds one. A width or height of 0 is taken from
// the option's member "figure", else 860 x 480 pixels. A caption in that member is set below the picture, which is
// taller by its lines. The root element carries the identity of the figure (echarts.FigureID) as its id, and no id in
// the picture occurs in the picture of another figure.
//
// The error wraps echarts.ErrOption, diversity.ErrInvalid or [ErrDraw], or is that of the context once it is done.
func SVG(ctx context.Context, option []byte, width, height int) (string, error) {
	return svg(ctx, option, job{width: width, height: height}, newEngine)
}

// Draw draws as [SVG] does, at the size that the option says, with a look.
func Draw(ctx context.Context, option []byte, look Look) (string, error) {
	return svg(ctx, option, job{look: look}, newEngine)
}

// job is how an option is drawn.
type job struct {
	width, height int // 0 for what the option says
	look          Look
	copied        bool // as the static copy of a figure: big data is thinned
}

func svg(ctx context.Context, option []byte, j job, engine func() (*quickjs.VM, error)) (string, error) {
	object, err := echarts.Object(option)
	if err != nil {
		return "", err
	}
	id, err := echarts.FigureID(option)
	if err != nil {
		return "", err
	}
	about, err := frameOf(object, j.width, j.height)
	if err != nil {
		return "", err
	}
	if j.copied {
		about.Caption = strings.TrimSpace(about.Caption + " " + thin(object, about))
	}
	picture, err := draw(ctx, object, about, j.look, engine)
	if err != nil {
		return "", err
	}
	return finish(picture, id, titleOf(object), about, j)
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
func draw(ctx context.Context, object map[string]any, about frame, look Look,
	engine func() (*quickjs.VM, error)) (picture string, err error) {
	if ctx.Err() != nil {
		return "", context.Cause(ctx)
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
	value, err := vm.Call("draw", string(encoded), about.Width, about.Height, look.ground(), look == Dark)
	if ctx.Err() != nil {
		return "", context.Cause(ctx)
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
