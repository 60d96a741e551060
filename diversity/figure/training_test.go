package figure

import (
	"strings"
	"testing"

	"tradeoff/diversity/recipe"
)

func TestTrainingCurve(t *testing.T) {
	var curve []recipe.CurvePoint
	for i := 1; i <= 50; i++ {
		curve = append(curve, recipe.CurvePoint{Step: 4 * i, Loss: 3 / float64(i), Accuracy: float64(i) / 50, Rate: 0.05})
	}
	f, err := TrainingCurve(curve)
	must(t, err)
	p := parse(t, f)
	loss, rate := p.of("line", "training loss")[0], p.of("line", "learning rate")[0]
	if loss.YAxisIndex != 0 || rate.YAxisIndex != 1 || len(p.YAxis) != 2 || p.XAxis[0].Max != 200 {
		t.Errorf("axes: %d, %d, %+v", loss.YAxisIndex, rate.YAxisIndex, p.XAxis)
	}
	near(t, "loss", loss.numbers()[1][1], 1.5, 1e-9)
	near(t, "rate", rate.numbers()[1][1], 0.05, 1e-9)
	lines := strings.Split(strings.Split(f.Text(), "\n\n")[1], "\n")
	if len(lines) > 22 || !strings.HasPrefix(lines[len(lines)-1], "200 ") {
		t.Errorf("%d lines, the last %q", len(lines), lines[len(lines)-1])
	}
}
