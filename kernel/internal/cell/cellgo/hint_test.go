package main

import (
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"tradeoff/kernel/internal/cell/protocol"
)

// folder makes the test run in one in which a program can use this module.
func folder(t *testing.T) {
	t.Helper()
	module, err := filepath.Abs("../../../..")
	if err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(t.TempDir(), "gonb_1")
	if err := os.Mkdir(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	t.Chdir(dir)
	t.Setenv(protocol.ModuleVariable, module)
	t.Setenv("GOFLAGS", "")
	write(t, "go.mod", "module gonb_1\n\ngo 1.26\n")
	write(t, "go.work", "go 1.26.5\n\nuse (\n\t.\n\t"+module+"\n)\n")
}

func write(t *testing.T, name, text string) {
	t.Helper()
	if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

func TestErrorsSayWhatWasMeant(t *testing.T) {
	folder(t)
	cases := map[string]string{
		"import \"strings\"\nfunc main() { strings.ToUper(\"a\") }":                                                 "undefined: strings.ToUper (did you mean ToUpper?)",
		"import \"strings\"\nfunc main() { strings.ToUpper(\"a\"); strings.repeat() }":                              "undefined: strings.repeat (but have Repeat)",
		"func main() { strings.repeat(\"a\") }":                                                                     "undefined: strings (package strings has no repeat: did you mean Repeat?)",
		"func main() { strngs.ToUpper(\"a\") }":                                                                     "undefined: strngs (did you mean strings?)",
		"func main() { teory.Fit(nil) }":                                                                            "undefined: teory (did you mean theory?)",
		"func main() { theory.Fitt(nil) }":                                                                          "(package tradeoff/diversity/theory has no Fitt: did you mean Fit?)",
		"func main() { cuont := 3; println(count, cuont) }":                                                         "undefined: count (did you mean cuont?)",
		"func main() { printn(3) }":                                                                                 "undefined: printn (did you mean print?)",
		"func main() { ünbekannt() }\nfunc unbekannt() {}":                                                          "undefined: ünbekannt (did you mean unbekannt?)",
		"import \"strings\"\nfunc main() { var b strings.Builder; b.WriteStrin(\"x\") }":                            "(did you mean WriteString?)",
		"type T struct{ size int }\nfunc main() { t := &T{}; println(t.sizw) }":                                     "(did you mean size?)",
		"type T struct{ size int }\ntype U struct{ T; *V }\ntype V struct{ *V }\nfunc main() { println(U{}.sizw) }": "(did you mean size?)",
		"type T struct{ size int }\nfunc main() { _ = []T{{sizw: 3}} }":                                             "(did you mean size?)",
		"type T struct{ size, Count int }\nfunc main() { _ = T{Kk: 3} }":                                            "unknown field Kk in struct literal of type T (there are size, Count)",
		"type T struct{ size, Count int }\nfunc (T) Run() {}\nfunc main() { T{}.Kk() }":                             "(there are size, Count, Run)",
		"import \"maths\"\nfunc main() { maths.Abs(1) }":                                                            "(did you mean math?)",
		"import \"fmt\"\nvar pool = 3\nfunc main() { fmt.Println(pool.Omniglot()) }":                                "(pool is declared in a cell here and hides the package pool: rename it there, and remove this one by a cell %rm pool)",
		"func main() { strings := 3; strings.ToUpper() }":                                                           "(strings is declared in a cell here and hides the package strings: rename it)",
		"func main() { len := 3; println(len(\"abc\")) }":                                                           "(a variable hides the function len: rename it)",
		"func main() { var x int = \"a\" }":                                                                         "as int value in variable declaration\n",
		"func main() { xyzzy() }":                                                                                   "undefined: xyzzy\n",
	}
	every := 1
	if testing.Short() {
		every = 5
		t.Logf("one error of %d, because of -short: each is a build", every)
	}
	for i, source := range slices.Sorted(maps.Keys(cases)) {
		if i%every != 0 {
			continue
		}
		want := cases[source]
		write(t, program, "package main\n\n"+source+"\n")
		text, err := exec.Command("go", "build", "-o", os.DevNull).CombinedOutput()
		if err == nil {
			t.Fatalf("%s\ncompiles", source)
		}
		if got := string(explained(text, err)); !strings.Contains(got, want) {
			t.Errorf("%s\n%s, want %s", source, got, want)
		}
	}
}

func TestOnlyErrorsOfTheProgramAreExplained(t *testing.T) {
	for _, text := range []string{"", "main.go:1:1: undefined: x", "go: cannot find main module",
		"other.go:1:1: undefined: fmtt"} {
		if got := explained([]byte(text), nil); string(got) != text {
			t.Errorf("%q became %q", text, got)
		}
	}
}

func TestComposed(t *testing.T) {
	folder(t)
	if composed() {
		t.Error("without a program")
	}
	write(t, program, "package main\n")
	if !composed() {
		t.Error("a program of gonb is not known")
	}
	t.Chdir(t.TempDir())
	write(t, program, "package main\n")
	if composed() {
		t.Error("a program of the user's")
	}
}
