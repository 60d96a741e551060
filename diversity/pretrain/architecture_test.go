package pretrain

import (
	"context"
	"errors"
	"math"
	"strings"
	"testing"

	. "github.com/gomlx/gomlx/core/graph"

	"tradeoff/diversity"
	"tradeoff/diversity/backbone"
	"tradeoff/diversity/internal/device"
)

// around is a backbone as a user's package registers it: a layer with a connection and a parameter around it.
type around struct {
	Width int `json:"width"`
	says  int // features that it says it has; 0: those that it has
}

func (around) Kind() string    { return "test.around" }
func (around) Validate() error { return nil }

func (a around) Features(_, _, _ int) int {
	if a.says != 0 {
		return a.says
	}
	return a.Width
}

func (a around) graph(b *Builder, images *Node) *Node {
	x := b.NormReLU(b.Dense(images, a.Width))
	gain := b.Param(Weight{Name: "gain", Dims: []int{1, 1}, Fill: 2})
	return Add(Mul(gain, x), b.NormReLU(b.Dense(x, a.Width)))
}

// mixing says that it keeps replicas apart, and does not.
type mixing struct{ around }

func (mixing) Kind() string { return "test.mixing" }

// graphless is a backbone that nothing computes.
type graphless struct{ around }

func (graphless) Kind() string { return "test.graphless" }

func init() {
	Register("test.around", Architecture[around]{Graph: around.graph, Replicas: true})
	Register("test.mixing", Architecture[mixing]{Replicas: true, Graph: func(m mixing, b *Builder, x *Node) *Node {
		return Reshape(m.graph(b, x), -1, m.Width)
	}})
}

func TestARegisteredArchitectureTrainsReplicas(t *testing.T) {
	o := small()
	o.Backbone = around{Width: 6}
	trainer := goTrainer(t, o)
	list, seeds := sets(o, 2)
	outcomes, err := trainer.TrainMany(context.Background(), list, seeds, TrainManyOptions{})
	if err != nil {
		t.Fatal(err)
	}
	for i, outcome := range outcomes {
		want, _ := train(t, trainer, list[i], seeds[i])
		for j, w := range want.Weights() {
			for k, v := range outcome.Network.Weights()[j].Data {
				if math.Abs(float64(v-w.Data[k])) > 1e-5 {
					t.Fatalf("set %d: %s[%d] is %v, alone %v", i, w.Name, k, v, w.Data[k])
				}
			}
		}
	}
	if trainer.device.Kind = device.CUDA; trainer.Replicas() != cudaReplicas {
		t.Errorf("%d replicas on a GPU", trainer.Replicas())
	}
}

func TestArchitecturesAreRefused(t *testing.T) {
	for want, c := range map[string]struct {
		backbone backbone.Backbone
		kind     error
	}{
		`"test.around" computes 6 features, its method Features says 7`: {around{Width: 6, says: 7}, ErrFunc},
		`"test.mixing": pretrain: cannot use`:                           {mixing{around{Width: 6}}, ErrFunc},
		`backbone kind "test.graphless" (pretrain.graphless) is not`: {graphless{around{Width: 6}},
			diversity.ErrUnknownKind},
		"Backbone = pretrain.disguised": {disguised{}, diversity.ErrInvalid},
	} {
		o := small()
		o.Backbone = c.backbone
		t.Setenv("GOMLX_BACKEND", "go")
		if _, err := NewTrainer(context.Background(), o); !errors.Is(err, c.kind) || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, want %v with %q", err, c.kind, want)
		}
	}
	if err := Known(nil); !errors.Is(err, diversity.ErrInvalid) {
		t.Errorf("nil: error %v", err)
	}
}

// disguised has the kind of another type.
type disguised struct{ backbone.MLP }

func TestRegisterPanics(t *testing.T) {
	for want, register := range map[string]func(){
		`kind "mlp" is registered twice`:    func() { Register("mlp", Architecture[backbone.MLP]{Graph: mlp}) },
		`kind "": want a kind and a Graph`:  func() { Register("", Architecture[backbone.MLP]{Graph: mlp}) },
		`kind "x": want a kind and a Graph`: func() { Register("x", Architecture[backbone.MLP]{}) },
	} {
		func() {
			defer func() {
				if message, _ := recover().(string); !strings.Contains(message, want) {
					t.Errorf("panic %q, want %q", message, want)
				}
			}()
			register()
		}()
	}
}
