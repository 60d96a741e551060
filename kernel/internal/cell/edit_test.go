package cell

import (
	"slices"
	"strings"
	"testing"

	"tradeoff/kernel/internal/cell/protocol"
)

func lines(text ...string) string { return strings.Join(text, "\n") }

// marked makes the marks of gonb's own lines visible.
func marked(code string) string { return strings.ReplaceAll(code, protocol.CommandMark, "§") }

const head = `import kernelresultᐧ "tradeoff/kernel/result"`

func TestRewrite(t *testing.T) {
	for name, c := range map[string]struct {
		in, want string
		user     []int // of each line of want, from 1; 0 for added ones
	}{
		"value":        {"1+1", lines(head, "§%%", "kernelresultᐧ.Show(", "1+1)"), []int{0, 0, 1, 1}},
		"statements":   {"x := 3\nfmt.Println(x)", lines("§%%", "x := 3", "fmt.Println(x)"), []int{0, 1, 2}},
		"declarations": {"var x = 3\nfunc f() {}", "var x = 3\nfunc f() {}", []int{1, 2}},
		"import": {"import \"os\"\nos.Args",
			lines(head, `import "os"`, "§%%", "kernelresultᐧ.Show(", "os.Args)"), []int{0, 1, 0, 2, 2}},
		"mixed": {"x := 3\nfunc sq(v int) int { return v*v }\nsq(x)", lines(head,
			"func sq(v int) int { return v*v }", "§%%", "x := 3", "kernelresultᐧ.ShowCall(", "sq(x))"), []int{0, 2, 0, 1, 3, 3}},
		"own main":            {"func main() { f() }", "func main() { f() }", []int{1}},
		"gonb's":              {"%%\n1+1", lines(head, "§%%", "kernelresultᐧ.Show(", "1+1)"), []int{0, 1, 2, 2}},
		"gonb's in a comment": {"//gonb:%%\n1+1", lines(head, "§%%", "kernelresultᐧ.Show(", "1+1)"), []int{0, 1, 2, 2}},
		"shell": {"!ls \\\n-l\nx", lines(head, "§%%", "§!ls \\", "§-l", "kernelresultᐧ.Show(", "x)"),
			[]int{0, 0, 1, 2, 3, 3}},
		"argument": {"%args -x\nf()", lines(head, "§%%", "§%args -x", "kernelresultᐧ.ShowCall(", "f())"),
			[]int{0, 0, 1, 2, 2}},
		"script":  {"%%bash\nls", "§%%bash\nls", []int{1, 2}},
		"comment": {"// only", "// only", []int{1}},
		"nothing": {"", "", []int{1}},
		"mid-line": {"a := 1; a", lines(head, "§%%", "a := 1; kernelresultᐧ.Show(", "        a)"),
			[]int{0, 0, 1, 1}},
		"comment behind": {"x // why", lines(head, "§%%", "kernelresultᐧ.Show(", "x) // why"), []int{0, 0, 1, 1}},
		"many lines": {"f(\n\t1,\n)", lines(head, "§%%", "kernelresultᐧ.ShowCall(", "f(", "\t1,", "))"),
			[]int{0, 0, 1, 1, 2, 3}},
		"chain": {"a.\n\tB().\n\tC()",
			lines(head, "§%%", "kernelresultᐧ.ShowCall(", "a.", "\tB().", "\tC())"), []int{0, 0, 1, 1, 2, 3}},
		"silent by a semicolon": {"f();", lines("§%%", "f();"), []int{0, 1}},
		"no value, declared":    {"func f() {}\nf()", lines("func f() {}", "§%%", "f()"), []int{1, 0, 2}},
		"no value, earlier":     {"g()", lines("§%%", "g()"), []int{0, 1}},
		"no value, literal":     {"func() { x() }()", lines("§%%", "func() { x() }()"), []int{0, 1}},
		"value, literal": {"func() int { return 1 }()",
			lines(head, "§%%", "kernelresultᐧ.ShowCall(", "func() int { return 1 }())"), []int{0, 0, 1, 1}},
		"no value, builtin": {"close(c)", lines("§%%", "close(c)"), []int{0, 1}},
		"shows itself":      {"show.Figure(f)", lines("§%%", "show.Figure(f)"), []int{0, 1}},
		"call of a package": {"theory.Fit(p)", lines(head, "§%%", "kernelresultᐧ.ShowCall(", "theory.Fit(p))"),
			[]int{0, 0, 1, 1}},
		"error just made": {"errors.Join(a, b)", lines(head, "§%%", "kernelresultᐧ.Show(", "errors.Join(a, b))"),
			[]int{0, 0, 1, 1}},
		"receive": {"<-c", lines(head, "§%%", "kernelresultᐧ.Show(", "<-c)"), []int{0, 0, 1, 1}},
		"several": {"x := 1\n x, f(\n2) // why", lines(head, "§%%", "x := 1", " kernelresultᐧ.Show(", " x, f(", "2)) // why"),
			[]int{0, 0, 1, 2, 2, 3}},
		"several names":     {"x, err", lines(head, "§%%", "kernelresultᐧ.ShowBound(", "x, err)"), []int{0, 0, 1, 1}},
		"several, quiet":    {"x, y;", lines(head, "§%%", "kernelresultᐧ.Hide(", "x, y);"), []int{0, 0, 1, 1}},
		"a name, quiet":     {"x; // kept", lines(head, "§%%", "kernelresultᐧ.Hide(", "x); // kept"), []int{0, 0, 1, 1}},
		"a sum, quiet":      {"x + f() ;", lines(head, "§%%", "kernelresultᐧ.Hide(", "x + f()) ;"), []int{0, 0, 1, 1}},
		"a builtin, quiet":  {"len(x);", lines(head, "§%%", "kernelresultᐧ.Hide(", "len(x));"), []int{0, 0, 1, 1}},
		"no value, quiet":   {"clear(x);", lines("§%%", "clear(x);"), []int{0, 1}},
		"assignment, quiet": {"x = 1;", lines("§%%", "x = 1;"), []int{0, 1}},
		"no list":           {"x, := 1", lines("§%%", "x, := 1"), []int{0, 1}},
		"broken":            {"x := (", lines("§%%", "x := ("), []int{0, 1}},
		"comments go along": {"// about f\nfunc f() {}\n\n// about x\nx := f",
			lines("// about f", "func f() {}", "§%%", "", "// about x", "x := f"), []int{1, 2, 0, 3, 4, 5}},
		"var of a local": {"x := 1\nvar y = x\ny",
			lines(head, "§%%", "x := 1", "var y = x", "kernelresultᐧ.Show(", "y)"), []int{0, 0, 1, 2, 3, 3}},
		"var after a statement": {"f()\nvar y = 2", lines("var y = 2", "§%%", "f()"), []int{2, 0, 1}},
		"label and loop": {"for i := range 3 {\n\tf(i)\n}", lines("§%%", "for i := range 3 {", "\tf(i)", "}"),
			[]int{0, 1, 2, 3}},
		"raw string with commands": {"x := `\n%%\n!ls`\nx",
			lines(head, "§%%", "x := `", "%%", "!ls`", "kernelresultᐧ.Show(", "x)"), []int{0, 0, 1, 2, 3, 4, 4}},
		"comment with commands": {"/*\n!ls\n%nosuch\n*/\nf();", lines("§%%", "/*", "!ls", "%nosuch", "*/", "f();"),
			[]int{0, 1, 2, 3, 4, 5}},
		"quotes in a comment": {"// it's `\n!ls\nf();", lines("§%%", "§!ls", "// it's `", "f();"), []int{0, 2, 1, 3}},
		"quotes in quotes": {"s := \"`\\\"\" + string('`') + `\"`\n!ls",
			lines("§%%", "§!ls", "s := \"`\\\"\" + string('`') + `\"`"), []int{0, 2, 1}},
		"not, behind an operator": {"ok := a &&\n!b\nok",
			lines(head, "§%%", "ok := a &&", "!b", "kernelresultᐧ.Show(", "ok)"), []int{0, 0, 1, 2, 3, 3}},
		"shell, behind x++": {"x++\n!ls", lines("§%%", "§!ls", "x++"), []int{0, 2, 1}},
		"indented command":  {"  %env A=1\n\t%%\nf();", lines("§%%", "§%env A \"1\"", "f();"), []int{2, 1, 3}},
		"values of variables": {"%env A=b c\\\\d\n% env  Q=\n%env Z=\"x y\"\n%env P v",
			lines("§%env A \"b c\\\\\\\\d\"", "§%env Q \"\"", "§%env Z \"x y\"", "§%env P v"), []int{1, 2, 3, 4}},
		"Windows": {"!ls\r\n%%\r\nx := 1\r\nx\r\n",
			lines(head, "§%%", "§!ls", "x := 1", "kernelresultᐧ.Show(", "x)", ""), []int{0, 2, 1, 3, 4, 4, 5}},
		"Windows, a file": {"%%writefile a\r\nx\r\n", "§%%writefile a\nx\n", []int{1, 2, 3}},
		"byte order mark": {"\ufefff()\nx;", lines(head, "§%%", "   f()", "kernelresultᐧ.Hide(", "x);"), []int{0, 0, 1, 2, 2}},
		"declared behind %%": {"%%\nfunc f() {}\nvar x = 1\nimport \"os\"\nx", lines(head, "func f() {}",
			`import "os"`, "§%%", "var x = 1", "kernelresultᐧ.Show(", "x)"), []int{0, 2, 4, 1, 3, 5, 5}},
		"both sides of %%": {"func f() {}\n// a\ny := 1\n%%\nf()",
			lines("func f() {}", "§%%", "// a", "y := 1", "f()"), []int{1, 4, 2, 3, 5}},
		"only %%": {"// a\n%%\n", "// a\n§%%\n", []int{1, 2, 3}},
		"test": {"%test\nfunc TestA(t *testing.T) {}", "§%test\nfunc TestA(t *testing.T) {}",
			[]int{1, 2}},
		"package clause": {"// a\npackage main; import \"os\"\nf();",
			lines("// a", "              import \"os\"", "§%%", "f();"), []int{1, 2, 0, 3}},
		"package, a word of a text": {"s := `\npackage p\n`\npackages := 2",
			lines("§%%", "s := `", "package p", "`", "packages := 2"), []int{0, 1, 2, 3, 4}},
		"name of ours": {"kernelresult := 3", lines("§%%", "kernelresult := 3"), []int{0, 1}},
	} {
		e := Rewrite(c.in, func(name string) bool { return name == "g" })
		var user []int
		for i := range strings.Split(e.Code, "\n") {
			user = append(user, e.Line(i+1))
		}
		if marked(e.Code) != c.want || !slices.Equal(user, c.user) {
			t.Errorf("%s: Rewrite(%q) =\n%s\nlines %v, want\n%s\nlines %v", name, c.in, marked(e.Code), user, c.want, c.user)
		}
	}
}

func TestLineOutside(t *testing.T) {
	e := Rewrite("x", nil)
	if e.Line(0) != 0 || e.Line(99) != 0 {
		t.Error("lines that are not there have a user's line")
	}
}

func TestCursor(t *testing.T) {
	const code = "x := \"é🎉\"\nfunc f() {}\nfmt.Pri"
	end := len([]rune(code))
	e := Assist(code, end, nil)
	forward := e.Forward(end)
	units := 0
	for _, r := range e.Code {
		units += len(utf16Of(r))
	}
	if forward != units {
		t.Errorf("the end is at %d in %q, want %d", forward, e.Code, units)
	}
	if back := e.Back(forward); back != end {
		t.Errorf("back at %d, want %d", back, end)
	}
	inFunction := strings.Index(code, "f()")
	// all before is ASCII there
	if at := e.Forward(len([]rune(code[:inFunction]))); !strings.HasPrefix(e.Code[at:], "f()") {
		t.Errorf("f is at %d of %q", at, e.Code)
	}
	for position := -3; position < 60; position++ { // never outside
		if at := e.Back(e.Forward(position)); at < 0 || at > end && position <= end {
			t.Errorf("%d went to %d", position, at)
		}
	}
}

// TestCursorIsThatOfTheCellAsTyped: what is invisible at the ends of lines counts.
func TestCursorIsThatOfTheCellAsTyped(t *testing.T) {
	const code = "\ufeffa := 1\r\nb"
	e := Assist(code, len([]rune(code)), nil)
	for position := range len([]rune(code)) + 1 {
		back := e.Back(e.Forward(position))
		if want := position; back != want && (position != 8 || back != 7) { // behind \r, which gonb does not get
			t.Errorf("%d comes back at %d", position, back)
		}
	}
	if at := e.Forward(10); e.Code[at-1:] != "b" {
		t.Errorf("the end is at %d of %q", at, e.Code)
	}
}

func utf16Of(r rune) []int { return make([]int, units(r)) }

func TestFunctions(t *testing.T) {
	got := Functions("%args\nfunc a() {}\nfunc b() int { return 1 }\nfunc (t T) c() {}\nx := 1")
	if len(got) != 2 || !got["a"] || got["b"] {
		t.Errorf("%v", got)
	}
}

func TestCheck(t *testing.T) {
	for code, want := range map[string]Status{
		"1+1": Complete, "": Complete, "x := 1\nx": Complete, "// a": Complete, "func f() {}": Complete,
		"func f() {}\nf()": Complete,
		"%%\nx := 1":       Complete, "%%bash\nif x": Complete, "!ls": Complete, "%help": Complete, "import \"fmt\"": Complete,
		"func f() {": Incomplete, "for {": Incomplete, "f(1,": Incomplete, "x := `a": Incomplete, "/* a": Incomplete, "!ls \\": Incomplete,
		"%%\nif x {": Incomplete, "var (": Incomplete, "x +": Incomplete, "type T struct {\n\ta int": Incomplete, "x := 1 +": Incomplete,
		"x := )": Invalid, "func 1": Invalid, "\"abc": Invalid, "'a": Invalid, "a b": Invalid, "}": Invalid, "%%\n)": Invalid,
	} {
		if got, _ := Check(code); got != want {
			t.Errorf("Check(%q) = %s, want %s", code, got, want)
		}
	}
	if _, indent := Check("func f() {\n\tfor {"); indent != "        " {
		t.Errorf("indent %q", indent)
	}
}

// FuzzRewrite checks that no text breaks the analysis and that every line of the user is there once or, where a call is opened, twice.
func FuzzRewrite(f *testing.F) {
	for _, code := range []string{"1+1", "x := 3\nfunc f() {}\nf()", "%%\nx", "a; b", "}\nx", "'", "`", "\"\n", "package", "a := 1; a"} {
		f.Add(code)
	}
	f.Fuzz(func(t *testing.T, code string) {
		e := Rewrite(code, nil)
		Check(code)
		seen := map[int]int{}
		for i := range strings.Split(e.Code, "\n") {
			seen[e.Line(i+1)]++
		}
		for i := range strings.Split(code, "\n") {
			if n := seen[i+1]; n < 1 || n > 2 {
				t.Errorf("line %d of %q is there %d times in %q", i+1, code, n, e.Code)
			}
		}
		e.Back(e.Forward(len(code) / 2))
	})
}
