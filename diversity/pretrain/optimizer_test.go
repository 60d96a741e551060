package pretrain

import (
	"math"
	"testing"

	"github.com/gomlx/compute/gobackend"
	. "github.com/gomlx/gomlx/core/graph"

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
