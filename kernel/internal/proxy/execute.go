package proxy

import (
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"
	"time"

	"tradeoff/kernel/internal/cell"
	"tradeoff/kernel/internal/cell/protocol"
	"tradeoff/kernel/internal/jupyter/wire"
)

// executedCell is the cell behind one of gonb's execution counts.
type executedCell struct {
	count int // as the front end sees it
	edit  edit
}

// execution is a cell that gonb has.
type execution struct {
	*request
	count       int
	cell        string        // which cell of the notebook it is
	again       *rerun        // that runs this cell; nil where a request does
	record      *protocol.Ran // once it ran, what it ran on
	silent      bool
	started     bool // gonb is at it: it would forget an interrupt that comes earlier
	interrupted bool
	asking      bool // it is a question about code
	waits       bool // for input
	errors      stderr
	late        late          // what came after the interrupt
	reply, idle *wire.Message // gonb's last words come on two sockets in any order
}

// next gives gonb the first cell of the queue, if it has none.
func (k *kernel) next() {
	if k.running != nil || len(k.queue) == 0 || k.stopping {
		return
	}
	if k.engine == nil {
		if k.broken != nil && !k.starting {
			k.startEngine()
		}
		return
	}
	r := k.queue[0]
	k.queue = k.queue[1:]
	x := &execution{request: r, silent: r.flag("silent", false)}
	if r.flag("store_history", true) && !x.silent {
		k.count++
	}
	x.count, x.cell = k.count, r.cellOf()
	k.running = x
	k.status(r, busy)
	if !x.silent {
		k.publish("execute_input", r.Message, map[string]any{"code": r.text("code"), "execution_count": x.count})
	}
	if k.died != "" {
		k.publishText(r, "stderr", k.died+"\n")
		k.died = ""
	}
	k.execute(x)
}

// execute answers a cell, or gives it to gonb.
func (k *kernel) execute(x *execution) {
	r := x.request
	r.edit = cell.Rewrite(r.text("code"), func(name string) bool { return k.void[name] })
	k.running = x
	_ = os.RemoveAll(k.engine.resultFile()) // a cell may have made anything of it
	if name, ok := cell.Question(r.text("code")); ok {
		k.requestInspection(x, name)
		return
	}
	if refusal, refused := cell.Refuse(r.text("code")); refused {
		k.note(x, "")
		k.fail(x, x.refusal(refusal))
		return
	}
	again, err := cell.Reruns(r.text("code"))
	if again && err == nil {
		k.rerunStale(x)
		return
	}
	var code string
	if err == nil {
		code, err = k.begin(x)
	}
	if err != nil {
		k.note(x, "")
		k.fail(x, failure{Name: "ValueError", Value: err.Error()})
		return
	}
	// gonb's own count goes up with each cell, so that it tells them apart.
	k.engine.send(shellChannel, r.with(map[string]any{
		"code": code, "silent": false, "store_history": true, "allow_stdin": r.flag("allow_stdin", false),
		"user_expressions": map[string]any{}, "stop_on_error": true,
	}, k.o.Log))
}

func (k *kernel) publishText(r *request, stream, text string) {
	if text != "" {
		k.publish("stream", r.Message, map[string]string{"name": stream, "text": text})
	}
}

// publishOutput publishes what a cell wrote, which may be dropped while it waits.
func (k *kernel) publishOutput(x *execution, stream, text string) {
	if x.interrupted {
		text = x.late.take(stream, text)
	}
	if text == "" {
		return
	}
	m, err := wire.New("stream", k.session, x.Message, map[string]string{"name": stream, "text": text})
	if err != nil {
		k.o.Log("stream: %v", err)
		return
	}
	p := k.publication(m)
	p.of, p.text = x.Header.ID, len(text)
	k.out.put(p)
}

// publishLate publishes the last that an interrupted cell wrote.
func (k *kernel) publishLate(x *execution) {
	for _, t := range x.late.rest() {
		k.publishText(x.request, t.stream, t.text)
	}
	x.late = late{}
}

// onPublished deals with what gonb publishes.
func (k *kernel) onPublished(m *wire.Message) {
	x := k.running
	if x == nil || m.Parent.ID != x.Header.ID {
		k.relay(m)
		return
	}
	switch m.Header.Type {
	case "execute_input":
		k.onStart(x, m)
	case "error": // it is made of the reply
	case "stream":
		k.onStream(x, m)
	case "status":
		var status struct {
			State string `json:"execution_state"`
		}
		if json.Unmarshal(m.Content, &status) == nil && status.State == idle {
			x.idle = m
			k.finish(x)
		}
	case "display_data", "update_display_data":
		k.onDisplay(x, m)
	default:
		k.trackComm(m)
		m.Adopt(x.Message)
		k.publishMessage(m)
	}
}

// relay passes on what does not belong to the running cell, but for the states of requests that are answered here.
func (k *kernel) relay(m *wire.Message) {
	if m.Header.Type != "status" {
		k.trackComm(m)
		k.publishMessage(m)
	}
}

// onStart notes gonb's execution count, and passes on an interrupt that came too early.
func (k *kernel) onStart(x *execution, m *wire.Message) {
	var input struct {
		Count int `json:"execution_count"`
	}
	if json.Unmarshal(m.Content, &input) == nil {
		k.cells[input.Count] = executedCell{x.count, x.edit}
	}
	x.started = true
	if x.interrupted {
		k.sendInterrupt()
	}
}

func (k *kernel) onStream(x *execution, m *wire.Message) {
	var stream struct {
		Name string `json:"name"`
		Text string `json:"text"`
	}
	if json.Unmarshal(m.Content, &stream) != nil {
		return
	}
	if stream.Name == "stderr" {
		stream.Text = x.errors.take(stream.Text)
	}
	k.publishOutput(x, stream.Name, stream.Text)
}

// onDisplay passes on a display, with a text form for those who show nothing else.
func (k *kernel) onDisplay(x *execution, m *wire.Message) {
	var content map[string]json.RawMessage
	var data map[string]json.RawMessage
	if json.Unmarshal(m.Content, &content) != nil || json.Unmarshal(content["data"], &data) != nil {
		return
	}
	if value, ok := data[protocol.Clear]; ok {
		k.publish("clear_output", x.Message, map[string]bool{"wait": string(value) == string(quote(protocol.ClearLater))})
		return
	}
	if _, ok := data[protocol.Plain]; !ok {
		data[protocol.Plain] = json.RawMessage(quote("[" + strings.Join(kinds(data), ", ") + "]"))
		content["data"], _ = json.Marshal(data) // it has just been decoded
		m.Content, _ = json.Marshal(content)
	}
	m.Adopt(x.Message)
	k.publishMessage(m)
}

func kinds(data map[string]json.RawMessage) (list []string) {
	for kind := range data {
		list = append(list, kind)
	}
	slices.Sort(list)
	return list
}

func quote(text string) []byte {
	quoted, _ := json.Marshal(text) // a string always encodes
	return quoted
}

// finish ends a cell once gonb has sent both its reply and its idle: all output has come by then.
func (k *kernel) finish(x *execution) {
	if x.reply == nil || x.idle == nil {
		return
	}
	k.publishLate(x)
	var reply struct {
		Status    string   `json:"status"`
		Value     string   `json:"evalue"`
		Traceback []string `json:"traceback"`
	}
	_ = json.Unmarshal(x.reply.Content, &reply) // without a status it is an error
	if x.reply.Header.Type == "inspect_reply" {
		k.replyWithPage(x)
		return
	}
	k.finishWith(x, func(shown string) {
		if reply.Status == "ok" {
			k.succeed(x, shown)
			return
		}
		written, f := k.explain(x, reply.Value, reply.Traceback)
		k.publishText(x.request, "stderr", written)
		k.note(x, shown)
		k.learn(x, true)
		k.fail(x, x.inAgain(k.asBefore(x, f)))
	})
}

// finishWith shows the value of the last expression before it goes on; drawing a figure takes a while.
func (k *kernel) finishWith(x *execution, then func(shown string)) {
	value, ok := readResult(k.engine.resultFile(), k.o.Log)
	if !ok || x.silent {
		then("")
		return
	}
	show := func() {
		if k.running != x { // gonb ended meanwhile
			return
		}
		kind, content := x.showKind()
		content["data"], content["metadata"] = value, x.metadataOf(value)
		k.publish(kind, x.Message, content)
		then(value[protocol.Plain].(string))
	}
	if !needsPicture(value) || k.o.Draw == nil {
		show()
		return
	}
	go func() {
		addPictures(k.ctx, value, k.o.Draw)
		k.post(show)
	}()
}

// succeed answers a cell that ran.
func (k *kernel) succeed(x *execution, shown string) {
	k.publishText(x.request, "stderr", x.errors.rest())
	for name, void := range cell.Functions(x.text("code")) {
		k.void[name] = void
	}
	k.settled(x)
	k.note(x, shown)
	k.learn(x, false)
	k.saveValues()
	if x.again != nil {
		k.runAgain(x.again)
		return
	}
	k.reply(x)
}

// reply answers a cell that ran, perhaps with something for the front end's pager.
func (k *kernel) reply(x *execution, payload ...any) {
	k.answerWith(x.request, x.replyMetadata(), map[string]any{
		"status": "ok", "execution_count": x.count, "user_expressions": x.expressions(),
		"payload": append([]any{}, payload...),
	})
	k.end(x)
}

// expressions answers the user_expressions, which would each need a program of their own.
func (x *execution) expressions() map[string]any {
	var asked map[string]any
	x.member("user_expressions", &asked)
	answers := map[string]any{}
	for name := range asked {
		answers[name] = errorContent(failure{Name: "NotSupported", Value: "expressions beside a cell are not evaluated"})
	}
	return answers
}

// note adds a cell to the history.
func (k *kernel) note(x *execution, shown string) {
	if x.silent || !x.flag("store_history", true) {
		return
	}
	if err := k.history.Add(x.count, x.text("code"), shown); err != nil {
		k.o.Log("history: %v", err)
	}
}

// fail answers a cell that failed, and those queued behind it if it asks for that.
func (k *kernel) fail(x *execution, f failure) {
	k.publish("error", x.Message, f.content())
	content := errorContent(f)
	content["execution_count"], content["user_expressions"], content["payload"] = x.count, struct{}{}, []any{}
	k.answerWith(x.request, x.replyMetadata(), content)
	if x.flag("stop_on_error", true) {
		k.abort()
	}
	k.end(x)
}

// refuse fails a cell that gonb never had.
func (k *kernel) refuse(r *request, f failure) {
	k.status(r, busy)
	k.publish("error", r.Message, f.content())
	content := errorContent(f)
	content["execution_count"], content["user_expressions"], content["payload"] = k.count, struct{}{}, []any{}
	k.answer(r, content)
	k.status(r, idle)
}

// abort answers the cells that wait, for the one before them failed.
func (k *kernel) abort() {
	queue := k.queue
	k.queue = nil
	for _, r := range queue {
		k.status(r, busy)
		k.answer(r, map[string]any{"status": "aborted"})
		k.status(r, idle)
	}
}

func (k *kernel) end(x *execution) {
	k.tellRan(x)
	k.tellStale(x.Message)
	k.status(x.request, idle)
	k.running = nil
	k.next()
}

// interrupt ends the running cell, or what waits for gonb.
func (k *kernel) interrupt() {
	x := k.running
	if x == nil {
		if len(k.queue) > 0 {
			first := k.queue[0]
			k.queue = k.queue[1:]
			k.refuse(first, interrupted)
			k.abort()
		}
		return
	}
	if x.asking { // gonb answers nobody then
		k.fail(x, interrupted)
		return
	}
	if x.interrupted {
		return
	}
	x.interrupted = true
	x.late.dropped = k.out.drop(x.Header.ID, firstLate)
	k.limitInterrupt(x)
	if x.started {
		k.sendInterrupt()
	}
}

// limitInterrupt gives gonb up if the cell does not end, although gonb should have ended it.
func (k *kernel) limitInterrupt(x *execution) {
	e, limit := k.engine, k.o.Limits.interrupt()
	time.AfterFunc(limit, func() {
		k.post(func() {
			if k.running == x && k.engine == e && x.reply == nil {
				k.giveUp(fmt.Sprintf("did not end an interrupted cell within %v", limit))
			}
		})
	})
}

// sendInterrupt tells gonb.
func (k *kernel) sendInterrupt() {
	m, err := wire.New("interrupt_request", probeSession, nil, struct{}{})
	if err != nil {
		k.o.Log("interrupt: %v", err)
		return
	}
	k.engine.send(controlChannel, m)
}
