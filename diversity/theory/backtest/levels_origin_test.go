package backtest_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"math"
	"os"
	"strings"
	"testing"

	"tradeoff/diversity"
	"tradeoff/diversity/theory/backtest"
	"tradeoff/diversity/theory/levels"
)

// sites is a world of three levels.
var sites = levels.Planted{
	Law: levels.Separate{}, Parameters: []float64{0.02, 0.9, 0.2, 0.3, 0.5, 0.8, 1.1}, Noise: 0.04, Relative: true,
}

func sitePoints(w levels.Planted, repeats int, seed uint64) []levels.Measurement {
	grid := levels.Grid([]float64{4, 8, 16, 32}, []float64{1, 2, 4}, []float64{2, 4, 8, 16})
	points, err := w.Measure(grid, repeats, seed)
	if err != nil {
		log.Fatal(err)
	}
	return points
}

func ExampleLevels() {
	t, err := backtest.Levels(context.Background(), sitePoints(sites, 2, 1), backtest.LevelsOptions{
		Fit: levels.Options{Relative: true}})
	if err != nil {
		log.Fatal(err)
	}
	last := t.Rows[len(t.Rows)-1]
	fmt.Printf("from up to %v items for %v: %v, held %v\n", last.Origin, last.Target, last.Size, last.Held)
	fmt.Printf("%s takes %v of %v items\n", t.Rules[0].Name, t.Rules[0].Size, t.RulesTarget)
	// Output:
	// from up to 1024 items for 2048: K=32 m=4 n=16, held true
	// default (all laws) takes K=32 m=4 n=8 of 1024 items
}

// TestLevelsForetellALaw: without noise the errors foretold are those measured, the size chosen is the best one, nothing
// is lost, and rules that look at nothing lose.
func TestLevelsForetellALaw(t *testing.T) {
	exact := sites
	exact.Noise = 0
	table, err := backtest.Levels(context.Background(), sitePoints(exact, 2, 1), backtest.LevelsOptions{
		Fit: levels.Options{Laws: []levels.Law{exact.Law}, BootstrapSamples: 2}})
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range table.Rows {
		if math.Abs(r.Predicted.Value/exact.ErrorAt(r.Size)-1) > 1e-4 || !(r.Target > r.Origin) ||
			r.Sizes > 1 && math.Abs(r.Lost.Value) > 1e-12 || r.Sizes == 1 && !math.IsNaN(r.Lost.Value) {
			t.Errorf("%+v", r)
		}
	}
	if rule := table.Rules[0]; rule.Lost.Value != 0 {
		t.Errorf("%+v", rule)
	}
	for _, rule := range table.Rules {
		if rule.Name == "most groups" && !(rule.Lost.Value >= 0) || rule.Name == "most items" && !(rule.Lost.Value > 0) {
			t.Errorf("%+v", rule)
		}
	}
}

// TestLevelsIntervalsHold: of what was foretold of dearer sizes the intervals hold about as much as they say: in 40
// studies 2,350 of 2,520 means, 93.3%.
func TestLevelsIntervalsHold(t *testing.T) {
	studies, least := 2, 0.8
	if os.Getenv("DIVERSITY_LONG") != "" {
		studies, least = 8, 0.85
	} else {
		t.Logf("%d studies; DIVERSITY_LONG=1 takes 8", studies)
	}
	held, all := 0, 0
	for seed := range studies {
		table, err := backtest.Levels(context.Background(), sitePoints(sites, 2, uint64(seed)), backtest.LevelsOptions{
			Fit: levels.Options{Relative: true}})
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range table.Rows {
			held, all = held+r.SizesHeld, all+r.Sizes
		}
	}
	t.Logf("the intervals hold %d of %d means", held, all)
	if float64(held) < least*float64(all) {
		t.Errorf("the intervals hold %d of %d means", held, all)
	}
}

// TestLevelsTolerance: with prices no two sizes cost the same, which is said; a tolerance makes budgets of them.
func TestLevelsTolerance(t *testing.T) {
	o := backtest.LevelsOptions{Prices: levels.Spend{PerGroup: 7, PerSource: 1.3, PerItem: 0.11},
		Fit: levels.Options{Relative: true, BootstrapSamples: 3, Laws: []levels.Law{sites.Law}}}
	points := sitePoints(sites, 2, 1)
	plain, err := backtest.Levels(context.Background(), points, o)
	if err != nil {
		t.Fatal(err)
	}
	if !errors.Is(plain.RulesReason, diversity.ErrTooFew) || plain.Rules != nil {
		t.Errorf("%v, %v", plain.RulesReason, plain.Rules)
	}
	o.Tolerance = 0.25
	banded, err := backtest.Levels(context.Background(), points, o)
	if err != nil {
		t.Fatal(err)
	}
	sizes := 0
	for _, r := range banded.Rows {
		sizes = max(sizes, r.Sizes)
	}
	if banded.RulesReason != nil || len(banded.Rules) == 0 || sizes < 2 {
		t.Errorf("%v, %d rules, %d sizes", banded.RulesReason, len(banded.Rules), sizes)
	}
}

func TestLevelsErrors(t *testing.T) {
	points := sitePoints(sites, 1, 1)
	for name, c := range map[string]struct {
		points []levels.Measurement
		o      backtest.LevelsOptions
		want   error
		says   string
	}{
		"tolerance":  {points, backtest.LevelsOptions{Tolerance: 0.3}, diversity.ErrInvalid, "Tolerance"},
		"prices":     {points, backtest.LevelsOptions{Prices: levels.Spend{PerItem: -1}}, diversity.ErrInvalid, "Prices"},
		"no points":  {nil, backtest.LevelsOptions{}, diversity.ErrTooFew, "no measurements"},
		"one budget": {points, backtest.LevelsOptions{Fit: levels.Options{Ceiling: 0.001}}, diversity.ErrInvalid, "Ceiling"},
		"one K":      {points[:24], backtest.LevelsOptions{Prices: levels.Spend{PerGroup: 1}, Fit: levels.Options{Laws: []levels.Law{levels.Components{}}}}, diversity.ErrTooFew, "1 lowest of 2 costs"},
		"few cheap":  {points[8:24], backtest.LevelsOptions{Prices: levels.Spend{PerGroup: 1}}, diversity.ErrTooFew, "are needed to foretell it"},
	} {
		_, err := backtest.Levels(context.Background(), c.points, c.o)
		if !errors.Is(err, c.want) || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v", name, err)
		}
	}
	ended, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := backtest.Levels(ended, points, backtest.LevelsOptions{}); !errors.Is(err, context.Canceled) {
		t.Errorf("a context that ended: %v", err)
	}
}
