package main

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"strings"
	"testing"

	"tradeoff/kernel/internal/cell/protocol"
	"tradeoff/kernel/keep"
)

// shownBefore has the values of cells 3, 5 and 12.
func shownBefore() map[string]keep.Entry {
	index := earlier()
	for _, n := range []int{12, 3, 5} {
		name := protocol.OutName(n)
		index[name] = keep.Entry{Cell: n, Shown: "int", File: "value-" + name, Type: "int", With: []string{name}}
	}
	return index
}

func TestWhatWasShownIsAVariable(t *testing.T) {
	const three, five, twelve = "Outᐧ3", "Outᐧ5", "Outᐧ12"
	for body, want := range map[string]string{
		"Out[3] + 1": three + " + 1", "_ + 1": twelve + " + 1", "_5 * __ * ___": five + " * " + five + " * " + three,
		"f(_)": "f(" + twelve + ")", "y := _": "y := " + twelve, "x[_], _ = _, 1": "x[" + twelve + "], _ = " + twelve + ", 1",
		"Out[3][0] = 1": three + "[0] = 1", "_.Name(Out[3].A)": twelve + ".Name(" + three + ".A)", "Out[4]": "Outᐧ4",
		"func() int { return _ }()":              "func() int { return " + twelve + " }()",
		"switch _ { case Out[3]: }":              "switch " + twelve + " { case " + three + ": }",
		"_ = []int{_, Out[5]}":                   "_ = []int{" + twelve + ", " + five + "}",
		"_ = map[string]int{\"a\": _}":           "_ = map[string]int{\"a\": " + twelve + "}",
		"for _, _ = range _ { break }":           "for _, _ = range " + twelve + " { break }",
		"____ + _03 + _x + Out[03] + Out[\"a\"]": "____ + _03 + _x + Out[03] + Out[\"a\"]",
	} {
		s := &session{index: shownBefore(), running: protocol.Running{Count: 20}}
		source := "package main\n\nfunc main() {\n\t" + body + "\n}\n"
		got := string(s.withOuts([]byte(source), false))
		if want := strings.Replace(source, body, want, 1); got != want {
			t.Errorf("%s becomes\n%s", body, got)
		}
	}
}

// TestBlanksStayWhatTheyAre has a program with a blank wherever Go allows one, and with names that are its own.
func TestBlanksStayWhatTheyAre(t *testing.T) {
	const source = `package main

import _ "embed"

var _, a = 1, 2

const _ = iota

type _ struct{ _ int }

type T[_ any] struct{ _, b int }

func (_ T[_]) m(_ int, _ ...string) (_ error) { return nil }

func _() {}

func main() {
	_ = a
	(_) = a
	_, c := 1, 2
	for _ = range 3 {
	}
	for _, _ = range []int{c} {
	}
	var _ = 5
	var i any = 1
	switch _ = i; i.(type) {
	}
	select {
	case _ = <-make(chan int):
	default:
	}
_:
	Out, _3, __, ___ := []int{1, 2, 3, 4}, 1, 2, 3
	_, _ = Out[3]+_3+__, ___
	_ = func(Out []int, _3 int) int { return Out[3] + _3 }
}
`
	s := &session{index: shownBefore(), running: protocol.Running{Count: 20}}
	if got := string(s.withOuts([]byte(source), true)); got != source {
		t.Errorf("it becomes\n%s", got)
	}
	mine := earlier()
	mine["Out"] = keep.Entry{Cell: 2, Shown: "[]int", File: "value-o", Type: "[]int", With: []string{"Out"}}
	s = &session{index: mine, running: protocol.Running{Count: 20}}
	const own = "package main\n\nfunc main() { _ = Out[3] }\n"
	if got := string(s.withOuts([]byte(own), true)); got != own {
		t.Errorf("a variable of the name becomes\n%s", got)
	}
}

// TestColumnsStay has the compiler's positions behind what was shown.
func TestColumnsStay(t *testing.T) {
	s := &session{index: shownBefore(), running: protocol.Running{Count: 20}}
	source := "package main\n\nfunc main() {\n\tprintln(_, Out[3], here, _5, there)\n\tbelow()\n}\n"
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, "main.go", s.withOuts([]byte(source), true), 0)
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]string{}
	ast.Inspect(file, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok {
			at := fset.Position(id.Pos())
			found[id.Name] = fmt.Sprintf("%s:%d:%d", at.Filename, at.Line, at.Column)
		}
		return true
	})
	for name, want := range map[string]string{"here": "main.go:4:21", "there": "main.go:4:31", "below": "main.go:5:2"} {
		if found[name] != want {
			t.Errorf("%s is at %s, want %s", name, found[name], want)
		}
	}
}

func TestAProgramKeepsWhatItShows(t *testing.T) {
	const source = "package main\n\nfunc main() {\nkernelresultᐧ.Show(\n\tx + _)\n}\n"
	changed, beside := rewritten(t, source, protocol.Running{Count: 20}, shownBefore())
	if !strings.Contains(changed, "kernelresultᐧ.Show(keptᐧ.Shown(\n\tx + Outᐧ12/*line :5:7*/)...)") {
		t.Errorf("%s", changed)
	}
	if !strings.Contains(beside, `keptᐧ.Kept("Outᐧ12", &Outᐧ12, false)`) {
		t.Errorf("%s", beside)
	}
	plain, ok := withoutShow([]byte(changed))
	if !ok || strings.Contains(string(plain), "Show") || !strings.Contains(string(plain), "x + Outᐧ12") {
		t.Errorf("without showing it is\n%s", plain)
	}
}
