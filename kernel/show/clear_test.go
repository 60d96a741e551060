package show

import (
	"testing"

	"tradeoff/kernel/internal/cell/protocol"
)

func TestClear(t *testing.T) {
	for wait, want := range map[bool]string{false: "", true: "wait"} {
		r := record(true)
		r.clear(wait)
		if got := r.only(t)[protocol.Clear]; got != want {
			t.Errorf("Clear(%v) sends %q", wait, got)
		}
	}
	r := record(false)
	r.clear(false)
	if len(r.sent) > 0 || r.out.Len() > 0 {
		t.Error("something was shown outside a notebook")
	}
}
