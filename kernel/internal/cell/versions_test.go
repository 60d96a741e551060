package cell

import (
	"maps"
	"slices"
	"testing"
)

func TestVersionsNameWhatIsDeclared(t *testing.T) {
	code := "import \"fmt\"\ntype T struct{ a int }\nfunc (t *T) M() {}\nfunc f() {}\nvar a, b = 1, 2\nconst (\n\tc = iota\n\td\n)\nx := 3\n%who"
	if got, want := slices.Sorted(maps.Keys(Versions(code))), []string{"T", "T.M", "a", "b", "c", "d", "f"}; !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
	for _, none := range []string{"", "%%writefile a.go\nfunc f() {}", "func f( {", "x := 1"} {
		if got := Versions(none); len(got) != 0 {
			t.Errorf("%q declares %v", none, got)
		}
	}
}

// A version changes with a declaration, and with nothing else.
func TestVersionsChange(t *testing.T) {
	for _, c := range []struct {
		name, before, after string
		same                bool
	}{
		{"f", "func f() int { return 1 }", "func f() int {\n\t// one\n\treturn 1\n}", false}, // a line end ends the statement
		{"f", "func f() int {\n\treturn 1\n}", "x := 2\nfunc f() int {\n\n\treturn 1; // one\n}", true},
		{"f", "func f() int { return 1 }", "func f() int { return 2 }", false},
		{"f", "func f() string { return \"a b\" }", "func f() string { return \"a  b\" }", false},
		{"T", "type T struct{ a int }", "type T = struct{ a int }", false},
		{"T", "type T struct{ a int }\nfunc (T) M() {}", "type T struct{ a int }\nfunc (T) M() { panic(1) }", true},
		{"T.M", "func (T) M() {}", "func (t T) M() {}", false},
		{"b", "const (\n\ta = iota\n\tb\n)", "const (\n\ta = iota + 1\n\tb\n)", false},
		{"b", "var (\n\ta = 1\n\tb = 2\n)", "var (\n\ta = 2\n\tb = 2\n)", true},
	} {
		before, after := Versions(c.before)[c.name], Versions(c.after)[c.name]
		if before == "" || after == "" || (before == after) != c.same {
			t.Errorf("%s: %q and %q, same %v", c.name, before, after, c.same)
		}
	}
}
