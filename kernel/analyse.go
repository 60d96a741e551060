package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"tradeoff/diversity"
	"tradeoff/diversity/study"
	"tradeoff/diversity/theory"
)

func analyseCommand() command {
	return command{
		name: "analyse", args: "TABLE.csv [options]", summary: "what a table of K, n and error says of the trade-off, and of a larger budget",
		text: `
Reads errors that were measured anywhere: a CSV table with a header and the columns K (or classes), n (or per_class) and error (a share in 0..1),
and perhaps repeat, run, task and probe; one line for each run. Prints the best size of every budget, how it moves with the budget, what the data
say of each claim, how the laws compare, and, with --budget, the size to choose there. "-" reads standard input.`,
		run: runAnalyse,
	}
}

// analysis is what the flags ask for.
type analysis struct {
	task, probe string
	budget      int
	limits      diversity.Limits
	seed        uint64
}

func runAnalyse(ctx context.Context, std streams, c command, args []string) error {
	set := c.flags(std)
	var a analysis
	set.StringVar(&a.task, "task", "", "the task to look at (default: the mean over all tasks)")
	set.StringVar(&a.probe, "probe", "", "the probe to look at, where the table has several")
	set.IntVar(&a.budget, "budget", 0, "predict the best size for so many images")
	set.IntVar(&a.limits.Classes, "max-classes", 0, "the pool has no more classes than these; 0 = no limit")
	set.IntVar(&a.limits.PerClass, "max-per-class", 0, "no class of the pool has more images than these; 0 = no limit")
	set.Uint64Var(&a.seed, "seed", 1, "of the bootstraps and draws")
	files, err := parse(set, args)
	if err != nil {
		return err
	}
	if len(files) != 1 {
		return usageError("want one table, have %d", len(files))
	}
	points, err := readTable(std, files[0])
	if err != nil {
		return err
	}
	if points, err = a.choose(points); err != nil {
		return err
	}
	return a.report(ctx, std.out, points)
}

func readTable(std streams, file string) ([]diversity.Measurement, error) {
	if file == "-" {
		return theory.ReadCSV(std.in)
	}
	source, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer source.Close()
	points, err := theory.ReadCSV(source)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	return points, nil
}

// choose leaves the points of one probe and one task, or of the mean over all tasks.
func (a analysis) choose(points []diversity.Measurement) ([]diversity.Measurement, error) {
	points, err := only(points, "probe", a.probe, func(m diversity.Measurement) string { return m.Probe })
	if err != nil {
		return nil, err
	}
	points, err = only(points, "task", a.task, func(m diversity.Measurement) string { return m.Task })
	if err != nil {
		return nil, err
	}
	if a.task != "" {
		return points, nil
	}
	return theory.MeanOverTasks(points)
}

// only keeps the points that have a name, or all if the name is empty.
func only(points []diversity.Measurement, what, name string, of func(diversity.Measurement) string) ([]diversity.Measurement, error) {
	if name == "" {
		return points, nil
	}
	var kept []diversity.Measurement
	var names []string
	for _, m := range points {
		names = append(names, of(m))
		if of(m) == name {
			kept = append(kept, m)
		}
	}
	if len(kept) == 0 {
		slices.Sort(names)
		return nil, usageError("--%s %q is not in the table, which has %s", what, name, strings.Join(slices.Compact(names), ", "))
	}
	return kept, nil
}

// report prints the sections from what needs no model to what needs most.
func (a analysis) report(ctx context.Context, out io.Writer, points []diversity.Measurement) error {
	if err := a.reportMinima(out, points); err != nil {
		return err
	}
	verdicts, err := theory.Claims(points, theory.MinimaOptions{Seed: a.seed})
	if err != nil {
		return err
	}
	fmt.Fprintln(out, "\nThe claims")
	for _, v := range verdicts {
		fmt.Fprintf(out, "  %-10s  %s\n", v.Outcome, v.Sentence)
	}
	if err := a.reportLaws(ctx, out, points); err != nil {
		return err
	}
	if a.budget == 0 {
		return nil
	}
	p, err := theory.PredictContext(ctx, points, a.budget, theory.PredictOptions{Limits: a.limits, Seed: a.seed})
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "\nThe prediction\n  %s\n", strings.ReplaceAll(p.String(), "\n", "\n  "))
	return nil
}

func (a analysis) reportMinima(out io.Writer, points []diversity.Measurement) error {
	minima, err := theory.Minima(points, theory.MinimaOptions{Seed: a.seed})
	if err != nil {
		return err
	}
	table := study.Table{Header: []string{"N", "sizes", "best size", "error there, %", "K* [95%]", "interior by > 2 s.e."}}
	for _, m := range minima {
		table.Rows = append(table.Rows, []string{
			fmt.Sprint(m.Budget), fmt.Sprint(len(m.Sizes)), m.Best.Size.String(), fmt.Sprintf("%.1f", 100*m.Best.Mean), m.Classes.String(), yesNo(m.Interior),
		})
	}
	_, err = fmt.Fprintf(out, "The best size of every budget (%d runs)\n%v", len(points), table)
	return err
}

func yesNo(yes bool) string {
	if yes {
		return "yes"
	}
	return "no"
}

func (a analysis) reportLaws(ctx context.Context, out io.Writer, points []diversity.Measurement) error {
	scores, err := theory.CompareLawsContext(ctx, points, nil, theory.CompareOptions{Seed: a.seed})
	if err != nil {
		fmt.Fprintf(out, "\nThe laws: %v\n", err)
		return ctx.Err()
	}
	fmt.Fprintln(out, "\nThe laws, by what they miss of the largest budget when they are fitted to the others")
	for _, s := range scores {
		fmt.Fprintln(out, " ", s)
	}
	fmt.Fprintln(out, " ", theory.JudgeLaws(scores))
	return nil
}
