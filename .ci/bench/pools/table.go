package pools

import (
	"fmt"
	"io"
	"slices"
	"text/tabwriter"

	"tradeoff/kernel/bench/sample"
)

// Print writes medians over the rounds as text; the ratio to ours is the median of the rounds' ratios of CPU time.
func Print(out io.Writer, readings []Reading) error {
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(
		table,
		"\timages\tCPU s\tlist and decode, images/CPU-s\tdraw, CPU s\twall s\tpeak MiB\tCPU, over ours\trange\t",
	)
	for _, name := range names(readings) {
		of := func(value func(Reading) float64) float64 {
			var values []float64
			for _, r := range rounds(readings, name) {
				values = append(values, value(r))
			}
			return sample.Median(values)
		}
		ratios := ratios(readings, name)
		fmt.Fprintf(
			table,
			"%s\t%d\t%.2f\t%.0f\t%.3f\t%.2f\t%.0f\t%.2f\t%.2f..%.2f\t\n",
			name,
			rounds(readings, name)[0].Images,
			of(func(r Reading) float64 { return r.CPU }),
			of(func(r Reading) float64 { return float64(r.Images) / (r.List + r.Load) }),
			of(func(r Reading) float64 { return r.Draw }),
			of(func(r Reading) float64 { return r.Wall }),
			of(func(r Reading) float64 { return float64(r.Peak) / (1 << 20) }),
			sample.Median(ratios),
			slices.Min(ratios),
			slices.Max(ratios),
		)
	}
	return table.Flush()
}

func names(readings []Reading) (list []string) {
	for _, r := range readings {
		if !slices.Contains(list, r.Program) {
			list = append(list, r.Program)
		}
	}
	return list
}

func rounds(readings []Reading, name string) (list []Reading) {
	for _, r := range readings {
		if r.Program == name {
			list = append(list, r)
		}
	}
	return list
}

// ratios are the CPU times of a program over those of ours at first, round by round.
func ratios(readings []Reading, name string) (list []float64) {
	own := rounds(readings, oursFirst)
	for i, r := range rounds(readings, name) {
		list = append(list, r.CPU/own[i].CPU)
	}
	return list
}
