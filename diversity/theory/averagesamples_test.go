package theory_test

import (
	"context"
	"errors"
	"math"
	"testing"

	"tradeoff/diversity"
	"tradeoff/diversity/internal/testkit"
	"tradeoff/diversity/theory"
	"tradeoff/diversity/worlds"
)

// TestErrorSamplesAreThoseOfTheAnswer has the mean over samples at the chosen size be the predicted error, and near the
// truth of the world.
func TestErrorSamplesAreThoseOfTheAnswer(t *testing.T) {
	world := worlds.Planted{E: 0.05, A: 0.8, B: 0.8, Alpha: 0.5, Noise: 0.005}
	points := testkit.Measure(t, world, testkit.Ladder(256, 1024, 4096), 3, 2)
	average, err := theory.FitAverage(context.Background(), points, theory.PredictOptions{Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	best, err := average.BestAt(4096, theory.BestOptions{})
	if err != nil {
		t.Fatal(err)
	}
	k, n := float64(best.Size.Classes), float64(best.Size.PerClass)
	samples, err := average.ErrorSamples([]float64{k, 8}, []float64{n, 512}, 400)
	if err != nil || len(samples) != 400 {
		t.Fatalf("%d samples: %v", len(samples), err)
	}
	sum, truth := [2]float64{}, [2]float64{world.ErrorAt(k, n), 0.05 + 0.8*(math.Pow(8, -0.5)+math.Pow(512, -0.5))}
	for _, s := range samples {
		sum[0], sum[1] = sum[0]+s[0]/400, sum[1]+s[1]/400
	}
	testkit.Near(t, "mean of the samples at the chosen size", sum[0], best.Error.Value, 0.002)
	testkit.Near(t, "mean at the chosen size", sum[0], truth[0], 0.01)
	testkit.Near(t, "mean at K=8 n=512", sum[1], truth[1], 0.01)
}

func TestErrorSamplesRefuses(t *testing.T) {
	var a theory.Average
	if _, err := a.ErrorSamples([]float64{1, 2}, []float64{1}, 10); !errors.Is(err, diversity.ErrInvalid) {
		t.Errorf("two K and one n: %v", err)
	}
	for _, count := range []int{-1, 0, 1 << 20} {
		if _, err := a.ErrorSamples(nil, nil, count); !errors.Is(err, diversity.ErrInvalid) {
			t.Errorf("%d samples: %v", count, err)
		}
	}
}
