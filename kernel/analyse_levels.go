package main

import (
	"context"
	"fmt"
	"io"
	"maps"
	"math"
	"slices"
	"strings"

	"tradeoff/diversity"
	"tradeoff/diversity/display"
	"tradeoff/diversity/estimate"
	answer "tradeoff/diversity/report"
	"tradeoff/diversity/theory/levels"
	"tradeoff/kernel/internal/draw/document"
	"tradeoff/kernel/page"
)

// levelsLawNames are those of the laws of three levels.
func levelsLawNames() []string {
	var all []string
	for _, law := range levels.All() {
		all = append(all, law.Name())
	}
	return all
}

// onlyOfTwoLevels says why flags make no sense of three.
var onlyOfTwoLevels = map[string]string{
	"sum":           "with --sources all three counts are columns, and their product is not needed",
	"max-per-group": "with --sources the items of a group are those of all its sources, which --max-sources and --max-per-source limit",
	"max-per-class": "with --sources the items of a group are those of all its sources, which --max-sources and --max-per-source limit",
}

// checkLevels refuses flags that say nothing of three levels or contradict each other, before a table is read.
func (a *analysis) checkLevels(given map[string]bool) error {
	for _, name := range []string{"sum", "max-per-group", "max-per-class"} {
		if given[name] {
			return usageError("--%s is of two levels: %s", name, onlyOfTwoLevels[name])
		}
	}
	p := &a.prices
	switch {
	case given["tolerance"] && !a.backtest:
		return usageError("--tolerance makes budgets of costs that hardly differ: with --sources only --backtest has budgets, since the laws are fitted to all sizes at once")
	case given["tolerance"] && !(a.tolerance >= 0 && a.tolerance <= 0.25):
		return diversity.Invalid("--tolerance", a.tolerance, "0..0.25, a share of the cost")
	case given["huber"] && !(a.huber > 0 && !math.IsInf(a.huber, 1)):
		return diversity.Invalid("--huber", a.huber, "a finite number above 0")
	case given["ceiling"] && (math.IsNaN(a.ceiling) || math.IsInf(a.ceiling, 0)):
		return diversity.Invalid("--ceiling", a.ceiling, "a finite score")
	case a.columns.PerGroup != "":
		return usageError("--per-group %q names a column of items: with --sources that is --per-source", a.columns.PerGroup)
	case given["budget"] && given["total"]:
		return usageError("--budget and --total ask two questions: want one of them")
	case given["budget"] && (p.scoreAsked || p.perItem != 0 || p.perGroup != 0 || p.perSource != 0 || p.overhead != 0):
		return usageError("--budget is a number of items without prices: with prices want --total or --wanted")
	case given["budget"] && !(a.budget >= 1):
		return diversity.Invalid("--budget", a.budget, "a finite number of at least 1")
	case !(p.overhead >= 0) || given["total"] && !(p.overhead < p.total):
		return diversity.Invalid("--overhead", p.overhead, "at least 0 and less than --total")
	case !given["total"] && !p.scoreAsked && (p.perItem != 0 || p.perGroup != 0 || p.perSource != 0 || p.overhead != 0):
		return usageError("prices need --total, the money there is, or --wanted, the score to reach")
	case !(p.itemsLost >= 0):
		return diversity.Invalid("--lost-items", p.itemsLost, "at least 0")
	}
	a.columns.PerGroup = a.perSource
	return nil
}

// levelsSpend is what is asked for; a number of items is money where each costs 1.
func (a *analysis) levelsSpend() levels.Spend {
	p := a.prices
	s := levels.Spend{Total: p.total - p.overhead, PerGroup: p.perGroup, PerSource: p.perSource + p.itemsLost*p.perItem,
		PerItem: p.perItem, Most: levels.Size{Groups: a.maxClasses, Sources: a.maxSources, Items: a.maxPerSource}}
	if p.total == 0 {
		s.Total = 0
	}
	if a.budget > 0 {
		s.Total, s.PerItem = a.budget, 1
	}
	return s
}

// levelsLaws are those that were named.
func (a *analysis) levelsLaws() (chosen []levels.Law, err error) {
	for _, name := range a.lawNames {
		name = strings.TrimSpace(name)
		i := slices.Index(levelsLawNames(), name)
		if i < 0 {
			return nil, diversity.Invalid("law", name, strings.Join(levelsLawNames(), ", ")+" with --sources")
		}
		chosen = append(chosen, levels.All()[i])
	}
	return chosen, nil
}

// runLevels answers for a table of three levels.
func (a analysis) runLevels(ctx context.Context, std streams, html, file string, table estimate.Table) error {
	laws, err := a.levelsLaws()
	if err != nil {
		return err
	}
	points, err := a.levelsPoints(table)
	if err != nil {
		return err
	}
	o := answer.LevelsOptions{Spend: a.levelsSpend(), Overhead: a.prices.overhead, Wanted: a.prices.wanted,
		WantedAsked: a.prices.scoreAsked, Fit: a.levelsFit(laws)}
	of := answer.LevelsTable{Name: tableName(file), Points: points, Warnings: table.Warnings, Scale: a.scale}
	r, err := answer.OfLevels(ctx, of, o)
	if err != nil {
		return err
	}
	if html != "" {
		if err := page.SaveLevels(r, html); err != nil {
			return err
		}
	}
	f := levelsFindings{analysis: a, Levels: r}
	if err := f.find(ctx, points, o); err != nil {
		return err
	}
	if a.json {
		return f.writeJSON(std.out)
	}
	if _, err := io.WriteString(std.out, f.text(textWidth(std.out))); err != nil {
		return err
	}
	return r.NoAnswer
}

// levelsFit is how laws are fitted to errors of the scale.
func (a analysis) levelsFit(laws []levels.Law) levels.Options {
	o := levels.Options{Laws: laws, Relative: a.log, Huber: a.huber, Ceiling: a.ceilingError(), Seed: a.seed}
	if !a.log {
		o.Huber /= math.Abs(a.scale.ScoreOf(1) - a.scale.ScoreOf(0))
	}
	return o
}

// levelsPoints are the points of one probe and one task, or the means over the tasks of each run, in the numbers of the
// table.
func (a analysis) levelsPoints(table estimate.Table) (points []levels.Measurement, err error) {
	bySources := map[float64][]diversity.Measurement{}
	for i, p := range table.Points {
		bySources[table.Sources[i]] = append(bySources[table.Sources[i]], p)
	}
	for _, sources := range slices.Sorted(maps.Keys(bySources)) {
		chosen, err := a.choose(bySources[sources])
		if err != nil {
			return nil, err
		}
		for _, p := range chosen {
			size := levels.Size{Groups: a.scale.Classes(float64(p.Size.Classes)), Sources: sources,
				Items: a.scale.PerClass(float64(p.Size.PerClass))}
			points = append(points, levels.Measurement{Size: size, Error: p.Error})
		}
	}
	return points, nil
}

// text prints the answer first, then what it rests on.
func (f levelsFindings) text(width int) string {
	text := report{width: width, words: words{}} // the sentences are in the words of the table
	for _, sentence := range f.Answer {
		text.paragraph("%s", sentence)
	}
	for _, warning := range f.Warnings {
		text.item(4, "  !", warning)
	}
	fmt.Fprintln(&text)
	text.paragraph("%s.", f.levelsRead(f.Levels))
	for _, table := range []display.Table{f.Misses(), f.Gains(), f.Laws()} {
		if table.Rows == nil {
			continue
		}
		text.title(table.Title)
		table.Title = ""
		text.WriteString(document.Text(display.Document{}.Add(table)) + "\n")
	}
	f.writeParameters(&text)
	f.writePairs(&text)
	f.writeBacktest(&text)
	return text.String()
}

// levelsRead says what was read.
func (a analysis) levelsRead(r answer.Levels) string {
	w, low, high := a.scale.Nouns(), r.Model.Low, r.Model.High
	span := func(low, high float64) string {
		if low == high {
			return estimate.Count(low)
		}
		return estimate.Count(low) + " to " + estimate.Count(high)
	}
	return fmt.Sprintf("Read: %s of %s, of %s %s with %s %s each and %s %s of each %s", display.Count(r.Model.Runs, "run"),
		display.Count(r.Model.Sizes, "size"), span(low.Groups, high.Groups), w.Groups, span(low.Sources, high.Sources),
		w.Sources, span(low.Items, high.Items), w.Items, w.Source)
}
