package perbudget

import (
	"fmt"
	"slices"
	"strconv"

	"tradeoff/diversity"
	"tradeoff/diversity/estimate"
	"tradeoff/diversity/figure/internal/behind"
	"tradeoff/diversity/figure/internal/chart"
	"tradeoff/diversity/figure/internal/scale"
	"tradeoff/diversity/figure/internal/wording"
	"tradeoff/diversity/internal/aligned"
)

// Budget is the measured curve of one number of images.
type Budget struct {
	Total  int
	Sizes  []estimate.SizeSummary // by rising number of classes
	absent []diversity.Size       // measured, but without a finite error
}

// Score is of what the measurements are.
func (b Budget) Score() diversity.Score { return b.Sizes[0].Score }

// Score is that of all budgets.
func Score(budgets []Budget) diversity.Score { return budgets[0].Score() }

// Fitted are the measurements as they are fitted: those of an accuracy as errors.
func Fitted(points []diversity.Measurement) []diversity.Measurement {
	out := slices.Clone(points)
	for i, m := range out {
		out[i].Score = m.Score.Fitted()
	}
	return out
}

// Title begins with the score: "Error against the number of classes".
func Title(score diversity.Score, rest string) string { return wording.Capital(score.Label()) + rest }

// BestWord is what the best mean is: the lowest or the highest.
func BestWord(score diversity.Score) string {
	if score.Rises() {
		return "highest"
	}
	return "lowest"
}

func (b Budget) name() string { return "N = " + scale.Thousands(b.Total) }

// Best is the size with the lowest mean error.
func (b Budget) Best() estimate.SizeSummary {
	best := b.Sizes[0]
	for _, s := range b.Sizes {
		if s.Error.Value < best.Error.Value {
			best = s
		}
	}
	return best
}

// gapBetween reports whether a line between two neighbouring sizes would pass over a size without a finite error.
func (b Budget) gapBetween(before, after diversity.Size) bool {
	return slices.ContainsFunc(b.absent, func(size diversity.Size) bool {
		return size.Classes > before.Classes && size.Classes < after.Classes
	})
}

// Summarize summarises points by size and groups the sizes by rising budget. Points without a finite error are left
// out.
func Summarize(points []diversity.Measurement) ([]Budget, error) {
	if len(points) == 0 {
		return nil, fmt.Errorf("%w: no points, at least 1 measurement is needed", chart.ErrEmpty)
	}
	finitePoints, others := WithFiniteErrors(points)
	if len(finitePoints) == 0 {
		return nil, fmt.Errorf("%w: none of %s has a finite error", chart.ErrEmpty, wording.Count(others, "measurement"))
	}
	summaries, err := estimate.Summary(finitePoints)
	if err != nil {
		return nil, err
	}
	var budgets []Budget
	for i, s := range summaries {
		if total := s.Size.Total(); i == 0 || total != budgets[len(budgets)-1].Total {
			budgets = append(budgets, Budget{Total: total})
		}
		last := &budgets[len(budgets)-1]
		last.Sizes = append(last.Sizes, s)
	}
	for i := range budgets {
		budgets[i].absent = absentSizes(budgets[i], points)
	}
	return budgets, nil
}

// Behind is what measurements, of a named set of runs, say of the runs of each size.
func Behind(group string, budgets []Budget, points []diversity.Measurement) []behind.Size {
	var means []estimate.SizeSummary
	for _, b := range budgets {
		means = append(means, b.Sizes...)
	}
	return behind.Measured(group, means, points)
}

// absentSizes are the sizes of a budget that have points but no summary.
func absentSizes(b Budget, points []diversity.Measurement) []diversity.Size {
	var absent []diversity.Size
	for _, m := range points {
		measured := func(s estimate.SizeSummary) bool { return s.Size == m.Size }
		if m.Size.Total() == b.Total && !slices.ContainsFunc(b.Sizes, measured) && !slices.Contains(absent, m.Size) {
			absent = append(absent, m.Size)
		}
	}
	return absent
}

// budgetEntries are the budgets in the legend.
func budgetEntries(budgets []Budget) []chart.Entry {
	var entries []chart.Entry
	for i, b := range budgets {
		entries = append(entries, chart.Entry{Name: b.name(), Icon: "circle", Color: chart.SeriesColor(i)})
	}
	return entries
}

// Classes lists the numbers of classes of all sizes.
func Classes(budgets []Budget) []float64 {
	var classes []float64
	for _, b := range budgets {
		for _, s := range b.Sizes {
			classes = append(classes, float64(s.Size.Classes))
		}
	}
	return classes
}

// PerClass lists the numbers of images per class of all sizes.
func PerClass(budgets []Budget) []float64 {
	var counts []float64
	for _, b := range budgets {
		for _, s := range b.Sizes {
			counts = append(counts, float64(s.Size.PerClass))
		}
	}
	return counts
}

// Table is the text form of measured sizes.
func Table(budgets []Budget) string {
	rows := [][]string{{"N", "K", "n", Score(budgets).Label() + " %", "95% interval", "runs"}}
	for _, b := range budgets {
		best := b.Best().Size
		for _, s := range b.Sizes {
			mark := ""
			if s.Size == best {
				mark = " <- best"
			}
			rows = append(rows, []string{
				strconv.Itoa(b.Total), strconv.Itoa(s.Size.Classes), strconv.Itoa(s.Size.PerClass),
				wording.Percent(s.Shown().Value), wording.PercentInterval(s.Shown().Interval), strconv.Itoa(s.Runs) + mark,
			})
		}
	}
	return aligned.Rows(rows)
}

// WithFiniteErrors are the measurements whose error is a number, and how many others there are.
func WithFiniteErrors(points []diversity.Measurement) (kept []diversity.Measurement, others int) {
	for _, m := range points {
		if scale.Finite(m.Error) {
			kept = append(kept, m)
		}
	}
	return kept, len(points) - len(kept)
}

// LeftOut is leftOut for measurements.
func LeftOut(points []diversity.Measurement) string {
	_, others := WithFiniteErrors(points)
	return wording.LeftOut(others, "measurement", "error")
}

// Repeats reads "5 repeats" or "3 to 5 repeats".
func Repeats(budgets []Budget) string {
	var runs []float64
	for _, b := range budgets {
		for _, s := range b.Sizes {
			runs = append(runs, float64(s.Runs))
		}
	}
	fewest, most := int(slices.Min(runs)), int(slices.Max(runs))
	if fewest == most {
		return wording.Count(most, "repeat")
	}
	return fmt.Sprintf("%d to %s", fewest, wording.Count(most, "repeat"))
}
