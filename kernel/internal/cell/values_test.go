package cell

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"tradeoff/kernel/internal/cell/protocol"
)

func TestSets(t *testing.T) {
	code := "var a = 1\nfunc f() { inner := 2; _ = inner }\nb, _ := 2, 3\na = 3\nc++\nif b > 0 {\n\td := 1\n\t_ = d\n}\nvar e int\n"
	if got, want := Sets(code), []string{"a", "e", "b", "c"}; !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
	if got := Sets("%%writefile x\na := 1"); got != nil {
		t.Errorf("a file sets %v", got)
	}
}

func TestRunning(t *testing.T) {
	got := Running("type T int\nconst C = 1\nvar a, b = 1, 2\nfunc (t *T) M() {}\nfunc main() {}", 7)
	want := protocol.Running{
		Count: 7, Variables: []string{"a", "b"}, Functions: []string{"T.M", "main"}, Types: []string{"T", "C"}, OwnMain: true,
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%+v, want %+v", got, want)
	}
	if !Running("%test\nfunc TestX(t *testing.T) {}", 1).Whole {
		t.Error("a test keeps values")
	}
}

func TestCommandsAboutValues(t *testing.T) {
	code := "%who a\nx := 1\n%del x y\n//gonb:%rm z\n!ls\ns := `\n%who`\n_ = s"
	want := []Command{{"%who", []string{"a"}}, {"%del", []string{"x", "y"}}, {"%rm", []string{"z"}}}
	if got := Commands(code); !reflect.DeepEqual(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
	declared := map[string]bool{"y": true, "k": true}
	e := Rewrite("%who\n%del x y\n%del *\n%del q\n1+1", nil)
	const mark = protocol.CommandMark
	text := e.WithoutValues(declared)
	lines := slices.DeleteFunc(strings.Split(text, "\n"), func(line string) bool { return len(line) < 2 || line[:1] != mark })
	if wanted := []string{mark + "%%", mark + "%rm y", mark + "%rm k y"}; !slices.Equal(lines, wanted) {
		t.Errorf("%q, want %q", lines, wanted)
	}
}

func TestTwoBoundVariablesAreShown(t *testing.T) {
	for code, want := range map[string]string{
		"v, ok := f() // both": "v, ok := f(); kernelresultᐧ.ShowBound(v, ok) // both", "_, err := f()": "_, err := f(); kernelresultᐧ.ShowBound(err)",
		"v, ok := f();": "v, ok := f();", "v := f()": "v := f()", "a, b := 1, 2": "a, b := 1, 2", "_, _ = f()": "_, _ = f()",
	} {
		lines := strings.Split(Rewrite(code, nil).Code, "\n")
		if got := lines[len(lines)-1]; got != want {
			t.Errorf("%q is %q, want %q", code, got, want)
		}
	}
}
