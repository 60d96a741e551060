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
	quick = false
	budgets = []int{1024, 2048}
	wide uint8 = 3
	offset = -2
)`

func TestRedeclare(t *testing.T) {
	for setting, want := range map[string]string{
		"Budget=8192":          "const Budget = 8192",
		"rate=2":               "var rate = 2.0",
		"rate=-1e-3":           "var rate = -1e-3",
		"name=my data":         `var name string = "my data"`,
		`name="quoted"`:        `var name string = "quoted"`,
		"name='x'":             `var name string = "'x'"`,
		"name=":                `var name string = ""`,
		"quick=true":           "var quick = true",
		"budgets=[]int{1, 2}":  "var budgets = []int{1, 2}",
		"wide=4":               "var wide uint8 = 4",
		"offset=7":             "var offset = 7",
		" Budget = 16":         "const Budget = 16",
		"name=a=b; os.Exit(1)": `var name string = "a=b; os.Exit(1)"`,
	} {
		p, err := ParseParameter(setting)
		if err != nil {
			t.Errorf("%s: %v", setting, err)
			continue
		}
		got, err := redeclare(parametersSource, []Parameter{p})
		if _, line, _ := strings.Cut(got, "\n"); err != nil || line != want {
			t.Errorf("%s: %q, %v, want %q", setting, line, err, want)
		}
	}
}

func TestParameterErrors(t *testing.T) {
	for setting, want := range map[string]string{
		"Budget":             "name=value",
		"4x=1":               "name=value",
		"_=1":                "name=value",
		"other=1":            "Budget, budgets, name, offset, quick, rate, wide",
		"Budget=1.5":         "integer",
		"Budget=many":        "integer",
		"rate=fast":          "number",
		"quick=1":            "true or false",
		"budgets=[]int{":     "not a Go expression",
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
