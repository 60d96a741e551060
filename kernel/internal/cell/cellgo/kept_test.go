package main

import (
	"errors"
	"io"
	"os"
	"slices"
	"strings"
	"testing"

	"tradeoff/kernel/internal/cell/protocol"
	"tradeoff/kernel/keep"
)

// earlier is what earlier cells have left.
func earlier() map[string]keep.Entry {
	number := func(name string) keep.Entry {
		return keep.Entry{Cell: 2, Shown: "int", File: "value-" + name, Type: "int", With: []string{name}}
	}
	shared := number("a")
	shared.With = []string{"a", "b"}
	return map[string]keep.Entry{
		"x": number("x"), "n": number("n"), "a": shared, "b": shared,
		"f":       {Cell: 3, Shown: "func()", Problem: "f is a function (func()), which lives only as long as its cell runs", Advice: "declare it"},
		"p":       {Cell: 4, Shown: "P", File: "value-p", Type: "P", Own: []string{"P"}, With: []string{"p"}},
		"strings": {Cell: 5, Shown: "[]string", File: "value-s", Type: "[]string", With: []string{"strings"}},
		"at": {Cell: 6, Shown: "time.Time", File: "value-t", Type: "keptᐧtime.Time", Imports: map[string]string{"keptᐧtime": "time"},
			With: []string{"at"}, Methods: true},
	}
}

const program1 = `package main

import "fmt"

var n, m = 1, 2

func use() int { return x }

func main() {
	flag.Parse()
	y := x + 1; fmt.Println(y)
	z, _ := 1, 2 // behind
}
`

func TestAProgramGetsAndKeeps(t *testing.T) {
	changed, beside := rewritten(t, program1, protocol.Running{Count: 7}, earlier())
	want := strings.NewReplacer(
		"var n, m = 1, 2", "var _, m = 1, 2",
		"func main() {", `func main() { defer keptᐧ.End(); keptᐧ.Variable("m", &m);`,
		"fmt.Println(y)\n", `fmt.Println(y); keptᐧ.Variable("y", &y)`+"\n", "z, _ := 1, 2", `z, _ := 1, 2; keptᐧ.Variable("z", &z)`,
	).Replace(program1)
	if changed != want {
		t.Errorf("the program is\n%s\nwant\n%s", changed, want)
	}
	for _, part := range []string{"var keptᐧ = keepᐧ.Open(7)\n", "var n int\nvar x int\n", "\tkeptᐧ.Kept(\"x\", &x, false)\n\tkeptᐧ.Fill()"} {
		if !strings.Contains(beside, part) {
			t.Errorf("beside it is no %q:\n%s", part, beside)
		}
	}
}

func TestWhatACellDeclaresIsItsOwn(t *testing.T) {
	changed, beside := rewritten(t, program1, protocol.Running{Count: 7, Variables: []string{"n", "m"}}, earlier())
	if !strings.Contains(changed, "var n, m = 1, 2") || strings.Contains(beside, "var n ") {
		t.Errorf("%s\n%s", changed, beside)
	}
}

func TestOnlyWhatIsMentionedIsThere(t *testing.T) {
	for _, c := range []struct {
		statement string
		want      []string // variables that are declared beside the program
	}{
		{"fmt.Println(1)", nil}, {"a++", []string{"a", "b"}}, {"_ = map[int]bool{x: true}", []string{"x"}},
		{"_ = strings.ToUpper(\"a\")", nil}, {"_ = strings[0]", []string{"strings"}}, {"_ = at.Year()", []string{"at"}},
		{"x := 1; _ = x", nil}, {"func() { x := 2; _ = x }()", nil}, {"_ = struct{ x int }{x: 1}", []string{"x"}},
	} {
		source := "package main\n\nfunc main() {\n\t" + c.statement + "\n}\n"
		inCell(t, source, protocol.Running{Count: 7}, earlier())
		if err := keepVariables(); err != nil {
			t.Fatal(err)
		}
		got := slices.DeleteFunc(keptNames(program), func(name string) bool { return strings.ContainsAny(name, "_ᐧ") })
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", c.statement, got, c.want)
		}
	}
}

func TestRefusalsHaveAPlace(t *testing.T) {
	for statement, want := range map[string]string{
		"f()":     "./main.go:4:2: f was a value of cell 3, which is not kept: f is a function (func()), which lives only as long as its cell runs; declare it\n",
		"_ = p.X": "./main.go:4:6: p was a value of cell 4, of type P: no cell declares P now, outside of functions\n",
	} {
		inCell(t, "package main\n\nfunc main() {\n\t"+statement+"\n}\n", protocol.Running{Count: 7}, earlier())
		var err error
		if got := stderrOf(t, func() { err = keepVariables() }); got != want || !errors.Is(err, errRefused) {
			t.Errorf("%s: %q, %v, want %q", statement, got, err, want)
		}
	}
}

// TestNobodyAsksForWhatIsRefused has a function that no statement comes to mention it.
func TestNobodyAsksForWhatIsRefused(t *testing.T) {
	source := "package main\n\nfunc old() { f() }\n\nfunc main() {\n\t_ = x\n}\n"
	if _, beside := rewritten(t, source, protocol.Running{Count: 7}, earlier()); !strings.Contains(beside, "var x int") {
		t.Errorf("%s", beside)
	}
}

// TestADeclarationDoesNotBringBackAnOldValue has variables that gonb declares, of which a cell left another value that
// could not be kept.
func TestADeclarationDoesNotBringBackAnOldValue(t *testing.T) {
	index := earlier()
	index["list"] = keep.Entry{Cell: 2, Shown: "*L", Problem: "list is nested too deep", Advice: "use a slice", Changed: true}
	index["make"] = keep.Entry{Cell: 2, Shown: "func()", Problem: "make is a function", Advice: "declare it"}
	const declared = "package main\n\nvar list *L\n\nvar make = func() {}\n\nfunc length() int { return list.N }\n\n" +
		"type L struct{ N int; list int }\n\nfunc main() {\n\t"
	for statement, refused := range map[string]bool{
		"_ = list": true, "list.N++": true, "println(length())": true, "list = nil": false, "list = &L{}; _ = list": false,
		"make()": false, "_ = x": false, "_ = L{}.list": false, "list := 3; _ = list": false,
	} {
		inCell(t, declared+statement+"\n}\n", protocol.Running{Count: 7}, index)
		var err error
		got := stderrOf(t, func() { err = keepVariables() })
		const words = "list was a value of cell 2, which is not kept: list is nested too deep; use a slice"
		if errors.Is(err, errRefused) != refused || refused && !strings.Contains(got, words) {
			t.Errorf("%s: %v %q", statement, err, got)
		}
	}
	text, _ := rewritten(t, declared+"make = nil\n\tlist = nil\n}\n", protocol.Running{Count: 7}, index)
	for _, want := range []string{`keptᐧ.Assigned("list", &list);`, `keptᐧ.Assigned("make", &make);`} {
		if !strings.Contains(text, want) {
			t.Errorf("no %s in\n%s", want, text)
		}
	}
}

func TestADamagedIndexIsAnError(t *testing.T) {
	values := inCell(t, program1, protocol.Running{Count: 7}, earlier())
	if err := os.WriteFile(values+"/index", []byte("no index"), 0o600); err != nil {
		t.Fatal(err)
	}
	err := keepVariables()
	if !errors.Is(err, keep.ErrDamaged) || !strings.Contains(err.Error(), "%del * forgets them all") {
		t.Errorf("%v", err)
	}
}

func stderrOf(t *testing.T, f func()) string {
	t.Helper()
	before := os.Stderr
	defer func() { os.Stderr = before }()
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	os.Stderr = w
	f()
	w.Close()
	text, _ := io.ReadAll(r)
	return string(text)
}
