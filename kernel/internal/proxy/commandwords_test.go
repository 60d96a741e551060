package proxy

import (
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"tradeoff/kernel/internal/cell/protocol"
	"tradeoff/kernel/internal/proxy/proxytest"
)

// TestCommandsAreCompleted asks while a cell runs, with a gonb that is deaf.
func TestCommandsAreCompleted(t *testing.T) {
	l := start(t, func(o *Options) { o.Saved, o.Notebook = filepath.Join(t.TempDir(), "values"), "n" })
	l.Run("!keeps rows=1 rest=2 " + protocol.OutName(2) + "=3\nrows := 1")
	for _, c := range []struct{ code, want string }{
		{"%rest", "[%restore] 0 5"}, {"%del ", "[Out[2] rest rows *] 5 5"}, {"x\n%del ro", "[rows] 7 9"}, {"%who r", "[rest rows] 5 6"},
		{"%rm ", "[Out[2] rest rows] 4 4"}, {"%rerun ", "[stale] 7 7"}, {"%restore ", "[] 9 9"}, {"%args ", "[] 6 6"}, {"%nosuch", "[] 0 7"},
	} {
		reply := l.Reply(l.ask("shell", "complete_request", c.code, len(c.code)))
		if got := fmt.Sprint(reply["matches"], reply["cursor_start"], " ", reply["cursor_end"]); reply["status"] != "ok" ||
			fmt.Sprintf("%v %v %v", reply["matches"], reply["cursor_start"], reply["cursor_end"]) != c.want {
			t.Errorf("%q: %s, want %s", c.code, got, c.want)
		}
	}
}

// TestRestoringNames starts two kernels of one notebook, one after the other.
func TestRestoringNames(t *testing.T) {
	values := filepath.Join(t.TempDir(), "values")
	of := func(o *Options) { o.Saved, o.Notebook = values, "n" }
	first := start(t, of)
	for _, c := range []struct{ code, want string }{
		{"%restore", "ValueError: %restore: no earlier session of this notebook has left values: n"}, {"!keeps rows=1 x=2\nrows := 1", ""},
	} {
		if got := first.stdout(t, c.code); got != c.want {
			t.Errorf("%q shows %q, want %q", c.code, got, c.want)
		}
	}
	waitFor(t, func() bool {
		found, _ := filepath.Glob(filepath.Join(values, "*", "*", "about"))
		return len(found) == 1
	})
	second := start(t, of)
	reply := second.Reply(second.ask("shell", "complete_request", "%restore r", 10))
	if fmt.Sprint(reply["matches"]) != "[rows]" {
		t.Errorf("%v", reply)
	}
	// a file without its checksum does not come back
	if got := second.stdout(t, "%restore x"); got == "" || fmt.Sprint(second.stdout(t, "%who")) != "No cell has left a variable.\n" {
		t.Errorf("%q", got)
	}
}

func waitFor(t *testing.T, ready func() bool) {
	t.Helper()
	for started := time.Now(); !ready(); time.Sleep(5 * time.Millisecond) {
		if time.Since(started) > proxytest.Patience {
			t.Fatal("waited for too long")
		}
	}
}
