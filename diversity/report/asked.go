package report

import (
	"math"

	"tradeoff/diversity"
	"tradeoff/diversity/estimate"
	"tradeoff/diversity/theory"
)

// askedJSON is the answer of a report in the JSON of a calculator; a number that is infinite is null.
type askedJSON struct {
	Total     float64        `json:"total"`
	PerClass  float64        `json:"perClass"`
	PerSample float64        `json:"perSample"`
	Cost      float64        `json:"cost"`
	Regret    float64        `json:"regret"`
	Size      diversity.Size `json:"size"`
	Error     [3]*float64    `json:"error"` // value and interval
	Classes   [3]*float64    `json:"classes"`
}

func newAskedJSON(c *Calculation) *askedJSON {
	if c == nil || !c.Classes.Interval.Known() || !c.Error.Interval.Known() {
		return nil
	}
	return &askedJSON{Total: c.Spend.Total, PerClass: c.Spend.PerClass, PerSample: c.Spend.PerSample, Cost: c.Cost,
		Regret: c.Regret, Size: c.Size, Error: threeNumbers(c.Error), Classes: threeNumbers(c.Classes)}
}

func threeNumbers(e estimate.Estimate) (numbers [3]*float64) {
	for i, x := range []float64{e.Value, e.Interval.Low, e.Interval.High} {
		if !math.IsInf(x, 0) && !math.IsNaN(x) {
			numbers[i] = &x
		}
	}
	return numbers
}

// calculation is what was written.
func (a *askedJSON) calculation(level float64) *Calculation {
	if a == nil {
		return nil
	}
	read := func(numbers [3]*float64) estimate.Estimate {
		x := [3]float64{math.Inf(1), math.Inf(1), math.Inf(1)}
		for i, number := range numbers {
			if number != nil {
				x[i] = *number
			}
		}
		return estimate.Estimate{Value: x[0], Interval: estimate.Interval{Low: x[1], High: x[2], Level: level}}
	}
	return &Calculation{Spend: theory.Spend{Total: a.Total, PerClass: a.PerClass, PerSample: a.PerSample}, Cost: a.Cost,
		Regret: a.Regret, Size: a.Size, Error: read(a.Error), Classes: read(a.Classes)}
}

// validate returns an error wrapping diversity.ErrInvalid that names what no answer has.
func (a *Calculation) validate() error {
	if a == nil {
		return nil
	}
	if err := a.Spend.Validate(); err != nil {
		return err
	}
	if a.Cost > a.Spend.Total*(1+1e-9) {
		return diversity.Invalid("Calculator.Asked.Cost", a.Cost, "at most what there is to spend")
	}
	return a.Size.Validate()
}

// repeat takes over what a report answers to the same question.
func (a *Calculation) repeat(asked *Calculation) {
	if asked == nil || asked.Spend != a.Spend {
		return
	}
	a.Size, a.Cost, a.Error, a.Regret, a.Classes = asked.Size, asked.Cost, asked.Error, asked.Regret, asked.Classes
}
