package lesson

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"tradeoff/diversity"
	"tradeoff/diversity/estimate"
	"tradeoff/diversity/figure"
)

// Lowest says of the measured sizes of a budget which has the lowest mean error, and by how much the fewest and the
// most classes are worse. There must be two sizes, and two runs of each.
func Lowest(points []diversity.Measurement) (string, error) {
	sizes, err := estimate.Summary(points)
	if err != nil {
		return "", err
	}
	if len(sizes) < 2 {
		return "", fmt.Errorf("%w: %d sizes, want 2", diversity.ErrTooFew, len(sizes))
	}
	byClasses := func(a, b estimate.SizeSummary) int { return cmp.Compare(a.Size.Classes, b.Size.Classes) }
	slices.SortStableFunc(sizes, byClasses)
	best := slices.MinFunc(sizes, func(a, b estimate.SizeSummary) int { return cmp.Compare(a.Error.Value, b.Error.Value) })
	worse := func(s estimate.SizeSummary) string {
		return fmt.Sprintf("%.1f points (%d classes of %d)", 100*(s.Error.Value-best.Error.Value), s.Size.Classes, s.Size.PerClass)
	}
	return fmt.Sprintf("Of %d ways to spend %d images, **%d classes with %d images each** have the lowest mean error, "+
		"%.1f%% ± %.1f (s.e.). The fewest classes are worse by %s, the most by %s.", len(sizes), best.Size.Total(),
		best.Size.Classes, best.Size.PerClass, 100*best.Error.Value, 100*best.StdErr, worse(sizes[0]),
		worse(sizes[len(sizes)-1])), nil
}

// AlongClasses shows the error against the number of classes, one line for each number of images per class.
func AlongClasses(points []diversity.Measurement) (figure.Figure, error) {
	return along(points, direction{"More classes, at a fixed number of images of each", "classes K", "n", classesOf, perClassOf})
}

// AlongImages shows the error against the number of images per class, one line for each number of classes.
func AlongImages(points []diversity.Measurement) (figure.Figure, error) {
	return along(points, direction{"More images of each class, at a fixed number of classes", "images per class n", "K",
		perClassOf, classesOf})
}

// direction is a way through the sizes: what grows and what stays.
type direction struct {
	title, axis, letter string
	grows, stays        func(diversity.Size) int
}

func classesOf(s diversity.Size) int  { return s.Classes }
func perClassOf(s diversity.Size) int { return s.PerClass }

func along(points []diversity.Measurement, d direction) (figure.Figure, error) {
	sizes, err := estimate.Summary(points)
	if err != nil {
		return figure.Figure{}, err
	}
	var lines []figure.LineSeries
	var falls []string
	for _, group := range d.groups(sizes) {
		name := fmt.Sprintf("%s = %d", d.letter, d.stays(group[0].Size))
		lines = append(lines, d.series(name, group))
		first, last := group[0], group[len(group)-1]
		falls = append(falls, fmt.Sprintf("%s: from %.0f%% to %.1f%%", name, 100*first.Error.Value, 100*last.Error.Value))
	}
	return figure.Line(lines, figure.LineOptions{
		Title: d.title, X: figure.LineAxis{Name: d.axis, Log: true}, Y: figure.LineAxis{Name: "error, %", Log: true},
		Caption: "Mean errors with 95% intervals, both axes logarithmic; the budget grows along each line. " +
			strings.Join(falls, "; ") + ".",
	})
}

// groups are the sizes by what stays, each by what grows.
func (d direction) groups(sizes []estimate.SizeSummary) (groups [][]estimate.SizeSummary) {
	sizes = slices.Clone(sizes)
	slices.SortFunc(sizes, func(a, b estimate.SizeSummary) int {
		return cmp.Or(cmp.Compare(d.stays(a.Size), d.stays(b.Size)), cmp.Compare(d.grows(a.Size), d.grows(b.Size)))
	})
	for i, s := range sizes {
		if i == 0 || d.stays(sizes[i-1].Size) != d.stays(s.Size) {
			groups = append(groups, nil)
		}
		groups[len(groups)-1] = append(groups[len(groups)-1], s)
	}
	return groups
}

// series is a measured line in per cent. An interval of few runs may reach down to 0, for which a logarithmic axis has
// no place: it is drawn to a tenth of the mean at most. Runs that are all the same have no interval.
func (d direction) series(name string, group []estimate.SizeSummary) figure.LineSeries {
	line := figure.LineSeries{Name: name}
	for _, s := range group {
		line = with(line, float64(d.grows(s.Size)), 100*s.Error.Value)
		low, high := s.Error.Value, s.Error.Value
		if s.StdErr > 0 {
			low, high = max(s.Error.Interval.Low, s.Error.Value/10), s.Error.Interval.High
		}
		line.Low, line.High = append(line.Low, 100*low), append(line.High, 100*high)
	}
	return line
}
