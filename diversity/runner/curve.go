package runner

import (
	"strconv"

	"tradeoff/diversity/recipe"
)

// curveDigits is how many digits of a curve are stored: it is there to be looked at, and is most of a run's file.
const curveDigits = 5

func curveOf(points []recipe.CurvePoint) recipe.Curve {
	var curve recipe.Curve
	for _, p := range points {
		curve = append(curve, recipe.CurvePoint{
			Step: p.Step, Loss: shortened(p.Loss), Accuracy: shortened(p.Accuracy), Rate: shortened(p.Rate),
		})
	}
	return curve
}

// shortened rounds to the decimal number of curveDigits digits.
func shortened(value float64) float64 {
	out, err := strconv.ParseFloat(strconv.FormatFloat(value, 'g', curveDigits, 64), 64)
	if err != nil {
		return value
	}
	return out
}
