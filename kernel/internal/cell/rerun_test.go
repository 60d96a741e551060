package cell

import (
	"errors"
	"testing"
)

func TestReruns(t *testing.T) {
	for code, want := range map[string]error{
		"%rerun stale": nil, "\n %rerun  stale \n": nil, "//gonb:%rerun stale": nil, "// again\n%rerun stale": nil,
		"%rerun": errRerunWhat, "%rerun all": errRerunWhat, "%rerun stale 3": errRerunWhat,
		"%rerun stale\nx := 1": errRerunAlone, "%rerun stale\n%rerun stale": errRerunAlone, "%rerun stale\n!ls": errRerunAlone,
	} {
		if asked, err := Reruns(code); !asked || !errors.Is(err, want) {
			t.Errorf("%q: asked %v, %v, want %v", code, asked, err, want)
		}
	}
	for _, code := range []string{"", "x := 1", "%stale", "s := `\n%rerun stale`", "%%writefile a\n%rerun stale", "%reruns stale"} {
		if asked, err := Reruns(code); asked || err != nil {
			t.Errorf("%q: asked %v, %v", code, asked, err)
		}
	}
}
