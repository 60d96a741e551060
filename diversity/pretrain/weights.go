package pretrain

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"

	"tradeoff/diversity/internal/network"
	"tradeoff/diversity/internal/safetensors"
)

// Tensor is a named array of weights, row by row.
type Tensor struct {
	Name  string // for example "layer1.weight"
	Shape []int
	Data  []float32
}

// initial draws a tensor before training. Only the first part of it, if rows is not negative, is drawn; the rest is
// zero (a head's rows beyond the classes that exist).
func initial(p network.Param, rng *rand.Rand, rows int) Tensor {
	data := make([]float32, p.Size())
	drawn := len(data)
	if rows >= 0 {
		drawn = len(data) / p.Dims[0] * rows
	}
	for i := range data[:drawn] {
		data[i] = p.Fill
		switch {
		case p.Deviation > 0:
			data[i] = float32(p.Deviation * rng.NormFloat64())
		case p.FanIn > 0:
			data[i] = float32((2*rng.Float64() - 1) / math.Sqrt(float64(p.FanIn)))
		}
	}
	return Tensor{p.Name, p.Dims, data}
}

// hash is the hex SHA-256 of names, shapes and values.
func hash(tensors []Tensor) string {
	list := make([]safetensors.Tensor, len(tensors))
	for i, t := range tensors {
		list[i] = safetensors.Tensor(t)
	}
	return safetensors.Hash(list)
}

// fits checks names, shapes and lengths of weights against what a network has.
func fits(weights []Tensor, params []network.Param) error {
	if len(weights) != len(params) {
		return fmt.Errorf("%w: %d tensors, want %d", ErrWeights, len(weights), len(params))
	}
	for i, p := range params {
		w := weights[i]
		if w.Name != p.Name || !slices.Equal(w.Shape, p.Dims) || len(w.Data) != p.Size() {
			return fmt.Errorf("%w: tensor %d is %q %v with %d values, want %q %v with %d",
				ErrWeights, i, w.Name, w.Shape, len(w.Data), p.Name, p.Dims, p.Size())
		}
	}
	return nil
}

// notFinite returns the name of the first tensor that holds a value that is not a finite number, or "".
func notFinite(tensors []Tensor) string {
	for _, t := range tensors {
		for _, v := range t.Data {
			if isBad(v) {
				return t.Name
			}
		}
	}
	return ""
}

func isBad(v float32) bool { return math.IsNaN(float64(v)) || math.IsInf(float64(v), 0) }
