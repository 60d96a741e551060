package proxy

import (
	"path/filepath"

	"tradeoff/kernel/internal/cell/controls"
	"tradeoff/kernel/internal/cell/protocol"
	"tradeoff/kernel/internal/jupyter/wire"
)

// panel is a running cell whose controls can be moved.
type panel struct {
	cell    *controls.Cell
	session string // of the front end that runs the cell: only there its figure is redrawn
}

func (e *engine) controlsSocket() string { return filepath.Join(e.box.Dir, protocol.ControlsSocket) }

// serveControls hands on cells that have controls, until the engine has ended.
func (e *engine) serveControls(take func(*controls.Cell)) error {
	listener, err := e.listen(e.controlsSocket())
	if err != nil {
		return err
	}
	go controls.Serve(listener, take)
	return nil
}

// onControls decides whether a cell waits for its reader. One who cannot answer a question cannot move a control
// either: a notebook is executed. And cells that are queued would wait for ever.
func (k *kernel) onControls(c *controls.Cell) {
	x := k.running
	if x == nil || x.silent || !x.flag("allow_stdin", false) || len(k.queue) > 0 {
		go c.Refuse()
		return
	}
	k.panels[c.Channel] = &panel{c, x.Header.Session}
	go func() {
		c.Follow()
		k.post(func() { k.closePanel(c.Channel) })
	}()
}

// closePanel tells the front end that the controls of a cell cannot be moved any more.
func (k *kernel) closePanel(channel string) {
	delete(k.panels, channel)
	for comm, of := range k.panelOf {
		if of == channel {
			k.closeComm(nil, comm)
		}
	}
}

func (k *kernel) closeComm(parent *wire.Message, comm string) {
	delete(k.panelOf, comm)
	delete(k.comms, comm)
	k.publish("comm_close", parent, map[string]any{"comm_id": comm, "data": struct{}{}})
}

// endPanels has cells that wait for their readers end, since there is something else to do.
func (k *kernel) endPanels() {
	for _, p := range k.panels {
		p.cell.Put(protocol.PanelMessage{Done: true})
	}
}

// isPanelComm tells a message of controls.
func (k *kernel) isPanelComm(r *request, comm string) bool {
	if r.Header.Type == "comm_open" {
		return r.text("target_name") == protocol.PanelTarget
	}
	_, ours := k.panelOf[comm]
	return ours
}

func (k *kernel) panelMessage(r *request, comm string) {
	switch r.Header.Type {
	case "comm_open":
		var o protocol.PanelOpening
		r.member("data", &o)
		p := k.panels[o.Channel]
		if p == nil || p.session != r.Header.Session {
			k.closeComm(r.Message, comm)
			return
		}
		k.panelOf[comm] = o.Channel
		p.cell.Put(protocol.PanelMessage{At: o.At})
	case "comm_msg":
		var m protocol.PanelMessage
		r.member("data", &m)
		if p := k.panels[k.panelOf[comm]]; p != nil {
			p.cell.Put(m)
		}
	case "comm_close":
		delete(k.panelOf, comm)
	}
}
