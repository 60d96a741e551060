package study

import (
	"context"
	"fmt"
	"math"

	"tradeoff/diversity"
)

// Speeds are how fast one worker of this machine computes.
type Speeds struct {
	Device    string  `json:"device"`
	Peak      float64 `json:"peak"` // floating-point operations per second in products of matrices
	Backbones []Speed `json:"backbones"`
	Skipped   int     `json:"skipped"` // backbones for which there was no time
}

// Speed is how fast a worker trains a backbone with the default recipe.
type Speed struct {
	Backbone string  `json:"backbone"` // as a table shows it, with the shape of the images
	Compile  float64 `json:"compile"`  // seconds
	Train    float64 `json:"train"`    // images per second of training
	Features float64 `json:"features"` // images per second whose features are computed
	Share    float64 `json:"share"`    // of the peak, in the products of training
}

// validate refuses what is no answer of a worker.
func (s Speeds) validate() error {
	for i, b := range s.Backbones {
		for name, value := range map[string]float64{"Compile": b.Compile, "Train": b.Train, "Features": b.Features,
			"Share": b.Share} {
			if !(value >= 0) || math.IsInf(value, 0) {
				return diversity.Invalid(fmt.Sprintf("Speeds.Backbones[%d].%s", i, name), value, "at least 0")
			}
		}
	}
	if !(s.Peak > 0) || math.IsInf(s.Peak, 0) {
		return diversity.Invalid("Speeds.Peak", s.Peak, "above 0")
	}
	return nil
}

// MeasureSpeeds has a worker process, given with its first arguments or named by DIVERSITY_WORKER, measure for about a
// minute on one core how fast it trains backbones of this library: see runner.MeasureSpeeds. Errors wrap ErrNoWorker or
// ErrWorker, or are the context's.
func MeasureSpeeds(ctx context.Context, command []string) (Speeds, error) {
	return answer(ctx, Processes{Command: command}, nil, "--speed", Speeds.validate)
}
