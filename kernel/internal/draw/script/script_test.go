package script

import (
	"errors"
	"testing"

	"modernc.org/quickjs"
)

// ran is what an engine says of an expression after it ran compiled sources.
func ran(t *testing.T, compiled [][]byte, expression string) any {
	t.Helper()
	vm, err := quickjs.NewVM()
	if err != nil {
		t.Fatal(err)
	}
	if err := Run(vm, compiled); err != nil {
		t.Fatal(err)
	}
	got, err := vm.Eval(expression, quickjs.EvalGlobal)
	if err = errors.Join(err, vm.Close()); err != nil {
		t.Fatal(err)
	}
	return got
}

// Sources run in their order, in each engine anew.
func TestEveryEngineRunsTheSources(t *testing.T) {
	compiled, err := Compiled("var n = 1", "n = n + 2")()
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if got := ran(t, compiled, "String(n)"); got != "3" {
			t.Errorf("n is %v, want 3", got)
		}
	}
}

func TestBrokenSources(t *testing.T) {
	if compiled, err := Compiled("var n = 1", "var = 2")(); err == nil {
		t.Errorf("%d sources were compiled", len(compiled))
	}
	compiled, err := Compiled("nowhere()")()
	if err != nil {
		t.Fatal(err)
	}
	vm, err := quickjs.NewVM()
	if err != nil {
		t.Fatal(err)
	}
	if err := Run(vm, compiled); err == nil {
		t.Error("a call of nothing succeeds")
	}
	if err := vm.Close(); err != nil {
		t.Error(err)
	}
}
