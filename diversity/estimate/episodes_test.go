package estimate

import (
	"errors"
	"math"
	"strings"
	"testing"

	"tradeoff/diversity"
)

// By hand: runs' means 0.2 and 0.4, episodes' 0.15, 0.3 and 0.45, what is left +-0.05, 0 and -+0.05.
func TestEpisodesByHand(t *testing.T) {
	e, err := EpisodesOf([][]float64{{0.1, 0.2, 0.3}, {0.2, 0.4, 0.6}})
	if err != nil {
		t.Fatal(err)
	}
	a, b, ab := 3*0.02, 2*0.0225, 0.005 // mean squares: 3 s^2 of (0.2, 0.4), 2 s^2 of the episodes, 4*0.0025/2
	total := a + b - ab
	freedom := total * total / (a*a/1 + b*b/2 + ab*ab/2)
	half := QuantileT(0.95, freedom) * math.Sqrt(total/6)
	for name, c := range map[string][2]float64{
		"mean":              {e.Both.Value, 0.3},
		"high":              {e.Both.Interval.High, min(0.3+half, 1)},
		"low":               {e.Both.Interval.Low, max(0.3-half, 0)},
		"over episodes":     {e.OverEpisodes.Interval.High, 0.3 + QuantileT(0.95, 2)*0.15/math.Sqrt(3)},
		"over runs, cut":    {e.OverRuns.Interval.High, 1},
		"run deviation":     {e.RunDeviation, math.Sqrt((a - ab) / 3)},
		"episode deviation": {e.EpisodeDeviation, math.Sqrt((b - ab) / 2)},
		"rest deviation":    {e.RestDeviation, math.Sqrt(ab)},
	} {
		if math.Abs(c[0]-c[1]) > 1e-12 {
			t.Errorf("%s: %v, want %v", name, c[0], c[1])
		}
	}
	if e.Runs != 2 || e.Episodes != 3 {
		t.Errorf("%d runs, %d episodes", e.Runs, e.Episodes)
	}
}

// One run has the interval over its episodes, one episode that over its runs; equal errors have none.
func TestEpisodesOfOne(t *testing.T) {
	one, err := EpisodesOf([][]float64{{0.1, 0.2, 0.3}})
	want := MeanShare([]float64{0.1, 0.2, 0.3})
	if err != nil || one.Both != want || one.OverEpisodes != want || one.OverRuns.Interval.Known() ||
		!math.IsNaN(one.RunDeviation) {
		t.Errorf("one run: %+v, %v", one, err)
	}
	one, err = EpisodesOf([][]float64{{0.1}, {0.2}, {0.3}})
	if err != nil || one.Both != want || one.OverRuns != want || one.OverEpisodes.Interval.Known() {
		t.Errorf("one episode: %+v, %v", one, err)
	}
	equal, err := EpisodesOf([][]float64{{0.5, 0.5}, {0.5, 0.5}})
	if err != nil || equal.Both.Interval.Known() || equal.Both.Value != 0.5 || equal.RestDeviation != 0 {
		t.Errorf("equal errors: %+v, %v", equal, err)
	}
}

func TestEpisodesRefuse(t *testing.T) {
	for field, list := range map[string][][]float64{
		"errors":         nil,
		"len(errors[1])": {{0.1, 0.2}, {0.1}},
		"errors[1][0]":   {{0.1}, {1.1}},
		"errors[0][1]":   {{0.1, math.NaN()}},
	} {
		_, err := EpisodesOf(list)
		if !errors.Is(err, diversity.ErrInvalid) || !strings.Contains(err.Error(), field) {
			t.Errorf("error %v, want one about %s", err, field)
		}
	}
	if _, err := EpisodesOf([][]float64{{}}); !errors.Is(err, diversity.ErrInvalid) {
		t.Errorf("no episodes: %v", err)
	}
}

// TestEpisodesCover simulates worlds with known variances: the interval over both holds the true mean, that over runs
// the mean of the episodes at hand, that over episodes the mean of the runs at hand. The interval of the means of the
// runs alone misses the true mean where episodes differ.
func TestEpisodesCover(t *testing.T) {
	const worlds, mean = 3000, 0.5
	for name, c := range map[string]struct {
		runs, episodes       int
		byRun, byEpisode     float64 // standard deviations
		rest                 float64
		naiveLow, naiveHigh  float64 // coverage of the true mean by the means of the runs
		lowest, highestCover float64
	}{
		"alike":             {5, 10, 0.02, 0.03, 0.03, 0.7, 0.93, 0.93, 0.985},
		"episodes decide":   {5, 10, 0.005, 0.05, 0.02, 0, 0.7, 0.93, 0.985},
		"runs decide":       {5, 10, 0.05, 0.01, 0.02, 0.92, 0.97, 0.93, 0.985},
		"nothing but noise": {5, 10, 0, 0, 0.05, 0.93, 0.97, 0.93, 1},
		"many episodes":     {3, 200, 0.01, 0.06, 0.05, 0.75, 0.96, 0.91, 0.985},
	} {
		rng := diversity.Stream(7, "test")
		normal := func(deviation float64) float64 { return deviation * rng.NormFloat64() }
		var both, runsHit, episodesHit, naive float64
		count := func(hits *float64, e Estimate, truth float64) {
			if e.Interval.Contains(truth) {
				*hits += 1. / worlds
			}
		}
		for range worlds {
			list, ofRuns, ofEpisodes := make([][]float64, c.runs), 0., make([]float64, c.episodes)
			sumEpisodes := 0.
			for e := range ofEpisodes {
				ofEpisodes[e] = normal(c.byEpisode)
				sumEpisodes += ofEpisodes[e] / float64(c.episodes)
			}
			for r := range list {
				run := normal(c.byRun)
				ofRuns += run / float64(c.runs)
				for e := range c.episodes {
					list[r] = append(list[r], mean+run+ofEpisodes[e]+normal(c.rest))
				}
			}
			got, err := EpisodesOf(list)
			if err != nil {
				t.Fatal(name, err)
			}
			count(&both, got.Both, mean)
			count(&runsHit, got.OverRuns, mean+sumEpisodes)
			count(&episodesHit, got.OverEpisodes, mean+ofRuns)
			count(&naive, got.OverRuns, mean)
		}
		t.Logf("%s: both %.3f, runs %.3f, episodes %.3f; of the true mean by runs alone %.3f", name, both, runsHit,
			episodesHit, naive)
		within := func(what string, got, low, high float64) {
			if got < low || got > high {
				t.Errorf("%s: %s cover %.3f, want %.3f to %.3f", name, what, got, low, high)
			}
		}
		within("both", both, c.lowest, c.highestCover)
		within("runs", runsHit, 0.935, 0.965)
		within("episodes", episodesHit, 0.935, 0.965)
		within("runs alone", naive, c.naiveLow, c.naiveHigh)
	}
}
