package show

import (
	"bytes"
	"errors"
	"image"
	"image/png"
	"testing"

	gonb "github.com/janpfeifer/gonb/gonbui/protocol"

	"tradeoff/diversity/figure"
	"tradeoff/diversity/recipe"
	"tradeoff/kernel/internal/cell/protocol/drawing"
)

// recorded is a screen that keeps what is sent to it.
type recorded struct {
	screen
	sent []*gonb.DisplayData
	out  bytes.Buffer
	log  bytes.Buffer
}

func record(notebook bool) *recorded {
	r := &recorded{}
	r.screen = screen{
		notebook: notebook, out: &r.out, log: &r.log,
		send: func(data *gonb.DisplayData) { r.sent = append(r.sent, data) },
		draw: func([]byte) (drawing.Pictures, error) {
			return drawing.Pictures{SVG: "<svg></svg>", PNG: somePNG()}, nil
		},
	}
	return r
}

// only is the one bundle that was sent.
func (r *recorded) only(t *testing.T) map[gonb.MIMEType]any {
	t.Helper()
	if len(r.sent) != 1 {
		t.Fatalf("%d bundles sent, want 1 (log: %s)", len(r.sent), r.log.String())
	}
	return r.sent[0].Data
}

func someFigure(t *testing.T) figure.Figure {
	t.Helper()
	f, err := figure.TrainingCurve([]recipe.CurvePoint{{Step: 1, Loss: 2}, {Step: 2, Loss: 1}})
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// somePNG is white, 3 by 6 pixels.
func somePNG() []byte {
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, 3, 6))); err != nil {
		panic(err)
	}
	return b.Bytes()
}

var errDraw = errors.New("no ink")
