package studies

import (
	"fmt"
	"io"
	"math"
	"slices"
	"strings"
	"text/tabwriter"

	"tradeoff/diversity/theory"
	"tradeoff/kernel/bench/sample"
)

// Print writes the report as text: medians over the rounds, ratios as medians of the rounds' ratios.
func (r Report) Print(out io.Writer) error {
	fmt.Fprintf(out, "\nSetting %s: %s\n%d runs, %d images seen in training; draws, store, compilation and probes included\n",
		r.Setting, r.Title, r.Runs, r.Samples)
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(table, "\tsamples/CPU-s\truns/min\truns/CPU-min\tcompile s\tprobes, % of CPU\tpeak MiB\tours/this, CPU\trange\t")
	for _, name := range r.names() {
		rounds := r.of(name)
		of := func(value func(Measurement) float64) float64 { return sample.Median(apply(rounds, value)) }
		ratios := r.ratios(name)
		fmt.Fprintf(table, "%s\t%.0f\t%.1f\t%.1f\t%.1f\t%.0f\t%.0f\t%.2f\t%.2f..%.2f\t\n", name,
			of(func(m Measurement) float64 { return float64(r.Samples) / m.CPU }),
			of(func(m Measurement) float64 { return 60 * float64(r.Runs) / m.Wall }),
			of(func(m Measurement) float64 { return 60 * float64(r.Runs) / m.CPU }),
			of(func(m Measurement) float64 { return m.Compile }),
			of(func(m Measurement) float64 { return 100 * m.Probe / (m.Train + m.Probe) }),
			of(func(m Measurement) float64 { return float64(m.Peak) / (1 << 20) }),
			sample.Median(ratios), slices.Min(ratios), slices.Max(ratios))
	}
	if err := table.Flush(); err != nil {
		return err
	}
	return r.printErrors(out)
}

// printErrors compares the downstream errors, which must agree for the times to be comparable.
func (r Report) printErrors(out io.Writer) error {
	for _, name := range r.names() {
		first := r.of(name)[0]
		var parts []string
		for _, task := range sortedKeys(first.Errors) {
			mean, se := meanError(first.Errors[task])
			text := fmt.Sprintf("%s %.1f ± %.1f %%", task, 100*mean, 100*se)
			if name != r.Rounds[0].Framework {
				text += fmt.Sprintf(", ours %v", theory.Unpaired(r.Rounds[0].Errors[task], first.Errors[task]))
			}
			parts = append(parts, text)
		}
		fmt.Fprintf(out, "error of %s: %s\n", name, strings.Join(parts, "; "))
	}
	for _, note := range r.Absent {
		fmt.Fprintf(out, "not compared: %s\n", note)
	}
	_, err := fmt.Fprintln(out)
	return err
}

// names are the frameworks measured, in their order.
func (r Report) names() (names []string) {
	for _, m := range r.Rounds {
		if !slices.Contains(names, m.Framework) {
			names = append(names, m.Framework)
		}
	}
	return names
}

func (r Report) of(name string) (list []Measurement) {
	for _, m := range r.Rounds {
		if m.Framework == name {
			list = append(list, m)
		}
	}
	return list
}

// ratios are the CPU times of a framework over ours, round by round.
func (r Report) ratios(name string) (ratios []float64) {
	own := r.of(r.Rounds[0].Framework)
	for i, m := range r.of(name) {
		ratios = append(ratios, m.CPU/own[i].CPU)
	}
	return ratios
}

func apply(list []Measurement, value func(Measurement) float64) (values []float64) {
	for _, m := range list {
		values = append(values, value(m))
	}
	return values
}

// meanError is a mean over the repeats and its standard error.
func meanError(values []float64) (mean, standardError float64) {
	count := float64(len(values))
	for _, v := range values {
		mean += v / count
	}
	for _, v := range values {
		standardError += (v - mean) * (v - mean) / (count - 1) / count
	}
	return mean, math.Sqrt(standardError)
}

func sortedKeys(m map[string][]float64) (keys []string) {
	for key := range m {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return keys
}
