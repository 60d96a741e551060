package page

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"modernc.org/quickjs"

	"tradeoff/diversity"
	"tradeoff/diversity/estimate"
	"tradeoff/diversity/report"
	"tradeoff/diversity/theory/levels"
)

// levelsReport is of a world of three levels.
func levelsReport(t *testing.T, name string, law levels.Law, parameters []float64,
	o report.LevelsOptions) report.Levels {
	t.Helper()
	w := levels.Planted{Law: law, Parameters: parameters, Noise: 0.03, Relative: true}
	points, err := w.Measure(levels.Grid([]float64{5, 20, 80}, []float64{1, 2, 4}, []float64{2, 8, 32}), 2, 1)
	if err != nil {
		t.Fatal(err)
	}
	o.Fit.BootstrapSamples = 80
	r, err := report.OfLevels(context.Background(), report.LevelsTable{
		Name: name, Points: points, Warnings: []string{name},
		Scale: estimate.Scale{Groups: name, Sources: "plots", PerGroup: "plants"}}, o)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func levelsPage(t *testing.T, r report.Levels) string {
	t.Helper()
	var b bytes.Buffer
	if err := LevelsHTML(&b, r); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

var nestedParameters = []float64{0.02, 0.3, 0.5, 0.6, 0.5, 0.7, 0.9}

// sitesSpend is what sites, plots and plants cost.
var sitesSpend = levels.Spend{Total: 4000, PerGroup: 60, PerSource: 8, PerItem: 0.5}

func TestLevelsPageHoldsTheReport(t *testing.T) {
	r := levelsReport(t, "sites", levels.Nested{}, nestedParameters,
		report.LevelsOptions{Spend: sitesSpend, Wanted: 0.12, WantedAsked: true})
	text := textOf(t, levelsPage(t, r))
	for _, want := range append(r.Answer, "Price of one plot", "half the plots", "nested") {
		if !strings.Contains(text, want) {
			t.Errorf("the page does not say %q", want)
		}
	}
}

func TestLevelsPageIsSafe(t *testing.T) {
	const bad = "</script><script>alert(1)</script><img src=x onerror=alert(1)>\"'`${1}&<!--\x1b]0;\u202e"
	checkSafe(t, levelsPage(t, levelsReport(t, bad, levels.Nested{}, nestedParameters, report.LevelsOptions{})))
}

func TestSaveLevels(t *testing.T) {
	r := levelsReport(t, "sites", levels.Nested{}, nestedParameters, report.LevelsOptions{})
	file := filepath.Join(t.TempDir(), "new", "page.html")
	if err := SaveLevels(r, file); err != nil {
		t.Fatal(err)
	}
	if text, err := os.ReadFile(file); err != nil || !bytes.Contains(text, []byte("sites")) {
		t.Errorf("%d bytes, %v", len(text), err)
	}
	for _, err := range []error{SaveLevels(r, "page.txt"), LevelsHTML(&bytes.Buffer{}, report.Levels{})} {
		if !errors.Is(err, diversity.ErrInvalid) {
			t.Error(err)
		}
	}
}

// calculated is what the script computes.
type calculated struct {
	Size         [3]float64
	Cost, Regret float64
	Error        struct{ Value, Low, High float64 }
	Counts       [3]struct{ Value, Low, High float64 }
}

// TestLevelsScriptComputesWhatGoDoes, of every law and at prices and limits of all kinds.
func TestLevelsScriptComputesWhatGoDoes(t *testing.T) {
	spends := []levels.Spend{sitesSpend, {Total: 300, PerItem: 1},
		{Total: 900, PerGroup: 5, PerSource: 2, PerItem: 1, Most: levels.Size{Groups: 7}},
		{Total: 900, PerGroup: 5, PerSource: 2, Most: levels.Size{Items: 7}}, {Total: 5, PerGroup: 60, PerItem: 1},
		{Total: 900, PerGroup: 5, PerSource: 2}, {Total: 900, PerGroup: -5, PerItem: 1}}
	laws := map[string][]float64{"components": {0.01, 0.3, 0.5, 2}, "nested": nestedParameters,
		"separate": {0.02, 0.9, 0.2, 0.3, 0.5, 0.8, 1.1}, "total": {0.02, 0.9, 0.4}}
	if testing.Short() {
		spends = spends[:2]
		t.Log("with -short two spends are compared")
	}
	for _, law := range levels.All() {
		r := levelsReport(t, "sites", law, laws[law.Name()], report.LevelsOptions{Fit: levels.Options{Laws: []levels.Law{law}}})
		m := r.Model.Thinned(3)
		vm, err := quickjs.NewVM()
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = vm.Close() }()
		model, err := json.Marshal(m)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := vm.Eval(levelsScript+sharedScript+"const model = "+string(model)+";", quickjs.EvalGlobal); err != nil {
			t.Fatal(err)
		}
		for i, s := range spends {
			if i < 2 || law.Name() == "nested" {
				sameLevels(t, vm, m, s)
			}
		}
	}
}

func sameLevels(t *testing.T, vm *quickjs.VM, m *levels.Model, s levels.Spend) {
	t.Helper()
	spend, err := json.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	value, err := vm.Eval(fmt.Sprintf("JSON.stringify(calculate(model, %s))", spend), quickjs.EvalGlobal)
	if err != nil {
		t.Fatal(err)
	}
	var got *calculated
	if err := json.Unmarshal([]byte(value.(string)), &got); err != nil {
		t.Fatal(err)
	}
	want, err := m.Best(s)
	if (err != nil) != (got == nil) {
		t.Errorf("%+v: the script has an answer: %v; Go says %v", s, got != nil, err)
	}
	if err != nil || got == nil {
		return
	}
	pairs := [][2]float64{
		{got.Size[0], want.Size.Groups}, {got.Size[1], want.Size.Sources}, {got.Size[2], want.Size.Items},
		{got.Cost, want.Cost}, {got.Error.Value, want.Error.Value}, {got.Error.Low, want.Error.Interval.Low},
		{got.Error.High, want.Error.Interval.High},
	}
	for i, e := range []estimate.Estimate{want.Groups, want.Sources, want.Items} {
		c := got.Counts[i]
		pairs = append(pairs, [][2]float64{{c.Value, e.Value}, {c.Low, e.Interval.Low}, {c.High, e.Interval.High}}...)
	}
	if m.Laws[0].Law.Name() == "total" && s.PerGroup+s.PerSource == 0 {
		pairs = pairs[4:7] // all sizes are as good
	}
	for i, pair := range pairs {
		if !near(pair[0], pair[1], 1e-4*math.Abs(pair[1])) { // places of a flat bottom
			t.Errorf("%+v: number %d is %v, in Go %v", s, i, pair[0], pair[1])
		}
	}
	if math.Abs(got.Regret-want.Regret.Value) > 1e-9*want.Error.Value {
		t.Errorf("%+v: a loss of %v, in Go %v", s, got.Regret, want.Regret.Value)
	}
}
