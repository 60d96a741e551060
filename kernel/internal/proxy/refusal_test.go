package proxy

import (
	"strings"
	"testing"
)

func TestCellThatWouldOnlySeemToWorkFails(t *testing.T) {
	l := start(t, nil)
	for code, want := range map[string]string{
		"!print a\n%hlp":                          "UnknownCommand: %hlp is no command of this kernel: did you mean %help?",
		"//go:embed a.txt\nvar text string":       "NotSupported: " + "//go:embed does nothing in a cell",
		"// int f();\nimport \"C\"\n!print go on": "NotSupported: cgo does not work in a cell",
	} {
		reply, outputs := l.Run(code)
		got, _ := reply["ename"].(string)
		value, _ := reply["evalue"].(string)
		if reply["status"] != "error" || !strings.HasPrefix(got+": "+value, want) {
			t.Errorf("%q: %v, want %s", code, reply, want)
		}
		trace := colours.ReplaceAllString(reply["traceback"].([]any)[0].(string), "")
		if !strings.Contains(trace, "--> ") || !strings.HasSuffix(trace, value) {
			t.Errorf("%q: the trace is %q", code, trace)
		}
		for _, m := range outputs {
			if m.Header.Type == "stream" {
				t.Errorf("%q: a part of it ran: %s", code, m.Content)
			}
		}
	}
	if reply, _ := l.Run("!print on"); reply["status"] != "ok" {
		t.Errorf("the next cell: %v", reply)
	}
}

func TestUnknownCommIsClosed(t *testing.T) {
	l := start(t, nil)
	open := l.Send("shell", "comm_open",
		map[string]any{"comm_id": "zz", "target_name": "jupyter.widget", "data": struct{}{}})
	if closed := l.Published(open, "comm_close"); closed["comm_id"] != "zz" {
		t.Errorf("closed: %v", closed)
	}
	if comms := l.Reply(l.Send("shell", "comm_info_request", struct{}{}))["comms"]; len(comms.(map[string]any)) != 0 {
		t.Errorf("open: %v", comms)
	}
}
