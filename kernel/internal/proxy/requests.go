package proxy

import (
	"encoding/json"
	"slices"
	"strings"

	"tradeoff/kernel/internal/cell"
	"tradeoff/kernel/internal/cell/protocol"
	"tradeoff/kernel/internal/jupyter/wire"
	"tradeoff/kernel/internal/proxy/history"
)

// The states of a kernel.
const (
	busy = "busy"
	idle = "idle"
)

type edit = cell.Edit

// text, flag and whole read a member of the content; other types count as missing.
func (r *request) text(name string) (s string) {
	r.member(name, &s)
	return s
}

func (r *request) flag(name string, otherwise bool) bool {
	r.member(name, &otherwise)
	return otherwise
}

func (r *request) whole(name string) (n int) {
	r.member(name, &n)
	return n
}

func (r *request) member(name string, to any) {
	var members map[string]json.RawMessage
	if json.Unmarshal(r.Content, &members) == nil && members[name] != nil {
		_ = json.Unmarshal(members[name], to)
	}
}

// onRequest deals with a message of the front end.
func (k *kernel) onRequest(r *request) {
	switch r.Header.Type {
	case "kernel_info_request":
		k.local(r, kernelInfo(k.o.Version))
	case "is_complete_request":
		k.local(r, isComplete(r.text("code")))
	case "history_request":
		k.local(r, k.past(r))
	case "comm_info_request":
		k.local(r, k.openComms(r.text("target_name")))
	case "execute_request":
		k.queue = append(k.queue, r)
		k.endPanels()
		k.next()
	case "complete_request", "inspect_request":
		if answer, ok := k.completeCommand(r); ok {
			k.local(r, answer)
			return
		}
		if r.isBlank() {
			k.local(r, r.nothing())
			return
		}
		k.status(r, busy)
		k.forward(r)
	case "comm_open", "comm_msg", "comm_close":
		k.onComm(r)
	case "input_reply":
		k.onInputReply(r)
	case "interrupt_request":
		k.interrupt()
		k.local(r, map[string]any{"status": "ok"})
	case "shutdown_request":
		if !k.stopping {
			k.shutdown(r)
		}
	default:
		k.o.Log("%s: a %s is not known here", r.channel, r.Header.Type)
	}
}

// forward passes a request to gonb, once there is one.
func (k *kernel) forward(r *request) {
	if k.engine == nil {
		k.waiting = append(k.waiting, r)
		return
	}
	kind := r.Header.Type
	if kind != "complete_request" && kind != "inspect_request" {
		k.engine.send(r.channel, r.Message)
		return
	}
	var content map[string]any
	r.edit, content = k.inquiry(kind, r.text("code"), r.cursor())
	k.pending[r.Header.ID] = r
	k.inquire(r.channel, r.with(content, k.o.Log))
}

// inquiry is what gonb is asked about a place in a cell: all that it reads, and it reads without looking whether it is
// there.
func (k *kernel) inquiry(kind, code string, position int) (cell.Edit, map[string]any) {
	var known map[string]string
	if k.o.Packages != nil {
		known = k.o.Packages()
	}
	e := cell.Assist(code, position, known)
	if kind == "inspect_request" {
		position = cell.Subject(code, position)
	}
	return e, map[string]any{"code": e.Code, "cursor_pos": e.Forward(position), "detail_level": 0}
}

// with returns the request with another content.
func (r *request) with(content any, log wire.Log) *wire.Message {
	m := *r.Message
	text, err := json.Marshal(content)
	if err != nil {
		log("%s: %v", r.Header.Type, err)
		return &m
	}
	m.Content = text
	return &m
}

// answer sends the reply to a request, where it came from.
func (k *kernel) answer(r *request, content any) { k.answerWith(r, nil, content) }

// answerWith sends it with metadata, unless these are nil.
func (k *kernel) answerWith(r *request, metadata json.RawMessage, content any) {
	kind := strings.TrimSuffix(r.Header.Type, "_request") + "_reply"
	m, err := wire.New(kind, k.session, r.Message, content)
	if err != nil {
		k.o.Log("%s: %v", kind, err)
		return
	}
	m.IDs = r.IDs
	if metadata != nil {
		m.Metadata = metadata
	}
	k.send(r.channel, m)
}

// send sends a message to whom it names.
func (k *kernel) send(channel string, m *wire.Message) {
	k.out.put(outgoing{send: k.routers[channel].Send, frames: k.signer.Encode(m)})
}

// publish tells everybody.
func (k *kernel) publish(kind string, parent *wire.Message, content any) {
	m, err := wire.New(kind, k.session, parent, content)
	if err != nil {
		k.o.Log("%s: %v", kind, err)
		return
	}
	k.publishMessage(m)
}

func (k *kernel) publishMessage(m *wire.Message) {
	k.out.put(k.publication(m))
}

// publication is a message to everybody, under the topic of its kind.
func (k *kernel) publication(m *wire.Message) outgoing {
	m.IDs = [][]byte{[]byte("kernel." + m.Header.Type)}
	return outgoing{send: k.iopub.Send, frames: k.signer.Encode(m)}
}

func (k *kernel) status(r *request, state string) {
	k.publish("status", r.Message, map[string]string{"execution_state": state})
}

// local answers a request here, between the busy and the idle that a front end waits for.
func (k *kernel) local(r *request, content any) {
	k.status(r, busy)
	k.answer(r, content)
	k.settle(r)
}

// settle ends a request that is answered here. While a cell runs the kernel is still busy.
func (k *kernel) settle(r *request) {
	k.status(r, idle)
	if k.running != nil {
		k.status(k.running.request, busy)
	}
}

func isComplete(code string) map[string]any {
	status, indent := cell.Check(code)
	content := map[string]any{"status": status}
	if status == cell.Incomplete {
		content["indent"] = indent
	}
	return content
}

// past answers a history_request.
func (k *kernel) past(r *request) map[string]any {
	var q history.Query
	_ = json.Unmarshal(r.Content, &q) // members of a wrong type stay at zero
	list := [][]any{}
	for _, e := range k.history.Find(q) {
		if q.Output {
			list = append(list, []any{e.Session, e.Line, []any{e.Code, e.Output}})
		} else {
			list = append(list, []any{e.Session, e.Line, e.Code})
		}
	}
	return map[string]any{"status": "ok", "history": list}
}

// openComms lists the open comms, of one target if it is named.
func (k *kernel) openComms(target string) map[string]any {
	open := map[string]any{}
	for id, name := range k.comms {
		if target == "" || name == target {
			open[id] = map[string]string{"target_name": name}
		}
	}
	return map[string]any{"status": "ok", "comms": open}
}

// onComm deals with a comm's message: those of controls are ours, late ones of what is closed are nobody's, and the
// rest is gonb's, which tells nobody when it has dealt with one.
func (k *kernel) onComm(r *request) {
	comm := r.text("comm_id")
	_, open := k.comms[comm]
	if r.Header.Type == "comm_open" && !knownTarget(r.text("target_name")) {
		k.status(r, busy)
		k.publish("comm_close", r.Message, map[string]any{"comm_id": comm, "data": struct{}{}})
		k.settle(r)
		return
	}
	k.trackComm(r.Message)
	if k.isCellsComm(r, comm) {
		k.status(r, busy)
		k.cellsMessage(r, comm)
		k.settle(r)
		return
	}
	if k.isPanelComm(r, comm) {
		k.status(r, busy)
		k.panelMessage(r, comm)
		k.settle(r)
		return
	}
	if open || r.Header.Type == "comm_open" {
		k.forward(r)
		return
	}
	k.status(r, busy)
	k.settle(r)
}

// gonbTarget is the one target that gonb knows.
const gonbTarget = "gonb_comm"

// knownTarget reports whether a comm of a target can be opened here. Any other is closed at once, as the protocol asks.
func knownTarget(target string) bool {
	return slices.Contains([]string{gonbTarget, protocol.PanelTarget, protocol.CellsTarget}, target)
}

// trackComm follows comms that either side opens and closes.
func (k *kernel) trackComm(m *wire.Message) {
	var comm struct {
		ID     string `json:"comm_id"`
		Target string `json:"target_name"`
	}
	if json.Unmarshal(m.Content, &comm) != nil {
		return
	}
	switch m.Header.Type {
	case "comm_open":
		k.comms[comm.ID] = comm.Target
	case "comm_close":
		delete(k.comms, comm.ID)
	}
}

// fromEngine decodes a message of gonb and posts it to the loop.
func (k *kernel) fromEngine(e *engine, channel string, frames [][]byte) {
	m, err := k.signer.Decode(frames)
	if err != nil {
		k.o.Log("gonb's %s: %v", channel, err)
		return
	}
	if m.Parent.Session == probeSession {
		return
	}
	if channel == iopubChannel {
		defer e.taken(m)
		k.out.room(e.alive)
	}
	k.post(func() {
		switch {
		case k.engine != e: // it has been given up
		case channel == iopubChannel:
			k.onPublished(m)
		case channel == stdinChannel:
			k.onInputRequest(m)
		default:
			k.onReply(m)
		}
	})
}

// onReply deals with gonb's answer to a request.
func (k *kernel) onReply(m *wire.Message) {
	k.answered(m.Parent.ID)
	if x := k.running; x != nil && m.Parent.ID == x.Header.ID &&
		(m.Header.Type == "execute_reply" || m.Header.Type == "inspect_reply") {
		x.reply = m
		k.finish(x)
		return
	}
	r := k.pending[m.Parent.ID]
	if r == nil {
		return
	}
	delete(k.pending, m.Parent.ID)
	k.answer(r, r.back(m))
	k.settle(r)
}

// back carries the cursors of an answer from gonb's code to the user's.
func (r *request) back(m *wire.Message) any {
	content := map[string]any{}
	if json.Unmarshal(m.Content, &content) != nil {
		return m.Content
	}
	for _, name := range []string{"cursor_start", "cursor_end"} {
		if at, ok := content[name].(float64); ok {
			content[name] = r.edit.Back(int(at))
		}
	}
	switch m.Header.Type {
	case "complete_reply":
		completeReply(content)
	case "inspect_reply":
		if !cell.OwnLine(r.text("code"), r.whole("cursor_pos")) {
			removeDeadLinks(content)
		}
	}
	return content
}
