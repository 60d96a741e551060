package show

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	gonb "github.com/janpfeifer/gonb/gonbui/protocol"

	"tradeoff/diversity"
	"tradeoff/diversity/figure"
	"tradeoff/kernel/internal/cell/controls"
	"tradeoff/kernel/internal/cell/protocol"
)

// reader plays who moves the controls of an interaction.
type reader struct {
	*interaction
	box    *controls.Mailbox
	record *recorded

	mu     sync.Mutex
	drawn  []string      // the values of each drawing
	drew   chan struct{} // gets one for each
	gate   chan struct{} // nil, or what a drawing waits for
	closed chan struct{} // follow has returned
}

func follow(t *testing.T, ctx context.Context, gate chan struct{}) *reader {
	t.Helper()
	r := &reader{box: controls.NewMailbox(), record: record(true), drew: make(chan struct{}, 100), gate: gate,
		closed: make(chan struct{})}
	shown := someFigure(t)
	r.interaction = &interaction{
		screen: r.record.screen, values: testValues(t), channel: "mine", controlsID: "controls", figureID: "figure",
		attach: time.Minute,
		draw: func(v Values) (figure.Figure, error) {
			if r.gate != nil {
				<-r.gate
			}
			r.mu.Lock()
			defer r.mu.Unlock()
			r.drawn = append(r.drawn, v.String())
			r.drew <- struct{}{}
			switch v.Int("N") {
			case 256:
				return figure.Figure{}, errors.New("too <few>")
			case 512:
				v.Number("nosuch")
			}
			return shown.WithTitle(v.String()), nil
		},
	}
	go func() {
		defer close(r.closed)
		r.follow(ctx, r.box)
	}()
	return r
}

// wait waits for a drawing, or for the end.
func (r *reader) wait(t *testing.T, what <-chan struct{}) {
	t.Helper()
	select {
	case <-what:
	case <-time.After(20 * time.Second):
		t.Fatal("nothing happens")
	}
}

// last is what a display shows in the end.
func (r *reader) last(id string) map[gonb.MIMEType]any {
	for i := len(r.record.sent) - 1; i >= 0; i-- {
		if r.record.sent[i].DisplayID == id {
			return r.record.sent[i].Data
		}
	}
	return nil
}

// demandEnd checks what is left of an interaction: a line and the figure with its picture, and no controls.
func (r *reader) demandEnd(t *testing.T, values string) {
	t.Helper()
	r.wait(t, r.closed)
	line, f := r.last("controls"), r.last("figure")
	if line[protocol.Plain] != values || line[protocol.Controls] != nil {
		t.Errorf("the controls became %v, want %s", line, values)
	}
	if f[protocol.SVG] == nil || !strings.Contains(f[protocol.Plain].(string), values) {
		t.Errorf("the last figure is %v", f[protocol.Plain])
	}
}

func TestInteractDrawsEachMove(t *testing.T) {
	r := follow(t, t.Context(), nil)
	r.wait(t, r.drew)
	r.box.Put(protocol.PanelMessage{At: []int{2, 1}}) // where they stand: the front end is there
	r.box.Put(protocol.PanelMessage{At: []int{3, 0}})
	r.wait(t, r.drew)
	r.box.Put(protocol.PanelMessage{At: []int{4, 0}, Done: true})
	r.demandEnd(t, "N = 4096, law = tied")
	if got := strings.Join(r.drawn, "; "); got != "N = 1024, law = untied; N = 2048, law = tied; N = 4096, law = tied" {
		t.Errorf("drawn: %s", got)
	}
	var p protocol.Panel
	if err := json.Unmarshal([]byte(r.record.sent[0].Data[protocol.Controls].(string)), &p); err != nil ||
		p.Channel != "mine" || len(p.Controls) != 2 {
		t.Errorf("the panel is %+v, %v", p, err)
	}
	for _, sent := range r.record.sent[1:4] {
		if sent.Data[protocol.SVG] != nil && sent.Data[protocol.Figure] == nil {
			t.Errorf("sent %v", sent)
		}
	}
	if first := r.record.sent[1]; first.DisplayID != "figure" || first.Data[protocol.SVG] != nil {
		t.Error("a picture was drawn while the controls move")
	}
}

// While one figure is computed the controls pass over many positions; only where they are then is computed next.
func TestInteractComputesTheNewestOnly(t *testing.T) {
	gate := make(chan struct{}, 1)
	r := follow(t, t.Context(), gate)
	for i := range 500 {
		r.box.Put(protocol.PanelMessage{At: []int{i % 5, i % 2}})
	}
	gate <- struct{}{}
	r.wait(t, r.drew)
	gate <- struct{}{}
	r.wait(t, r.drew)
	r.box.Put(protocol.PanelMessage{Done: true})
	r.demandEnd(t, "N = 4096, law = untied")
	if len(r.drawn) != 2 {
		t.Errorf("drawn: %v", r.drawn)
	}
}

func TestInteractShowsErrorsAndGoesOn(t *testing.T) {
	r := follow(t, t.Context(), nil)
	r.wait(t, r.drew)
	for _, at := range [][]int{{0, 0}, {1, 0}, {4, 0}} {
		r.box.Put(protocol.PanelMessage{At: at})
		r.wait(t, r.drew)
	}
	r.box.Put(protocol.PanelMessage{Done: true})
	r.demandEnd(t, "N = 4096, law = tied")
	for _, want := range []string{"too <few>", `"nosuch": invalid value, allowed: one of N = 512, law = tied`} {
		found := false
		for _, sent := range r.record.sent {
			text, _ := sent.Data[protocol.Plain].(string)
			html, _ := sent.Data[protocol.HTML].(string)
			found = found || sent.DisplayID == "figure" && strings.Contains(text, want) && html != "" &&
				!strings.Contains(html, "<few>")
		}
		if !found {
			t.Errorf("not shown: %s", want)
		}
	}
}

func TestInteractEndsWithTheContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	r := follow(t, ctx, nil)
	r.wait(t, r.drew)
	cancel()
	r.demandEnd(t, "N = 1024, law = untied")
}

func TestInteractEndsWithoutAFrontEnd(t *testing.T) {
	r := &interaction{screen: record(true).screen, values: testValues(t), attach: time.Millisecond,
		draw: func(Values) (figure.Figure, error) { return someFigure(t), nil }}
	done := make(chan struct{})
	go func() {
		defer close(done)
		r.follow(t.Context(), controls.NewMailbox())
	}()
	select {
	case <-done:
	case <-time.After(20 * time.Second):
		t.Fatal("it waits for a front end that never comes")
	}
}

func TestInteractWithoutAReader(t *testing.T) {
	t.Setenv(protocol.ControlsVariable, "")
	list := []Control{Range{Name: "N", Min: 256, Max: 4096, Step: 2, Log: true}}
	shown := someFigure(t)
	calls := 0
	draw := func(v Values) (figure.Figure, error) {
		calls++
		return shown.WithTitle(fmt.Sprint("budget ", v.Int("N"))), nil
	}
	for _, notebook := range []bool{true, false} {
		r := record(notebook)
		if err := r.interact(t.Context(), list, draw); err != nil {
			t.Errorf("notebook %v: %v", notebook, err)
		}
		if notebook && (len(r.sent) != 2 || r.sent[0].Data[protocol.Controls] != nil || r.sent[1].Data[protocol.SVG] == nil) {
			t.Errorf("sent %v", r.sent)
		}
		if !notebook && !strings.HasPrefix(r.out.String(), "N = 256\nbudget 256\n") {
			t.Errorf("written %q", r.out.String())
		}
	}
	if calls != 2 {
		t.Errorf("%d drawings, want 1 each", calls)
	}
}

func TestInteractReturnsErrorsWhereNobodyReads(t *testing.T) {
	t.Setenv(protocol.ControlsVariable, "")
	list := []Control{Range{Name: "N", Min: 256, Max: 4096, Step: 2, Log: true}}
	r := record(true)
	if err := r.interact(t.Context(), list,
		func(Values) (figure.Figure, error) { return figure.Figure{}, errDraw }); !errors.Is(err, errDraw) {
		t.Errorf("error %v", err)
	}
	asks := func(v Values) (figure.Figure, error) { v.Text("n"); return someFigure(t), nil }
	if err := r.interact(t.Context(), list, asks); !errors.Is(err, diversity.ErrInvalid) ||
		!strings.Contains(err.Error(), `"n"`) {
		t.Errorf("error %v", err)
	}
	if err := r.interact(t.Context(), nil, nil); !errors.Is(err, diversity.ErrInvalid) {
		t.Errorf("error %v", err)
	}
	if len(r.sent) > 0 {
		t.Errorf("shown: %v", r.sent)
	}
}
