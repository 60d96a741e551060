package main

import (
	"context"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"

	"tradeoff/diversity"
	"tradeoff/diversity/estimate"
	"tradeoff/diversity/laws"
)

func analyseCommand() command {
	return command{
		name: "analyse", args: "TABLE.csv [options]",
		summary: "what a table of K, n and a score says of the trade-off, and of a larger budget or spend",
		text: `
Reads what was measured anywhere: a table with a header and columns for K (the number of classes, participants, tasks, ...), n (images,
minutes, examples, ... of each) and a score; perhaps N (the total, which may stand for K or n), repeat, run, task, probe and control; one line
for each run. Sizes may be laid out in any way: budgets of several sizes, a grid of K and n, single runs at random. The columns are K, n and
error or accuracy, or what --groups, --per-group and --score name; plain names of other fields ("subjects", "utterances", "loss") are guessed, and
that is said. Fields may stand between commas, semicolons or tabs, decimals behind points or commas; UTF-16 and gzip are read; "-" reads standard
input. What is ambiguous is refused with its line.

Says first, with --budget N, how many classes to label with how many images each, and what that is expected to lose; or, with --total and prices,
what to buy for the money, what it costs to miss that on either side, and with --wanted the spend that a score needs. Then what the data say of
each claim, the best size of every budget (measured, or read off the surface where a budget has fewer than three sizes), and how the laws compare.

With --log, --huber or both the laws (those of --laws, or the untied one) are also fitted to the scores themselves, at real-valued sizes, and their
parameters listed: a scaling law of losses in parameters and tokens is so fitted as in the field.

With --sources the table has three levels, K groups of m sources with n items of each source: speakers, sessions and utterances; classes, images and
epochs. The answer is then how many of each to buy at a price for each, what it costs to miss that, what twice as many of each would gain, and
which law says so. --log, --huber and --ceiling say how its laws are fitted, --pairs tests them against each other; with --backtest every cost is
foretold from the cheaper sizes, and rules are tried on the largest one that several sizes have (within --tolerance).

With --html FILE the same is written as one page for any browser, without a network: the answer (without --budget for four times the largest
measured budget), what would change it, the curves with the runs behind each point, and a calculator for other budgets and prices.

  analyse table.csv --groups participants --per-group minutes --score accuracy --higher-is-better
  analyse table.csv --total 350000 --per-group 500 --per-item 8 --wanted 0.4
  analyse runs.csv --groups params --per-group tokens --score loss --laws untied --log --huber 0.001
  analyse table.csv --groups speakers --sources sessions --per-source utterances --total 20000 --per-group 10 --per-source 4 --per-item 0.5`,
		run: runAnalyse,
	}
}

// analysis is what the flags ask for. Numbers are those of the table.
type analysis struct {
	task, probe string
	columns     estimate.TableOptions
	scale       estimate.Scale
	budget      float64
	maxClasses  float64
	maxPerClass float64
	prices      prices
	tolerance   float64
	ceiling     float64
	laws        []laws.Law
	lawNames    []string
	log         bool
	huber       float64
	exact       map[string][2]float64 // K and n of runs, where points have rounded ones
	perSource   string                // column of items of each source

	maxSources, maxPerSource float64
	backtest                 bool
	pairs                    bool
	json                     bool
	seed                     uint64
}

func runAnalyse(ctx context.Context, std streams, c command, args []string) error {
	var a analysis
	set := c.flags(std)
	a.define(set)
	html := set.String("html", "", "also write a page with a calculator to this file")
	files, err := parse(set, args)
	if err != nil {
		return err
	}
	if len(files) != 1 {
		return usageError("want one table, have %d", len(files))
	}
	if err := a.check(set); err != nil {
		return err
	}
	table, err := readTable(std, files[0], a.columns)
	if err != nil {
		return err
	}
	a.scale = table.Scale
	if a.columns.Sources != "" {
		return a.runLevels(ctx, std, *html, files[0], table)
	}
	a.exact = exactSizes(table)
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
	found.warnings, found.controls = append(table.Warnings, found.warnings...), len(table.Controls)
	if a.json {
		return found.writeJSON(std.out)
	}
	return found.write(std.out)
}

func readTable(std streams, file string, columns estimate.TableOptions) (estimate.Table, error) {
	if file == "-" {
		table, err := estimate.ReadTableWith(std.in, columns)
		if err != nil {
			err = tableError{err}
		}
		return table, err
	}
	source, err := os.Open(file)
	if err != nil {
		return estimate.Table{}, err
	}
	defer source.Close()
	table, err := estimate.ReadTableWith(source, columns)
	if err != nil {
		return estimate.Table{}, fmt.Errorf("%s: %w", file, tableError{err})
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

// listed names budgets, the first few of many.
func (w words) listed(budgets []int) string {
	const most = 5
	var names []string
	for _, budget := range budgets[:min(len(budgets), most)] {
		names = append(names, w.TotalText(budget))
	}
	if len(budgets) > most {
		names = append(names, fmt.Sprintf("and %d more", len(budgets)-most))
	}
	return strings.Join(names, ", ")
}
