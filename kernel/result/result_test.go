package result

import (
	"errors"
	"fmt"
	"io"
	"math/big"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"tradeoff/diversity/figure"
	"tradeoff/diversity/recipe"
	"tradeoff/kernel/internal/cell/protocol"
)

type point struct {
	K, N int
	Err  float64
	Took time.Duration
}

type (
	hidden         struct{ a int }
	pair[A, B any] struct {
		First  A
		Second B
	}
	words   struct{ Name, Text string }
	opaque  struct{ n int }
	nothing struct{}
	node    struct {
		Name string
		Next *node
	}
)

func (w words) String() string  { return w.Text }
func (o opaque) String() string { return fmt.Sprint("line ", o.n) }

func TestForms(t *testing.T) {
	for name, c := range map[string]struct {
		values []any
		text   string // "" for nothing
		kinds  string
	}{
		"number":          {[]any{2}, "2", protocol.Plain},
		"string":          {[]any{"a\nb"}, "a\nb", protocol.Plain},
		"nil":             {[]any{nil}, "", ""},
		"nil pointer":     {[]any{(*point)(nil)}, "<nil>", protocol.Plain},
		"nothing":         {nil, "", ""},
		"lone error":      {[]any{errors.New("no")}, "error: no", protocol.Plain},
		"value, no error": {[]any{3, nil}, "3", protocol.Plain},
		"two values":      {[]any{3, true}, "3 true", protocol.Plain},
		"value and lines": {[]any{3, "a\nb"}, "3\na\nb", protocol.Plain},
		"list, no error": {[]any{[]point{{K: 2}}, nil}, "K  N  Err  Took\n2  0    0  0s",
			protocol.Plain + " " + protocol.HTML},
		"stringer":      {[]any{time.Second}, "1s", protocol.Plain},
		"formatter":     {[]any{big.NewInt(12)}, "12", protocol.Plain},
		"hidden fields": {[]any{hidden{1}}, "{a:1}", protocol.Plain},
		"list of those": {[]any{[]hidden{{1}}}, "[{a:1}]", protocol.Plain},
		"empty slice":   {[]any{[]point{}}, "[]", protocol.Plain},
		"slice of structs": {[]any{[]point{{2, 16, 0.123456, time.Second}}}, "K   N     Err  Took\n2  16  0.1235  1s",
			protocol.Plain + " " + protocol.HTML},
		"of pointers": {[]any{[]*pair[string, int]{{"x", 2}, nil}}, "First  Second\nx           2",
			protocol.Plain + " " + protocol.HTML},
		"with more inside": {[]any{[]pair[[]int, error]{{[]int{1}, nil}, {nil, io.EOF}}}, "First  Second\n[1]\n[]     EOF",
			protocol.Plain + " " + protocol.HTML},
		"slice of stringer": {[]any{[]time.Duration{1}}, "[1ns]", protocol.Plain},
		"words of its own": {[]any{[]words{{"a", "first"}, {"b", "second"}}}, "first\nsecond",
			protocol.Plain + " " + protocol.HTML},
		"only words": {[]any{[]opaque{{1}, {2}}}, "[line 1 line 2]", protocol.Plain},
		"many words": {[]any{slices.Repeat([]opaque{{7}}, 20)}, strings.Repeat("line 7\n", 19) + "line 7",
			protocol.Plain},
		"strings":        {[]any{[]string{"a", "b c"}}, `["a" "b c"]`, protocol.Plain},
		"bytes":          {[]any{[]byte("a\nb")}, "a\nb", protocol.Plain},
		"bytes, no text": {[]any{[]byte{0xff, 1}}, "2 bytes: ff 01", protocol.Plain},
		"short map":      {[]any{map[int]string{10: "x", 9: "y"}}, `map[9:"y" 10:"x"]`, protocol.Plain},
		"map of structs": {[]any{map[string]pair[int, int]{"b": {3, 4}, "a": {1, 2}}},
			"key  First  Second\na        1       2\nb        3       4", protocol.Plain + " " + protocol.HTML},
		"long map": {[]any{map[bool]string{true: strings.Repeat("x", 90), false: ""}},
			"key    value\nfalse\ntrue   xxx", protocol.Plain + " " + protocol.HTML},
		"matrix": {[]any{[][]float64{{1.0 / 3, 2}, {3, 4.5}}}, "0.3333    2\n     3  4.5",
			protocol.Plain + " " + protocol.HTML},
		"ragged": {[]any{[][]float64{{1}, {3, 4.5}}}, "[[1] [3 4.5]]", protocol.Plain},
		"array":  {[]any{[2]int{1, 2}}, "[1 2]", protocol.Plain},
		"struct": {[]any{pair[int, string]{1, "x"}}, `{First:1 Second:"x"}`, protocol.Plain},
		"long struct": {[]any{&pair[int, string]{1, strings.Repeat("x", 90)}}, "First   1\nSecond  xxx",
			protocol.Plain + " " + protocol.HTML},
		"pointers":       {[]any{&node{"a", &node{"b", nil}}}, `&{Name:"a" Next:&{Name:"b" Next:<nil>}}`, protocol.Plain},
		"function":       {[]any{strings.ToUpper}, "func(string) string", protocol.Plain},
		"channel":        {[]any{make(chan int)}, "chan int", protocol.Plain},
		"without fields": {[]any{[]any{nothing{}, nil, 2.5}}, "[result.nothing <nil> 2.5]", protocol.Plain},
	} {
		forms := formsOf(c.values)
		var kinds []string
		for _, f := range forms {
			kinds = append(kinds, f.Type)
		}
		if got := strings.Join(kinds, " "); got != c.kinds {
			t.Errorf("%s: forms %q, want %q", name, got, c.kinds)
		}
		if len(forms) > 0 && !strings.HasPrefix(forms[0].Text, c.text) {
			t.Errorf("%s: %q, want %q", name, forms[0].Text, c.text)
		}
	}
}

func TestErrorsThatFailTheCell(t *testing.T) {
	failed := errors.New("no")
	for name, call := range map[string]func(){
		"beside a value":           func() { Show(3, failed) },
		"beside a value of a call": func() { ShowCall(3, failed) },
		"alone, of a call":         func() { ShowCall(failed) },
	} {
		func() {
			defer func() {
				if got, _ := recover().(error); !errors.Is(got, failed) {
					t.Errorf("%s: it panicked with %v, want %v", name, got, failed)
				}
			}()
			call()
		}()
	}
}

func TestTable(t *testing.T) {
	points := make([]point, 52)
	points[0] = point{2, 16, 0.123456, time.Second}
	forms := formsOf([]any{points})
	if len(forms) != 2 {
		t.Fatal("no table")
	}
	lines := strings.Split(forms[0].Text, "\n")
	if lines[0] != "K   N     Err  Took" || lines[1] != "2  16  0.1235  1s" || lines[21] != "…   …       …  …" ||
		lines[len(lines)-1] != "52 rows, 30 of them shown" || len(lines) != 33 {
		t.Errorf("%q", lines)
	}
	if page := forms[1].Text; !strings.Contains(page,
		`<td style="text-align:right">0.1235</td><td style="text-align:left">1s</td>`) ||
		strings.Count(page, "<tr>") != 32 || !strings.Contains(page, "52 rows, 30 of them shown") {
		t.Error(page)
	}
}

// TestBounds shows values that are too large, or hold themselves.
func TestBounds(t *testing.T) {
	ring := &node{Name: "ring"}
	ring.Next = ring
	deep := []any{nil}
	deep[0] = deep
	wide := make([]int, 10_000)
	for name, value := range map[string]any{
		"ring": ring, "deep": deep, "wide": wide, "rows": make([][]float64, 10_000),
		"matrix": slices.Repeat([][]int{wide}, 1000),
		"map":    map[any]any{1: slices.Repeat([][]any{{wide, wide}}, 1000)}, "texts": slices.Repeat([]string{"a line"}, 10_000),
		"binary": slices.Repeat([]byte{0xff}, 10_000),
	} {
		forms := formsOf([]any{value})
		if n := len(forms[0].Text); n == 0 || n > 2*mostText || !strings.Contains(forms[0].Text, more) &&
			!strings.Contains(forms[0].Text, " more") && !strings.Contains(forms[0].Text, "of them shown") {
			t.Errorf("%s: %d bytes: %.200s", name, n, forms[0].Text)
		}
	}
	for line := range strings.Lines(formsOf([]any{wide})[0].Text) {
		if len(line) > lineWidth+1 {
			t.Errorf("a line of %d characters", len(line))
		}
	}
}

func TestFigure(t *testing.T) {
	f, err := figure.TrainingCurve([]recipe.CurvePoint{{Step: 1, Loss: 2}, {Step: 2, Loss: 1}})
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "result")
	t.Setenv(protocol.ResultVariable, path)
	Show(f, nil)
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(string(text), "text/plain ") ||
		!strings.Contains(string(text), "\n"+f.Text()+protocol.Figure+" ") || strings.Contains(string(text), protocol.Runs) {
		t.Errorf("%.300s", text)
	}
}

// A figure of sizes brings what is behind its points.
func TestFigureWithRuns(t *testing.T) {
	f, err := figure.Curves(measured(), figure.CurvesOptions{})
	if err != nil {
		t.Fatal(err)
	}
	runs, err := f.Runs()
	if err != nil {
		t.Fatal(err)
	}
	forms := formsOf([]any{f})
	if len(forms) != 3 || forms[2] != (protocol.Form{Type: protocol.Runs, Text: string(runs)}) {
		t.Errorf("%d forms: %.300v", len(forms), forms)
	}
}
