package figure

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/go-echarts/go-echarts/v2/opts"

	"tradeoff/diversity"
	"tradeoff/diversity/study"
)

// The quantities of [LearningOptions].
const (
	Updates  = "updates"  // of the network, from 1
	Epochs   = "epochs"   // passes over the pre-training set: updates * batch / N
	Loss     = "loss"     // training loss in nats
	Accuracy = "accuracy" // on the training images, in per cent
)

// LearningOptions says what [Learning] shows. The zero value shows the training loss of every size against updates.
type LearningOptions struct {
	X     string           // [Updates] or [Epochs]; "" means Updates
	Y     string           // [Loss] or [Accuracy]; "" means Loss
	Batch int              // images per update, for Epochs; 0 means 64, as in package recipe
	Sizes []diversity.Size // which to show, in this order, at most 12; none means all that were trained
}

const mostLearning = 12 // six colours, each solid and dashed

// Validate returns an error wrapping diversity.ErrInvalid that names the field, its value and what is allowed.
func (o LearningOptions) Validate() error {
	for _, axis := range []struct {
		field, value string
		allowed      []string
	}{{"LearningOptions.X", o.X, []string{Updates, Epochs}}, {"LearningOptions.Y", o.Y, []string{Loss, Accuracy}}} {
		if axis.value != "" && !slices.Contains(axis.allowed, axis.value) {
			return diversity.Invalid(axis.field, fmt.Sprintf("%q", axis.value), fmt.Sprintf("%q, or \"\" for %q", axis.allowed, axis.allowed[0]))
		}
	}
	if o.Batch < 0 {
		return diversity.Invalid("LearningOptions.Batch", o.Batch, "at least 1, or 0 for 64")
	}
	if len(o.Sizes) > mostLearning {
		return diversity.Invalid("len(LearningOptions.Sizes)", len(o.Sizes), fmt.Sprintf("at most %d: more lines cannot be told apart", mostLearning))
	}
	return nil
}

// Learning shows how pre-training went at several sizes: the mean over the repeats of the training loss, or of the accuracy on
// the training images, against updates or epochs. Sizes of different budgets end at different places unless their recipe
// says otherwise; the caption names sizes that have no run. The error wraps [ErrEmpty] if no run of the sizes has a curve, and diversity.ErrInvalid for bad options or
// for more sizes than can be told apart.
func Learning(results []study.Result, o LearningOptions) (Figure, error) {
	if err := o.Validate(); err != nil {
		return Figure{}, fmt.Errorf("figure.Learning: %w", err)
	}
	o.X, o.Y, o.Batch = cmp.Or(o.X, Updates), cmp.Or(o.Y, Loss), cmp.Or(o.Batch, 64)
	curves := meanCurves(results, o.Sizes)
	if len(curves) == 0 {
		return Figure{}, fmt.Errorf("figure.Learning: %w: no run of these sizes has a training curve", ErrEmpty)
	}
	if len(curves) > mostLearning {
		return Figure{}, fmt.Errorf("figure.Learning: %w", diversity.Invalid("sizes with a training curve", len(curves), fmt.Sprintf("at most %d: choose with LearningOptions.Sizes", mostLearning)))
	}
	c := learningChart{o, curves}
	return newFigure("Training "+o.Y+" during pre-training", c.caption(), c.table(), c.option())
}

// meanCurve is the mean curve of the repeats of a size.
type meanCurve struct {
	size   diversity.Size
	runs   int
	points []study.CurvePoint
}

// meanCurves averages by size, in the order of the sizes wanted, or of the budget and then of the classes.
func meanCurves(results []study.Result, wanted []diversity.Size) []meanCurve {
	bySize := map[diversity.Size][][]study.CurvePoint{}
	for _, r := range results {
		if len(r.Curve) > 0 && !r.Run.Control {
			bySize[r.Run.Size] = append(bySize[r.Run.Size], r.Curve)
		}
	}
	if len(wanted) == 0 {
		for size := range bySize {
			wanted = append(wanted, size)
		}
		slices.SortFunc(wanted, func(a, b diversity.Size) int {
			return cmp.Or(cmp.Compare(a.Total(), b.Total()), cmp.Compare(a.Classes, b.Classes))
		})
	}
	var curves []meanCurve
	for _, size := range wanted {
		if repeats := bySize[size]; len(repeats) > 0 {
			curves = append(curves, meanCurve{size, len(repeats), meanOf(repeats)})
		}
	}
	return curves
}

// meanOf averages curves point by point, as far as all go; the repeats of a size have their points at the same updates.
func meanOf(curves [][]study.CurvePoint) []study.CurvePoint {
	var mean []study.CurvePoint
	for i := range slices.MinFunc(curves, func(a, b []study.CurvePoint) int { return len(a) - len(b) }) {
		p := study.CurvePoint{Step: curves[0][i].Step}
		for _, c := range curves {
			p.Loss += c[i].Loss / float64(len(curves))
			p.Accuracy += c[i].Accuracy / float64(len(curves))
		}
		mean = append(mean, p)
	}
	return mean
}

// learningChart is what [Learning] draws.
type learningChart struct {
	options LearningOptions
	curves  []meanCurve
}

func (c learningChart) option() option {
	var entries []entry
	var all []series
	for i, curve := range c.curves {
		_, icon := stroke(i >= len(palette))
		entries = append(entries, entry{c.name(curve), icon, seriesColor(i)})
		all = append(all, c.line(i, curve))
	}
	x := newAxis("value", c.options.X)
	y := newAxis("value", c.quantity()).vertical(44)
	return option{
		Color: palette, Legend: legend(entries), Toolbox: tools(true), Tooltip: opts.Tooltip{Show: opts.Bool(true), Trigger: "axis"},
		Grid: standardGrid(entries, 28), XAxis: []axis{x}, YAxis: []axis{y}, Series: all,
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

func (c learningChart) line(i int, curve meanCurve) series {
	style, _ := stroke(i >= len(palette))
	s := series{
		Name: c.name(curve), Type: "line", Color: seriesColor(i), ShowSymbol: boolean(len(curve.points) == 1), Symbol: "circle", Z: 3,
		Line:       &opts.LineStyle{Width: 2, Type: style, Color: seriesColor(i)},
		Dimensions: []string{c.options.X, c.quantity()},
		Encode:     map[string]any{"x": 0, "y": 1},
	}
	for _, p := range curve.points {
		s.Data = append(s.Data, []any{c.place(curve, p), c.value(p)})
	}
	return s
}

func (c learningChart) place(curve meanCurve, p study.CurvePoint) float64 {
	if c.options.X == Epochs {
		return roundTo(float64(p.Step)*float64(c.options.Batch)/float64(curve.size.Total()), 5)
	}
	return float64(p.Step)
}

func (c learningChart) value(p study.CurvePoint) float64 {
	if c.options.Y == Accuracy {
		return percent(p.Accuracy)
	}
	return roundTo(p.Loss, 5)
}

func (c learningChart) caption() string {
	fewest, most := c.curves[0].runs, c.curves[0].runs
	for _, curve := range c.curves {
		fewest, most = min(fewest, curve.runs), max(most, curve.runs)
	}
	repeats := count(most, "repeat")
	if fewest != most {
		repeats = fmt.Sprintf("%d to %s", fewest, repeats)
	}
	what := map[string]string{Loss: "Training loss", Accuracy: "Accuracy on the training images"}[c.options.Y]
	return fmt.Sprintf("%s during pre-training at %s, against %s; each line is the mean over %s, each point the mean since the point before.%s",
		what, count(len(c.curves), "size"), c.options.X, repeats, c.absent())
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
	return " No run has the size " + strings.Join(names, ", ") + "."
}

// table has the last point of every curve.
func (c learningChart) table() string {
	rows := [][]string{{"N", "K", "n", "updates", "loss", "accuracy %", "runs"}}
	for _, curve := range c.curves {
		last := curve.points[len(curve.points)-1]
		rows = append(rows, strings.Fields(fmt.Sprint(curve.size.Total(), " ", curve.size.Classes, " ", curve.size.PerClass, " ", last.Step,
			fmt.Sprintf(" %.4f ", last.Loss), points(last.Accuracy), " ", curve.runs)))
	}
	return alignColumns(rows)
}
