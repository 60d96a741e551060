package keep

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"tradeoff/kernel/internal/cell/protocol"
)

// show is a cell that shows values.
func show(t *testing.T, dir string, cell int, values ...any) Entry {
	t.Helper()
	p := alone(dir, cell)
	same := func(a, b any) bool { return fmt.Sprint(a) == fmt.Sprint(b) }
	if got := p.Shown(values...); !slices.EqualFunc(got, values, same) {
		t.Errorf("%v becomes %v", values, got)
	}
	if err := p.save(); err != nil {
		t.Fatal(err)
	}
	index, err := p.store.Index()
	if err != nil {
		t.Fatal(err)
	}
	return index[protocol.OutName(cell)]
}

func TestShownValues(t *testing.T) {
	dir := t.TempDir()
	var none error
	for i, c := range []struct {
		values    []any
		typ, says string
	}{
		{[]any{3}, "int", ""}, {[]any{"a", none}, "string", ""}, {[]any{[]Point{{1, 2, "a"}}}, "[]keptᐧtradeoff_kernel_keep.Point", ""},
		{[]any{io.EOF}, "error", ""}, {[]any{fmt.Errorf("with %w", io.EOF)}, "error", ""},
		{[]any{struct{ a any }{1}}, "struct{a interface {}}", ""},
		{[]any{1, "two"}, "", "is 2 values, and Out holds one"}, {[]any{none}, "", ""}, {nil, "", ""},
		{[]any{func() {}}, "", "is a function (func()), which lives only as long as its cell runs"},
	} {
		e := show(t, dir, i+1, c.values...)
		if e.Type != c.typ || !strings.HasSuffix(e.Problem, c.says) {
			t.Errorf("%v: type %q, problem %q", c.values, e.Type, e.Problem)
		}
		if strings.Contains(e.Problem, "ᐧ") || c.says != "" && e.Advice == "" {
			t.Errorf("%v: %q, %q", c.values, e.Problem, e.Advice)
		}
	}
	var err error
	if _, failed := fill(dir, 20, map[string]any{protocol.OutName(4): &err}); failed != nil || !errors.Is(err, io.EOF) {
		t.Errorf("the error is %v, %v", err, failed)
	}
}

// TestAShownValueSharesMemory has a variable and what was shown of it be one.
func TestAShownValueSharesMemory(t *testing.T) {
	dir := t.TempDir()
	p := alone(dir, 1)
	list := []int{1, 2}
	p.Variable("list", &list)
	p.Shown(list)
	if err := p.save(); err != nil {
		t.Fatal(err)
	}
	var a, b []int
	if _, err := fill(dir, 2, map[string]any{"list": &a, protocol.OutName(1): &b}); err != nil || &a[0] != &b[0] {
		t.Errorf("%v and %v, %v", a, b, err)
	}
}

// TestOldShownValuesGo keeps the last ones.
func TestOldShownValuesGo(t *testing.T) {
	index := map[string]Entry{"x": {File: "value-x", Bytes: mostOutBytes}}
	for n := range mostOuts + 3 {
		name := protocol.OutName(n + 1)
		index[name] = Entry{Cell: n + 1, File: "value-" + name, Bytes: 10, With: []string{name}}
	}
	limitOuts(index)
	if list := outs(index); len(list) != mostOuts || list[0] != protocol.OutName(4) {
		t.Errorf("%d are kept, from %q", len(list), list[0])
	}
	last := protocol.OutName(mostOuts + 3)
	index[last] = Entry{File: "value-" + last, Bytes: mostOutBytes - 25, With: []string{last}}
	limitOuts(index)
	if list := outs(index); len(list) != 3 || list[2] != last || index["x"].File == "" {
		t.Errorf("%v are kept", list)
	}
}

// TestShownValuesMakeRoom has a variable take the place of what nobody named.
func TestShownValuesMakeRoom(t *testing.T) {
	dir := t.TempDir()
	show(t, dir, 1, strings.Repeat("shown", 100))
	p := alone(dir, 2)
	p.memory.most = 800
	named := strings.Repeat("named", 100)
	p.Variable("named", &named)
	if err := p.save(); err != nil {
		t.Fatal(err)
	}
	index, err := p.store.Index()
	if err != nil || index["named"].Problem != "" || len(outs(index)) != 0 {
		t.Errorf("%q beside %d, %v", index["named"].Problem, len(outs(index)), err)
	}
}

func TestALargeShownValueIsNotKept(t *testing.T) {
	group := []variable{{name: protocol.OutName(1)}}
	p := alone(t.TempDir(), 1)
	if err := p.room(map[string]Entry{}, group, mostOutBytes+1); !errors.Is(err, errOutTooLarge) {
		t.Errorf("%v", err)
	}
	if err := p.room(map[string]Entry{}, append(group, variable{name: "x"}), mostOutBytes+1); err != nil {
		t.Errorf("with a name: %v", err)
	}
}
