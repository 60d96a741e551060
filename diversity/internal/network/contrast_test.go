package network

import (
	"encoding/json"
	"math"
	"os"
	"testing"

	"tradeoff/diversity/internal/formula"

	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
)

// TestContrastEqualsPyTorchs compares losses and all gradients with testdata/contrast.py, alone and as the second of
// two replicas.
func TestContrastEqualsPyTorchs(t *testing.T) {
	const images, features, projection = 4, 5, 3
	var recorded map[string]struct {
		Loss      float64
		Gradients [][]float32
	}
	text, err := os.ReadFile("testdata/contrast.json")
	if err == nil {
		err = json.Unmarshal(text, &recorded)
	}
	if err != nil || len(recorded) != 4 {
		t.Fatalf("%d recorded (%v)", len(recorded), err)
	}
	for name, c := range map[string]struct {
		contrast Contrast
		labels   []int32
	}{
		"supcon":      {Contrast{Temperature: 0.1, Labelled: true}, []int32{0, 2, 0, 1}},
		"supcon warm": {Contrast{Temperature: 1.5, Labelled: true}, []int32{3, 3, 3, 3}},
		"simclr":      {Contrast{Temperature: 0.5}, []int32{0, 2, 0, 1}},
		"simclr cold": {Contrast{Temperature: 0.05}, []int32{0, 0, 0, 0}},
	} {
		c.contrast.Features, c.contrast.Projection = features, projection
		inputs := append([]Param{{Name: "features", Dims: []int{2 * images, features}}}, c.contrast.Params()...)
		for _, replicas := range []int{1, 2} {
			both := append(c.labels, c.labels...)
			args := []any{tensors.FromFlatDataAndDimensions(both, 2*images)}
			if replicas == 2 {
				other := []int32{5, 6, 5, 6, 5, 6, 5, 6}
				args = []any{tensors.FromFlatDataAndDimensions(append(other, both...), 2, 2*images)}
			}
			for _, p := range inputs {
				args = append(args, byFormula(p, replicas))
			}
			out := compute(t, func(in []*Node) []*Node {
				loss, accuracy := c.contrast.Loss(in[1], Targets{Labels: in[0]}, nil, in[2:])
				return append([]*Node{loss, accuracy}, Gradient(ReduceAllSum(loss), in[1:]...)...)
			}, args...)
			if got := float64(out[0][replicas-1]); math.Abs(got-recorded[name].Loss) > 1e-5*recorded[name].Loss {
				t.Errorf("%s: loss %v, PyTorch's %v", name, got, recorded[name].Loss)
			}
			for i, want := range recorded[name].Gradients {
				got := out[2+i]
				near(t, name+" gradient of "+inputs[i].Name, got[len(got)-len(want):], want, 2e-5)
			}
		}
	}
}

// byFormula is a tensor as formula.py makes it, after one of another replica if there are two.
func byFormula(p Param, replicas int) *tensors.Tensor {
	numbers, fan := formula.Numbers(p.Name, p.Size()), Param{Dims: p.Dims[1:]}.Size()
	for i := range numbers {
		if len(p.Dims) > 1 {
			numbers[i] *= float32(2 * math.Sqrt(6/float64(fan)))
		} else {
			numbers[i] *= 0.4
		}
	}
	if replicas == 1 {
		return tensors.FromFlatDataAndDimensions(numbers, p.Dims...)
	}
	return tensors.FromFlatDataAndDimensions(append(formula.Numbers("other", p.Size()), numbers...), append([]int{2}, p.Dims...)...)
}

// TestContrastCountsTheNearest: by hand, the identity for a projection. Of two images and their other forms, all but
// the second's other form lie in one direction each.
func TestContrastCountsTheNearest(t *testing.T) {
	identity := []float32{1, 0, 0, 1}
	accuracy := compute(t, func(in []*Node) []*Node {
		c := Contrast{Features: 2, Projection: 2, Temperature: 1}
		_, accuracy := c.Loss(in[1], Targets{Labels: in[0]}, nil, in[2:])
		return []*Node{accuracy}
	}, []int32{0, 1, 0, 1},
		tensors.FromFlatDataAndDimensions([]float32{1, 0, 0, 1, 1, 0.1, 1, 0.2}, 4, 2),
		tensors.FromFlatDataAndDimensions(identity, 2, 2), []float32{0, 0},
		tensors.FromFlatDataAndDimensions(identity, 2, 2), []float32{0, 0})[0][0]
	// First to third and back; the second is nearest to its other form, the fourth, which is nearest to the third.
	// The third is nearest to the fourth, not to the first.
	if accuracy != 0.5 {
		t.Errorf("%v, want a half", accuracy)
	}
}
