package figure

import (
	"fmt"
	"slices"
	"strconv"

	"tradeoff/diversity"
	"tradeoff/diversity/estimate"
)

// budget is the measured curve of one number of images.
type budget struct {
	total  int
	sizes  []estimate.SizeSummary // by rising number of classes
	absent []diversity.Size       // measured, but without a finite error
}

func (b budget) name() string { return "N = " + group(b.total) }

// best is the size with the lowest mean error.
func (b budget) best() estimate.SizeSummary {
	best := b.sizes[0]
	for _, s := range b.sizes {
		if s.Mean < best.Mean {
			best = s
		}
	}
	return best
}

// gapBetween reports whether a line between two neighbouring sizes would pass over a size without a finite error.
func (b budget) gapBetween(before, after diversity.Size) bool {
	return slices.ContainsFunc(b.absent, func(size diversity.Size) bool {
		return size.Classes > before.Classes && size.Classes < after.Classes
	})
}

// budgetsOf summarises points by size and groups the sizes by rising budget. Points without a finite error are left out.
func budgetsOf(points []diversity.Measurement) ([]budget, error) {
	if len(points) == 0 {
		return nil, fmt.Errorf("%w: no points, at least 1 measurement is needed", errEmpty)
	}
	finitePoints, others := withKnownErrors(points)
	if len(finitePoints) == 0 {
		return nil, fmt.Errorf("%w: none of %s has a finite error", errEmpty, count(others, "measurement"))
	}
	summaries, err := estimate.Summary(finitePoints)
	if err != nil {
		return nil, err
	}
	var budgets []budget
	for i, s := range summaries {
		if total := s.Size.Total(); i == 0 || total != budgets[len(budgets)-1].total {
			budgets = append(budgets, budget{total: total})
		}
		last := &budgets[len(budgets)-1]
		last.sizes = append(last.sizes, s)
	}
	for i := range budgets {
		budgets[i].absent = absentSizes(budgets[i], points)
	}
	return budgets, nil
}

// absentSizes are the sizes of a budget that have points but no summary.
func absentSizes(b budget, points []diversity.Measurement) []diversity.Size {
	var absent []diversity.Size
	for _, m := range points {
		measured := func(s estimate.SizeSummary) bool { return s.Size == m.Size }
		if m.Size.Total() == b.total && !slices.ContainsFunc(b.sizes, measured) && !slices.Contains(absent, m.Size) {
			absent = append(absent, m.Size)
		}
	}
	return absent
}

// budgetEntries are the budgets in the legend.
func budgetEntries(budgets []budget) []entry {
	var entries []entry
	for i, b := range budgets {
		entries = append(entries, entry{b.name(), "circle", seriesColor(i)})
	}
	return entries
}

// classesOf lists the numbers of classes of all sizes.
func classesOf(budgets []budget) []float64 {
	var classes []float64
	for _, b := range budgets {
		for _, s := range b.sizes {
			classes = append(classes, float64(s.Size.Classes))
		}
	}
	return classes
}

// perClassOf lists the numbers of images per class of all sizes.
func perClassOf(budgets []budget) []float64 {
	var counts []float64
	for _, b := range budgets {
		for _, s := range b.sizes {
			counts = append(counts, float64(s.Size.PerClass))
		}
	}
	return counts
}

// sizesTable is the text form of measured sizes.
func sizesTable(budgets []budget) string {
	rows := [][]string{{"N", "K", "n", "error %", "95% interval", "runs"}}
	for _, b := range budgets {
		best := b.best().Size
		for _, s := range b.sizes {
			mark := ""
			if s.Size == best {
				mark = " <- best"
			}
			rows = append(rows, []string{
				strconv.Itoa(b.total), strconv.Itoa(s.Size.Classes), strconv.Itoa(s.Size.PerClass),
				points(s.Mean), pointsInterval(s.Interval), strconv.Itoa(s.Runs) + mark,
			})
		}
	}
	return alignColumns(rows)
}

// withKnownErrors are the measurements whose error is a number, and how many others there are.
func withKnownErrors(points []diversity.Measurement) (kept []diversity.Measurement, others int) {
	for _, m := range points {
		if known(m.Error) {
			kept = append(kept, m)
		}
	}
	return kept, len(points) - len(kept)
}

// unknownErrors is leftOut for measurements.
func unknownErrors(points []diversity.Measurement) string {
	_, others := withKnownErrors(points)
	return leftOut(others, "measurement", "error")
}

// repeatsOf reads "5 repeats" or "3 to 5 repeats".
func repeatsOf(budgets []budget) string {
	var runs []float64
	for _, b := range budgets {
		for _, s := range b.sizes {
			runs = append(runs, float64(s.Runs))
		}
	}
	fewest, most := int(slices.Min(runs)), int(slices.Max(runs))
	if fewest == most {
		return count(most, "repeat")
	}
	return fmt.Sprintf("%d to %s", fewest, count(most, "repeat"))
}
