package show

import (
	"encoding/json"
	"testing"

	"tradeoff/diversity/figure"
	"tradeoff/kernel/internal/cell/controls"
	"tradeoff/kernel/internal/cell/protocol"
)

// While a control moves the y axis covers what has been seen: it never shrinks, so that heights can be compared.
func TestInteractKeepsItsAxes(t *testing.T) {
	r := &reader{box: controls.NewMailbox(), record: record(true), drew: make(chan struct{}, 100),
		closed: make(chan struct{})}
	r.interaction = &interaction{
		screen: r.record.screen, values: testValues(t), channel: "mine", controlsID: "controls", figureID: "figure",
		attach: attachTime,
		draw: func(v Values) (figure.Figure, error) {
			defer func() { r.drew <- struct{}{} }()
			return figure.Line([]figure.LineSeries{{X: []float64{1, 2}, Y: []float64{0, v.Number("N")}}}, figure.LineOptions{})
		},
	}
	go func() {
		defer close(r.closed)
		r.follow(t.Context(), r.box)
	}()
	for _, at := range []int{4, 0, 1} { // N = 4096, 256, 512; it begins at 1024
		r.wait(t, r.drew)
		r.box.Put(protocol.PanelMessage{At: []int{at, 0}})
	}
	r.wait(t, r.drew)
	r.box.Put(protocol.PanelMessage{At: []int{1, 0}, Done: true})
	r.wait(t, r.closed)
	var tops []float64
	for _, sent := range r.record.sent {
		if text, ok := sent.Data[protocol.Figure].(string); ok && sent.DisplayID == "figure" {
			tops = append(tops, topOf(t, text))
		}
	}
	if len(tops) < 4 || tops[0] >= 4096 || tops[1] < 4096 {
		t.Fatalf("the axis ends at %v", tops)
	}
	for i, top := range tops[1:] {
		if top != tops[1] {
			t.Errorf("figure %d ends at %v, the tallest before at %v", i+1, top, tops[1])
		}
	}
	if r.last("figure")[protocol.SVG] == nil {
		t.Error("no picture is left")
	}
}

func topOf(t *testing.T, option string) float64 {
	t.Helper()
	var parsed struct{ YAxis []struct{ Max float64 } }
	if err := json.Unmarshal([]byte(option), &parsed); err != nil {
		t.Fatal(err)
	}
	return parsed.YAxis[0].Max
}
