package notebook

import (
	"errors"
	"strings"
	"testing"
)

const parametersSource = `// What may be changed.
const Budget = 4096
var (
	rate = 0.5
	name string = "omniglot"
	quick = false // or slow
	budgets = []int{1024, 2048}
	wide uint8 = 3
	offset = -2
	free int
	width, height = 28, 29
	a, b = f()
	c, d int
)
const (
	first = iota
	second
)`

func TestRedeclare(t *testing.T) {
	for settings, want := range map[string][2]string{
		"Budget=8192":          {"Budget = 4096", "Budget = 8192"},
		" Budget = 16":         {"Budget = 4096", "Budget = 16"},
		"rate=2":               {"rate = 0.5", "rate = 2.0"},
		"rate=-1e-3":           {"rate = 0.5", "rate = -1e-3"},
		"name=my data":         {`"omniglot"`, `"my data"`},
		`name="quoted"`:        {`"omniglot"`, `"quoted"`},
		"name='x'":             {`"omniglot"`, `"'x'"`},
		"name=":                {`"omniglot"`, `""`},
		"name=a=b; os.Exit(1)": {`"omniglot"`, `"a=b; os.Exit(1)"`},
		"quick=true":           {"quick = false", "quick = true"},
		"budgets=[]int{1, 2}":  {"[]int{1024, 2048}", "[]int{1, 2}"},
		"wide=4":               {"wide uint8 = 3", "wide uint8 = 4"},
		"offset=7":             {"offset = -2", "offset = 7"},
		"free=7":               {"free int", "free int = 7"},
		"height=30":            {"28, 29", "28, 30"},
		"height=30|width=100":  {"28, 29", "100, 30"},
		"first=5":              {"first = iota", "first = 5"},
		"Budget=1|Budget=2":    {"Budget = 4096", "Budget = 2"},
	} {
		var list []Parameter
		for setting := range strings.SplitSeq(settings, "|") {
			p, err := ParseParameter(setting)
			if err != nil {
				t.Fatalf("%s: %v", setting, err)
			}
			list = append(list, p)
		}
		got, err := redeclare(parametersSource, list)
		if changed := "// Set by kernel run -p.\n" + strings.Replace(parametersSource, want[0], want[1], 1); err != nil ||
			got != changed {
			t.Errorf("%s: %v\n%s", settings, err, got)
		}
	}
}

func TestParameterErrors(t *testing.T) {
	for setting, want := range map[string]string{
		"Budget":             "name=value",
		"4x=1":               "name=value",
		"_=1":                "name=value",
		"other=1":            "Budget, a, b, budgets, c, d, first, free, height, name, offset, quick, rate, second, wide, width",
		"Budget=1.5":         "a whole number",
		"Budget=many":        "a whole number",
		"rate=fast":          "number",
		"quick=1":            "true or false",
		"budgets=[]int{":     "not a Go expression",
		"second=5":           "repeats the expression",
		"a=5":                "from one call",
		"c=5":                "declared together",
		"Budget=1; panic(1)": "not a Go expression",
	} {
		p, err := ParseParameter(setting)
		if err == nil {
			_, err = redeclare(parametersSource, []Parameter{p})
		}
		if !errors.Is(err, ErrParameter) || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want an ErrParameter with %q", setting, err, want)
		}
	}
	if _, err := redeclare("%%\nx := 1", nil); !errors.Is(err, ErrParameter) {
		t.Errorf("a cell of statements: %v", err)
	}
}
