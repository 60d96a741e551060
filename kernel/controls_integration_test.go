package main

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"tradeoff/kernel/internal/cell/protocol"
	"tradeoff/kernel/internal/jupyter/wire"
	"tradeoff/kernel/internal/proxy/proxytest"
)

const interacting = `must.M(show.Interact(show.Context(), []show.Control{show.Range{Name: "slope", Min: 1, Max: 5, Step: 1}}, func(v show.Values) (figure.Figure, error) {
	line := figure.LineSeries{X: []float64{0, 1}, Y: []float64{0, v.Number("slope")}}
	return figure.Line([]figure.LineSeries{line}, figure.LineOptions{Title: "A line of " + v.String()})
}))`

// TestIntegrationControls moves a control of a real cell as a front end does, and ends it by Done, by an interrupt and
// by another cell.
func TestIntegrationControls(t *testing.T) {
	k := newLaboratory(t).start(t, t.TempDir())
	defer k.end(t)
	for i, end := range []func(comm string){
		func(comm string) { k.move(comm, protocol.PanelMessage{At: []int{3}, Done: true}) },
		func(string) { k.Reply(k.Send("control", "interrupt_request", struct{}{})) },
		func(string) { k.Start("1 + 1") },
	} {
		id, comm := k.Start(interacting), string(rune('a'+i))
		k.Send("shell", "comm_open", map[string]any{
			"comm_id": comm, "target_name": protocol.PanelTarget,
			"data": protocol.PanelOpening{Channel: k.channelOf(id), At: []int{0}},
		})
		k.move(comm, protocol.PanelMessage{At: []int{3}})
		k.shows(id, "A line of slope = 4")
		end(comm)
		if reply := k.Reply(id); reply["status"] != "ok" {
			t.Errorf("end %d: %v", i, reply)
		}
		last := data(t, k.Outputs(id), "update_display_data")
		if picture, _ := last["image/svg+xml"].(string); !strings.Contains(picture, "A line of slope = 4") {
			t.Errorf("end %d: the last figure has no picture of slope 4: %.200v", i, last)
		}
	}
	k.Reply(k.Send("control", "shutdown_request", map[string]bool{"restart": false}))
}

func (k *liveKernel) move(comm string, m protocol.PanelMessage) {
	k.Send("shell", "comm_msg", map[string]any{"comm_id": comm, "data": m})
}

// channelOf waits for the controls of a cell and returns their channel.
func (k *liveKernel) channelOf(id string) string {
	var panel protocol.Panel
	k.Until(id, "controls", func(list []*wire.Message) bool {
		for _, m := range list {
			text, _ := dataOf(m)[protocol.Controls].(string)
			if text != "" && json.Unmarshal([]byte(text), &panel) == nil {
				return true
			}
		}
		return false
	})
	return panel.Channel
}

// shows waits until a cell has drawn a figure with a text in it.
func (k *liveKernel) shows(id, text string) {
	k.Until(id, "a figure with "+text, func(list []*wire.Message) bool {
		return slices.ContainsFunc(list, func(m *wire.Message) bool {
			option, _ := json.Marshal(dataOf(m)[protocol.Figure])
			return strings.Contains(string(option), text)
		})
	})
}

// data is that of the last message of a kind.
func data(t *testing.T, list []*wire.Message, kind string) map[string]any {
	t.Helper()
	for _, m := range slices.Backward(list) {
		if m.Header.Type == kind {
			return proxytest.Content(t, m)["data"].(map[string]any)
		}
	}
	t.Fatalf("no %s", kind)
	return nil
}

// dataOf is that of a display; nil of other messages.
func dataOf(m *wire.Message) map[string]any {
	var content struct {
		Data map[string]any `json:"data"`
	}
	_ = json.Unmarshal(m.Content, &content) // other messages have other contents
	return content.Data
}
