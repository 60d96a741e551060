package report_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"math"
	"strings"
	"testing"

	"tradeoff/diversity"
	"tradeoff/diversity/estimate"
	"tradeoff/diversity/report"
	"tradeoff/diversity/theory/levels"
)

// plots are yields of sites with plots of plants: variance components.
func plots() report.LevelsTable {
	w := levels.Planted{Law: levels.Components{}, Parameters: []float64{0, 0.02, 0.06, 0.3}, Noise: 0.02, Relative: true}
	points, err := w.Measure(levels.Grid([]float64{4, 12, 36}, []float64{1, 3, 9}, []float64{2, 6, 18}), 2, 1)
	if err != nil {
		log.Fatal(err)
	}
	return report.LevelsTable{Name: "yield", Points: points, Scale: estimate.Scale{Groups: "sites", Sources: "plots",
		PerGroup: "plants", Score: "variance", Step: 10}}
}

func ExampleOfLevels() {
	r, err := report.OfLevels(context.Background(), plots(), report.LevelsOptions{
		Spend: levels.Spend{Total: 5000, PerGroup: 100, PerSource: 10, PerItem: 1},
		Fit:   levels.Options{Relative: true, BootstrapSamples: 100}})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(r.Answer[0]) // sqrt(100/10 * 0.06/0.02) = 5.5 plots, sqrt(10/1 * 0.3/0.06) = 7.1 plants
	// Output:
	// For a total of 5000 take K = 27 sites with m = 5 plots each and n = 7 plants of each plot, which costs 4995.
}

func TestOfLevelsSaysWhatIsOutOfReach(t *testing.T) {
	r, err := report.OfLevels(context.Background(), plots(), report.LevelsOptions{Spend: levels.Spend{PerItem: 1},
		Wanted: 1e-9, WantedAsked: true, Fit: levels.Options{BootstrapSamples: 20}})
	if err != nil || !errors.Is(r.NoAnswer, levels.ErrOutOfReach) || !strings.Contains(r.String(), "out of reach") {
		t.Errorf("%v, %v", r, err)
	}
}

func TestOfLevelsWithoutAQuestion(t *testing.T) {
	r, err := report.OfLevels(context.Background(), plots(),
		report.LevelsOptions{Fit: levels.Options{BootstrapSamples: -1}})
	if err != nil || r.Best != nil || !strings.Contains(r.String(), "twice the sites would lower the variance") {
		t.Errorf("%v, %v", r, err)
	}
	if s := r.AskedSpend(); s.Total != 36*9*18 {
		t.Errorf("%+v", s)
	}
}

func TestOfLevelsErrors(t *testing.T) {
	for _, o := range []report.LevelsOptions{{Overhead: -1}, {Spend: levels.Spend{Total: 5}}, {WantedAsked: true},
		{Overhead: math.NaN()}, {Fit: levels.Options{Level: 2}}} {
		if _, err := report.OfLevels(context.Background(), plots(), o); !errors.Is(err, diversity.ErrInvalid) {
			t.Errorf("%+v: %v", o, err)
		}
	}
	_, err := report.OfLevels(context.Background(), report.LevelsTable{}, report.LevelsOptions{})
	if !errors.Is(err, diversity.ErrTooFew) {
		t.Errorf("no table: %v", err)
	}
}

func ExampleLevelsLawWords() {
	fmt.Println(report.LevelsLawWords(levels.Total{}))
	// Output:
	// only the number of items in all counts, so that the cheapest way to have many is as good as any
}
