package backtest

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"
	"slices"

	"tradeoff/diversity"
	"tradeoff/diversity/estimate"
	"tradeoff/diversity/theory/levels"
)

// LevelsOptions configures [Levels]. The zero value takes the number of items in all for what a size costs.
type LevelsOptions struct {
	// Prices are what groups, sources and items cost; the Total and the limits do not matter. Without any an item costs 1.
	Prices levels.Spend
	// Tolerance is by how much the costs of sizes may differ, as a share of the lowest, to be one budget, within
	// [0, 0.25]: with prices hardly any two sizes cost the same.
	Tolerance float64
	// Fit is how the smaller budgets are fitted. Its BootstrapSamples are 0 = 100 here.
	Fit levels.Options
}

func (o LevelsOptions) validate() error {
	const most = 0.25
	if !(o.Tolerance >= 0 && o.Tolerance <= most) {
		return diversity.Invalid("LevelsOptions.Tolerance", o.Tolerance, "0..0.25, a share of the cost")
	}
	for _, price := range []float64{o.Prices.PerGroup, o.Prices.PerSource, o.Prices.PerItem} {
		if !(price >= 0) || math.IsInf(price, 1) {
			return diversity.Invalid("LevelsOptions.Prices", price, "finite prices of at least 0")
		}
	}
	return nil
}

func (o LevelsOptions) cost(s levels.Size) float64 {
	if o.Prices.PerGroup+o.Prices.PerSource+o.Prices.PerItem == 0 {
		return s.Total()
	}
	return o.Prices.Cost(s)
}

// LevelsTable is what the laws of three levels foretold of budgets that they had not seen, and what was measured there.
type LevelsTable struct {
	Rows []LevelsRow // by rising origin, then by rising target
	// Rules chose for the largest budget with at least two sizes from the smaller ones; none if there is no such budget,
	// for which RulesReason says why.
	Rules       []LevelsRule
	RulesReason error
	RulesTarget float64 // that budget
}

// LevelsRow is one budget foretold from the smaller ones.
type LevelsRow struct {
	Origin, Target float64 // the largest cost that was seen, and the one foretold
	Seen           int     // sizes up to the origin

	Size levels.Size // the measured size of the target with the lowest error foretold
	// Predicted is the mean error of as many runs as were measured there ([levels.Model.MeanOfRuns]).
	Predicted, Measured estimate.Estimate
	Held                bool // whether the interval of Predicted holds the mean measured
	Sizes, SizesHeld    int  // of all sizes of the target

	// Lost is what the size lost against the best one of the target by other runs than it is compared on, NaN where the
	// target has one size or single runs; Expected is what was expected to be lost.
	Lost, Expected estimate.Estimate
}

// LevelsRule is a rule for the size of the largest budget.
type LevelsRule struct {
	Name           string
	Size           levels.Size
	Lost, Expected estimate.Estimate // Expected is NaN for a rule without a model
	Reason         error             // why it cannot be applied; then the rest is empty
}

// mostOrigins bounds the fits of a table in which hardly any two sizes cost the same.
const mostOrigins = 12

// Levels foretells every budget of a table of three levels from the cheaper ones, as [RollingOrigin] does of two, and
// lets rules choose a size of the largest budget. A budget is the sizes of one cost. An origin has at least twice as
// many sizes up to it as the largest law that the whole table fits has parameters (in simulated studies of the separate
// law, with seven, the intervals foretold from 4 or 10 sizes held 47% and 25% of the means, from 19, 29 and 38 sizes
// 90%, 96% and 98%), and there are no more than 12 origins, spread evenly over those that there could be. The error
// wraps diversity.ErrInvalid for an option out of range, and diversity.ErrTooFew if no budget can be foretold.
func Levels(ctx context.Context, points []levels.Measurement, o LevelsOptions) (LevelsTable, error) {
	if err := o.validate(); err != nil {
		return LevelsTable{}, err
	}
	const refits = 100
	o.Fit.BootstrapSamples = cmp.Or(o.Fit.BootstrapSamples, refits)
	budgets := o.budgets(points)
	first, err := o.firstOrigin(ctx, points, budgets)
	if err != nil {
		return LevelsTable{}, err
	}
	var t LevelsTable
	for _, count := range spreadOver(first, len(budgets)-1) {
		m, err := levels.Fit(ctx, runsOf(budgets[:count]), o.Fit)
		if err != nil {
			return t, err
		}
		for _, target := range budgets[count:] {
			row, err := rowOf(m, target)
			if err != nil {
				return t, err
			}
			row.Origin = budgets[count-1].cost
			t.Rows = append(t.Rows, row)
		}
	}
	return t, t.tryRules(ctx, budgets, first, o)
}

// firstOrigin is how many of the cheapest budgets suffice for a fit; more of them then suffice too.
func (o LevelsOptions) firstOrigin(ctx context.Context, points []levels.Measurement,
	budgets []levelsBudget) (int, error) {
	plain := o.Fit
	plain.BootstrapSamples = -1
	whole, err := levels.Fit(ctx, points, plain)
	if err != nil {
		return 0, err
	}
	parameters := 0
	for _, f := range whole.Laws {
		parameters = max(parameters, len(f.Parameters))
	}
	sizes := 0
	reason := fmt.Errorf("%w: %d sizes below the largest cost, of which %d are needed to foretell it by laws of %d parameters",
		diversity.ErrTooFew, whole.Sizes-len(budgets[len(budgets)-1].sizes), 2*parameters, parameters)
	for count := 1; count < len(budgets); count++ {
		if sizes += len(budgets[count-1].sizes); sizes < 2*parameters {
			continue
		}
		_, err := levels.Fit(ctx, runsOf(budgets[:count]), plain)
		if err == nil {
			return count, nil
		}
		if !errors.Is(err, diversity.ErrTooFew) && !errors.Is(err, diversity.ErrInvalid) {
			return 0, err
		}
		reason = fmt.Errorf("%w: of the sizes of the %d lowest of %d costs: %w", diversity.ErrTooFew, count, len(budgets), err)
	}
	return 0, reason
}

// spreadOver are whole numbers from the first to the last, no more than there may be origins.
func spreadOver(first, last int) (counts []int) {
	all := last - first + 1
	for i := range min(all, mostOrigins) {
		counts = append(counts, first+i*all/min(all, mostOrigins))
	}
	return counts
}

// levelsBudget are the sizes of one cost, with their runs.
type levelsBudget struct {
	cost  float64 // the lowest
	sizes []levels.Size
	runs  [][]float64 // errors of each size
}

// budgets are those of a table, by rising cost.
func (o LevelsOptions) budgets(points []levels.Measurement) (budgets []levelsBudget) {
	sorted := slices.Clone(points)
	slices.SortStableFunc(sorted, func(a, b levels.Measurement) int {
		return cmp.Or(cmp.Compare(o.cost(a.Size), o.cost(b.Size)), cmp.Compare(a.Size.Groups, b.Size.Groups),
			cmp.Compare(a.Size.Sources, b.Size.Sources), cmp.Compare(a.Size.Items, b.Size.Items))
	})
	const rounding = 1e-9
	for _, p := range sorted {
		cost := o.cost(p.Size)
		if last := len(budgets) - 1; last < 0 || cost > budgets[last].cost*(1+max(o.Tolerance, rounding)) {
			budgets = append(budgets, levelsBudget{cost: cost})
		}
		b := &budgets[len(budgets)-1]
		at := slices.Index(b.sizes, p.Size)
		if at < 0 {
			at = len(b.sizes)
			b.sizes, b.runs = append(b.sizes, p.Size), append(b.runs, nil)
		}
		b.runs[at] = append(b.runs[at], p.Error)
	}
	return budgets
}

// runsOf are the measurements of budgets.
func runsOf(budgets []levelsBudget) (points []levels.Measurement) {
	for _, b := range budgets {
		for i, size := range b.sizes {
			for _, e := range b.runs[i] {
				points = append(points, levels.Measurement{Size: size, Error: e})
			}
		}
	}
	return points
}

// rowOf compares what a model foretells of a budget with its runs.
func rowOf(m *levels.Model, b levelsBudget) (LevelsRow, error) {
	c, err := m.Choose(b.sizes)
	if err != nil {
		return LevelsRow{}, err
	}
	r := LevelsRow{Target: b.cost, Seen: m.Sizes, Size: c.Size, Expected: c.Regret, Sizes: len(b.sizes)}
	for i, size := range b.sizes {
		foretold, err := m.MeanOfRuns(size, len(b.runs[i]))
		if err != nil {
			return r, err
		}
		measured := estimate.MeanAt(b.runs[i], estimate.DefaultLevel)
		held := foretold.Interval.Contains(measured.Value)
		if held {
			r.SizesHeld++
		}
		if size == c.Size {
			r.Predicted, r.Measured, r.Held = foretold, measured, held
		}
	}
	r.Lost = b.lost(c.Size)
	return r, nil
}

// lost is what a size loses against the best one by other runs, for each run that all sizes have.
func (b levelsBudget) lost(size levels.Size) estimate.Estimate {
	common := math.MaxInt
	for _, runs := range b.runs {
		common = min(common, len(runs))
	}
	if common < 2 || len(b.sizes) < 2 {
		return estimate.Estimate{Value: math.NaN()}
	}
	chosen := slices.Index(b.sizes, size)
	lost := make([]float64, common)
	for run := range lost {
		lost[run] = b.runs[chosen][run] - b.runs[b.bestWithout(run, common)][run]
	}
	return estimate.MeanAt(lost, estimate.DefaultLevel)
}

// bestWithout is the size with the lowest sum over all runs but one.
func (b levelsBudget) bestWithout(run, common int) (best int) {
	least := math.Inf(1)
	for i, runs := range b.runs {
		sum := 0.0
		for j, e := range runs[:common] {
			if j != run {
				sum += e
			}
		}
		if sum < least {
			least, best = sum, i
		}
	}
	return best
}
