package study

import (
	"errors"
	"math"
	"strings"
	"testing"

	"tradeoff/diversity"
)

func someRates() Rates {
	return Rates{Device: "stub", Opening: 2, Features: 3, Probe: 1, Network: 100, Training: []TrainingRate{
		{Classes: 8, Compile: 5, Update: 0.5, Image: 0.01}, {Classes: 70, Compile: 7, Update: 0.75, Image: 0.02},
	}}
}

// The sums by hand: two controls, and of each size two runs.
func TestEstimate(t *testing.T) {
	s := small()
	s.Recipe.Steps, s.KeepWeights = 10, true
	sizes := []diversity.Size{{Classes: 8, PerClass: 2}, {Classes: 70, PerClass: 4}}
	var runs []Run
	for repeat := range 2 {
		runs = append(runs, s.ControlAt(repeat))
		for _, size := range sizes {
			runs = append(runs, s.RunAt(size, repeat))
		}
	}
	got := someRates().Estimate(s, runs)
	want := Estimate{Device: "stub", Runs: 6, Startup: 2 + 5 + 7, Bytes: 600, Timings: Timings{
		Draw: 2 * (16*0.01 + 280*0.02), Train: 2 * 10 * (0.5 + 0.75), Features: 6 * 3, Probe: 6,
	}}
	if math.Abs(got.Timings.Draw-want.Timings.Draw) < 1e-12 {
		got.Timings.Draw = want.Timings.Draw
	}
	if got != want {
		t.Errorf("%+v, want %+v", got, want)
	}
	total := want.Timings.Total()
	for workers, seconds := range map[int]float64{0: 0, 1: 14 + total, 3: 14 + total/3, 100: 14 + total/6} {
		if have := got.Seconds(workers); math.Abs(have-seconds) > 1e-9 {
			t.Errorf("%d workers: %v s, want %v", workers, have, seconds)
		}
	}
	if none := someRates().Estimate(s, nil); none.Seconds(4) != 0 {
		t.Errorf("no runs: %+v", none)
	}
}

func TestRatesAreChecked(t *testing.T) {
	if err := someRates().Validate(); err != nil {
		t.Error(err)
	}
	for field, spoil := range map[string]func(*Rates){
		"Opening":             func(r *Rates) { r.Opening = -1 },
		"Features":            func(r *Rates) { r.Features = math.NaN() },
		"Probe":               func(r *Rates) { r.Probe = math.Inf(1) },
		"Network":             func(r *Rates) { r.Network = -1 },
		"Training[1].Update":  func(r *Rates) { r.Training[1].Update = -1 },
		"Training[0].Compile": func(r *Rates) { r.Training[0].Compile = -1 },
		"Training[1].Classes": func(r *Rates) { r.Training[1].Classes = 8 },
	} {
		r := someRates()
		spoil(&r)
		if err := r.Validate(); !errors.Is(err, diversity.ErrInvalid) || !strings.Contains(err.Error(), field) {
			t.Errorf("%s: error %v", field, err)
		}
	}
}
