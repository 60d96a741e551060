package figure

import (
	"errors"
	"math"
	"strings"
	"testing"

	"tradeoff/diversity"
)

// wave crosses zero with its whole band on both sides of it.
func wave() LineSeries {
	s := LineSeries{Name: "wave"}
	for i := range 25 {
		x := float64(i) / 4
		s.X, s.Y = append(s.X, x), append(s.Y, math.Sin(x))
		s.Low, s.High = append(s.Low, math.Sin(x)-0.25), append(s.High, math.Sin(x)+0.5)
	}
	return s
}

// The outline of the band must be the high ends forwards and the low ends backwards, wherever zero is.
func TestBandIsRightBelowZero(t *testing.T) {
	s := wave()
	f, err := Line([]LineSeries{s}, LineOptions{})
	must(t, err)
	bands := 0
	for _, drawn := range parse(t, f).of("line", "wave") {
		if drawn.AreaStyle == nil {
			continue
		}
		bands++
		outline := drawn.numbers()
		if len(outline) != 2*len(s.X)+1 || outline[0][1] != outline[2*len(s.X)][1] || drawn.AreaStyle.Origin != "start" {
			t.Fatalf("%d points of the outline, filled to %v", len(outline), drawn.AreaStyle.Origin)
		}
		for i := range s.X {
			there, back := outline[i], outline[len(outline)-2-i]
			near(t, "x there", there[0], s.X[i], 1e-4)
			near(t, "x back", back[0], s.X[i], 1e-4)
			near(t, "high", there[1], s.High[i], 1e-4)
			near(t, "low", back[1], s.Low[i], 1e-4)
		}
	}
	if bands != 1 {
		t.Errorf("%d bands", bands)
	}
}

func TestLineAxes(t *testing.T) {
	s := LineSeries{Name: "law", X: []float64{1, 1000}, Y: []float64{0.5, 0.002}, Low: []float64{0.4, 0.001},
		High: []float64{0.6, 0.003}}
	f, err := Line([]LineSeries{s}, LineOptions{X: LineAxis{Name: "N (log scale)", Log: true},
		Y: LineAxis{Name: "error (log scale)", Log: true}, Marks: []Mark{AtX(5000, "far")}})
	must(t, err)
	p := parse(t, f)
	checkLogAxis(t, p.XAxis[0])
	checkLogAxis(t, p.YAxis[0])
	if p.XAxis[0].Max < 5000 || p.YAxis[0].Min > 0.001 || p.YAxis[0].Max < 0.6 {
		t.Errorf("the axes must hold marks and bands: %+v, %+v", p.XAxis[0], p.YAxis[0])
	}
	f, err = Line([]LineSeries{wave()}, LineOptions{Y: LineAxis{Low: -2, High: 3}})
	must(t, err)
	p = parse(t, f)
	if p.YAxis[0].Min != -2 || p.YAxis[0].Max != 3 || p.XAxis[0].Min > 0 || p.XAxis[0].Max < 6 {
		t.Errorf("ends of the axes: %+v, %+v", p.XAxis[0], p.YAxis[0])
	}
}

func TestLineScatterHasBars(t *testing.T) {
	s := wave()
	s.Scatter = true
	f, err := Line([]LineSeries{s}, LineOptions{})
	must(t, err)
	p := parse(t, f)
	if len(p.of("scatter", "wave")) != 1 || len(p.of("line", "wave")) != 1 ||
		len(p.of("line", "wave")[0].Data) != 3*len(s.X) {
		t.Errorf("want points with bars of two ends and a gap each, got %+v", p.Series)
	}
}

func TestLineRejects(t *testing.T) {
	change := func(edit func(*LineSeries)) []LineSeries {
		s := wave()
		edit(&s)
		return []LineSeries{s}
	}
	logarithmic := LineOptions{Y: LineAxis{Log: true}}
	for name, c := range map[string]struct {
		lines []LineSeries
		o     LineOptions
		want  string
	}{
		"log": {change(func(s *LineSeries) { s.Y[0] = 0 }), logarithmic, "lines[0].Y[0]"},
		"log band": {[]LineSeries{{X: []float64{1}, Y: []float64{1}, Low: []float64{-1}, High: []float64{2}}},
			logarithmic, "lines[0].Low[0]"},
		"length":      {change(func(s *LineSeries) { s.Y = s.Y[1:] }), LineOptions{}, "len(lines[0].Y)"},
		"one end":     {change(func(s *LineSeries) { s.High = nil }), LineOptions{}, "len(lines[0].High)"},
		"upside down": {change(func(s *LineSeries) { s.Low[1] = 9 }), LineOptions{}, "lines[0].Low[1]"},
		"same name":   {append(change(func(*LineSeries) {}), wave()), LineOptions{}, "lines[1].Name"},
		"no name":     {append(change(func(s *LineSeries) { s.Name = "" }), wave()), LineOptions{}, "lines[0].Name"},
		"too many":    {make([]LineSeries, 13), LineOptions{}, "len(lines)"},
		"mark": {change(func(*LineSeries) {}), LineOptions{Marks: []Mark{AtX(math.NaN(), "?")}},
			"LineOptions.Marks[0]"},
		"infinite mark": {change(func(*LineSeries) {}), LineOptions{Marks: []Mark{AtY(math.Inf(-1), "?")}},
			"LineOptions.Marks[0], y"},
		"ends":     {change(func(*LineSeries) {}), LineOptions{X: LineAxis{Low: 2, High: 1}}, "LineOptions.X.Low"},
		"log ends": {change(func(*LineSeries) {}), LineOptions{X: LineAxis{High: 1, Log: true}}, ".X"},
	} {
		if _, err := Line(c.lines, c.o); !errors.Is(err, diversity.ErrInvalid) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %s named", name, err, c.want)
		}
	}
	for _, lines := range [][]LineSeries{nil, {{Name: "none"}},
		{{X: []float64{1, 2}, Y: []float64{math.NaN(), math.Inf(1)}}}} {
		if _, err := Line(lines, LineOptions{}); !errors.Is(err, ErrEmpty) {
			t.Errorf("%v: %v", lines, err)
		}
	}
}

func FuzzLine(f *testing.F) {
	f.Add(1.0, 2.0, 0.5, true, false)
	f.Add(-1.0, 1e300, 0.0, false, true)
	f.Add(1e-300, 1e300, 1e308, true, true)
	f.Fuzz(func(t *testing.T, x, y, spread float64, logX, logY bool) {
		s := LineSeries{X: []float64{x, x + spread}, Y: []float64{y, y}, Low: []float64{y - spread, y},
			High: []float64{y + spread, y}}
		figure, err := Line([]LineSeries{s},
			LineOptions{X: LineAxis{Log: logX}, Y: LineAxis{Log: logY}, Marks: []Mark{AtX(x, "x"), AtY(y, "y")}})
		if err != nil {
			if !errors.Is(err, diversity.ErrInvalid) && !errors.Is(err, ErrEmpty) {
				t.Fatal(err)
			}
			return
		}
		p := parse(t, figure)
		if !(p.XAxis[0].Min < p.XAxis[0].Max && p.YAxis[0].Min < p.YAxis[0].Max) {
			t.Errorf("empty axes: %+v %+v", p.XAxis, p.YAxis)
		}
	})
}
