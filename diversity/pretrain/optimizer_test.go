package pretrain

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
	"testing"

	"github.com/gomlx/compute/gobackend"
	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"

	"tradeoff/diversity/internal/formula"
	"tradeoff/diversity/internal/network"
	"tradeoff/diversity/recipe"
)

// TestOptimizers follows f(p) = p^2, gradient 2p, for three updates, against the rules as PyTorch documents them.
func TestOptimizers(t *testing.T) {
	for name, c := range map[string]struct {
		recipe recipe.Recipe
		rule   func(p, gradient, rate float64, step int, memory *[2]float64) float64
	}{
		"sgd": {recipe.Recipe{Momentum: 0.8, WeightDecay: 0.1}, func(p, g, rate float64, _ int, m *[2]float64) float64 {
			g += 0.1 * p
			m[0] = 0.8*m[0] + g
			return p - rate*(g+0.8*m[0])
		}},
		"sgd without momentum": {recipe.Recipe{Momentum: recipe.None, WeightDecay: recipe.None},
			func(p, g, rate float64, _ int, _ *[2]float64) float64 {
				return p - rate*g
			}},
		"adamw": {recipe.Recipe{Optimizer: recipe.AdamW, WeightDecay: 0.1},
			func(p, g, rate float64, step int, m *[2]float64) float64 {
				m[0] = 0.9*m[0] + 0.1*g
				m[1] = 0.999*m[1] + 0.001*g*g
				first, second := m[0]/(1-math.Pow(0.9, float64(step+1))), m[1]/(1-math.Pow(0.999, float64(step+1)))
				return p*(1-rate*0.1) - rate*first/(math.Sqrt(second)+1e-8)
			}},
	} {
		t.Run(name, func(t *testing.T) {
			r := c.recipe.WithDefaults()
			rule := newOptimizer(r)
			exec, err := NewExec(gobackend.GetBackend(), func(in []*Node) []*Node {
				param, slots := rule.update(in[0], MulScalar(in[0], 2), in[1+scheduleSize:], row(in[1:1+scheduleSize]), 0)
				return append([]*Node{param}, slots...)
			})
			if err != nil {
				t.Fatal(err)
			}
			state := make([]float32, 1+rule.slots())
			state[0] = 1.5
			want, memory := 1.5, [2]float64{}
			for step := range 3 {
				values := schedule(r, step, 3)
				args := []any{state[0]}
				for _, value := range values {
					args = append(args, value)
				}
				for _, slot := range state[1:] {
					args = append(args, slot)
				}
				for i, out := range exec.MustCall(args...) {
					state[i] = out.Value().(float32)
				}
				want = c.rule(want, 2*want, r.Rate(step, 3), step, &memory)
				if math.Abs(float64(state[0])-want) > 1e-5 {
					t.Errorf("update %d: %v, want %v", step, state[0], want)
				}
			}
		})
	}
}

// optimizerCases are those of testdata/optimizers.py.
func optimizerCases() map[string]recipe.Recipe {
	sgd := recipe.Recipe{Momentum: 0.8, WeightDecay: 0.05}
	lamb := recipe.Recipe{Optimizer: recipe.LAMB, WeightDecay: 0.05}
	with := func(r recipe.Recipe, set func(*recipe.Recipe)) recipe.Recipe { set(&r); return r }
	return map[string]recipe.Recipe{
		"sgd":                  sgd,
		"sgd without momentum": {Momentum: recipe.None, WeightDecay: recipe.None},
		"adamw":                {Optimizer: recipe.AdamW, WeightDecay: 0.05},
		"lamb":                 lamb,
		"lamb without decay":   with(lamb, func(r *recipe.Recipe) { r.WeightDecay = recipe.None }),
		"sgd bounded":          with(sgd, func(r *recipe.Recipe) { r.ClipNorm = 2.5 }),
		"lamb in parts, bounded": with(lamb, func(r *recipe.Recipe) {
			r.ClipNorm, r.Batch, r.MicroBatch = 1.5, 96, 32
		}),
	}
}

// optimized are the parameters of testdata/optimizers.py.
var optimized = []network.Param{
	{Name: "a", Dims: []int{3, 4}}, {Name: "b", Dims: []int{5}}, {Name: "zero", Dims: []int{2, 2}},
}

// TestOptimizersEqualPyTorchs compares weights and their averages after six updates with recorded ones, alone and as
// the second of two replicas, whose other has longer gradients.
func TestOptimizersEqualPyTorchs(t *testing.T) {
	var recorded map[string]map[string]map[string][]float64
	text, err := os.ReadFile("testdata/optimizers.json")
	if err == nil {
		err = json.Unmarshal(text, &recorded)
	}
	if err != nil || len(recorded) != len(optimizerCases()) {
		t.Fatalf("%d recorded (%v)", len(recorded), err)
	}
	for name, r := range optimizerCases() {
		r.LearningRate, r.Average, r.Schedule.Kind, r.Warmup = 0.1, 0.9, recipe.Constant, recipe.None
		for replicas := range 2 {
			got := optimize(t, r.WithDefaults(), replicas)
			for i, p := range optimized {
				equalTo(t, name+" weights "+p.Name, got.params[i], recorded[name]["weights"][p.Name])
				equalTo(t, name+" averages "+p.Name, got.averages[i], recorded[name]["averages"][p.Name])
			}
		}
	}
}

// equalTo compares the last values of a tensor.
func equalTo(t *testing.T, what string, got *tensors.Tensor, want []float64) {
	t.Helper()
	values := tensors.MustCopyFlatData[float32](got)
	values = values[len(values)-len(want):]
	for i, v := range values {
		if !(math.Abs(float64(v)-want[i]) <= 2e-6) {
			t.Errorf("%s[%d] = %v, want %v", what, i, v, want[i])
			return
		}
	}
}

// optimize makes six updates by the gradients of testdata/optimizers.py, with a replica before them or none.
func optimize(t *testing.T, r recipe.Recipe, replicas int) state[*tensors.Tensor] {
	t.Helper()
	p := (Options{Recipe: r}).program(&network.Network{Params: optimized[2:], Features: 1})
	p.net.Params = optimized[:len(optimized)-p.headParams()]
	now := startOf(p, replicas)
	exec := MustNewExec(gobackend.GetBackend(), func(in []*Node) []*Node {
		old := stateOf(p, in[1+len(optimized):])
		changed := p.change(old, in[1:1+len(optimized)], values(in[0]), replicas)
		changed.averages = averages(old.averages, changed.params, values(in[0])[rowDecay])
		return changed.list()
	})
	defer exec.Finalize()
	for pass := range 6 * r.Parts() {
		row := schedule(r, pass, 6)
		args := []any{row[:]}
		for _, w := range optimized {
			gradient := formula.Numbers(fmt.Sprint(w.Name, pass), w.Size())
			for i := range gradient {
				gradient[i] *= float32(1 + pass)
			}
			args = append(args, replicated(gradient, w.Dims, replicas))
		}
		for _, tensor := range now.list() {
			args = append(args, tensor)
		}
		now = stateOf(p, exec.MustCall(args...))
	}
	return now
}

// startOf is the state before the first update.
func startOf(p program, replicas int) (s state[*tensors.Tensor]) {
	for _, w := range optimized {
		start := make([]float32, w.Size())
		if w.Name != "zero" {
			start = byFormula(w.Name, w.Dims)
		}
		s.params = append(s.params, replicated(start, w.Dims, replicas))
		s.averages = append(s.averages, replicated(start, w.Dims, replicas))
		for range p.optimizer.slots() {
			s.slots = append(s.slots, replicated(make([]float32, w.Size()), w.Dims, replicas))
		}
		if p.parts > 1 {
			s.sums = append(s.sums, replicated(make([]float32, w.Size()), w.Dims, replicas))
		}
	}
	return s
}

// replicated puts values three times as large before the tensor's, as those of another replica.
func replicated(values []float32, dims []int, replicas int) *tensors.Tensor {
	if replicas == 0 {
		return tensors.FromFlatDataAndDimensions(values, dims...)
	}
	var both []float32
	for _, v := range values {
		both = append(both, 3*v)
	}
	return tensors.FromFlatDataAndDimensions(append(both, values...), append([]int{2}, dims...)...)
}
