package pretrain

import (
	"context"
	"fmt"
	"time"

	. "github.com/gomlx/gomlx/core/graph"

	"tradeoff/diversity"
)

// Products is the number of multiplications that one image takes forward, in layers with weights and in attention; an
// update takes three times as many for each of its images, and a multiplication counts as two floating-point
// operations.
func (t *Trainer) Products() int { return t.net.Products }

// Of the matrices whose product is timed, and for how long.
const (
	peakSide = 1024
	peakTime = time.Second
)

// ProductRate measures the floating-point operations per second of the product of two matrices of 1024 x 1024 float32
// on the trainer's device, the fastest of those of a second: what networks come near to at best. Errors wrap
// [ErrDevice], or are the context's.
func (t *Trainer) ProductRate(ctx context.Context) (perSecond float64, err error) {
	defer recovered(&err)
	exec, err := NewExec(t.backend, func(in []*Node) []*Node { return []*Node{Dot(in[0], in[0]).Product()} })
	if err != nil {
		return 0, fmt.Errorf("%w: %w", ErrDevice, err)
	}
	defer exec.Finalize()
	rng := diversity.Stream(1, diversity.ForInit)
	matrix := Tensor{Shape: []int{peakSide, peakSide}, Data: make([]float32, peakSide*peakSide)}
	for i := range matrix.Data {
		matrix.Data[i] = float32(rng.NormFloat64())
	}
	x := toDevice(matrix)
	defer x.MustFinalizeAll()
	once := func() error {
		out, err := call(exec, x)
		if err != nil {
			return err
		}
		return out[0].FinalizeAll()
	}
	if err := once(); err != nil { // compiles
		return 0, err
	}
	fastest, end := time.Hour, time.Now().Add(peakTime)
	for time.Now().Before(end) || fastest == time.Hour {
		if err := ctx.Err(); err != nil {
			return 0, err
		}
		started := time.Now()
		if err := once(); err != nil {
			return 0, err
		}
		fastest = min(fastest, time.Since(started))
	}
	return 2 * peakSide * peakSide * peakSide / fastest.Seconds(), nil
}
