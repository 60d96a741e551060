package figure

import (
	"encoding/json"
	"math"
	"strings"
	"testing"

	"tradeoff/diversity"
	"tradeoff/diversity/laws"
	"tradeoff/diversity/theory"
	"tradeoff/diversity/worlds"
)

// world is a tied law whose best ratio is 4: x* = (A/B)^(1/a) = 2^2.
var world = worlds.Planted{E: 0.1, A: 0.8, B: 0.4, Alpha: 0.5, Noise: 0.01}

// measured are three budgets of seven sizes with four repeats.
func measured(t testing.TB) []diversity.Measurement {
	t.Helper()
	var sizes []diversity.Size
	for _, total := range []int{512, 1024, 2048} {
		spread, err := diversity.Spread(total, diversity.Limits{PerClass: 256}, 7)
		must(t, err)
		sizes = append(sizes, spread...)
	}
	points, err := world.Measure(sizes, 4, 1)
	must(t, err)
	return points
}

func fitted(t testing.TB, points []diversity.Measurement, law laws.Law) *theory.LawFit {
	t.Helper()
	fit, err := theory.Fit(points, law, theory.FitOptions{BootstrapSamples: 40})
	must(t, err)
	return fit
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// parsed is an option as a reader of the JSON sees it.
type parsed struct {
	Title  struct{ Text string }
	Figure struct {
		Width, Height int
		Caption       string
	}
	Legend struct{ Data []struct{ Name string } }
	XAxis  []parsedAxis
	YAxis  []parsedAxis
	Series []parsedSeries
	Visual struct {
		SeriesIndex []int
		Pieces      []struct {
			Low   float64 `json:"gte"`
			Below float64 `json:"lt"`
			High  float64 `json:"lte"`
			Label string
			Color string
		}
	} `json:"visualMap"`
	Media []struct {
		Query  struct{ MaxWidth int }
		Option map[string]any
	}
}

// scale is the range of the colour scale; its bands must follow on one another.
func (p parsed) scale(t *testing.T) (low, high float64) {
	t.Helper()
	pieces := p.Visual.Pieces
	for i, piece := range pieces {
		if i > 0 && piece.Low != pieces[i-1].Below {
			t.Errorf("band %q begins at %v, the one before ends at %v", piece.Label, piece.Low, pieces[i-1].Below)
		}
	}
	return pieces[0].Low, pieces[len(pieces)-1].High
}

type parsedAxis struct {
	Type, Name string
	Min, Max   float64
	Interval   float64
	Data       []string
	AxisLabel  struct{ CustomValues []float64 }
	AxisTick   struct{ CustomValues []float64 }
}

type parsedSeries struct {
	Name, Type string
	YAxisIndex int
	Color      string
	Data       []any
	LineStyle  struct{ Type string }
	AreaStyle  *struct{ Origin any }
	SymbolSize any
}

func parse(t *testing.T, f Figure) parsed {
	t.Helper()
	option, err := f.Option()
	must(t, err)
	if strings.Contains(string(option), "function") || strings.Contains(string(option), "__f__") {
		t.Error("the option holds JavaScript")
	}
	var p parsed
	must(t, json.Unmarshal(option, &p))
	return p
}

// of lists the series of a type with a name.
func (p parsed) of(kind, name string) []parsedSeries {
	var found []parsedSeries
	for _, s := range p.Series {
		if s.Type == kind && s.Name == name {
			found = append(found, s)
		}
	}
	return found
}

// numbers are the points of a series: of each its leading numbers, and nil for a gap.
func (s parsedSeries) numbers() [][]float64 {
	var points [][]float64
	for _, item := range s.Data {
		if object, ok := item.(map[string]any); ok {
			item = object["value"]
		}
		var point []float64
		for _, value := range item.([]any) {
			number, ok := value.(float64)
			if !ok {
				break
			}
			point = append(point, number)
		}
		points = append(points, point)
	}
	return points
}

func near(t *testing.T, what string, got, want, tolerance float64) {
	t.Helper()
	if !(math.Abs(got-want) <= tolerance) {
		t.Errorf("%s: got %v, want %v", what, got, want)
	}
}

// checkLogAxis demands ticks at powers of two, or at values 1-2-5 (or whole digits), within the axis, and labels at the
// ticks.
func checkLogAxis(t *testing.T, a parsedAxis) {
	t.Helper()
	ticks := a.AxisTick.CustomValues
	if a.Type != "log" || len(ticks) < 2 || len(ticks) != len(a.AxisLabel.CustomValues) ||
		!strings.Contains(a.Name, "log scale") {
		t.Errorf("axis %q: type %s, %d ticks", a.Name, a.Type, len(ticks))
	}
	for _, tick := range ticks {
		mantissa := tick / math.Pow10(int(math.Floor(math.Log10(tick)+1e-9)))
		fraction, _ := math.Frexp(tick)
		round := math.Abs(mantissa-math.Round(mantissa)) < 1e-9 || fraction == 0.5 // a power of two
		if !round || tick < a.Min || tick > a.Max {
			t.Errorf("axis %q from %v to %v: tick at %v", a.Name, a.Min, a.Max, tick)
		}
	}
}

// endsAtTick fails if the label of the end of an axis would stand beside that of the tick before, and over it.
func endsAtTick(t *testing.T, a parsedAxis) {
	t.Helper()
	steps := (a.Max - a.Min) / a.Interval
	if a.Interval <= 0 || math.Abs(steps-math.Round(steps)) > 1e-6 {
		t.Errorf("axis %q from %v to %v in steps of %v", a.Name, a.Min, a.Max, a.Interval)
	}
}
