package proxy

import (
	"fmt"

	"tradeoff/kernel/internal/cell/protocol"
)

// rerun is a cell that runs stale ones again.
type rerun struct {
	cell     *execution // that asks for it
	position int        // of the last that was run, -1 for none
	count    int        // of the cell that runs again, as it was
}

// rerunStale runs stale cells again: where a front end shows them, in its notebook; otherwise here, and what they show
// becomes the output of the cell that asks.
func (k *kernel) rerunStale(x *execution) {
	k.note(x, "")
	marks := k.marks()
	if k.values.box == nil || len(marks) == 0 {
		k.publishText(x.request, "stdout", k.staleCells())
		k.reply(x)
		return
	}
	for comm, w := range k.watchers {
		if w.session == x.Header.Session {
			k.publishText(x.request, "stdout", "Cells that used what has changed are run again where they stand.\n")
			k.publish("comm_msg", x.Message, map[string]any{"comm_id": comm, "data": k.orderToRerun()})
			k.reply(x)
			return
		}
	}
	k.runAgain(&rerun{cell: x, position: -1})
}

func (k *kernel) orderToRerun() protocol.StaleCells {
	order := protocol.StaleCells{Rerun: true, Stale: []protocol.StaleCell{}}
	for _, m := range k.marks() {
		order.Stale = append(order.Stale, protocol.StaleCell{Cell: m.Cell, Why: m.Why})
	}
	return order
}

// runAgain runs the next stale cell below the last, or ends. Which are stale is asked anew each time: a cell that ends
// with what it had before leaves those below as they are, and another makes them stale.
func (k *kernel) runAgain(again *rerun) {
	x := again.cell
	for _, m := range k.marks() {
		if m.Position <= again.position {
			continue
		}
		again.position, again.count = m.Position, m.Count
		k.publishText(x.request, "stdout", fmt.Sprintf("Cell[%d] again:\n", m.Count))
		r := &request{channel: x.channel, Message: x.with(map[string]any{
			"code": m.Code, "silent": false, "store_history": false, "allow_stdin": x.flag("allow_stdin", false),
			"stop_on_error": x.flag("stop_on_error", true),
		}, k.o.Log)}
		k.execute(&execution{request: r, count: x.count, cell: m.Cell, again: again})
		return
	}
	k.running = x
	k.reply(x)
}

// inAgain adds to the failure of a cell that runs again which one it is.
func (x *execution) inAgain(f failure) failure {
	if x.again == nil {
		return f
	}
	trace := f.content()["traceback"].([]string)
	f.Trace = append(append([]string{}, trace...), fmt.Sprintf("This was Cell[%d], run again.", x.again.count))
	return f
}

// showKind is the message that shows the value of a cell: one has one result, and others are displays.
func (x *execution) showKind() (kind string, content map[string]any) {
	if x.again != nil {
		return "display_data", map[string]any{}
	}
	return "execute_result", map[string]any{"execution_count": x.count}
}
