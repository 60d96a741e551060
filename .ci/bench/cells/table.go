package cells

import (
	"fmt"
	"io"
	"slices"
	"text/tabwriter"

	"tradeoff/kernel/bench/sample"
)

// Print writes the report as text: medians with their range, and the medians of the rounds' ratios.
func (r Report) Print(out io.Writer) error {
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "seconds\tn\tplain gonb, median (range)\tours, median (range)\tours/plain\ttarget")
	for _, row := range r.Rows {
		if len(row.Ours) == 0 {
			continue
		}
		target := "-"
		if row.Target > 0 {
			target = fmt.Sprintf("%.2f", row.Target)
		}
		fmt.Fprintf(table, "%s\t%d\t%s\t%s\t%.2f\t%s\n", row.Title, len(row.Ours), spread(row.Plain), spread(row.Ours),
			row.ratio(), target)
	}
	if err := table.Flush(); err != nil {
		return err
	}
	_, err := fmt.Fprintln(out, "\nThe figure has its static picture in our kernel only: plain gonb has nothing that draws one.")
	return err
}

func spread(seconds []float64) string {
	return fmt.Sprintf("%.3f (%.3f to %.3f)", sample.Median(seconds), slices.Min(seconds), slices.Max(seconds))
}

// ratio is the median of ours over plain, round by round.
func (r Row) ratio() float64 {
	ratios := make([]float64, len(r.Ours))
	for i, ours := range r.Ours {
		ratios[i] = ours / r.Plain[i]
	}
	return sample.Median(ratios)
}
