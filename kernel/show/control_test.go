package show

import (
	"errors"
	"math"
	"reflect"
	"strings"
	"testing"

	"tradeoff/diversity"
)

func TestControlsRejects(t *testing.T) {
	for want, c := range map[string]Control{
		`Range.Name`:              Range{Max: 1},
		`Range.Min of "a" = NaN`:  Range{Name: "a", Min: math.NaN(), Max: 1},
		`Range.Max of "a" = +Inf`: Range{Name: "a", Max: math.Inf(1)},
		`Range.Max of "a" = 0: invalid value, allowed: above Min`:    Range{Name: "a"},
		`Range.Min of "a" = 0: invalid value, allowed: above 0`:      Range{Name: "a", Max: 1, Log: true},
		`Range.Step of "a" = -1`:                                     Range{Name: "a", Max: 1, Step: -1},
		`Range.Step of "a" = 2: invalid value, allowed: 1..1000 st`:  Range{Name: "a", Max: 1, Step: 2},
		`Range.Step of "a" = 0.0001`:                                 Range{Name: "a", Max: 1, Step: 0.0001},
		`Range.Step of "a" = 1: invalid value, allowed: a ratio`:     Range{Name: "a", Min: 1, Max: 8, Step: 1, Log: true},
		`Range.Start of "a" = 3: invalid value, allowed: 1..2, or 0`: Range{Name: "a", Min: 1, Max: 2, Start: 3},
		`Choice.Name`:                 Choice{Options: []string{"x", "y"}},
		`Choice.Options of "c" = [x]`: Choice{Name: "c", Options: []string{"x"}},
		`Choice.Options of "c" = "x": invalid value, allowed: words`: Choice{Name: "c", Options: []string{"x", "x"}},
		`Choice.Options of "c" = ""`:                                 Choice{Name: "c", Options: []string{"x", ""}},
		`Choice.Start of "c" = "z"`: Choice{Name: "c", Options: []string{"x", "y"},
			Start: "z"},
	} {
		if err := c.Validate(); !errors.Is(err, diversity.ErrInvalid) || !strings.Contains(err.Error(), want) {
			t.Errorf("%+v: %v, want %s", c, err, want)
		}
		if _, err := valuesOf([]Control{c}); !errors.Is(err, diversity.ErrInvalid) {
			t.Errorf("%+v among controls: %v", c, err)
		}
	}
	good := Range{Name: "a", Max: 1}
	for want, list := range map[string][]Control{
		"at least 1 control": nil, "controls[1] = nil": {good, nil},
		`controls[1] = the name "a"`: {good, Choice{Name: "a", Options: []string{"x", "y"}}},
	} {
		if _, err := valuesOf(list); !errors.Is(err, diversity.ErrInvalid) || !strings.Contains(err.Error(), want) {
			t.Errorf("%v: %v, want %s", list, err, want)
		}
	}
}

func TestRangePositions(t *testing.T) {
	for name, c := range map[string]struct {
		r      Range
		labels string // first, second, last
		count  int
		start  string
	}{
		"budget": {Range{Name: "N", Min: 256, Max: 1 << 20, Step: 2, Start: 1000, Log: true}, "256 512 1048576", 13,
			"1024"},
		"exponent":        {Range{Name: "a", Min: 0.1, Max: 1, Step: 0.05, Start: 0.5}, "0.1 0.15 1", 19, "0.5"},
		"seed":            {Range{Name: "seed", Min: 1, Max: 50, Step: 1}, "1 2 50", 50, "1"},
		"hundred steps":   {Range{Name: "x", Max: 1}, "0 0.01 1", 101, "0"},
		"logarithmic":     {Range{Name: "x", Min: 1, Max: 100, Log: true, Start: 10}, "1 1.04713 100", 101, "10"},
		"around zero":     {Range{Name: "x", Min: -2, Max: 2, Step: 1}, "-2 -1 2", 5, "0"},
		"below zero":      {Range{Name: "x", Min: -4, Max: -1, Step: 1}, "-4 -3 -1", 4, "-4"},
		"a rest left out": {Range{Name: "x", Max: 1, Step: 0.3}, "0 0.3 0.9", 4, "0"},
	} {
		if err := c.r.Validate(); err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		p := c.r.panel()
		n := len(p.Labels)
		if got := strings.Join([]string{p.Labels[0], p.Labels[1], p.Labels[n-1]}, " "); got != c.labels || n != c.count ||
			p.Labels[p.At] != c.start {
			t.Errorf("%s: %s, %d of them, start %s", name, got, n, p.Labels[p.At])
		}
	}
}

func testValues(t *testing.T) Values {
	t.Helper()
	v, err := valuesOf([]Control{
		Range{Name: "N", Min: 256, Max: 4096, Step: 2, Start: 1024, Log: true},
		Choice{Name: "law", Options: []string{"tied", "untied"}, Start: "untied"},
	})
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestValues(t *testing.T) {
	v := testValues(t)
	if v.String() != "N = 1024, law = untied" || v.Number("N") != 1024 || v.Text("N") != "1024" ||
		v.Text("law") != "untied" || v.Int("law") != 1 {
		t.Errorf("got %v", v)
	}
	v, ok := v.moved([]int{4, 0})
	if !ok || v.Int("N") != 4096 || v.Text("law") != "tied" || *v.wrong != nil {
		t.Errorf("moved: %v, %v", v, *v.wrong)
	}
	for _, at := range [][]int{nil, {1}, {5, 0}, {-1, 0}, {0, 2}, {0, 0, 0}} {
		if same, ok := v.moved(at); ok || !reflect.DeepEqual(same.at, v.at) {
			t.Errorf("positions %v were taken", at)
		}
	}
	if v.Number("n") != 0 || v.Text("m") != "" || !errors.Is(*v.wrong, diversity.ErrInvalid) ||
		!strings.Contains((*v.wrong).Error(), `"n"`) {
		t.Errorf("a name that no control has: %v", *v.wrong)
	}
	if none := (Values{}); none.Int("N") != 0 || none.String() != "" {
		t.Error("the zero value has values")
	}
}
