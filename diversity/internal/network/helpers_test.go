package network

import (
	"fmt"
	"math"
	"testing"

	"github.com/gomlx/compute/gobackend"
	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"

	"tradeoff/diversity"
	"tradeoff/diversity/backbone"
)

// compute runs a graph on the pure-Go backend.
func compute(t *testing.T, fn func([]*Node) []*Node, args ...any) [][]float32 {
	t.Helper()
	exec, err := NewExec(gobackend.GetBackend(), fn)
	if err != nil {
		t.Fatal(err)
	}
	out, err := exec.Call(args...)
	if err != nil {
		t.Fatal(err)
	}
	var values [][]float32
	for _, tensor := range out {
		flat, err := tensors.CopyFlatData[float32](tensor)
		if err != nil {
			t.Fatal(err)
		}
		values = append(values, flat)
	}
	return values
}

// uniform draws values in [low, high).
func uniform(seed uint64, low, high float64, dims ...int) *tensors.Tensor {
	size := Param{Dims: dims}.Size()
	rng := diversity.Stream(seed, "test")
	data := make([]float32, size)
	for i := range data {
		data[i] = float32(low + (high-low)*rng.Float64())
	}
	return tensors.FromFlatDataAndDimensions(data, dims...)
}

// near fails unless got is near want, relative to the largest of want.
func near(t *testing.T, what string, got, want []float32, tolerance float64) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%s: %d values, want %d", what, len(got), len(want))
	}
	var scale, worst float64
	for i := range want {
		scale = max(scale, math.Abs(float64(want[i])))
		worst = max(worst, math.Abs(float64(got[i]-want[i])))
		if math.IsNaN(float64(got[i])) {
			t.Fatalf("%s: value %d is NaN", what, i)
		}
	}
	if worst > tolerance*max(scale, 1e-3) {
		t.Errorf("%s: differs by %.3g, largest value %.3g", what, worst, scale)
	}
}

// chained is the network of a backbone's layers on images of one shape, one after the other.
func chained(b backbone.Backbone, height, width, channels int) Network {
	net := Network{Features: b.Features(height, width, channels)}
	var blocks []Block
	if m, is := b.(backbone.MLP); is {
		in := height * width * channels
		for i, out := range m.Widths() {
			blocks = append(blocks, Dense(fmt.Sprint("layer", i), in, out), Norm(fmt.Sprint("layer", i), out))
			in = out
		}
	}
	if c, is := b.(backbone.ConvNet); is {
		for i, out := range c.Widths() {
			blocks = append(blocks, Conv(fmt.Sprint("layer", i), height, width, channels, out),
				Norm(fmt.Sprint("layer", i), out))
			height, width, channels = ConvSize(height), ConvSize(width), out
		}
	}
	for _, block := range blocks {
		net.Params, net.Running = append(net.Params, block.Params()...), append(net.Running, block.Running()...)
	}
	net.Train = func(x *Node, params []*Node, _ *Node) (*Node, []*Node) {
		var stats []*Node
		batch := x.Shape().Dimensions[0]
		for _, block := range blocks {
			own := len(block.Params())
			y, found := block.Train(x, params[:own])
			x, params, stats = y, params[own:], append(stats, found...)
		}
		return Reshape(x, batch, net.Features), stats
	}
	net.Infer = func(x *Node, params, running []*Node) *Node {
		for _, block := range blocks {
			own, average := len(block.Params()), len(block.Running())
			x = block.Infer(x, params[:own], running[:average])
			params, running = params[own:], running[average:]
		}
		return x
	}
	return net
}
