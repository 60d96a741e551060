package training

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/go-echarts/go-echarts/v2/opts"

	"tradeoff/diversity"
	"tradeoff/diversity/estimate"
	"tradeoff/diversity/figure/internal/chart"
	"tradeoff/diversity/figure/internal/linechart"
	"tradeoff/diversity/figure/internal/scale"
	"tradeoff/diversity/figure/internal/wording"
	"tradeoff/diversity/internal/aligned"
	"tradeoff/diversity/study"
)

// The quantities of a learning curve.
const (
	Updates  = "updates"
	Epochs   = "epochs"
	Loss     = "loss"
	Accuracy = "accuracy"
)

// LearningOptions say what is shown.
type LearningOptions struct {
	X     string           // updatesName or epochsName
	Y     string           // lossQuantity or rightQuantity
	Batch int              // images per update
	Sizes []diversity.Size // in this order; none means all that were trained
}

// Learning show how pre-training went at several sizes: means over the repeats with their intervals.
func Learning(results []study.Result, o LearningOptions) (chart.Parts, error) {
	curves := meanCurves(results, o.Sizes)
	if len(curves) == 0 {
		return chart.Parts{}, fmt.Errorf("%w: no run of these sizes has a training curve", chart.ErrEmpty)
	}
	if !anyKnown(curves, o.Y) {
		return chart.Parts{}, fmt.Errorf("%w: no run of these sizes has a finite %s", chart.ErrEmpty, o.Y)
	}
	if len(curves) > chart.MostLines {
		allowed := fmt.Sprintf("at most %d: choose with LearningOptions.Sizes", chart.MostLines)
		return chart.Parts{}, diversity.Invalid("sizes with a training curve", len(curves), allowed)
	}
	c := learningChart{o, curves, divergedRuns(results, o.Sizes)}
	return chart.Parts{Title: "Training " + o.Y + " during pre-training", Caption: c.caption(), Table: c.table(),
		Option: c.option()}, nil
}

// learningChart are the curves with what is chosen of them.
type learningChart struct {
	options  LearningOptions
	curves   []meanCurve
	diverged int // runs
}

func (c learningChart) option() chart.Option {
	var entries []chart.Entry
	var all []chart.Series
	for i, curve := range c.curves {
		_, icon := chart.Stroke(i >= len(chart.Palette()))
		entries = append(entries, chart.Entry{Name: c.name(curve), Icon: icon, Color: chart.SeriesColor(i)})
		if curve.runs > 1 {
			all = append(all, c.interval(i, curve))
		}
		all = append(all, c.line(i, curve))
	}
	return chart.Option{
		Color: chart.Palette(), Legend: chart.Legend(entries), Toolbox: chart.Tools(true),
		Tooltip: chart.Tooltip{Show: true, Trigger: "axis", Confine: true},
		Grid:    chart.StandardGrid(entries, 28), XAxis: []chart.Axis{c.progress()}, YAxis: []chart.Axis{c.axis()},
		Series: all,
	}
}

func (c learningChart) name(curve meanCurve) string { return curve.size.String() }

// quantity is the name of the y axis.
func (c learningChart) quantity() string {
	if c.options.Y == Accuracy {
		return "accuracy on the training images (%)"
	}
	return "training loss (nats)"
}

// highest is what the quantity cannot exceed. It cannot be below 0.
func (c learningChart) highest() float64 {
	if c.options.Y == Accuracy {
		return 100
	}
	return math.Inf(1)
}

// progress is the x axis. Updates are whole numbers.
func (c learningChart) progress() chart.Axis {
	x := chart.NewAxis("value", c.options.X).Pointing()
	if c.options.X == Updates {
		x.Pointer.Label.Precision = new(int)
	}
	return x
}

// axis ends where the quantity does: Student's t knows nothing of such limits, and the intervals of few repeats pass
// them.
func (c learningChart) axis() chart.Axis {
	y := chart.NewAxis("value", c.quantity()).Vertical(44)
	below, above := c.beyond()
	if below {
		y.Min = 0.0
	}
	if above {
		y.Max = c.highest()
	}
	return y
}

// beyond reports whether an interval passes the limits of the quantity.
func (c learningChart) beyond() (below, above bool) {
	for _, curve := range c.curves {
		for _, p := range curve.points {
			interval := c.of(p).Interval // NaN is neither
			below, above = below || interval.Low < 0, above || interval.High > c.highest()
		}
	}
	return below, above
}

func (c learningChart) line(i int, curve meanCurve) chart.Series {
	style, _ := chart.Stroke(i >= len(chart.Palette()))
	s := chart.Series{
		Name: c.name(curve), Type: "line", Color: chart.SeriesColor(i), ShowSymbol: chart.Bool(len(curve.points) == 1),
		Symbol: "circle", Z: 3,
		Line:       &opts.LineStyle{Width: 2, Type: style, Color: chart.SeriesColor(i)},
		Dimensions: []string{c.options.X, c.quantity()},
		Encode:     map[string]any{"x": 0, "y": 1},
	}
	if curve.runs > 1 {
		s.Dimensions = append(s.Dimensions, "mean and interval")
		s.Encode["tooltip"] = 2
	}
	for _, p := range curve.points {
		row := []any{c.x(curve, p), chart.OrGap(c.of(p).Value)}
		if curve.runs > 1 {
			row = append(row, inOneRow(c.of(p)))
		}
		s.Data = append(s.Data, row)
	}
	return s
}

// inOneRow keeps tooltips short that show the estimates of many lines at a place.
func inOneRow(e estimate.Estimate) string {
	if !scale.Finite(e.Value) {
		return "no finite value"
	}
	if !chart.Bounded(e.Interval) {
		return wording.Short(e.Value)
	}
	return fmt.Sprintf("%s (%s to %s)", wording.Short(e.Value), wording.Short(e.Interval.Low),
		wording.Short(e.Interval.High))
}

// interval is the band of a curve, or the bar of a single point.
func (c learningChart) interval(i int, curve meanCurve) chart.Series {
	band := linechart.Series{Name: c.name(curve)}
	for _, p := range curve.points {
		interval := c.of(p).Interval
		if !interval.Known() {
			interval.Low, interval.High = math.NaN(), math.NaN()
		}
		band.X, band.Low, band.High = append(band.X, c.x(curve, p)), append(band.Low, interval.Low),
			append(band.High, interval.High)
	}
	if len(curve.points) == 1 {
		return chart.VerticalBars(band.Name, chart.SeriesColor(i), band.Bars())
	}
	return band.Band(chart.SeriesColor(i))
}

func (c learningChart) x(curve meanCurve, p meanPoint) float64 {
	if c.options.X == Epochs {
		return scale.RoundTo(float64(p.step)*float64(c.options.Batch)/float64(curve.size.Total()), 5)
	}
	return float64(p.step)
}

// of is the quantity shown, in its unit.
func (c learningChart) of(p meanPoint) estimate.Estimate {
	e, factor := p.loss, 1.0
	if c.options.Y == Accuracy {
		e, factor = p.accuracy, 100
	}
	shown := func(value float64) float64 { return scale.RoundTo(factor*value, 5) }
	return estimate.Estimate{Value: shown(e.Value),
		Interval: estimate.Interval{Low: shown(e.Interval.Low), High: shown(e.Interval.High), Level: e.Interval.Level}}
}

func (c learningChart) caption() string {
	fewest, most := c.runs()
	repeats := wording.Count(most, "repeat")
	if fewest != most {
		repeats = fmt.Sprintf("%d to %s", fewest, repeats)
	}
	what := map[string]string{Loss: "Training loss", Accuracy: "Accuracy on the training images"}[c.options.Y]
	text := fmt.Sprintf("%s during pre-training at %s, against %s; each line is the mean over %s, each point the mean since the point before.",
		what, wording.Count(len(c.curves), "size"), c.options.X, repeats)
	return wording.Sentences(text, c.aboutIntervals(), c.absent(), c.aboutDiverged())
}

// aboutDiverged is the sentence about what became of runs that diverged.
func (c learningChart) aboutDiverged() string {
	if c.diverged == 0 {
		return ""
	}
	return fmt.Sprintf("%s diverged: where its loss or accuracy is not finite it is left out of the mean.",
		wording.Count(c.diverged, "run"))
}

// runs are the fewest and the most repeats of a size.
func (c learningChart) runs() (fewest, most int) {
	fewest = c.curves[0].runs
	for _, curve := range c.curves {
		fewest, most = min(fewest, curve.runs), max(most, curve.runs)
	}
	return fewest, most
}

// aboutIntervals is the sentence about what the bands are, and where there are none.
func (c learningChart) aboutIntervals() string {
	fewest, most := c.runs()
	if most == 1 {
		return "Without a second repeat no interval is known."
	}
	text := "Bands: the 95% interval of the mean by Student's t over the repeats"
	below, above := c.beyond()
	switch {
	case below && above:
		text += ", cut at 0 and 100%"
	case below:
		text += ", cut at 0"
	case above:
		text += ", cut at 100%"
	}
	if fewest == 1 {
		text += "; a size with a single one has none"
	}
	return text + "."
}

// absent names the sizes that were asked for and have no run.
func (c learningChart) absent() string {
	var names []string
	for _, size := range c.options.Sizes {
		if !slices.ContainsFunc(c.curves, func(curve meanCurve) bool { return curve.size == size }) {
			names = append(names, size.String())
		}
	}
	if len(names) == 0 {
		return ""
	}
	return "No run has the size " + strings.Join(names, ", ") + "."
}

// table has the last point of every curve.
func (c learningChart) table() string {
	rows := [][]string{{"N", "K", "n", "updates", "loss", "95% interval", "accuracy %", "95% interval", "runs"}}
	for _, curve := range c.curves {
		last := curve.points[len(curve.points)-1]
		rows = append(rows, []string{
			fmt.Sprint(curve.size.Total()), fmt.Sprint(curve.size.Classes), fmt.Sprint(curve.size.PerClass),
			fmt.Sprint(last.step),
			nats(last.loss.Value), natsInterval(last.loss.Interval), wording.Percent(last.accuracy.Value),
			wording.PercentInterval(last.accuracy.Interval), fmt.Sprint(curve.runs),
		})
	}
	return aligned.Rows(rows)
}

// nats writes a loss for a table.
func nats(loss float64) string { return fmt.Sprintf("%.4f", loss) }

// natsInterval writes the interval of a loss, or "-" if it is not known.
func natsInterval(i estimate.Interval) string {
	if !i.Known() {
		return "-"
	}
	return nats(i.Low) + " .. " + nats(i.High)
}
