package pretrain

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/gomlx/compute/dtypes"
	. "github.com/gomlx/gomlx/core/graph"

	"tradeoff/diversity"
	"tradeoff/diversity/backbone"
	"tradeoff/diversity/internal/testkit"
)

// like is a backbone of package backbone as a function.
func like(b backbone.Backbone) Func {
	if m, is := b.(backbone.MLP); is {
		return Func{Name: "mlp", Graph: func(b *Builder, x *Node) *Node {
			for _, width := range m.Widths() {
				x = b.NormReLU(b.Dense(x, width))
			}
			return x
		}}
	}
	return Func{Name: "conv", Graph: func(builder *Builder, x *Node) *Node {
		for _, width := range b.(backbone.ConvNet).Widths() {
			x = builder.NormReLU(builder.halve(x, width))
		}
		return Reshape(x, x.Shape().Dimensions[0], -1)
	}}
}

// compareFunc trains a backbone and the function that builds the same, which must give the same numbers bit for bit.
func compareFunc(t *testing.T, o Options, open func(testing.TB, Options) *Trainer) {
	t.Helper()
	data := blobs(3, 5, o.Height, o.Width, o.Channels)
	want, wantPoints := train(t, open(t, o), data, 1)
	o.Backbone = like(o.Backbone)
	trainer := open(t, o)
	got, points := train(t, trainer, data, 1)
	if got.Hash() != want.Hash() || !slices.Equal(points, wantPoints) {
		t.Error("other weights or another curve")
	}
	if !slices.Equal(features(t, got, data.Images), features(t, want, data.Images)) {
		t.Error("other features")
	}
	if dim := o.Backbone.Features(o.Height, o.Width, o.Channels); dim != want.Dim() || dim != got.Dim() {
		t.Errorf("Features says %d, the networks have %d and %d", dim, got.Dim(), want.Dim())
	}
	back, err := trainer.FromWeights(want.Weights())
	if err != nil || back.Hash() != want.Hash() {
		t.Errorf("weights of the one do not fit the other: %v", err)
	}
}

func TestFuncGivesTheNumbersOfTheSameBackbone(t *testing.T) {
	for name, o := range variants() {
		t.Run(name, func(t *testing.T) { compareFunc(t, o, goTrainer) })
	}
}

// Every day [TestFuncGivesTheNumbersOfTheSameBackbone] does this on the pure-Go backend.
func TestIntegrationFuncOnXLA(t *testing.T) {
	testkit.Integration(t, func(t *testing.T) { compareFunc(t, small(), xlaTrainer) })
}

// residual has what package backbone has not: a parameter of its own and a connection around it.
func residual(b *Builder, images *Node) *Node {
	x := b.NormReLU(b.Dense(images, 8))
	mix := b.Param(Weight{Name: "mix", Dims: []int{8, 8}, FanIn: 8})
	gain := b.Param(Weight{Name: "gain", Fill: 2})
	return Add(x, Mul(gain, Dot(x, mix).Product()))
}

func TestFuncTrainsItsOwnParameters(t *testing.T) {
	o := small()
	o.Backbone = Func{Name: "residual", Version: "1", Graph: residual}
	trainer := goTrainer(t, o)
	before, err := trainer.Random(1)
	if err != nil {
		t.Fatal(err)
	}
	after, points := train(t, trainer, blobs(3, 5, 4, 5, 1), 1)
	if first, last := points[0].Loss, points[len(points)-1].Loss; last >= first {
		t.Errorf("loss %v at first, %v at last", first, last)
	}
	names := []string{"layer1.weight", "layer1.scale", "layer1.shift", "mix", "gain", "layer1.mean", "layer1.variance"}
	for i, w := range after.Weights() {
		if w.Name != names[i] || slices.Equal(w.Data, before.Weights()[i].Data) {
			t.Errorf("tensor %d is %q, want %q; changed by training: %v", i, w.Name, names[i],
				!slices.Equal(w.Data, before.Weights()[i].Data))
		}
	}
	if gain := before.Weights()[4]; gain.Data[0] != 2 || len(gain.Data) != 1 {
		t.Errorf("gain starts as %v", gain)
	}
}

func TestFuncRefuses(t *testing.T) {
	calls := 0
	for want, graph := range map[string]func(*Builder, *Node) *Node{
		`"f" panicked: no idea`:     func(*Builder, *Node) *Node { panic("no idea") },
		"there is nothing to train": func(_ *Builder, x *Node) *Node { return Reshape(x, x.Shape().Dimensions[0], -1) },
		"returned nil":              func(b *Builder, x *Node) *Node { b.Dense(x, 3); return nil },
		"want (Float32)[2 D]":       func(b *Builder, x *Node) *Node { return b.Conv(x, 3, ConvOptions{}) },
		"(Float64)":                 func(b *Builder, x *Node) *Node { return ConvertDType(b.Dense(x, 3), dtypes.Float64) },
		"returned (Float32)[20, 2]": func(b *Builder, x *Node) *Node { b.Dense(x, 3); return Reshape(x, -1, 2) },
		"Dense for the width 0":     func(b *Builder, x *Node) *Node { return b.Dense(x, 0) },
		"Conv for the width -1":     func(b *Builder, x *Node) *Node { return b.Conv(x, -1, ConvOptions{}) },
		"want [B, H, W, C]":         func(b *Builder, x *Node) *Node { return b.Conv(b.Dense(x, 3), 3, ConvOptions{}) },
		`twice for the parameter "a"`: func(b *Builder,
			_ *Node) *Node {
			b.Param(Weight{Name: "a"})
			return b.Param(Weight{Name: "a"})
		},
		`parameter "" [3]`:  func(b *Builder, _ *Node) *Node { return b.Param(Weight{Dims: []int{3}}) },
		`parameter "a" [0]`: func(b *Builder, _ *Node) *Node { return b.Param(Weight{Name: "a", Dims: []int{0}}) },
		`varies: it asks for the parameter "layer1.weight" [`: func(b *Builder, x *Node) *Node {
			calls++
			return b.Dense(x, calls)
		},
		`varies: it does not ask for the parameter "gain"`: func(b *Builder, x *Node) *Node {
			y := b.Dense(x, 3)
			if b.Training() {
				y = Mul(y, b.Param(Weight{Name: "gain", Fill: 1}))
			}
			return y
		},
	} {
		o := small()
		o.Backbone = Func{Name: "f", Graph: graph}
		t.Setenv("GOMLX_BACKEND", "go")
		_, err := NewTrainer(context.Background(), o)
		if !errors.Is(err, ErrFunc) || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), `"f"`) {
			t.Errorf("error %v, want ErrFunc with %q", err, want)
		}
		if dim := o.Backbone.Features(4, 5, 1); dim != 0 {
			t.Errorf("%s: Features says %d", want, dim)
		}
	}
}

// A function that varies only when a program is compiled is found out then.
func TestFuncThatVariesLater(t *testing.T) {
	calls := 0
	o := small()
	o.Backbone = Func{Name: "f", Graph: func(b *Builder, x *Node) *Node {
		calls++
		return b.Dense(x, max(3, calls))
	}}
	trainer := goTrainer(t, o)
	calls = 4
	if _, _, err := trainer.Train(context.Background(), blobs(3, 5, 4, 5, 1), 1, TrainOptions{}); err == nil ||
		!strings.Contains(err.Error(), "varies") {
		t.Errorf("error %v, want one that says that the function varies", err)
	}
}

func TestFuncValidate(t *testing.T) {
	for _, f := range []Func{{Graph: residual}, {Name: "f"}} {
		if err := f.Validate(); !errors.Is(err, diversity.ErrInvalid) {
			t.Errorf("error %v", err)
		}
		if _, err := backbone.Marshal(f); !errors.Is(err, diversity.ErrInvalid) {
			t.Errorf("Marshal: error %v", err)
		}
	}
}
