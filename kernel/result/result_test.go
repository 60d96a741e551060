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
	"tradeoff/diversity/study"
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
		"number":            {[]any{2}, "2", plainKind},
		"string":            {[]any{"a\nb"}, "a\nb", plainKind},
		"nil":               {[]any{nil}, "", ""},
		"nil pointer":       {[]any{(*point)(nil)}, "<nil>", plainKind},
		"nothing":           {nil, "", ""},
		"lone error":        {[]any{errors.New("no")}, "error: no", plainKind},
		"value, no error":   {[]any{3, nil}, "3", plainKind},
		"two values":        {[]any{3, true}, "3 true", plainKind},
		"value and lines":   {[]any{3, "a\nb"}, "3\na\nb", plainKind},
		"list, no error":    {[]any{[]point{{K: 2}}, nil}, "K  N  Err  Took\n2  0    0  0s", plainKind + " " + htmlKind},
		"stringer":          {[]any{time.Second}, "1s", plainKind},
		"formatter":         {[]any{big.NewInt(12)}, "12", plainKind},
		"hidden fields":     {[]any{hidden{1}}, "{a:1}", plainKind},
		"list of those":     {[]any{[]hidden{{1}}}, "[{a:1}]", plainKind},
		"empty slice":       {[]any{[]point{}}, "[]", plainKind},
		"slice of structs":  {[]any{[]point{{2, 16, 0.123456, time.Second}}}, "K   N     Err  Took\n2  16  0.1235  1s", plainKind + " " + htmlKind},
		"of pointers":       {[]any{[]*pair[string, int]{{"x", 2}, nil}}, "First  Second\nx           2", plainKind + " " + htmlKind},
		"with more inside":  {[]any{[]pair[[]int, error]{{[]int{1}, nil}, {nil, io.EOF}}}, "First  Second\n[1]\n[]     EOF", plainKind + " " + htmlKind},
		"slice of stringer": {[]any{[]time.Duration{1}}, "[1ns]", plainKind},
		"words of its own":  {[]any{[]words{{"a", "first"}, {"b", "second"}}}, "first\nsecond", plainKind + " " + htmlKind},
		"only words":        {[]any{[]opaque{{1}, {2}}}, "[line 1 line 2]", plainKind},
		"many words":        {[]any{slices.Repeat([]opaque{{7}}, 20)}, strings.Repeat("line 7\n", 19) + "line 7", plainKind},
		"strings":           {[]any{[]string{"a", "b c"}}, `["a" "b c"]`, plainKind},
		"bytes":             {[]any{[]byte("a\nb")}, "a\nb", plainKind},
		"bytes, no text":    {[]any{[]byte{0xff, 1}}, "2 bytes: ff 01", plainKind},
		"short map":         {[]any{map[int]string{10: "x", 9: "y"}}, `map[9:"y" 10:"x"]`, plainKind},
		"map of structs":    {[]any{map[string]pair[int, int]{"b": {3, 4}, "a": {1, 2}}}, "key  First  Second\na        1       2\nb        3       4", plainKind + " " + htmlKind},
		"long map":          {[]any{map[bool]string{true: strings.Repeat("x", 90), false: ""}}, "key    value\nfalse\ntrue   xxx", plainKind + " " + htmlKind},
		"matrix":            {[]any{[][]float64{{1.0 / 3, 2}, {3, 4.5}}}, "0.3333    2\n     3  4.5", plainKind + " " + htmlKind},
		"ragged":            {[]any{[][]float64{{1}, {3, 4.5}}}, "[[1] [3 4.5]]", plainKind},
		"array":             {[]any{[2]int{1, 2}}, "[1 2]", plainKind},
		"struct":            {[]any{pair[int, string]{1, "x"}}, `{First:1 Second:"x"}`, plainKind},
		"long struct":       {[]any{&pair[int, string]{1, strings.Repeat("x", 90)}}, "First   1\nSecond  xxx", plainKind + " " + htmlKind},
		"pointers":          {[]any{&node{"a", &node{"b", nil}}}, `&{Name:"a" Next:&{Name:"b" Next:<nil>}}`, plainKind},
		"function":          {[]any{strings.ToUpper}, "func(string) string", plainKind},
		"channel":           {[]any{make(chan int)}, "chan int", plainKind},
		"without fields":    {[]any{[]any{nothing{}, nil, 2.5}}, "[result.nothing <nil> 2.5]", plainKind},
	} {
		forms := formsOf(c.values)
		var kinds []string
		for _, f := range forms {
			kinds = append(kinds, f.kind)
		}
		if got := strings.Join(kinds, " "); got != c.kinds {
			t.Errorf("%s: forms %q, want %q", name, got, c.kinds)
		}
		if len(forms) > 0 && !strings.HasPrefix(forms[0].text, c.text) {
			t.Errorf("%s: %q, want %q", name, forms[0].text, c.text)
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
	lines := strings.Split(forms[0].text, "\n")
	if lines[0] != "K   N     Err  Took" || lines[1] != "2  16  0.1235  1s" || lines[21] != "…   …       …  …" ||
		lines[len(lines)-1] != "52 rows, 30 of them shown" || len(lines) != 33 {
		t.Errorf("%q", lines)
	}
	if page := forms[1].text; !strings.Contains(page, `<td style="text-align:right">0.1235</td><td style="text-align:left">1s</td>`) ||
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
		"ring": ring, "deep": deep, "wide": wide, "rows": make([][]float64, 10_000), "matrix": slices.Repeat([][]int{wide}, 1000),
		"map": map[any]any{1: slices.Repeat([][]any{{wide, wide}}, 1000)}, "texts": slices.Repeat([]string{"a line"}, 10_000),
		"binary": slices.Repeat([]byte{0xff}, 10_000),
	} {
		forms := formsOf([]any{value})
		if n := len(forms[0].text); n == 0 || n > 2*mostText || !strings.Contains(forms[0].text, more) && !strings.Contains(forms[0].text, " more") && !strings.Contains(forms[0].text, "of them shown") {
			t.Errorf("%s: %d bytes: %.200s", name, n, forms[0].text)
		}
	}
	for line := range strings.Lines(formsOf([]any{wide})[0].text) {
		if len(line) > lineWidth+1 {
			t.Errorf("a line of %d characters", len(line))
		}
	}
}

func TestFigure(t *testing.T) {
	f, err := figure.TrainingCurve([]study.CurvePoint{{Step: 1, Loss: 2}, {Step: 2, Loss: 1}})
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "result")
	t.Setenv(variable, path)
	Show(f, nil)
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(string(text), "text/plain ") || !strings.Contains(string(text), "\n"+f.Text()+figureKind+" ") {
		t.Errorf("%.300s", text)
	}
}
