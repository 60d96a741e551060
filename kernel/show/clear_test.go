package show

import "testing"

func TestClear(t *testing.T) {
	for wait, want := range map[bool]string{false: "", true: "wait"} {
		r := record(true)
		r.clear(wait)
		if got := r.only(t)[clearKind]; got != want {
			t.Errorf("Clear(%v) sends %q", wait, got)
		}
	}
	r := record(false)
	r.clear(false)
	if len(r.sent) > 0 || r.out.Len() > 0 {
		t.Error("something was shown outside a notebook")
	}
}
