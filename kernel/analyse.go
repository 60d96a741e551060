package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"

	"tradeoff/diversity"
	"tradeoff/diversity/estimate"
	"tradeoff/diversity/theory"
)

func analyseCommand() command {
	return command{
		name: "analyse", args: "TABLE.csv [options]",
		summary: "what a table of K, n and error says of the trade-off, and of a larger budget",
		text: `
Reads errors that were measured anywhere: a table with a header and the columns K (or classes), n (or per_class) and error (a share in 0..1),
or accuracy in its place, and perhaps N (the total, which may stand for K or n), repeat, run, task, probe and control; one line for each run. Fields may stand between
commas, semicolons or tabs, decimals behind points or commas; UTF-16 and gzip are read; "-" reads standard input. What is ambiguous is refused
with its line.

Says first, with --budget N, how many classes to label with how many images each, and what that is expected to lose; then what the data say of
each claim, the best size of every measured budget, and how the laws compare.

With --html FILE the same is written as one page for any browser, without a network: the answer (without --budget for four times the largest
measured budget), what would change it, the curves with the runs behind each point, and a calculator for other budgets and prices.`,
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
	html := set.String("html", "", "also write a page with a calculator to this file")
	set.Uint64Var(&a.seed, "seed", 1, "of the bootstraps and draws")
	files, err := parse(set, args)
	if err != nil {
		return err
	}
	if len(files) != 1 {
		return usageError("want one table, have %d", len(files))
	}
	table, err := readTable(std, files[0])
	if err != nil {
		return err
	}
	points, err := a.choose(table.Points)
	if err != nil {
		return err
	}
	found, err := a.find(ctx, points)
	if err != nil {
		return err
	}
	if err := found.savePage(ctx, *html, files[0], table); err != nil {
		return err
	}
	found.warnings = append(table.Warnings, found.warnings...)
	return found.write(std.out, len(table.Controls))
}

func readTable(std streams, file string) (estimate.Table, error) {
	if file == "-" {
		return estimate.ReadTable(std.in)
	}
	source, err := os.Open(file)
	if err != nil {
		return estimate.Table{}, err
	}
	defer source.Close()
	table, err := estimate.ReadTable(source)
	if err != nil {
		return estimate.Table{}, fmt.Errorf("%s: %w", file, err)
	}
	return table, nil
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
	if !slices.ContainsFunc(points, func(m diversity.Measurement) bool { return m.Task != points[0].Task }) {
		return points, nil
	}
	return estimate.MeanOverTasks(points)
}

// only keeps the points that have a name, or all if the name is empty.
func only(points []diversity.Measurement, what, name string,
	of func(diversity.Measurement) string) ([]diversity.Measurement, error) {
	if name == "" {
		return points, nil
	}
	var kept []diversity.Measurement
	var names []string
	for _, m := range points {
		names = append(names, safeName(of(m)))
		if of(m) == name {
			kept = append(kept, m)
		}
	}
	if len(kept) == 0 {
		slices.Sort(names)
		return nil, usageError("--%s %q is not in the table, which has %s", what, name,
			strings.Join(slices.Compact(names), ", "))
	}
	return kept, nil
}

// safeName is a name from a table for a terminal: quoted if it holds what would do something there.
func safeName(name string) string {
	if quoted := strconv.Quote(name); quoted != `"`+name+`"` || name == "" {
		return quoted
	}
	return name
}

// findings are what a table says.
type findings struct {
	analysis
	points     []diversity.Measurement
	minima     []theory.Minimum
	verdicts   []theory.Verdict
	scores     []theory.LawScore
	scoresErr  error // why there are none
	prediction *theory.Prediction
	predictErr error // why there is none, where one was asked for
	warnings   []string
}

// find asks theory all questions. It is an error where the answer to all would be that the table is too small, or
// where the flags are wrong.
func (a analysis) find(ctx context.Context, points []diversity.Measurement) (findings, error) {
	f := findings{analysis: a, points: points}
	if err := f.predict(ctx); err != nil {
		return f, err
	}
	curves := f.withoutLoneSizes()
	var err error
	if f.minima, err = theory.Minima(curves, theory.MinimaOptions{Seed: a.seed}); err != nil {
		return f, err
	}
	if f.verdicts, err = theory.Claims(curves, theory.MinimaOptions{Seed: a.seed}); err != nil {
		return f, err
	}
	f.scores, f.scoresErr = theory.CompareLaws(ctx, points, nil, theory.CompareOptions{Seed: a.seed})
	return f, ctx.Err()
}

// predict looks for the best size of the budget that was asked for.
func (f *findings) predict(ctx context.Context) error {
	if f.budget == 0 {
		return nil
	}
	p, err := theory.Predict(ctx, f.points, f.budget, theory.PredictOptions{Limits: f.limits, Seed: f.seed})
	if errors.Is(err, diversity.ErrTooFew) || errors.Is(err, theory.ErrNoVariation) ||
		errors.Is(err, theory.ErrNoOptimum) {
		f.predictErr = err
		return nil
	}
	f.prediction = &p
	return err
}

// withoutLoneSizes leaves out budgets of which one size was measured: they have no best one. It leaves all where
// there is no other.
func (f *findings) withoutLoneSizes() []diversity.Measurement {
	sizes := map[int]map[diversity.Size]bool{}
	for _, m := range f.points {
		if budget := m.Size.Total(); sizes[budget] == nil {
			sizes[budget] = map[diversity.Size]bool{}
		}
		sizes[m.Size.Total()][m.Size] = true
	}
	var lone []int
	for budget, of := range sizes {
		if len(of) == 1 {
			lone = append(lone, budget)
		}
	}
	if len(lone) == 0 || len(lone) == len(sizes) {
		return f.points
	}
	slices.Sort(lone)
	f.warnings = append(f.warnings,
		fmt.Sprintf("of N = %s one size was measured: it tells nothing of the best size and serves the laws only",
			listed(lone)))
	return slices.DeleteFunc(slices.Clone(f.points),
		func(m diversity.Measurement) bool { return len(sizes[m.Size.Total()]) == 1 })
}

// listed names numbers, the first few of many.
func listed(numbers []int) string {
	const most = 5
	var words []string
	for _, number := range numbers[:min(len(numbers), most)] {
		words = append(words, strconv.Itoa(number))
	}
	if len(numbers) > most {
		words = append(words, fmt.Sprintf("and %d more", len(numbers)-most))
	}
	return strings.Join(words, ", ")
}
