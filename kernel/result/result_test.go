package result

import (
	"errors"
	"os"
	"path/filepath"
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

func TestForms(t *testing.T) {
	type hidden struct{ a int }
	for name, c := range map[string]struct {
		values []any
		text   string // "" for nothing
		kinds  string
	}{
		"number":            {[]any{2}, "2", plainKind},
		"string":            {[]any{"a\nb"}, "a\nb", plainKind},
		"nil":               {[]any{nil}, "<nil>", plainKind},
		"nothing":           {nil, "", ""},
		"lone error":        {[]any{errors.New("no")}, "no", plainKind},
		"value, no error":   {[]any{3, nil}, "3", plainKind},
		"value and error":   {[]any{3, errors.New("no")}, "error: no", plainKind},
		"two values":        {[]any{3, true}, "3 true", plainKind},
		"stringer":          {[]any{time.Second}, "1s", plainKind},
		"struct":            {[]any{hidden{1}}, "{a:1}", plainKind},
		"hidden fields":     {[]any{[]hidden{{1}}}, "[{a:1}]", plainKind},
		"empty slice":       {[]any{[]point{}}, "[]", plainKind},
		"slice of structs":  {[]any{[]point{{2, 16, 0.123456, time.Second}, {16, 2, 1, time.Minute}}}, "K   N     Err  Took\n", plainKind + " " + htmlKind},
		"slice of stringer": {[]any{[]time.Duration{1}}, "[1ns]", plainKind},
	} {
		forms := formsOf(c.values)
		var kinds []string
		for _, f := range forms {
			kinds = append(kinds, f.kind)
		}
		if got := strings.Join(kinds, " "); got != c.kinds {
			t.Errorf("%s: forms %q, want %q", name, got, c.kinds)
		}
		if len(forms) > 0 && !strings.Contains(" "+forms[0].text, c.text) {
			t.Errorf("%s: %q, want %q", name, forms[0].text, c.text)
		}
	}
}

func TestTable(t *testing.T) {
	points := make([]point, mostRows+2)
	points[0] = point{2, 16, 0.123456, time.Second}
	forms := formsOf([]any{points})
	if len(forms) != 2 {
		t.Fatal("no table")
	}
	lines := strings.Split(forms[0].text, "\n")
	if lines[0] != "K   N     Err  Took" || lines[1] != "2  16  0.1235  1s" || lines[len(lines)-1] != "and 2 more rows" || len(lines) != mostRows+2 {
		t.Errorf("%q", lines)
	}
	if page := forms[1].text; !strings.Contains(page, `<td style="text-align:right">0.1235</td><td style="text-align:left">1s</td>`) ||
		strings.Count(page, "<tr>") != mostRows+1 || !strings.Contains(page, "and 2 more rows") {
		t.Error(page)
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
