package pretrain

import (
	"context"
	"fmt"
	"testing"

	backends "github.com/gomlx/compute"
	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"

	"tradeoff/diversity/internal/device"
	"tradeoff/diversity/internal/network"
)

// convolutionCase is one shape of the table in [network.Convolution.Best].
type convolutionCase struct {
	side, in, out, kernel, stride, groups int
}

func (c convolutionCase) String() string {
	return fmt.Sprintf("%dx%d/%d %d->%d at %d, %d groups", c.kernel, c.kernel, c.stride, c.in, c.out, c.side, c.groups)
}

func (c convolutionCase) geometry() network.Convolution {
	pad := [2]int{c.kernel / 2, c.kernel / 2}
	if c.kernel == c.stride {
		pad = [2]int{}
	}
	return network.Convolution{Kernel: c.kernel, Stride: c.stride, Groups: c.groups, Padding: [2][2]int{pad, pad}}
}

// flops of a training step on one image: forward, weight gradient and input gradient.
func (c convolutionCase) flops() float64 {
	out := c.geometry().Size(c.side, 0)
	passes := 6
	if c.in < 4 {
		passes = 4 // no gradient of the images
	}
	return float64(passes * out * out * c.out * c.kernel * c.kernel * c.in / c.groups)
}

var convolutionCases = []convolutionCase{
	{32, 3, 16, 3, 1, 1}, {64, 3, 64, 7, 2, 1}, {32, 3, 192, 4, 4, 1},
	{32, 16, 16, 3, 1, 1}, {16, 32, 32, 3, 1, 1}, {8, 64, 64, 3, 1, 1}, {16, 64, 64, 3, 1, 1}, {16, 128, 128, 3, 1, 1},
	{8, 256, 256, 3, 1, 1}, {32, 16, 32, 3, 2, 1}, {16, 32, 64, 3, 2, 1}, {16, 64, 128, 3, 2, 1},
	{32, 16, 32, 1, 2, 1}, {14, 256, 64, 1, 1, 1}, {14, 64, 256, 1, 1, 1}, {32, 16, 96, 1, 1, 1},
	{16, 96, 96, 3, 1, 96}, {16, 96, 96, 3, 2, 96}, {16, 96, 96, 5, 1, 96}, {16, 64, 64, 3, 1, 4},
}

// BenchmarkConvolution measures each form of each shape at batch 64, forward and both gradients, in GFLOP per second of
// CPU time. Pin the process to one core:
//
//	go test -c ./diversity/pretrain && taskset -c 1 ./pretrain.test -test.run xxx -test.bench Convolution
func BenchmarkConvolution(b *testing.B) {
	opened, err := device.Open(context.Background(), device.Options{Offline: true})
	if err != nil || opened.Kind == device.Go {
		b.Skipf("no XLA: %v", err)
	}
	defer opened.Close()
	b.Run("product 1024", func(b *testing.B) { measureProduct(b, opened.Backend) })
	for _, c := range convolutionCases {
		for _, form := range []network.Form{network.Native, network.Patches, network.Shifts} {
			if form == network.Shifts && c.groups != c.in || form == network.Native && c.groups > 4 {
				continue // the gradient of a native convolution is one convolution for each group
			}
			b.Run(c.String()+"/"+string(form), func(b *testing.B) { measureConvolution(b, opened.Backend, c, form) })
		}
	}
}

// measureProduct multiplies two square matrices.
func measureProduct(b *testing.B, backend backends.Backend) {
	exec := MustNewExec(backend, func(in []*Node) []*Node { return []*Node{Dot(in[0], in[1]).Product()} })
	x := hashedTensor(1024, 1024)
	measure(b, exec, 2<<30, x, x)
}

func measureConvolution(b *testing.B, backend backends.Backend, c convolutionCase, form network.Form) {
	const batch = 64
	exec := MustNewExec(backend, func(in []*Node) []*Node {
		y := c.geometry().Apply(form, in[0], in[1])
		of := in[:2]
		if c.in < 4 {
			of = in[1:2]
		}
		return append(Gradient(ReduceAllSum(Mul(y, in[2])), of...), ReduceAllSum(y))
	})
	side := c.geometry().Size(c.side, 0)
	measure(b, exec, batch*c.flops(), hashedTensor(batch, c.side, c.side, c.in),
		hashedTensor(c.out, c.in/c.groups, c.kernel, c.kernel), hashedTensor(batch, side, side, c.out))
}

// hashedTensor holds the numbers of [hashedImages].
func hashedTensor(dims ...int) *tensors.Tensor {
	return tensors.FromFlatDataAndDimensions(hashedImages(network.Param{Dims: dims}.Size()), dims...)
}

// measure reports the rate of a program.
func measure(b *testing.B, exec *Exec, flops float64, args ...*tensors.Tensor) {
	list := make([]any, len(args))
	for i, arg := range args {
		list[i] = arg
	}
	once := func() {
		for _, out := range exec.MustCall(list...) {
			out.MustFinalizeAll()
		}
	}
	once()
	before := cpuTime(b)
	b.ResetTimer()
	for range b.N {
		once()
	}
	b.ReportMetric(flops*float64(b.N)/(cpuTime(b)-before).Seconds()/1e9, "GFLOP/cpu-s")
}
