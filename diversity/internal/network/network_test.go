package network

import (
	"slices"
	"testing"

	"github.com/gomlx/compute/dtypes"
	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"

	"tradeoff/diversity"
	"tradeoff/diversity/backbone"
)

// plainConvNet is the ConvNet by the graph library's own convolution, on images [B, H, W, C].
func plainConvNet(x *Node, widths []int, params []*Node) *Node {
	for i, out := range widths {
		in := x.Shape().Dimensions[3]
		kernel := Transpose(Reshape(params[3*i], out, 9*in), 0, 1)
		x = Convolve(x, Reshape(kernel, 3, 3, in, out)).Strides(2).PaddingPerDim([][2]int{{1, 1}, {1, 1}}).Done()
		x = plainNorm(x, params[3*i+1], params[3*i+2])
	}
	return Reshape(x, x.Shape().Dimensions[0], -1)
}

// plainMLP is the MLP on [B, P].
func plainMLP(x *Node, widths []int, params []*Node) *Node {
	for i := range widths {
		x = plainNorm(Dot(x, Transpose(params[3*i], 0, 1)).Product(), params[3*i+1], params[3*i+2])
	}
	return x
}

// plainNorm is batch normalisation by the definition, over all axes but the last, with ReLU.
func plainNorm(x, scale, shift *Node) *Node {
	axes := make([]int, x.Rank()-1)
	for i := range axes {
		axes[i] = i
	}
	last := func(v *Node) *Node { return ExpandLeftToRank(v, x.Rank()) }
	centred := Sub(x, ReduceAndKeep(x, ReduceMean, axes...))
	variance := ReduceAndKeep(Square(centred), ReduceMean, axes...)
	return MaxScalar(Add(Mul(Div(centred, Sqrt(AddScalar(variance, normEpsilon))), last(scale)), last(shift)), 0)
}

// plainLoss is the cross-entropy of a head, all classes active.
func plainLoss(features, labels, weight, bias *Node) *Node {
	logits := Add(Dot(features, Transpose(weight, 0, 1)).Product(), Reshape(bias, 1, -1))
	chosen := OneHot(labels, weight.Shape().Dimensions[0], dtypes.Float32)
	return Neg(ReduceAllMean(ReduceSum(Mul(chosen, LogSoftmax(logits, 1)), 1)))
}

// TestGradients compares loss, features and every gradient with a plain formulation, for odd and even sizes.
func TestGradients(t *testing.T) {
	for _, c := range []struct {
		name                    string
		net                     backbone.Backbone
		height, width, channels int
	}{
		{"mlp", backbone.MLP{Hidden: []int{7, 5}}, 4, 3, 2},
		{"conv 8x8x1", backbone.ConvNet{Channels: []int{3, 4}}, 8, 8, 1},
		{"conv 7x5x3", backbone.ConvNet{Channels: []int{3, 4, 2}}, 7, 5, 3},
		{"conv 1x6x2", backbone.ConvNet{Channels: []int{3, 4}}, 1, 6, 2},
	} {
		t.Run(c.name, func(t *testing.T) { compareGradients(t, c.net, c.height, c.width, c.channels) })
	}
}

func compareGradients(t *testing.T, b backbone.Backbone, height, width, channels int) {
	const batch, classes = 6, 4
	net := chained(b, height, width, channels)
	head := Head{Features: net.Features, Width: classes}
	args := []any{uniform(1, 0, 1, batch, height*width*channels), []int32{0, 1, 2, 3, 0, 1}, []float32{1, 1, 1, 1}}
	for i, p := range slices.Concat(net.Params, head.Params()) {
		args = append(args, uniform(uint64(i+2), -0.5, 1, p.Dims...))
	}
	own := len(net.Params)
	got := compute(t, func(in []*Node) []*Node {
		params := in[3:]
		features, _ := net.Train(in[0], params[:own], nil)
		loss, _ := head.Loss(features, Targets{Labels: in[1]}, in[2], params[own:])
		return append([]*Node{loss, features}, Gradient(loss, params...)...)
	}, args...)
	want := compute(t, func(in []*Node) []*Node {
		params := in[3:]
		features := plain(b, Reshape(in[0], batch, height, width, channels), params[:own])
		loss := plainLoss(features, in[1], params[own], params[own+1])
		return append([]*Node{loss, features, in[2]}, Gradient(loss, params...)...)
	}, args...)
	want = append(want[:2], want[3:]...) // the active classes, returned so that they are used
	names := []string{"loss", "features"}
	for _, p := range slices.Concat(net.Params, head.Params()) {
		names = append(names, "gradient of "+p.Name)
	}
	for i, name := range names {
		near(t, name, got[i], want[i], 2e-4)
	}
}

func plain(b backbone.Backbone, x *Node, params []*Node) *Node {
	if m, ok := b.(backbone.MLP); ok {
		return plainMLP(Reshape(x, x.Shape().Dimensions[0], -1), m.Widths(), params)
	}
	return plainConvNet(x, b.(backbone.ConvNet).Widths(), params)
}

// TestInferenceUsesRunningStatistics: with the batch's own statistics as the running ones, inference equals training.
func TestInferenceUsesRunningStatistics(t *testing.T) {
	const batch = 5
	net := chained(backbone.MLP{Hidden: []int{6}}, 3, 3, 1)
	args := []any{uniform(1, 0, 1, batch, 9)}
	for i, p := range net.Params {
		args = append(args, uniform(uint64(i+2), -0.5, 1, p.Dims...))
	}
	out := compute(t, func(in []*Node) []*Node {
		features, stats := net.Train(in[0], in[1:], nil)
		biased := []*Node{stats[0], MulScalar(stats[1], (batch-1.0)/batch)}
		return []*Node{features, net.Infer(in[0], in[1:], biased), net.Infer(in[0], in[1:], stats)}
	}, args...)
	near(t, "features", out[1], out[0], 1e-5)
	if out[2][0] == out[0][0] && out[2][1] == out[0][1] {
		t.Error("the unbiased variance gives the same features as the biased one")
	}
}

// headLoss runs a head on fixed features with classes active classes of width, and labels, by default of all classes.
func headLoss(t *testing.T, width, classes int, smoothing float64, labels ...int32) (loss, accuracy,
	gradient []float32) {
	t.Helper()
	if labels == nil {
		labels = []int32{0, 2, 1, 2}
	}
	head := Head{Features: 3, Width: width, Smoothing: smoothing}
	weight, bias, active := make([]float32, width*3), make([]float32, width), make([]float32, width)
	rng := diversity.Stream(4, "test")
	for i := range classes * 3 {
		weight[i] = float32(rng.NormFloat64())
	}
	for i := range classes {
		bias[i], active[i] = float32(rng.NormFloat64()), 1
	}
	out := compute(t, func(in []*Node) []*Node {
		loss, accuracy := head.Loss(in[0], Targets{Labels: in[1]}, in[2], in[3:])
		return append([]*Node{loss, accuracy}, Gradient(loss, in[0], in[3], in[4])...)
	}, uniform(9, -1, 1, 4, 3), labels, active, tensors.FromFlatDataAndDimensions(weight, width, 3), bias)
	for i, v := range out[3][classes*3:] {
		if v != 0 {
			t.Errorf("gradient of weight %d of an inactive class is %v", i, v)
		}
	}
	for i, v := range out[4][classes:] {
		if v != 0 {
			t.Errorf("gradient of bias %d of an inactive class is %v", i, v)
		}
	}
	return out[0], out[1], append(out[2], append(out[3][:classes*3], out[4][:classes]...)...)
}

func TestHeadWidthChangesNothing(t *testing.T) {
	for _, smoothing := range []float64{0, 0.2} {
		loss, accuracy, gradient := headLoss(t, 3, 3, smoothing)
		for _, width := range []int{5, 64, 200} {
			wideLoss, wideAccuracy, wideGradient := headLoss(t, width, 3, smoothing)
			near(t, "loss", wideLoss, loss, 1e-6)
			near(t, "accuracy", wideAccuracy, accuracy, 0)
			near(t, "gradient", wideGradient, gradient, 1e-6)
		}
	}
}

// TestLabelSmoothing: the smoothed loss is the mean of the losses for the label and, with its share, for every class.
func TestLabelSmoothing(t *testing.T) {
	hard, _, _ := headLoss(t, 3, 3, 0)
	want := 0.75 * hard[0]
	for class := range int32(3) {
		loss, _, _ := headLoss(t, 3, 3, 0, class, class, class, class)
		want += 0.25 * loss[0] / 3
	}
	soft, _, _ := headLoss(t, 64, 3, 0.25)
	near(t, "loss", soft, []float32{want}, 1e-6)
}
