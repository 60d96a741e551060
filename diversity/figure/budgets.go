package figure

import (
	"fmt"
	"strconv"

	"tradeoff/diversity"
	"tradeoff/diversity/theory"
)

// budget is the measured curve of one number of images.
type budget struct {
	total int
	sizes []theory.SizeSummary // by rising number of classes
}

func (b budget) name() string { return "N = " + group(b.total) }

// best is the size with the lowest mean error.
func (b budget) best() theory.SizeSummary {
	best := b.sizes[0]
	for _, s := range b.sizes {
		if s.Mean < best.Mean {
			best = s
		}
	}
	return best
}

// budgetsOf summarises points by size and groups the sizes by rising budget.
func budgetsOf(points []diversity.Measurement) ([]budget, error) {
	if len(points) == 0 {
		return nil, fmt.Errorf("%w: no points, at least 1 measurement is needed", ErrEmpty)
	}
	summaries, err := theory.Summary(points)
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
	return budgets, nil
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
