package main

import (
	"flag"
	"math"
	"strconv"
	"strings"

	"tradeoff/diversity"
	"tradeoff/diversity/laws"
	"tradeoff/diversity/theory"
)

// prices are what a size costs, in the units of the table.
type prices struct {
	total, perGroup, perItem float64
	perSource                float64 // of three levels
	overhead, itemsLost      float64
	wanted                   float64
	asked, scoreAsked        bool
}

// define declares the flags.
func (a *analysis) define(set *flag.FlagSet) {
	set.StringVar(&a.task, "task", "", "the task to look at (default: the mean over all tasks)")
	set.StringVar(&a.probe, "probe", "", "the probe to look at, where the table has several")
	set.StringVar(&a.columns.Groups, "groups", "", "name of the column of K: participants, tasks, classes")
	set.Func("per-group",
		"name of the column of n: minutes, examples, images; a number is the price of a group beside that of its items",
		func(text string) error { priceOrName(text, &a.prices.perGroup, &a.columns.PerGroup); return nil })
	set.StringVar(&a.columns.Sources, "sources", "",
		"name of the column of m, a level between groups and items: sessions, plots, images seen in epochs")
	set.Func("per-source", "with -sources, name of the column of n: items of each source; a number is the price of a source beside that of its items",
		func(text string) error { priceOrName(text, &a.prices.perSource, &a.perSource); return nil })
	set.StringVar(&a.columns.Total, "sum", "", "name of the column of N = K n, which may stand for one of them")
	set.StringVar(&a.columns.Score, "score", "", "name of the column of what was measured")
	set.BoolVar(&a.columns.HigherIsBetter, "higher-is-better", false, "more of the score is better (default: by its name)")
	set.BoolVar(&a.columns.LowerIsBetter, "lower-is-better", false, "less of the score is better")
	set.Float64Var(&a.columns.Best, "best-score", 0,
		"the best value that the score can have, where more is better (default: 1, or 100 per cent)")
	set.Float64Var(&a.budget, "budget", 0, "predict the best size for so many images (items) in all")
	set.Float64Var(&a.prices.total, "total", 0, "predict the best size for so much money")
	set.Float64Var(&a.prices.perItem, "per-item", 0, "price of an image (item, minute)")
	set.Float64Var(&a.prices.overhead, "overhead", 0, "part of the total that buys nothing")
	set.Float64Var(&a.prices.itemsLost, "lost-items", 0,
		"so many items of each group are paid and of no use, such as minutes of preparation")
	set.Func("wanted", "find the least spend that is expected to reach this score", func(text string) (err error) {
		a.prices.scoreAsked = true
		a.prices.wanted, err = strconv.ParseFloat(text, 64)
		return err
	})
	set.Float64Var(&a.maxClasses, "max-classes", 0, "there are no more classes (groups) than these; 0 = no limit")
	set.Float64Var(&a.maxClasses, "max-groups", 0, "the same as -max-classes")
	set.Float64Var(&a.maxPerClass, "max-per-class", 0, "no class (group) has more images (items) than these; 0 = no limit")
	set.Float64Var(&a.maxPerClass, "max-per-group", 0, "the same as -max-per-class")
	set.Float64Var(&a.maxSources, "max-sources", 0, "no group has more sources than these; 0 = no limit")
	set.Float64Var(&a.maxPerSource, "max-per-source", 0, "no source has more items than these; 0 = no limit")
	set.Float64Var(&a.tolerance, "tolerance", 0,
		"N that differ by up to this share are one budget, 0..0.25: 0.02 for 492 and 500; with -sources costs, for -backtest")
	set.Float64Var(&a.ceiling, "ceiling", 0, "score of what was not trained at all, beyond which no law goes; 0 = none")
	set.Func("laws", "laws to compare, between commas: "+strings.Join(laws.Names(), ", ")+"; with -sources "+
		strings.Join(levelsLawNames(), ", ")+" (default: the usual ones)", func(text string) error {
		a.lawNames = append(a.lawNames, strings.Split(text, ",")...)
		return nil
	})
	set.BoolVar(&a.log, "log", false,
		"also fit the laws to the logarithm of the score, so that a misfit counts by its share, and list their parameters; with -sources fit so only")
	set.Float64Var(&a.huber, "huber", 0,
		"also fit the laws with residuals beyond this size, of the score or its logarithm, counted linearly (0.001 with -log is usual for losses); with -sources fit so only")
	set.BoolVar(&a.backtest, "backtest", false,
		"also let every rule choose for the largest budget from the smaller ones, and foretell every budget so")
	set.BoolVar(&a.pairs, "pairs", false,
		"also test each law against the best one: which of the two the data favour, or how many runs would tell")
	set.BoolVar(&a.json, "json", false, "write what was found as JSON, in the numbers of the table")
	set.Uint64Var(&a.seed, "seed", 1, "of the bootstraps and draws")
}

// priceOrName takes a number for a price and all else for the name of a column.
func priceOrName(text string, price *float64, name *string) {
	if value, err := strconv.ParseFloat(text, 64); err == nil {
		*price = value
		return
	}
	*name = text
}

// setLaws finds the laws of two levels by their names.
func (a *analysis) setLaws() error {
	for _, name := range a.lawNames {
		law, err := laws.Named(strings.TrimSpace(name))
		if err != nil {
			return err
		}
		a.laws = append(a.laws, law)
	}
	return nil
}

// check refuses flags that say nothing or contradict each other, before a table is read.
func (a *analysis) check(set *flag.FlagSet) error {
	given := map[string]bool{}
	set.Visit(func(f *flag.Flag) { given[f.Name] = true })
	if a.columns.Sources != "" {
		return a.checkLevels(given)
	}
	if err := a.setLaws(); err != nil {
		return err
	}
	p := &a.prices
	p.asked = given["total"] || p.scoreAsked
	switch {
	case given["budget"] && !(a.budget >= 1 && !math.IsInf(a.budget, 1)):
		return diversity.Invalid("--budget", a.budget, "a finite number of at least 1")
	case given["budget"] && given["total"]:
		return usageError("--budget and --total ask two questions: want one of them")
	case given["per-source"] || given["max-sources"] || given["max-per-source"]:
		return usageError("--per-source, --max-sources and --max-per-source are of three levels: they need --sources, the column between groups and items")
	case given["huber"] && !(a.huber > 0 && !math.IsInf(a.huber, 1)):
		return diversity.Invalid("--huber", a.huber, "a finite number above 0")
	case p.asked && !(p.perItem > 0):
		return usageError("--total and --wanted need --per-item, the price of an item, and perhaps --per-group, that of a group beside its items")
	case !p.asked && (p.perItem != 0 || p.perGroup != 0 || p.overhead != 0 || p.itemsLost != 0):
		return usageError("prices need --total, the money there is, or --wanted, the score to reach")
	case !(p.overhead >= 0) || given["total"] && !(p.overhead < p.total):
		return diversity.Invalid("--overhead", p.overhead, "at least 0 and less than --total")
	case !(p.perGroup >= 0):
		return diversity.Invalid("--per-group", p.perGroup, "a price of at least 0")
	case !(p.itemsLost >= 0):
		return diversity.Invalid("--lost-items", p.itemsLost, "at least 0")
	case !(a.maxClasses >= 0):
		return diversity.Invalid("--max-classes", a.maxClasses, "at least 1, or 0 for no limit")
	case !(a.maxPerClass >= 0):
		return diversity.Invalid("--max-per-class", a.maxPerClass, "above 0, or 0 for no limit")
	}
	return nil
}

// limits are in units of the points.
func (a analysis) limits() diversity.Limits {
	within := func(limit, unit float64) int {
		if limit == 0 {
			return 0
		}
		return int(min(max(math.Floor(limit/unit*(1+1e-12)), 1), math.MaxInt32*1e6))
	}
	return diversity.Limits{Classes: within(a.maxClasses, a.scale.Classes(1)), PerClass: within(a.maxPerClass,
		a.scale.PerClass(1))}
}

// budgetInUnits is the budget in units of the points.
func (a analysis) budgetInUnits() int { return int(math.Round(a.budget / a.scale.Total(1))) }

// spend is what is left to spend, at the prices of the table. Items that are of no use are part of what a group costs.
func (p prices) spend() theory.Spend {
	return theory.Spend{Total: p.total - p.overhead, PerClass: p.perGroup + p.itemsLost*p.perItem, PerSample: p.perItem}
}

// spend is the same at the prices of units of the points.
func (a analysis) spend() theory.Spend {
	p := a.prices
	return p.spend().InUnits(a.scale)
}
