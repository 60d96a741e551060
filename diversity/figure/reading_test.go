package figure

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/opts"

	"tradeoff/diversity"
	"tradeoff/diversity/figure/internal/optionjson"
	"tradeoff/diversity/laws"
	"tradeoff/diversity/theory"
	"tradeoff/diversity/theory/backtest"
)

// A slider gives its frames a new range, and keeps the kind of their ticks.
func TestASliderKeepsPowersOfTwo(t *testing.T) {
	f, err := Curves(powersOfTwo(), CurvesOptions{})
	must(t, err)
	axis := optionjson.WithRange(optionjson.Components(f.option["xAxis"])[0], 2, 300, 740)
	if got := axis["axisTick"].(map[string]any)["customValues"].([]float64); !slices.Equal(got,
		[]float64{2, 4, 8, 16, 32, 64, 128, 256}) {
		t.Errorf("ticks %v", got)
	}
}

// powersOfTwo is one budget with its lowest mean at K = 32.
func powersOfTwo() []diversity.Measurement {
	var points []diversity.Measurement
	for k := 4; k <= 256; k *= 2 {
		for repeat, noise := range []float64{-0.01, 0, 0.01} {
			e := 0.3 + 0.02*math.Abs(math.Log2(float64(k)/32))
			points = append(points, diversity.Measurement{Size: diversity.Size{Classes: k, PerClass: 1024 / k},
				Run: fmt.Sprint(k, repeat), Repeat: repeat, Error: e + noise})
		}
	}
	return points
}

func TestRingsAreNamedByTheirClasses(t *testing.T) {
	f, err := Curves(powersOfTwo(), CurvesOptions{})
	must(t, err)
	ring := parse(t, f).of("scatter", "N = 1,024")[0].Data[0].(map[string]any)
	label := ring["label"].(map[string]any)
	if ring["name"] != "K=32" || label["show"] != true || label["formatter"] != "{b}" || ring["value"].([]any)[0] != 32.0 {
		t.Errorf("got %v", ring)
	}
}

func TestPowersAreRaisedInLegendsAndTitles(t *testing.T) {
	f, err := Line([]LineSeries{{Name: "K^-a", X: []float64{1, 2}, Y: []float64{1, 2}}}, LineOptions{Title: "A K^-a"})
	must(t, err)
	p := parse(t, f)
	if p.Legend.Data[0].Name != "K⁻ᵃ" || p.Series[0].Name != "K⁻ᵃ" || p.Title.Text != "A K⁻ᵃ" {
		t.Errorf("legend %v, series %s, title %s", p.Legend, p.Series[0].Name, p.Title.Text)
	}
}

func TestTooltipsNameThePlace(t *testing.T) {
	line, err := Line([]LineSeries{wave()}, LineOptions{X: LineAxis{Name: "number of classes K (log scale)"}})
	must(t, err)
	learned, err := Learning(learningResults(), LearningOptions{})
	must(t, err)
	for f, want := range map[*Figure]string{&line: "number of classes K: {value}", &learned: "updates: {value}"} {
		x := optionjson.Components(f.option["xAxis"])[0]["axisPointer"].(map[string]any)["label"].(map[string]any)
		if x["formatter"] != want {
			t.Errorf("%s: %v", f, x)
		}
	}
}

func TestSamplesFollowTheWidth(t *testing.T) {
	p := smallPool(t, 1)
	f, err := Samples(p, drawOf(t, p), SamplesOptions{})
	must(t, err)
	var option struct {
		Figure struct{ Shape float64 }
		Series []struct{ SymbolSize []string }
	}
	encoded, err := f.Option()
	must(t, err)
	must(t, json.Unmarshal(encoded, &option))
	if !slices.Equal(option.Series[0].SymbolSize, []string{"100%", "100%"}) {
		t.Errorf("images of %v", option.Series[0].SymbolSize)
	}
	near(t, "height lost for each pixel of width", option.Figure.Shape, 3*(37+4)/(4*(56+4.)), 0.01)
}

func TestLegendsOfNarrowPicturesHaveRoom(t *testing.T) {
	f, err := Line([]LineSeries{named("a rather long name of a series"), named("another rather long name"),
		named("and a third one of them")}, LineOptions{})
	must(t, err)
	top := optionjson.Components(f.option["grid"])[0]["top"].(float64)
	media := parse(t, f).Media
	if len(media) < 2 || media[len(media)-1].Query.MaxWidth != 0 {
		t.Fatalf("media %+v", media)
	}
	before := DefaultWidth
	for _, m := range media[:len(media)-1] {
		moved := m.Option["grid"].(map[string]any)["top"].(float64)
		if m.Query.MaxWidth >= before || moved <= top {
			t.Errorf("at %d pixels the axes begin at %v, before at %v", m.Query.MaxWidth, moved, top)
		}
		before, top = m.Query.MaxWidth, moved
	}
}

func named(name string) LineSeries {
	s := wave()
	s.Name = name
	return s
}

func TestWidenedAxesCoverBoth(t *testing.T) {
	of := func(factor float64, o LineOptions) Figure {
		s := wave()
		for i := range s.Y {
			s.Y[i] *= factor
		}
		f, err := Line([]LineSeries{s}, o)
		must(t, err)
		return f
	}
	small, large := of(1, LineOptions{}), of(50, LineOptions{})
	y := func(f Figure) [2]float64 { a := parse(t, f).YAxis[0]; return [2]float64{a.Min, a.Max} }
	if got := small.Widened(large); y(got) != y(large) || y(small) == y(large) {
		t.Errorf("axis %v, want %v", y(got), y(large))
	}
	if got := large.Widened(small); y(got) != y(large) {
		t.Errorf("axis %v, want %v", y(got), y(large))
	}
	chosen := of(1, LineOptions{Y: LineAxis{Low: -2, High: 2}})
	if got := chosen.Widened(large); y(got) != [2]float64{-2, 2} {
		t.Errorf("chosen ends became %v", y(got))
	}
	if got := small.Widened(Figure{}); y(got) != y(small) {
		t.Errorf("beside nothing: %v", y(got))
	}
}

func TestContourGreysOneAreaAndSaysSo(t *testing.T) {
	points := measured(t)
	f, err := Contour(points, ContourOptions{Fit: fitted(t, points, laws.Tied{})})
	must(t, err)
	veiled := 0
	for _, s := range parse(t, f).Series {
		if s.Color == "#a6a6a6" && s.AreaStyle != nil {
			veiled++
		}
	}
	if veiled != 1 || !strings.Contains(f.Caption, "Greyed:") {
		t.Errorf("%d veils, caption %s", veiled, f.Caption)
	}
}

func TestFromChartHasTheHouseStyle(t *testing.T) {
	bar := charts.NewBar()
	bar.SetGlobalOptions(charts.WithYAxisOpts(opts.YAxis{Name: "alphabets", NameLocation: "end"}))
	bar.SetXAxis([]string{"a", "b"}).AddSeries("one", []opts.BarData{{Value: 3}, {Value: 5}}).AddSeries("two",
		[]opts.BarData{{Value: 1}, {Value: 2}})
	f, err := FromChart(bar, "")
	must(t, err)
	x, y := optionjson.Components(f.option["xAxis"])[0], optionjson.Components(f.option["yAxis"])[0]
	if f.option["color"].([]any)[0] != "#0072B2" || x["type"] != "category" || x["nameLocation"] != "middle" ||
		y["type"] != "value" {
		t.Errorf("colours %v, axes %v %v", f.option["color"], x, y)
	}
	if y["nameLocation"] != "end" || y["name"] != "alphabets" {
		t.Errorf("what its maker chose became %v", y)
	}
	own := charts.NewBar()
	own.SetGlobalOptions(charts.WithColorsOpts(opts.Colors{"#123456"}))
	own.SetXAxis([]string{"a"}).AddSeries("one", []opts.BarData{{Value: 3}})
	f, err = FromChart(own, "")
	must(t, err)
	if got := f.option["color"].([]any); got[0] != "#123456" {
		t.Errorf("chosen colours became %v", got)
	}
}

// One name for a rule, in whatever figure or table it stands.
func TestRulesHaveOneName(t *testing.T) {
	points := measured(t)
	p, err := fitted(t, points, laws.Tied{}).BestAt(2048, theory.BestOptions{})
	must(t, err)
	table, err := backtest.Run(context.Background(), points, backtest.Options{Samples: 100})
	must(t, err)
	known := map[string]bool{}
	for _, row := range table.Rows {
		known[row.Name] = true
	}
	for _, b := range p.Baselines {
		if !known[b.Name] {
			t.Errorf("a prediction has the rule %q, a backtest does not", b.Name)
		}
	}
}
