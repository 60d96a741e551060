package proxy

import (
	"testing"

	"tradeoff/kernel/internal/cell/protocol"
	"tradeoff/kernel/internal/proxy/proxytest"
)

func (l *laboratory) openComm(comm, channel string) string {
	return l.Send("shell", "comm_open", map[string]any{
		"comm_id": comm, "target_name": protocol.PanelTarget,
		"data": protocol.PanelOpening{Channel: channel, At: []int{1, 2}},
	})
}

func (l *laboratory) moveTo(comm string, m protocol.PanelMessage) string {
	return l.Send("shell", "comm_msg", map[string]any{"comm_id": comm, "data": m})
}

// startMoving runs a cell with the controls "mine", whose comm is c1.
func startMoving(t *testing.T, cell string) (l *laboratory, id string) {
	t.Helper()
	l = start(t, nil)
	id = l.Start(cell)
	l.WaitOutput(id, "live\n")
	l.Outputs(l.openComm("c1", "mine"))
	l.WaitOutput(id, "[1 2] false\n")
	return l, id
}

func TestControlsReachTheRunningCell(t *testing.T) {
	l, id := startMoving(t, "!controls mine")
	l.Outputs(l.moveTo("c1", protocol.PanelMessage{At: []int{3, 4}}))
	l.WaitOutput(id, "[3 4] false\n")
	l.Outputs(l.moveTo("c1", protocol.PanelMessage{At: []int{5, 6}, Done: true}))
	if reply := l.Reply(id); reply["status"] != "ok" {
		t.Errorf("the cell ends in %v", reply)
	}
	l.WaitOutput(id, "[5 6] true\n")
	if closed := l.Published("", "comm_close"); closed["comm_id"] != "c1" {
		t.Errorf("closed: %v", closed)
	}
	if comms := l.Reply(l.Send("shell", "comm_info_request",
		map[string]string{"target_name": protocol.PanelTarget}))["comms"]; len(comms.(map[string]any)) != 0 {
		t.Errorf("open after the cell: %v", comms)
	}
	l.Outputs(l.moveTo("c1", protocol.PanelMessage{At: []int{7, 8}})) // late
}

// Controls of a cell that has ended, or of one that another front end runs, are closed at once.
func TestControlsOfOthersAreClosed(t *testing.T) {
	l := start(t, nil)
	id := l.Start("!controls mine")
	l.WaitOutput(id, "live\n")
	open := l.openComm("c2", "another")
	if closed := l.Published(open, "comm_close"); closed["comm_id"] != "c2" {
		t.Errorf("closed: %v", closed)
	}
	visitor := proxytest.Connect(t, l.file)
	defer visitor.Close()
	open = (&laboratory{Client: visitor}).openComm("c3", "mine")
	if closed := visitor.Published(open, "comm_close"); closed["comm_id"] != "c3" {
		t.Errorf("closed: %v", closed)
	}
	l.Send("control", "interrupt_request", struct{}{})
	l.Reply(id)
}

// A cell with controls ends when there is another to run, and does not wait where nobody can move them.
func TestControlsDoNotHoldTheQueue(t *testing.T) {
	l, id := startMoving(t, "!controls mine")
	if reply, _ := l.Run("!print next"); reply["status"] != "ok" {
		t.Errorf("the next cell: %v", reply)
	}
	l.WaitOutput(id, "[] true\n")
	first, second := l.Start("!sleepy\n!controls mine"), l.Start("!print next")
	l.WaitOutput(first, "alone\n")
	l.Reply(second)
	executed := l.Send("shell", "execute_request", map[string]any{"code": "!controls mine", "allow_stdin": false})
	l.WaitOutput(executed, "alone\n")
	l.Reply(executed)
}

// A gonb that dies takes its cell along; the front end learns that the controls are gone.
func TestControlsOfAKilledCell(t *testing.T) {
	l, id := startMoving(t, "!controls mine\n!die")
	l.Outputs(l.moveTo("c1", protocol.PanelMessage{Done: true}))
	if reply := l.Reply(id); reply["ename"] != "KernelDied" {
		t.Errorf("reply %v", reply)
	}
	if closed := l.Published("", "comm_close"); closed["comm_id"] != "c1" {
		t.Errorf("closed: %v", closed)
	}
	if reply, _ := l.Run("!print next"); reply["status"] != "ok" {
		t.Errorf("the next cell: %v", reply)
	}
}
