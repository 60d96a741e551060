package report

import (
	"cmp"
	"fmt"
	"math"

	"tradeoff/diversity"
	"tradeoff/diversity/display"
	"tradeoff/diversity/figure"
)

// Figure shows the differences against the number of classes, one line for each budget, with their intervals. A click
// on a point shows the runs of both studies, with figure.Figure.WithRuns for the results of each what they recorded.
func (c Comparison) Figure() (figure.Figure, error) {
	o := figure.LineOptions{
		Title:   fmt.Sprintf("%s against %s", diversity.Printable(c.Second), diversity.Printable(c.First)),
		Caption: c.caption(),
		X:       figure.LineAxis{Name: "number of classes K", Log: true},
		Y:       figure.LineAxis{Name: scoreWord(c.Score) + " of the second less that of the first, points"},
		Marks:   []figure.Mark{figure.AtY(0, "as good")},
	}
	for i, name := range []string{cmp.Or(c.First, "the first"), cmp.Or(c.Second, "the second")} {
		o.Runs = append(o.Runs, figure.Group{Name: name, Points: c.runs[i]})
	}
	return figure.Line(c.lines(), o)
}

// lines are the differences of each budget.
func (c Comparison) lines() (lines []figure.LineSeries) {
	for i, d := range c.Differences {
		if i == 0 || d.Size.Total() != c.Differences[i-1].Size.Total() {
			lines = append(lines, figure.LineSeries{Name: fmt.Sprintf("N = %d", d.Size.Total())})
		}
		line := &lines[len(lines)-1]
		low, high := d.Error.Value, d.Error.Value // without an interval: none is drawn
		if interval := d.Error.Interval; interval.Known() {
			low, high = interval.Low, interval.High
		}
		line.X, line.Y = append(line.X, float64(d.Size.Classes)), append(line.Y, inPoints(d.Error.Value))
		line.Sizes = append(line.Sizes, d.Size)
		line.Low, line.High = append(line.Low, inPoints(low)), append(line.High, inPoints(high))
	}
	return lines
}

// inPoints is a difference of shares in points; what is left of equal shares by arithmetic is 0.
func inPoints(difference float64) float64 {
	const rounding = 1e-12
	if math.Abs(difference) < rounding {
		return 0
	}
	return 100 * difference
}

func (c Comparison) caption() string {
	return fmt.Sprintf("By how many points the %s of %s is above that of %s, with 95%% intervals over repeats, %s. %s",
		scoreWord(c.Score), diversity.Printable(c.Second), diversity.Printable(c.First), c.pairedWords(),
		diversity.Printable(c.Verdict.Sentence))
}

// pairedWords says what the intervals rest on.
func (c Comparison) pairedWords() string {
	if c.Paired {
		return "in pairs of runs that share their seeds"
	}
	return "from runs that share no seeds"
}

// String is the sentence.
func (c Comparison) String() string { return c.Verdict.Sentence }

// Display is whether K* moves, by how much at each budget, and the differences size by size.
func (c Comparison) Display() display.Document {
	d := display.Document{Title: fmt.Sprintf("%s against %s", c.Second, c.First)}.Add(c.Verdict.Display().Parts...)
	d = d.Add(display.Text("Compared " + c.pairedWords() + "."))
	if len(c.Minima) > 0 {
		d = d.Add(display.TableOf("How the best number of classes and the lowest error move", c.Minima))
	}
	return d.Add(display.TableOf(scoreWord(c.Score)+" of the second less that of the first", c.Differences))
}

// Fields are the size and the difference there.
func (d Difference) Fields() []display.Field {
	return append([]display.Field{{Name: "N", Value: d.Size.Total()}}, append(diversity.SizeFields(d.Size),
		display.Field{Name: "repeats", Value: d.Repeats},
		display.Field{Name: d.Error.Interval.Label("difference, points"), Value: d.Error.Points()})...)
}
