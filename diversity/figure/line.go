package figure

import (
	"fmt"
	"slices"

	"tradeoff/diversity"
	"tradeoff/diversity/figure/internal/behind"
	"tradeoff/diversity/figure/internal/linechart"
	"tradeoff/diversity/figure/internal/perbudget"
)

// LineSeries is one line or one set of points of [Line].
type LineSeries struct {
	Name string    // in the legend; no two series have the same
	X, Y []float64 // the points, in the order in which they are joined
	// the ends of an interval of Y at each point, drawn as a band, or as bars if Scatter is set; nil = none
	Low, High []float64
	Scatter   bool // points that are not joined
	Dashed    bool // for a line that was not measured, such as a law
	// of the points, where they are of measured sizes, the zero size where one is not: a click on a point shows the runs
	// of its size in LineOptions.Runs; nil = none is
	Sizes []diversity.Size
}

// LineAxis is an axis of [Line].
type LineAxis struct {
	Name      string  // with its unit
	Log       bool    // logarithmic: all values must be above 0
	Low, High float64 // its ends; both 0 = those of the data
}

// LineOptions says what [Line] shows beside its series. The zero value has linear axes without names, which a reader
// needs.
type LineOptions struct {
	Title   string
	Caption string // one or more sentences that stand alone
	X, Y    LineAxis
	Marks   []Mark
	// behind the points that have Sizes, at most 6; of several, as of two studies, a point has the runs of each
	Runs []Group
}

// Mark is a labelled line across [Line], or a labelled point on it.
type Mark struct{ mark linechart.Mark }

// AtX marks a value of x by a vertical line.
func AtX(x float64, label string) Mark { return Mark{linechart.AtX(x, label)} }

// AtY marks a value of y by a horizontal line. Its label stands on no curve, as long as there is room beside the line.
func AtY(y float64, label string) Mark { return Mark{linechart.AtY(y, label)} }

// AtPoint marks a point by a diamond.
func AtPoint(x, y float64, label string) Mark { return Mark{linechart.AtPoint(x, y, label)} }

// Line shows any quantities against one another: lines with bands, points, and marks, on linear or logarithmic axes. It
// is the chart of lessons, where no figure of this package fits. A band is an area between its ends wherever they are,
// also below zero and on logarithmic axes.
//
// A point that is not finite, as of training that diverged, leaves a gap, and the caption says how many there are.
//
// The error wraps [ErrEmpty] without series or finite points, and diversity.ErrInvalid, naming the place, for a number
// that is not above 0 on a logarithmic axis, an end of an axis or a mark that is not finite, lengths that differ, an
// interval whose low end is above the high one, a name that is missing or occurs twice, more than 12 series, or sizes
// without runs.
func Line(lines []LineSeries, o LineOptions) (Figure, error) {
	settings := linechart.Options{Title: o.Title, Caption: o.Caption, X: linechart.Axis(o.X), Y: linechart.Axis(o.Y)}
	for _, m := range o.Marks {
		settings.Marks = append(settings.Marks, m.mark)
	}
	var all []linechart.Series
	for _, s := range lines {
		all = append(all, linechart.Series(s))
	}
	sizes, names, err := behindLines(lines, o.Runs)
	if err != nil {
		return Figure{}, fmt.Errorf("figure.Line: %w", err)
	}
	settings.Groups = names
	p, err := linechart.Lines(all, settings)
	p.Sizes = sizes
	return newFigure("Line", p, err)
}

// mostGroups is how many sets of runs one point may be of.
const mostGroups = 6

// behindLines are the sizes of the runs behind lines, with the names of their sets. A single set needs no name.
func behindLines(lines []LineSeries, runs []Group) (sizes []behind.Size, names []string, err error) {
	asked := slices.ContainsFunc(lines, func(s LineSeries) bool { return len(s.Sizes) > 0 })
	if asked != (len(runs) > 0) {
		return nil, nil, diversity.Invalid("len(LineOptions.Runs)", len(runs),
			"at least 1 if a series has Sizes, else 0")
	}
	if len(runs) > mostGroups {
		return nil, nil, diversity.Invalid("len(LineOptions.Runs)", len(runs), fmt.Sprintf("at most %d", mostGroups))
	}
	seen := map[string]bool{"": len(runs) > 1}
	for i, g := range runs {
		if seen[g.Name] {
			return nil, nil, diversity.Invalid(fmt.Sprintf("LineOptions.Runs[%d].Name", i), fmt.Sprintf("%q", g.Name),
				"a name that no other group has")
		}
		seen[g.Name] = true
		budgets, err := perbudget.Summarize(g.Points)
		if err != nil {
			return nil, nil, fmt.Errorf("LineOptions.Runs[%d]: %w", i, err)
		}
		sizes, names = append(sizes, perbudget.Behind(g.Name, budgets, g.Points)...), append(names, g.Name)
	}
	return sizes, names, nil
}
