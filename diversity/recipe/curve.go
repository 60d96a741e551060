package recipe

import (
	"encoding/json"
	"fmt"
)

// CurvePoint is one point of a training curve: means over the updates since the point before.
type CurvePoint struct {
	Step     int     `json:"step"`     // updates done
	Loss     float64 `json:"loss"`     // training loss (with label smoothing, if any), in nats
	Accuracy float64 `json:"accuracy"` // share of training images classified rightly, in [0, 1]
	Rate     float64 `json:"rate"`     // learning rate of the last of these updates
}

// Curve is a training curve, by rising step. As JSON it is one list for each quantity.
type Curve []CurvePoint

type curveJSON struct {
	Step     []int     `json:"step"`
	Loss     []float64 `json:"loss"`
	Accuracy []float64 `json:"accuracy"`
	Rate     []float64 `json:"rate"`
}

// MarshalJSON writes {"step":[...],"loss":[...],"accuracy":[...],"rate":[...]}.
func (c Curve) MarshalJSON() ([]byte, error) {
	var out curveJSON
	for _, point := range c {
		out.Step = append(out.Step, point.Step)
		out.Loss = append(out.Loss, point.Loss)
		out.Accuracy = append(out.Accuracy, point.Accuracy)
		out.Rate = append(out.Rate, point.Rate)
	}
	return json.Marshal(out)
}

// UnmarshalJSON reads what MarshalJSON wrote; the lists must be equally long.
func (c *Curve) UnmarshalJSON(text []byte) error {
	var in curveJSON
	if err := json.Unmarshal(text, &in); err != nil {
		return err
	}
	if count := len(in.Step); len(in.Loss) != count || len(in.Accuracy) != count || len(in.Rate) != count {
		return fmt.Errorf("curve: lists of %d steps, %d losses, %d accuracies and %d rates, want as many of each",
			count, len(in.Loss), len(in.Accuracy), len(in.Rate))
	}
	points := make(Curve, len(in.Step))
	for i, step := range in.Step {
		points[i] = CurvePoint{step, in.Loss[i], in.Accuracy[i], in.Rate[i]}
	}
	*c = points
	return nil
}
