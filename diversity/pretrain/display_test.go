package pretrain

import (
	"fmt"
	"testing"

	"tradeoff/diversity/display"
	"tradeoff/diversity/recipe"
)

// TestFieldsAreFew shows what is large by its numbers, and zero values without panic.
func TestFieldsAreFew(t *testing.T) {
	for _, c := range []struct {
		record display.Record
		want   string
	}{
		{&Network{}, "[{backbone <nil>} {features <nil>} {weights <nil>} {hash <nil>}]"},
		{&Trainer{}, "[{backbone <nil>} {images <nil>} {device <nil>}]"},
		{Tensor{Name: "layer1.weight", Shape: []int{16, 8}, Data: make([]float32, 128)},
			"[{tensor layer1.weight} {shape 16 x 8} {numbers 128}]"},
		{Outcome{Curve: []recipe.CurvePoint{{Loss: 0.51}}},
			"[{points of the curve 1} {loss at the end, nats 0.51} {problem <nil>}]"},
		{recipe.CurvePoint{Step: 3, Loss: 2, Accuracy: 0.25, Rate: 0.05},
			"[{update 3} {loss, nats 2} {accuracy % 25.0} {learning rate 0.05}]"},
		{Data{Images: make([]uint8, 8), Labels: make([]int32, 2), Height: 2, Width: 2, Channels: 1, Classes: 2},
			"[{images 2} {classes 2} {height x width x channels 2x2x1}]"},
		{Func{Name: "mine", Version: "2"}, "[{backbone func} {name mine} {version 2}]"},
		{Weight{Name: "w", Dims: []int{3, 4}}, "[{weight w} {dimensions [3 4]}]"},
	} {
		if got := fmt.Sprint(c.record.Fields()); got != c.want {
			t.Errorf("%T: %s, want %s", c.record, got, c.want)
		}
	}
}
