package report

import (
	"cmp"
	"context"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"math"
	"slices"

	"tradeoff/diversity"
	"tradeoff/diversity/estimate"
	"tradeoff/diversity/internal/grouping"
	"tradeoff/diversity/theory"
)

// Calculator answers for any spend, within what it covers, from a table of errors that was drawn beforehand: in Go by
// [Calculator.At], and in a page by JavaScript that computes the same numbers without a kernel. It is made by
// [NewCalculator].
//
// The table holds some hundred curves that the data leave open ([theory.Average.ErrorSamples]), each at places of a
// grid: lines of equal total N, evenly spread in ln N, and places on each line, evenly spread in ln K from the fewest
// classes measured to the fewest images per class measured. Between places the error is interpolated by cubics
// (Catmull and Rom 1974). The curves are every eighth of those that the answer of a report rests on, moved at each
// place to the mean of all, so that the expected error, and with it the size to choose, are as certain as there. Beyond
// the measured budgets each is moved along a whole line, so that at the line's best place they have the mean and the
// interval of [theory.Average.ErrorAt]: what sizes of one line lose against each other stays as it is.
//
// Sizes and prices are those of what the points count; [theory.Spend.InUnits] leads there from those of a table.
type Calculator struct {
	LeastClasses, LeastPerClass float64          // that were measured: of less nothing is known
	LowTotal, HighTotal         float64          // K n of the first and of the last line
	Lines, Places, Samples      int              // of the table
	Limits                      diversity.Limits // what the pool can supply
	Level                       float64          // of the intervals

	// Asked is the answer of the report itself, which [Calculator.At] repeats for the question that the report was asked:
	// it was computed from all curves at the very sizes. nil = none.
	Asked *Calculation

	// Cells are the errors, sample after sample, line after line, in steps of Step above Floor.
	Cells       []uint16
	Floor, Step float64
}

// The size of a table: about 110 kB.
const (
	tableLines   = 13
	tablePlaces  = 17
	tableSamples = 256
	curvesDrawn  = 2048 // all told
	beyond       = 16.0 // the last line is so many times the largest measured budget
)

// NewCalculator makes the table of a fitted average; the points are those that it was fitted to.
func NewCalculator(ctx context.Context, average *theory.Average, points []diversity.Measurement,
	limits diversity.Limits) (*Calculator, error) {
	if err := grouping.CheckPoints(points); err != nil {
		return nil, err
	}
	c := newTable(points, limits)
	var classes, perClass []float64
	for line := range c.Lines {
		lnN := c.lnTotal(line)
		for place := range c.Places {
			lnK := c.lnClasses(lnN, place)
			classes, perClass = append(classes, math.Exp(lnK)), append(perClass, math.Exp(lnN-lnK))
		}
	}
	all, err := average.ErrorSamples(classes, perClass, curvesDrawn)
	if err != nil {
		return nil, err
	}
	kept := thinned(all, c.Samples)
	if err := c.moveToLevel(average, kept, grouping.Budgets(points)); err != nil {
		return nil, err
	}
	c.store(kept)
	return c, ctx.Err()
}

// newTable says which places a table has.
func newTable(points []diversity.Measurement, limits diversity.Limits) *Calculator {
	c := &Calculator{LeastClasses: math.Inf(1), LeastPerClass: math.Inf(1), Lines: tableLines, Places: tablePlaces,
		Samples: tableSamples, Limits: limits, Level: estimate.DefaultLevel}
	for _, p := range points {
		c.LeastClasses = min(c.LeastClasses, float64(p.Size.Classes))
		c.LeastPerClass = min(c.LeastPerClass, float64(p.Size.PerClass))
	}
	budgets := grouping.Budgets(points)
	c.LowTotal = max(float64(budgets[0]), 2*c.LeastClasses*c.LeastPerClass)
	c.HighTotal = max(beyond*float64(budgets[len(budgets)-1]), 2*c.LowTotal)
	return c
}

// lnTotal is ln N of a line.
func (c *Calculator) lnTotal(line int) float64 {
	low, high := math.Log(c.LowTotal), math.Log(c.HighTotal)
	return low + (high-low)*float64(line)/float64(c.Lines-1)
}

// lnClasses is ln K of a place on a line.
func (c *Calculator) lnClasses(lnN float64, place int) float64 {
	return math.Log(c.LeastClasses) + c.width(lnN)*float64(place)/float64(c.Places-1)
}

// width is the length of a line in ln K.
func (c *Calculator) width(lnN float64) float64 {
	return lnN - math.Log(c.LeastPerClass) - math.Log(c.LeastClasses)
}

// thinned are some of many curves, evenly spread, moved at each place to the mean of all. No error becomes less than 0.
func thinned(all [][]float64, count int) (kept [][]float64) {
	for i := range count {
		kept = append(kept, slices.Clone(all[i*len(all)/count]))
	}
	whole, part := meanCurve(all), meanCurve(kept)
	for _, errors := range kept {
		for place := range errors {
			errors[place] = max(0, errors[place]+whole[place]-part[place])
		}
	}
	return kept
}

// meanCurve is the mean of curves, place by place.
func meanCurve(curves [][]float64) []float64 {
	sums := make([]float64, len(curves[0]))
	for _, errors := range curves {
		for place, e := range errors {
			sums[place] += e / float64(len(curves))
		}
	}
	return sums
}

// store rounds errors to the steps of the table, which are below a thousandth of a point.
func (c *Calculator) store(samples [][]float64) {
	c.Floor = math.Inf(1)
	highest := math.Inf(-1)
	for _, errors := range samples {
		c.Floor, highest = min(c.Floor, slices.Min(errors)), max(highest, slices.Max(errors))
	}
	c.Step = max(highest-c.Floor, 1e-9) / math.MaxUint16
	for _, errors := range samples {
		for _, e := range errors {
			c.Cells = append(c.Cells, uint16(math.Round((e-c.Floor)/c.Step)))
		}
	}
}

// MarshalJSON writes the table for a page: the cells as little-endian bytes in base 64.
func (c *Calculator) MarshalJSON() ([]byte, error) {
	cells := make([]byte, 0, 2*len(c.Cells))
	for _, cell := range c.Cells {
		cells = binary.LittleEndian.AppendUint16(cells, cell)
	}
	return json.Marshal(map[string]any{
		"asked":        newAskedJSON(c.Asked),
		"leastClasses": c.LeastClasses, "leastPerClass": c.LeastPerClass, "lowTotal": c.LowTotal, "highTotal": c.HighTotal,
		"lines": c.Lines, "places": c.Places, "samples": c.Samples, "mostClasses": c.Limits.Classes,
		"mostPerClass": c.Limits.PerClass, "level": c.Level, "floor": c.Floor, "step": c.Step,
		"cells": base64.StdEncoding.EncodeToString(cells),
	})
}

// UnmarshalJSON reads what [Calculator.MarshalJSON] writes.
func (c *Calculator) UnmarshalJSON(text []byte) error {
	var in struct {
		LeastClasses, LeastPerClass, LowTotal, HighTotal, Level, Floor, Step float64
		Lines, Places, Samples, MostClasses, MostPerClass                    int
		Cells                                                                []byte
		Asked                                                                *askedJSON
	}
	if err := json.Unmarshal(text, &in); err != nil {
		return fmt.Errorf("calculator: %w", err)
	}
	read := Calculator{LeastClasses: in.LeastClasses, LeastPerClass: in.LeastPerClass, LowTotal: in.LowTotal,
		HighTotal: in.HighTotal, Lines: in.Lines, Places: in.Places, Samples: in.Samples, Level: in.Level, Floor: in.Floor,
		Step: in.Step, Limits: diversity.Limits{Classes: in.MostClasses, PerClass: in.MostPerClass}}
	read.Asked = in.Asked.calculation(in.Level)
	for i := 0; i+1 < len(in.Cells); i += 2 {
		read.Cells = append(read.Cells, binary.LittleEndian.Uint16(in.Cells[i:]))
	}
	if err := read.validate(); err != nil {
		return err
	}
	*c = read
	return nil
}

// validate returns an error wrapping diversity.ErrInvalid that names the first field which no table has.
func (c *Calculator) validate() error {
	const most = 1 << 10
	for name, count := range map[string]int{"Lines": c.Lines, "Places": c.Places, "Samples": c.Samples} {
		if count < 2 || count > most {
			return diversity.Invalid("Calculator."+name, count, fmt.Sprintf("2..%d", most))
		}
	}
	if want := c.Lines * c.Places * c.Samples; len(c.Cells) != want {
		return diversity.Invalid("len(Calculator.Cells)", len(c.Cells), fmt.Sprint(want))
	}
	for name, value := range map[string]float64{"LeastClasses": c.LeastClasses, "LeastPerClass": c.LeastPerClass,
		"LowTotal": c.LowTotal, "HighTotal": c.HighTotal} {
		if !(value >= 1) || math.IsInf(value, 1) {
			return diversity.Invalid("Calculator."+name, value, "a finite number of at least 1")
		}
	}
	switch {
	case !(c.HighTotal > c.LowTotal && c.LowTotal > c.LeastClasses*c.LeastPerClass):
		return diversity.Invalid("Calculator.HighTotal", c.HighTotal,
			"above LowTotal, and that above LeastClasses times LeastPerClass")
	case !(c.Level > 0 && c.Level < 1):
		return diversity.Invalid("Calculator.Level", c.Level, "within (0, 1)")
	case math.IsNaN(c.Floor) || math.IsInf(c.Floor, 0) || !(c.Step > 0) || math.IsInf(c.Step, 0):
		return diversity.Invalid("Calculator.Step", c.Step, "a finite number above 0, above a finite Floor")
	}
	return cmp.Or(c.Limits.Validate(), c.Asked.validate())
}
