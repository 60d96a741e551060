package proxy

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"tradeoff/kernel/internal/cell"
	"tradeoff/kernel/internal/cell/sandbox"
	"tradeoff/kernel/internal/cell/workspace"
	"tradeoff/kernel/internal/jupyter/wire"
)

// failing is a kernel whose third cell has failed; gonb counted it as its seventh.
func failing(t *testing.T, code string) (*kernel, *execution) {
	t.Helper()
	content, err := json.Marshal(map[string]string{"code": code})
	if err != nil {
		t.Fatal(err)
	}
	r := &request{Message: &wire.Message{Content: content}, edit: cell.Rewrite(code, nil)}
	o := Options{Workspace: workspace.Workspace{Module: "/clone", Library: "/clone"}}
	return &kernel{o: o, cells: map[int]executedCell{6: {2, cell.Rewrite("func (t T) Get() int { return t.a }", nil)},
		7: {3, r.edit}}}, &execution{request: r, count: 3}
}

func TestExplain(t *testing.T) {
	const code = "x := 1\nfunc f() int { return y }\nfmt.Println(z)"
	for name, c := range map[string]struct {
		value       string
		trace       []string
		stderr      string
		interrupted bool
		want        string // name, value and trace
		written     string
	}{
		"compiler": {
			value: "# gonb_1\n./main.go:12:13: undefined: z\n./main.go:5:24: undefined: y\n",
			trace: []string{
				"# gonb_1", "Cell[7]: Line 4\nfunc main() {\n\tflag.Parse()\nx := 1\nfmt.Println(z)\n            ^\n}\n\nundefined: z",
				"Cell[7]: Line 1\nfunc f() int { return y }\n                       ^\n\nundefined: y", "",
			},
			want: "CompileError|undefined: z (and 1 more)|" +
				"Cell[3]: Line 3\n      1  x := 1\n      2  func f() int { return y }\n-->   3  fmt.Println(z)\n                     ^\nundefined: z\n" +
				"Cell[3]: Line 2\n      1  x := 1\n-->   2  func f() int { return y }\n                                ^\n      3  fmt.Println(z)\nundefined: y",
		},
		"a consequence first": {
			value: "# gonb_1\n./main.go:11:1: declared and not used: x\n./main.go:12:13: undefined: z\n./main.go:12:13: too many errors\n",
			trace: []string{"# gonb_1", "Cell[7]: Line 3\n",
				"Cell[7]: Line 4\nfunc main() {\n\tflag.Parse()\nx := 1\nfmt.Println(z)\n            ^\n}\n\nundefined: z", ""},
			want: "CompileError|undefined: z (and 1 more)|" +
				"Cell[3]: Line 3\n      1  x := 1\n      2  func f() int { return y }\n-->   3  fmt.Println(z)\n                     ^\nundefined: z\n" +
				"Cell[3]: Line 1\n-->   1  x := 1\n      2  func f() int { return y }\n      3  fmt.Println(z)\ndeclared and not used: x\n" +
				"too many errors",
		},
		"parser, behind the cell": {
			value: "/t/main.go:9:1: expected operand, found '}'", trace: []string{"}\n^\n\nexpected operand, found '}'"},
			want: "CompileError|expected operand, found '}'|" +
				"Cell[3]: Line 3\n      1  x := 1\n      2  func f() int { return y }\n-->   3  fmt.Println(z)\nexpected operand, found '}'",
		},
		"panic in a package": {
			value: "exit status 2", stderr: "log\n|panic: |disk| full\n\ngoroutine 1 [running]:\ngithub.com/x/disk.Write(...)\n\t/go/x/disk@v0.2.0/disk.go:13\n" +
				"main.main()\n\t \x1b[7m[[ Cell [7] Line 4 ]]\x1b[0m /t/main.go:12 +0x1\nexit status 2\n",
			want:    "panic|disk full|panic: disk full\n    in disk.Write (disk.go:13)\nCell[3]: Line 3\n      1  x := 1\n      2  func f() int { return y }\n-->   3  fmt.Println(z)",
			written: "log\n",
		},
		"must": {
			value: "exit status 2", stderr: "log\n|2026/01/02 03:04:05 Must not error: disk full\nPanicking ...\n\n|panic: disk full\n\ngoroutine 1 [running]:\n" +
				"github.com/janpfeifer/must.M1[...](...)\n\t/go/must@v0.2.0/must.go:41\nmain.main()\n\t \x1b[7m[[ Cell [7] Line 4 ]]\x1b[0m /t/main.go:12 +0x1\nexit status 2\n",
			want:    "Error|disk full|Error: disk full\nCell[3]: Line 3\n      1  x := 1\n      2  func f() int { return y }\n-->   3  fmt.Println(z)",
			written: "log\n",
		},
		"error of a last call": {
			value: "exit status 2", stderr: "|panic: disk full\n\ngoroutine 1 [running]:\n" +
				"tradeoff/kernel/result.ShowCall({0xc1, 0x1, 0x1})\n\t/m/kernel/result/result.go:54\nmain.main()\n\t \x1b[7m[[ Cell [7] Line 4 ]]\x1b[0m /t/main.go:12 +0x1\nexit status 2\n",
			want: "Error|disk full|Error: disk full\nCell[3]: Line 3\n      1  x := 1\n      2  func f() int { return y }\n-->   3  fmt.Println(z)",
		},
		"a value that cannot be used": {
			value: "exit status 2", stderr: "panic: x was a value of cell 2, which cannot be used here\n\ngoroutine 1 [running]:\n" +
				"tradeoff/kernel/keep.(*Program).Fill(0xc000012345)\n\t/m/kernel/keep/program.go:103 +0x1\nmain.init.func1(...)\n\t/t/a_kept.go:9\n" +
				"main.init()\n\t/t/a_kept.go:11 +0x1\nexit status 2\n",
			want: "Error|x was a value of cell 2, which cannot be used here|Error: x was a value of cell 2, which cannot be used here",
		},
		"nil pointer": {
			value:  "exit status 2",
			stderr: "panic: runtime error: invalid memory address\n[signal SIGSEGV: x]\n\ngoroutine 1 [running]:\nmain.f(...)\n\t /t/main.go:3\ngoroutine 2 [running]:\nmain.g()\n\t/t/other.go:3\nexit status 2\n",
			want:   "panic|runtime error: invalid memory address|panic: runtime error: invalid memory address\n    in main.f (main.go:3)",
		},
		"deadlock": {value: "exit status 2",
			stderr: "fatal error: all goroutines are asleep - deadlock!\n\nexit status 2\n",
			want:   "fatal error|all goroutines are asleep - deadlock!|fatal error: all goroutines are asleep - deadlock!"},
		"exit": {value: "exit status 3", stderr: "bye\n|exit status 3\n",
			want: "ExitError|exit status 3|ExitError: exit status 3", written: "bye\n"},
		"killed": {value: "signal: killed", stderr: "signal: killed\n",
			want: "ExitError|signal: killed: something ended the cell, perhaps for want of memory|ExitError: signal: killed: something ended the cell, perhaps for want of memory"},
		"interrupted": {value: "signal: interrupt", interrupted: true, stderr: "^C\nsignal: interrupt\n",
			want: "Interrupted|the cell was interrupted|Interrupted: the cell was interrupted"},
		"interrupted, killed": {value: "signal: killed", interrupted: true,
			want: "Interrupted|the cell did not end by itself and was killed|Interrupted: the cell did not end by itself and was killed"},
		"the cause first": {
			value: "# gonb_1\n./main.go:12:1: not enough arguments in call to must.M1\n./main.go:12:13: undefined: split.Pretraning (did you mean Pretraining?)\n",
			trace: []string{"# gonb_1", "", "", ""},
			want: "CompileError|undefined: split.Pretraning (did you mean Pretraining?) (and 1 more)|" +
				"Cell[3]: Line 3\n      1  x := 1\n      2  func f() int { return y }\n-->   3  fmt.Println(z)\nundefined: split.Pretraning (did you mean Pretraining?)\n" +
				"not enough arguments in call to must.M1",
		},
		"a package that is missing": {
			value: "main.go:4:2: no required module provides package github.com/nosuch/thing; to add it:\n\tgo get github.com/nosuch/thing\n",
			trace: []string{"Cell[7]: Line 1\n"},
			want: "CompileError|package github.com/nosuch/thing is in no module that /clone/go.mod requires: get it with a cell `!*go get github.com/nosuch/thing@latest`|" +
				"Cell[3]: Line 2\n      1  x := 1\n-->   2  func f() int { return y }\n      3  fmt.Println(z)\n" +
				"package github.com/nosuch/thing is in no module that /clone/go.mod requires: get it with a cell `!*go get github.com/nosuch/thing@latest`",
		},
		"not in std": {
			value: "main.go:4:2: package maths is not in std (/usr/local/go/src/maths) (did you mean math?)",
			trace: []string{"Cell[7]: Line 1\n"},
			want: "CompileError|package maths is not in std (did you mean math?)|Cell[3]: Line 2\n      1  x := 1\n-->   2  func f() int { return y }\n      3  fmt.Println(z)\n" +
				"package maths is not in std (did you mean math?)",
		},
		"a place in gonb's program": {
			value: "main.go:4:2: in call to Map, cannot infer U (declared at ./main.go:8:13)",
			trace: []string{"Cell[7]: Line 4\n"},
			want:  "CompileError|in call to Map, cannot infer U|Cell[3]: Line 3\n      1  x := 1\n      2  func f() int { return y }\n-->   3  fmt.Println(z)\nin call to Map, cannot infer U",
		},
		"an earlier cell": {
			value: "main.go:4:2: t.a undefined (type T has no field or method a)", trace: []string{"Cell[6]: Line 1\n"},
			want: "CompileError|t.a undefined (type T has no field or method a)|Cell[2]: Line 1\n-->   1  func (t T) Get() int { return t.a }\n" +
				"t.a undefined (type T has no field or method a)\nCell[2] uses what Cell[3] declares anew: put both in one cell, so that they change together",
		},
		"name of ours": {
			value: "main.go:4:2: cannot use c1 (untyped int constant 9) as int value in argument to " + cell.ResultName + ".Show (overflows)",
			trace: []string{"Cell[7]: Line 1\n"},
			want: "CompileError|cannot use c1 (untyped int constant 9) as int value (overflows)|Cell[3]: Line 2\n      1  x := 1\n-->   2  func f() int { return y }\n      3  fmt.Println(z)\n" +
				"cannot use c1 (untyped int constant 9) as int value (overflows)",
		},
		"recursion without end": {
			value: "exit status 2", stderr: "|runtime: goroutine stack exceeds 1000000000-byte limit\nruntime: sp=0x1 stack=[0x1, 0x2]\nfatal error: stack overflow\n\nruntime stack:\n" +
				"runtime.throw({0x4, 0x4})\n\t/go/src/runtime/panic.go:1229 +0x48 fp=0x7\n\ngoroutine 1 gp=0x1 m=0 mp=0x5 [running]:\n" +
				strings.Repeat("main.f(0x1)\n\t \x1b[7m[[ Cell [7] Line 1 ]]\x1b[0m /t/main.go:12 +0x1\n",
					50) + "...10485722 frames elided...\n" +
				strings.Repeat("main.f(0x1)\n\t \x1b[7m[[ Cell [7] Line 1 ]]\x1b[0m /t/main.go:12 +0x1\n",
					49) + "main.main()\n\t \x1b[7m[[ Cell [7] Line 4 ]]\x1b[0m /t/main.go:12 +0x1\nexit status 2\n",
			want: "fatal error|stack overflow|fatal error: stack overflow\nCell[3]: Line 2\n      1  x := 1\n-->   2  func f() int { return y }\n      3  fmt.Println(z)\n" +
				"    ... the same call 49 times more\n    ... 10485722 calls more\nCell[3]: Line 2\n      1  x := 1\n-->   2  func f() int { return y }\n      3  fmt.Println(z)\n" +
				"    ... the same call 48 times more\nCell[3]: Line 3\n      1  x := 1\n      2  func f() int { return y }\n-->   3  fmt.Println(z)",
		},
		"a long value": {
			value: "exit status 2", stderr: "panic: " + strings.Repeat("ä",
				5000) + "\n\tb\n\ngoroutine 1 [running]:\nmain.main()\n\t/t/main.go:3\nexit status 2\n",
			want: "panic|" + strings.Repeat("ä",
				1000) + "... (4000 more letters) (and 1 more lines)|panic: " + strings.Repeat("ä",
				1000) + "... (4000 more letters)\n\tb\n    in main.main (main.go:3)",
		},
		"a value that is not printed": {
			value: "exit status 2", stderr: "panic: (main.big) 0x5bd960\n\ngoroutine 1 [running]:\nmain.main()\n\t/t/main.go:3\nexit status 2\n",
			want: "panic|a value of type main.big, which a panic does not print|panic: a value of type main.big, which a panic does not print\n    in main.main (main.go:3)",
		},
		"gonb's own": {value: "unknown command", want: "Error|unknown command|Error: unknown command"},
		"missing module": {value: "go: cannot find module providing package a/b",
			want: "ImportError|package a/b is in no module that /clone/go.mod requires: get it with a cell `!*go get a/b@latest`|" +
				"ImportError: package a/b is in no module that /clone/go.mod requires: get it with a cell `!*go get a/b@latest`"},
	} {
		k, x := failing(t, code)
		x.interrupted = c.interrupted
		shown := ""
		for piece := range strings.SplitSeq(c.stderr, "|") {
			shown += x.errors.take(piece)
		}
		written, f := k.explain(x, c.value, c.trace)
		content := f.content()
		got := strings.Join([]string{f.Name, f.Value,
			colours.ReplaceAllString(strings.Join(content["traceback"].([]string), "\n"), "")}, "|")
		if got != c.want || shown+written != c.written {
			t.Errorf("%s:\n got %s\nwant %s\nwritten %q, want %q", name, got, c.want, shown+written, c.written)
		}
	}
}

func TestCaret(t *testing.T) {
	for _, c := range []struct {
		line, program string
		column        int
		want          string
	}{
		{"fmt.Println(z)", "fmt.Println(z)", 13, "                     ^"},
		{"\tf(z)", "\tf(z)", 4, "         \t  ^"},
		{"var a = z", "\ta = z", 6, "                 ^"}, // gonb sets variables out anew
		{"z", "z)", 1, "         ^"},                      // the call around a shown value
		{"\tx + z", "x + z)...)", 5, "         \t    ^"},  // the two calls around what is kept too
		{"f(z)", "f(z))...)", 3, "           ^"},
		{"b := a + z", `b := a + z; keptᐧ.Variable("b", &b)`, 10, "                  ^"},
		{"\tb := z", `b := z; keptᐧ.Variable("b", &b)`, 6, "         \t     ^"},
		{"b := 1", `b := 1; keptᐧ.Variable("b", &b)`, 9, ""}, // what the kernel added is nowhere in the cell
		{"other", "text", 1, ""},
		{"short", "short", 9, ""},
	} {
		got := strings.TrimSuffix(colours.ReplaceAllString(caret(c.line, c.program, c.column), ""), "\n")
		if got != c.want {
			t.Errorf("caret(%q, %q, %d) = %q, want %q", c.line, c.program, c.column, got, c.want)
		}
	}
}

// Errors about packages name the go.mod file that cells have, and what changes it.
func TestErrorsNameGoMod(t *testing.T) {
	mine := workspace.Workspace{Module: "/my tests", Library: "/clone", Project: true}
	clone := workspace.Workspace{Module: "/clone", Library: "/clone"}
	for _, c := range []struct {
		in            workspace.Workspace
		message, want string
	}{
		{mine, "no required module provides package a.b/c; to add it:",
			"package a.b/c is in no module that /my tests/go.mod requires: get it with a cell `!go get a.b/c@latest`"},
		{clone, "no required module provides package a.b/c; to add it:",
			"package a.b/c is in no module that /clone/go.mod requires: get it with a cell `!*go get a.b/c@latest`"},
		{mine, "package mine/x is not in std (/go/src/mine/x)",
			"package mine/x is not in std, nor in the module of /my tests/go.mod"},
		{clone, "package maths is not in std (/go/src/maths) (did you mean math?)",
			"package maths is not in std (did you mean math?)"},
		{mine, "missing go.sum entry for module providing package a.b/c (imported by gonb_1); to add:",
			"missing go.sum entry for module providing package a.b/c: run `go mod tidy` in /my tests"},
	} {
		k := &kernel{o: Options{Workspace: c.in}}
		if got := k.plainly(c.message); got != c.want {
			t.Errorf("%q\n got %q\nwant %q", c.message, got, c.want)
		}
	}
}

// gonb gets the module of the notebook in place of the clone, by another name where its own would be taken for two.
func TestCommandOfEngine(t *testing.T) {
	box, err := sandbox.New()
	if err != nil {
		t.Fatal(err)
	}
	defer box.Close()
	e := &engine{box: box}
	gonb := []string{"gonb", "-raw_error=true", workFlag + "/clone"}
	for _, c := range []struct{ module, want string }{{"", "/clone"}, {"/my tests", "/my tests"},
		{"/a,b", filepath.Join(box.Dir, "module")}} {
		got, err := e.command(Options{Gonb: gonb, Workspace: workspace.Workspace{Module: c.module}}, "/file")
		if want := []string{"gonb", "-raw_error=true", workFlag + c.want, "--kernel", "/file"}; err != nil ||
			!slices.Equal(got, want) {
			t.Errorf("%s: %q, %v, want %q", c.module, got, err, want)
		}
	}
	if to, err := os.Readlink(filepath.Join(box.Dir, "module")); err != nil || to != "/a,b" {
		t.Errorf("the link leads to %q, %v", to, err)
	}
}
