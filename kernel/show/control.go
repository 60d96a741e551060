package show

import (
	"fmt"
	"math"
	"slices"
	"strconv"

	"tradeoff/diversity"
	"tradeoff/kernel/internal/cell/protocol"
)

// Control is what a reader can move in [Interact]: a [Range] or a [Choice].
type Control interface {
	// Validate returns an error wrapping diversity.ErrInvalid that names the field, its value and what is allowed.
	Validate() error

	panel() protocol.Control
	number(at int) float64
}

// Range is a slider over the numbers Min, Min+Step, ... up to Max; with Log over Min, Min*Step, ..., which suits a
// budget.
type Range struct {
	Name     string
	Min, Max float64 // of the numbers; with Log above 0
	Step     float64 // between neighbours, above 0; with Log their ratio, above 1; 0 means 100 steps from Min to Max
	Start    float64 // the number nearest to it is set at first; 0 means Min if 0 is not in the range
	Log      bool
}

// Choice is a list of words to pick from.
type Choice struct {
	Name    string
	Options []string // at least 2, no two the same
	Start   string   // set at first; "" means the first option
}

const (
	defaultSteps = 100
	mostSteps    = 1000 // more cannot be told apart by hand
)

// Validate returns an error wrapping diversity.ErrInvalid that names the field, its value and what is allowed.
func (r Range) Validate() error {
	if r.Name == "" {
		return diversity.Invalid("Range.Name", `""`, "a name")
	}
	for field, value := range map[string]float64{"Min": r.Min, "Max": r.Max, "Step": r.Step, "Start": r.Start} {
		if math.IsNaN(value) || math.IsInf(value, 0) {
			return r.invalid(field, value, "a finite number")
		}
	}
	switch {
	case r.Log && r.Min <= 0:
		return r.invalid("Min", r.Min, "above 0, as the range is logarithmic")
	case r.Max <= r.Min:
		return r.invalid("Max", r.Max, fmt.Sprintf("above Min, which is %v", r.Min))
	case r.Log && r.Step != 0 && r.Step <= 1:
		return r.invalid("Step", r.Step, "a ratio above 1, as the range is logarithmic, or 0")
	case r.Step < 0:
		return r.invalid("Step", r.Step, "above 0, or 0")
	case r.steps() < 1 || r.steps() > mostSteps:
		return r.invalid("Step", r.Step, fmt.Sprintf("1..%d steps from Min to Max", mostSteps))
	case r.Start != 0 && (r.Start < r.Min || r.Start > r.Max):
		return r.invalid("Start", r.Start, fmt.Sprintf("%v..%v, or 0", r.Min, r.Max))
	}
	return nil
}

func (r Range) invalid(field string, value any, allowed string) error {
	return diversity.Invalid(fmt.Sprintf("Range.%s of %q", field, r.Name), value, allowed)
}

// steps counts them from Min to Max; a rest that is no whole step is left out, but for what rounding took away.
func (r Range) steps() float64 {
	const slack = 1e-9
	switch {
	case r.Step == 0:
		return defaultSteps
	case r.Log:
		return math.Floor(math.Log(r.Max/r.Min)/math.Log(r.Step) + slack)
	}
	return math.Floor((r.Max-r.Min)/r.Step + slack)
}

// significant digits of the numbers: they are what is shown, and no rest of rounding stays.
const significant = 6

func (r Range) number(at int) float64 {
	x, i := r.Min, float64(at)
	switch {
	case r.Log && r.Step == 0:
		x *= math.Pow(r.Max/r.Min, i/defaultSteps)
	case r.Log:
		x *= math.Pow(r.Step, i)
	case r.Step == 0:
		x += (r.Max - r.Min) * i / defaultSteps
	default:
		x += r.Step * i
	}
	return rounded(x)
}

// rounded keeps whole numbers and else the significant digits.
func rounded(x float64) float64 {
	if x == math.Trunc(x) {
		return x
	}
	short, _ := strconv.ParseFloat(strconv.FormatFloat(x, 'g', significant, 64), 64) // a number that was just written
	return short
}

func (r Range) panel() protocol.Control {
	c := protocol.Control{Name: r.Name, Kind: protocol.Slider}
	for at := range int(r.steps()) + 1 {
		c.Labels = append(c.Labels, strconv.FormatFloat(r.number(at), 'f', -1, 64))
		if r.distance(at) < r.distance(c.At) {
			c.At = at
		}
	}
	return c
}

// distance of a position from the start.
func (r Range) distance(at int) float64 {
	start := max(r.Start, r.Min)
	if r.Start == 0 && r.Max < 0 {
		start = r.Min
	}
	if r.Log {
		return math.Abs(math.Log(r.number(at) / start))
	}
	return math.Abs(r.number(at) - start)
}

// Validate returns an error wrapping diversity.ErrInvalid that names the field, its value and what is allowed.
func (c Choice) Validate() error {
	if c.Name == "" {
		return diversity.Invalid("Choice.Name", `""`, "a name")
	}
	field := fmt.Sprintf("Choice.Options of %q", c.Name)
	if len(c.Options) < 2 {
		return diversity.Invalid(field, c.Options, "at least 2")
	}
	for i, option := range c.Options {
		if option == "" || slices.Contains(c.Options[:i], option) {
			return diversity.Invalid(field, fmt.Sprintf("%q", option), "words that occur once")
		}
	}
	if c.Start != "" && !slices.Contains(c.Options, c.Start) {
		return diversity.Invalid(fmt.Sprintf("Choice.Start of %q", c.Name), fmt.Sprintf("%q", c.Start),
			fmt.Sprintf("one of %q", c.Options))
	}
	return nil
}

func (c Choice) panel() protocol.Control {
	return protocol.Control{Name: c.Name, Kind: protocol.List, Labels: c.Options,
		At: max(0, slices.Index(c.Options, c.Start))}
}

func (Choice) number(at int) float64 { return float64(at) }
