package pretrain

import (
	"encoding/json"
	"maps"
	"math"
	"os"
	"slices"
	"testing"

	"github.com/gomlx/compute"
	"github.com/gomlx/compute/gobackend"
	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"

	"tradeoff/diversity/internal/formula"
	"tradeoff/diversity/internal/network"
	"tradeoff/diversity/internal/testkit"
)

// blocks are graphs of one block each, by the names of testdata/blocks.py; their layer is a.
func blocks() map[string]func(*Builder, *Node) *Node {
	conv := func(width int, o ConvOptions) func(*Builder, *Node) *Node {
		o.Name = "a"
		return func(b *Builder, x *Node) *Node { return b.Conv(x, width, o) }
	}
	after := func(act func(*Builder, *Node) *Node) func(*Builder, *Node) *Node {
		return func(b *Builder, x *Node) *Node {
			return act(b, b.Conv(x, 3, ConvOptions{Name: "a.c", Kernel: 1, Bias: true}))
		}
	}
	attention := func(heads int) func(*Builder, *Node) *Node {
		return func(b *Builder, x *Node) *Node {
			return b.Attention(tokensOf(b, x), AttentionOptions{Name: "a", Heads: heads})
		}
	}
	a := NormOptions{Name: "a"}
	return map[string]func(*Builder, *Node) *Node{
		"conv":                 conv(3, ConvOptions{}),
		"conv bias":            conv(3, ConvOptions{Bias: true}),
		"conv 1":               conv(3, ConvOptions{Kernel: 1}),
		"conv 1 stride 2":      conv(3, ConvOptions{Kernel: 1, Stride: 2}),
		"conv 3 stride 2":      conv(3, ConvOptions{Stride: 2}),
		"conv 5":               conv(2, ConvOptions{Kernel: 5}),
		"conv 7 stride 2":      conv(2, ConvOptions{Kernel: 7, Stride: 2}),
		"conv 2":               conv(3, ConvOptions{Kernel: 2}),
		"conv 3 stride 3":      conv(3, ConvOptions{Stride: 3, Padding: NoPadding}),
		"conv 3 unpadded":      conv(3, ConvOptions{Padding: NoPadding}),
		"conv 3 tensorflow":    conv(3, ConvOptions{Stride: 2, Padding: TensorFlowPadding}),
		"conv groups":          conv(6, ConvOptions{Groups: 2}),
		"conv groups stride 2": conv(6, ConvOptions{Groups: 2, Stride: 2}),
		"depthwise":            conv(4, ConvOptions{Groups: 4}),
		"depthwise 5 stride 2": conv(4, ConvOptions{Groups: 4, Kernel: 5, Stride: 2}),
		"depthwise multiplied": conv(8, ConvOptions{Groups: 4}),
		"conv standardised":    conv(3, ConvOptions{Standardised: true}),
		"linear":               func(b *Builder, x *Node) *Node { return b.Linear(b.Flatten(x), 3, LinearOptions{Name: "a"}) },
		"linear tokens": func(b *Builder, x *Node) *Node {
			return b.Linear(tokensOf(b, x), 3, LinearOptions{Name: "a"})
		},
		"batch norm":         func(b *Builder, x *Node) *Node { return b.BatchNorm(x, a) },
		"batch norm epsilon": func(b *Builder, x *Node) *Node { return b.BatchNorm(x, NormOptions{"a", 1e-3}) },
		"group norm":         func(b *Builder, x *Node) *Node { return b.GroupNorm(x, 2, a) },
		"layer norm":         func(b *Builder, x *Node) *Node { return b.LayerNorm(tokensOf(b, x), NormOptions{"a", 1e-6}) },
		"relu":               after((*Builder).ReLU),
		"relu6":              after(func(b *Builder, x *Node) *Node { return b.ReLU6(MulScalar(x, 9)) }),
		"gelu":               after((*Builder).GELU),
		"swish":              after((*Builder).Swish),
		"max pool":           after(func(b *Builder, x *Node) *Node { return b.MaxPool(x, PoolOptions{}) }),
		"max pool 3 stride 2": after(func(b *Builder, x *Node) *Node {
			return b.MaxPool(x, PoolOptions{Kernel: 3, Stride: 2, Padded: true})
		}),
		"average pool": after(func(b *Builder, x *Node) *Node { return b.AveragePool(x, PoolOptions{}) }),
		"average pool 3 stride 2": after(func(b *Builder, x *Node) *Node {
			return b.AveragePool(x, PoolOptions{Kernel: 3, Stride: 2, Padded: true})
		}),
		"global pool": after((*Builder).GlobalPool),
		"squeeze excite": func(b *Builder, x *Node) *Node {
			return b.SqueezeExcite(x, SqueezeOptions{Name: "a", Width: 2})
		},
		"patch embedding":   func(b *Builder, x *Node) *Node { return b.PatchEmbedding(x, 3, 2, LinearOptions{Name: "a"}) },
		"attention":         attention(1),
		"attention 2 heads": attention(2),
		"class token": func(b *Builder, x *Node) *Node {
			return b.PositionEmbedding(b.ClassToken(tokensOf(b, x), ""), "")
		},
	}
}

// tokensOf makes a token of each pixel.
func tokensOf(b *Builder, x *Node) *Node {
	return Reshape(x, append(b.batch(x), -1, x.Shape().Dim(-1))...)
}

// The images of the blocks.
const (
	blockImages   = 2
	blockHeight   = 5
	blockWidth    = 4
	blockChannels = 4
)

// recordedBlock is what PyTorch computes, see testdata/blocks.py.
type recordedBlock struct {
	Output, Inferred   []float64
	Gradients, Running map[string][]float64
}

func recordedBlocks(t *testing.T) (recorded map[string]recordedBlock) {
	t.Helper()
	text, err := os.ReadFile("testdata/blocks.json")
	if err == nil {
		err = json.Unmarshal(text, &recorded)
	}
	if err != nil {
		t.Fatal(err)
	}
	return recorded
}

// tracedBlock is the network of one block, its output flattened.
func tracedBlock(t *testing.T, backend compute.Backend, graph func(*Builder, *Node) *Node,
	replicas bool) *network.Network {
	t.Helper()
	d := design{name: "block", replicas: replicas, graph: func(b *Builder, x *Node) *Node { return b.Flatten(graph(b, x)) }}
	net, err := d.trace(backend, blockHeight, blockWidth, blockChannels)
	if err != nil {
		t.Fatal(err)
	}
	return net
}

func TestBlocksEqualPyTorch(t *testing.T) {
	recorded, graphs := recordedBlocks(t), blocks()
	if names := slices.Sorted(maps.Keys(recorded)); !slices.Equal(names, slices.Sorted(maps.Keys(graphs))) {
		t.Errorf("recorded are %q", names)
	}
	for name, graph := range graphs {
		t.Run(name, func(t *testing.T) { compareBlock(t, gobackend.GetBackend(), graph, recorded[name]) })
	}
}

// blockArgs are images, parameters and running statistics by the formula.
func blockArgs(net *network.Network) (args []any) {
	size := blockHeight * blockWidth * blockChannels
	args = append(args, tensors.FromFlatDataAndDimensions(hashedImages(blockImages*size), blockImages, size))
	for _, p := range slices.Concat(net.Params, net.Running) {
		args = append(args, tensors.FromFlatDataAndDimensions(byFormula(p.Name, p.Dims), p.Dims...))
	}
	return args
}

// compareBlock compares output, inference, gradients and running statistics.
func compareBlock(t *testing.T, backend compute.Backend, graph func(*Builder, *Node) *Node, want recordedBlock) {
	t.Helper()
	net := tracedBlock(t, backend, graph, false)
	own := len(net.Params)
	out := evaluate(t, backend, func(in []*Node) []*Node {
		params, running := in[1:1+own], in[1+own:]
		y, stats := net.Train(in[0], params, nil)
		direction := directionOf(y)
		list := append([]*Node{y, net.Infer(in[0], params, running)},
			Gradient(ReduceAllSum(Mul(y, direction)), in[:1+own]...)...)
		for i := range running {
			moved := Add(MulScalar(running[i], 1-runningMomentum), MulScalar(stats[i], runningMomentum))
			list = append(list, moved)
		}
		return list
	}, blockArgs(net)...)
	if want.Inferred == nil {
		want.Inferred = want.Output
	}
	nearRecorded(t, "output", out[0], want.Output)
	nearRecorded(t, "inference", out[1], want.Inferred)
	nearRecorded(t, "gradient of images", out[2], want.Gradients["images"])
	for i, p := range net.Params {
		nearRecorded(t, "gradient of "+p.Name, out[3+i], want.Gradients[p.Name])
	}
	for i, p := range net.Running {
		nearRecorded(t, p.Name, out[3+own+i], want.Running[p.Name])
	}
}

// directionOf is what outputs are multiplied by before they are summed, to have a gradient.
func directionOf(y *Node) *Node {
	values := formula.Numbers("direction", y.Shape().Size())
	return Const(y.Graph(), tensors.FromFlatDataAndDimensions(values, y.Shape().Dimensions...))
}

// nearRecorded allows 1e-5 of the largest value.
func nearRecorded(t *testing.T, what string, got []float32, want []float64) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%s: %d values, recorded are %d", what, len(got), len(want))
	}
	largest, worst := 1.0, 0.0
	for i, v := range want {
		largest = max(largest, math.Abs(v))
		if worst = max(worst, math.Abs(float64(got[i])-v)); math.IsNaN(worst) {
			break
		}
	}
	if !(worst <= 1e-5*largest) {
		t.Errorf("%s: off by %.2g, largest value %.3g", what, worst, largest)
	}
}

// evaluate runs a graph.
func evaluate(t *testing.T, backend compute.Backend, fn func([]*Node) []*Node, args ...any) (values [][]float32) {
	t.Helper()
	exec, err := NewExec(backend, fn)
	if err != nil {
		t.Fatal(err)
	}
	defer exec.Finalize()
	out, err := exec.Call(args...)
	if err != nil {
		t.Fatal(err)
	}
	for _, tensor := range out {
		values = append(values, tensors.MustCopyFlatData[float32](tensor))
	}
	return values
}

// TestBlocksOnXLA compares the forms that XLA computes, and those of a GPU, where the compiler's convolutions are used.
func TestBlocksOnXLA(t *testing.T) {
	trainer := xlaTrainer(t, small())
	recorded, graphs := recordedBlocks(t), blocks()
	some := []string{"conv", "depthwise"}
	if forms := onXLA(t, "some", "all"); len(forms) > 1 {
		some = slices.Sorted(maps.Keys(graphs))
	}
	for _, name := range some {
		t.Run(name, func(t *testing.T) { compareBlock(t, trainer.backend, graphs[name], recorded[name]) })
	}
	native := func(b *Builder, x *Node) *Node { b.gpu = true; return graphs["conv 3 stride 2"](b, x) }
	t.Run("native", func(t *testing.T) { compareBlock(t, trainer.backend, native, recorded["conv 3 stride 2"]) })
}

func TestIntegrationBlocksOnXLA(t *testing.T) { testkit.Integration(t, TestBlocksOnXLA) }

// TestFormsOfConvolutions: each form gives the numbers of the others, and of the machine's choice for a GPU.
func TestFormsOfConvolutions(t *testing.T) {
	recorded := recordedBlocks(t)
	for name, graph := range blocks() {
		t.Run(name, func(t *testing.T) {
			compareBlock(t, gobackend.GetBackend(), func(b *Builder, x *Node) *Node {
				b.gpu = true
				return graph(b, x)
			}, recorded[name])
		})
	}
}

// TestBlocksByDifferences compares the gradient along itself with a finite difference of the sum of outputs.
func TestBlocksByDifferences(t *testing.T) {
	for name, graph := range blocks() {
		t.Run(name, func(t *testing.T) {
			net := tracedBlock(t, gobackend.GetBackend(), graph, false)
			own := len(net.Params)
			out := evaluate(t, gobackend.GetBackend(), func(in []*Node) []*Node {
				in = in[:1+own]
				loss := func(x []*Node) *Node {
					y, _ := net.Train(x[0], x[1:], nil)
					return ReduceAllSum(Mul(y, directionOf(y)))
				}
				gradient := Gradient(loss(in), in...)
				square := ScalarZero(in[0].Graph(), in[0].DType())
				for _, g := range gradient {
					square = Add(square, ReduceAllSum(Square(g)))
				}
				const step = 2e-3
				moved := func(by float64) *Node {
					var at []*Node
					for i, x := range in {
						at = append(at, Add(x, Div(MulScalar(gradient[i], by), Sqrt(square))))
					}
					return loss(at)
				}
				slope := MulScalar(Sub(moved(step), moved(-step)), 1/(2*step))
				return []*Node{Sqrt(square), slope}
			}, blockArgs(net)[:1+own]...)
			if want, got := float64(out[0][0]), float64(out[1][0]); math.Abs(got-want) > 5e-3*want || want < 0.01 {
				t.Errorf("the slope along the gradient is %v, its norm %v", got, want)
			}
		})
	}
}

// TestBlocksOfReplicas: two networks at once give what each gives alone.
func TestBlocksOfReplicas(t *testing.T) {
	backend := gobackend.GetBackend()
	for name, graph := range blocks() {
		t.Run(name, func(t *testing.T) {
			net := tracedBlock(t, backend, graph, true)
			args := blockArgs(net)[:1+len(net.Params)]
			var alone [][]float32
			both := make([]any, len(args))
			for replica := range 2 {
				own := make([]any, len(args))
				for i, arg := range args {
					tensor := arg.(*tensors.Tensor)
					values := tensors.MustCopyFlatData[float32](tensor)
					for j := range values {
						values[j] *= 1 - 0.25*float32(replica)
					}
					own[i] = tensors.FromFlatDataAndDimensions(values, tensor.Shape().Dimensions...)
					if replica == 1 {
						values = append(tensors.MustCopyFlatData[float32](tensor), values...)
						both[i] = tensors.FromFlatDataAndDimensions(values, append([]int{2}, tensor.Shape().Dimensions...)...)
					}
				}
				alone = append(alone, evaluate(t, backend, gradients(net), own...)...)
			}
			for i, got := range evaluate(t, backend, gradients(net), both...) {
				nearValues(t, name, got, append(slices.Clone(alone[i]), alone[len(args)+1+i]...))
			}
		})
	}
}

// gradients are the output of a network in training and the gradients of its sum of squares.
func gradients(net *network.Network) func([]*Node) []*Node {
	return func(in []*Node) []*Node {
		y, _ := net.Train(in[0], in[1:], nil)
		return append([]*Node{y}, Gradient(ReduceAllSum(Square(y)), in...)...)
	}
}

func nearValues(t *testing.T, what string, got, want []float32) {
	t.Helper()
	wide := make([]float64, len(want))
	for i, v := range want {
		wide[i] = float64(v)
	}
	nearRecorded(t, what, got, wide)
}
