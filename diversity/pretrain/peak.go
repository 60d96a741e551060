package pretrain

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"
	"time"

	"github.com/gomlx/compute/dtypes"
	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"

	"tradeoff/diversity"
	"tradeoff/diversity/recipe"
)

// Products is the number of multiplications that one image takes forward, in layers with weights and in attention; an
// update takes three times as many for each of its images, and a multiplication counts as two floating-point
// operations.
func (t *Trainer) Products() int { return t.net.Products }

// ProductOptions say which products [Trainer.ProductRate] times. The zero value is what suits one core of a processor.
type ProductOptions struct {
	Side      int              // rows and columns of the matrices, 1..65536; 0 means 1024
	Precision recipe.Precision // of the matrices; the sums are float32
	Times     int              // products in one call, each of the one before and the matrix, 1..1024; 0 means 1
	Duration  time.Duration    // for which calls are timed, up to an hour; 0 means 1 s
}

func (o ProductOptions) withDefaults() ProductOptions {
	o.Side, o.Times, o.Duration = cmp.Or(o.Side, 1024), cmp.Or(o.Times, 1), cmp.Or(o.Duration, time.Second)
	return o
}

func (o ProductOptions) validate() error {
	switch {
	case o.Side < 1 || o.Side > 1<<16:
		return diversity.Invalid("ProductOptions.Side", o.Side, "1..65536, or 0 for 1024")
	case o.Times < 1 || o.Times > 1024:
		return diversity.Invalid("ProductOptions.Times", o.Times, "1..1024, or 0 for 1")
	case o.Duration < 0 || o.Duration > time.Hour:
		return diversity.Invalid("ProductOptions.Duration", o.Duration, "up to 1h, or 0 for 1s")
	case o.Precision != recipe.Float32 && o.Precision != recipe.BFloat16:
		return diversity.Invalid("ProductOptions.Precision", fmt.Sprintf("%q", o.Precision), `"" or "bfloat16"`)
	}
	return nil
}

// ProductRate measures the floating-point operations per second of products of two square matrices on the trainer's
// device, the fastest of those of a time: what networks come near to at best. On a GPU it takes large matrices and
// many products in a call to reach it. Errors wrap [diversity.ErrInvalid] or [ErrDevice], or are the context's.
func (t *Trainer) ProductRate(ctx context.Context, o ProductOptions) (perSecond float64, err error) {
	defer recovered(&err)
	o = o.withDefaults()
	if err := o.validate(); err != nil {
		return 0, err
	}
	exec, err := NewExec(t.backend, o.products)
	if err != nil {
		return 0, fmt.Errorf("%w: %w", ErrDevice, err)
	}
	defer exec.Finalize()
	x := toDevice(o.matrix())
	defer x.MustFinalizeAll()
	once := func() error {
		out, err := call(exec, x)
		if err != nil {
			return err
		}
		defer out[0].MustFinalizeAll()
		_, err = tensors.CopyFlatData[float32](out[0]) // it is done when its result is here
		return err
	}
	if err := once(); err != nil { // compiles
		return 0, err
	}
	fastest, end := time.Hour, time.Now().Add(o.Duration)
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
	side := float64(o.Side)
	return 2 * side * side * side * float64(o.Times) / fastest.Seconds(), nil
}

// matrix has entries with which products of any number of it stay about as large.
func (o ProductOptions) matrix() Tensor {
	rng := diversity.Stream(1, diversity.ForInit)
	m := Tensor{Shape: []int{o.Side, o.Side}, Data: make([]float32, o.Side*o.Side)}
	scale := 1 / math.Sqrt(float64(o.Side))
	for i := range m.Data {
		m.Data[i] = float32(scale * rng.NormFloat64())
	}
	return m
}

// products is the graph. Its result is a few numbers that depend on the whole of the last product, as copying all of it
// from a GPU would take longer than computing it.
func (o ProductOptions) products(in []*Node) []*Node {
	x := in[0]
	if o.Precision == recipe.BFloat16 {
		x = ConvertDType(x, dtypes.BFloat16)
	}
	y := x
	for range o.Times {
		y = Dot(y, x).Product()
	}
	return []*Node{ReduceMax(ConvertDType(y, dtypes.Float32), 0)}
}

// errTimed ends a training that has shown how long an update takes.
var errTimed = errors.New("timed")

// Timing is how long updates took, the copies to and from the device and, the first time, compiling included.
type Timing struct {
	Updates int
	Taken   time.Duration
	Waited  time.Duration // of that, for images of Data.Source
}

// TimeUpdates trains for a time, 1 ms to 24 h, or to the end if that comes first. How the training goes does not
// matter: one that diverges costs as much. Errors are those of [Trainer.Train].
func (t *Trainer) TimeUpdates(ctx context.Context, data Data, seed uint64, length time.Duration) (out Timing,
	err error) {
	started := time.Now()
	_, points, err := t.Train(ctx, data, seed, TrainOptions{Every: length, Waited: &out.Waited,
		Save: func(c *Checkpoint) error {
			out.Updates = c.Step()
			return errTimed
		}})
	out.Taken = time.Since(started)
	if errors.Is(err, errTimed) {
		return out, nil
	}
	if len(points) > 0 {
		out.Updates = points[len(points)-1].Step
	}
	if errors.Is(err, ErrDiverged) {
		err = nil
	}
	return out, err
}
