package pretrain

import (
	"math"
	"testing"

	"github.com/gomlx/compute"
	"github.com/gomlx/compute/gobackend"
	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"

	"tradeoff/diversity/internal/network"
	"tradeoff/diversity/recipe"
)

// dropped are the outputs of a graph function for images of ones, in training with the noise of an update and in
// inference; its one parameter is 1.
func dropped(t *testing.T, backend compute.Backend, graph func(*Builder, *Node) *Node, seed uint64,
	update int) (trained, inferred []float32) {
	t.Helper()
	const images, side = 50, 20
	d := design{name: "drop", replicas: true, graph: func(b *Builder, x *Node) *Node {
		return Mul(b.Flatten(graph(b, x)), b.Param(Weight{Name: "one", Dims: []int{1, 1}, Fill: 1}))
	}}
	net, err := d.trace(backend, side, side, 1)
	if err != nil {
		t.Fatal(err)
	}
	if net.Replicas || !net.Noisy {
		t.Errorf("replicas %v, noisy %v: want a network that is trained alone", net.Replicas, net.Noisy)
	}
	ones := make([]float32, images*side*side)
	for i := range ones {
		ones[i] = 1
	}
	noise := network.Noise(seed, update)
	out := evaluate(t, backend, func(in []*Node) []*Node {
		y, _ := net.Train(in[0], in[1:2], in[2])
		return []*Node{y, net.Infer(in[0], in[1:2], nil)}
	}, tensors.FromFlatDataAndDimensions(ones, images, side*side),
		tensors.FromFlatDataAndDimensions([]float32{1}, 1, 1), noise[:])
	return out[0], out[1]
}

func TestDropout(t *testing.T) {
	const rate = 0.25
	drop := func(b *Builder, x *Node) *Node { return b.Dropout(x, rate) }
	trained, inferred := dropped(t, gobackend.GetBackend(), drop, 1, 0)
	zeros, pairs := 0, 0
	for i, v := range trained {
		if v != 0 && math.Abs(float64(v)-1/(1-rate)) > 1e-6 {
			t.Fatalf("value %d is %v, want 0 or %v", i, v, 1/(1-rate))
		}
		if v == 0 {
			zeros++
			if i > 0 && trained[i-1] == 0 {
				pairs++
			}
		}
		if inferred[i] != 1 {
			t.Fatalf("in inference value %d is %v", i, inferred[i])
		}
	}
	total := float64(len(trained))
	deviation := math.Sqrt(rate * (1 - rate) / total)
	if share := float64(zeros) / total; math.Abs(share-rate) > 4*deviation {
		t.Errorf("a share of %v is dropped, want %v +- %v", share, rate, deviation)
	}
	if share := float64(pairs) / total; math.Abs(share-rate*rate) > 0.01 {
		t.Errorf("neighbours are dropped together in a share of %v, want %v", share, rate*rate)
	}
	again, _ := dropped(t, gobackend.GetBackend(), drop, 1, 0)
	later, _ := dropped(t, gobackend.GetBackend(), drop, 1, 1)
	other, _ := dropped(t, gobackend.GetBackend(), drop, 2, 0)
	if agreement(trained, again) != 1 {
		t.Error("one update draws twice")
	}
	for what, values := range map[string][]float32{"the next update": later, "another seed": other} {
		want := rate*rate + (1-rate)*(1-rate)
		if share := agreement(trained, values); math.Abs(share-want) > 0.02 {
			t.Errorf("%s agrees in a share of %v, want %v", what, share, want)
		}
	}
}

// agreement is the share of values that are equal.
func agreement(a, b []float32) float64 {
	equal := 0
	for i := range a {
		if a[i] == b[i] {
			equal++
		}
	}
	return float64(equal) / float64(len(a))
}

func TestDropPathLeavesImagesWhole(t *testing.T) {
	const rate, size = 0.5, 400
	trained, _ := dropped(t, gobackend.GetBackend(), func(b *Builder, x *Node) *Node { return b.DropPath(x, rate) }, 1, 0)
	gone := 0
	for image := range len(trained) / size {
		for _, v := range trained[image*size : (image+1)*size] {
			if v != trained[image*size] {
				t.Fatalf("image %d has values %v and %v", image, v, trained[image*size])
			}
		}
		if trained[image*size] == 0 {
			gone++
		}
	}
	if gone < 12 || gone > 38 { // of 50
		t.Errorf("%d of 50 images are dropped", gone)
	}
}

// TestDropsDiffer: each place of a network draws numbers of its own.
func TestDropsDiffer(t *testing.T) {
	trained, _ := dropped(t, gobackend.GetBackend(), func(b *Builder, x *Node) *Node {
		return Sub(b.Dropout(x, 0.5), b.Dropout(x, 0.5))
	}, 1, 0)
	differ := 0
	for _, v := range trained {
		if v != 0 {
			differ++
		}
	}
	if share := float64(differ) / float64(len(trained)); math.Abs(share-0.5) > 0.02 {
		t.Errorf("two places differ in a share of %v, want a half", share)
	}
}

// TestXLADropsTheSameValues: what is drawn does not depend on the device.
func TestXLADropsTheSameValues(t *testing.T) {
	if testing.Short() {
		t.Skip("with -short XLA compiles nothing")
	}
	trainer := xlaTrainer(t, small())
	drop := func(b *Builder, x *Node) *Node { return b.Dropout(x, 0.3) }
	want, _ := dropped(t, gobackend.GetBackend(), drop, 3, 7)
	got, _ := dropped(t, trainer.backend, drop, 3, 7)
	if agreement(got, want) != 1 {
		t.Errorf("XLA agrees in a share of %v", agreement(got, want))
	}
}

// TestNoDropoutNeedsNoNoise: a rate of 0 changes nothing, not even how the network is trained.
func TestNoDropoutNeedsNoNoise(t *testing.T) {
	o := small()
	graph := func(rate float64) Func {
		return Func{Name: "f", Graph: func(b *Builder, x *Node) *Node { return b.Dropout(b.NormReLU(b.Dense(x, 5)), rate) }}
	}
	o.Recipe = recipe.Recipe{Steps: 3, Batch: 4}
	data := blobs(3, 5, o.Height, o.Width, o.Channels)
	o.Backbone = graph(0)
	without := goTrainer(t, o)
	o.Backbone = Func{Name: "f", Graph: func(b *Builder, x *Node) *Node { return b.NormReLU(b.Dense(x, 5)) }}
	plain, _ := train(t, goTrainer(t, o), data, 1)
	got, _ := train(t, without, data, 1)
	if got.Hash() != plain.Hash() || without.net.Noisy {
		t.Error("a rate of 0 gives other weights")
	}
	o.Backbone = graph(0.5)
	if dropped, _ := train(t, goTrainer(t, o), data, 1); dropped.Hash() == plain.Hash() {
		t.Error("a rate of 0.5 gives the same weights")
	}
}
