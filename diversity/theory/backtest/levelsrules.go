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

// DefaultLevelsRule is the name of the row of [levels.Fit] with all laws.
const DefaultLevelsRule = "default (all laws)"

// tryRules lets every rule choose a size of the largest budget that has several, from the cheaper ones.
func (t *LevelsTable) tryRules(ctx context.Context, budgets []levelsBudget, first int, o LevelsOptions) error {
	target := len(budgets) - 1
	for target >= first && len(budgets[target].sizes) < 2 {
		target--
	}
	if target < first {
		t.RulesReason = fmt.Errorf("%w: no two sizes that can be foretold cost the same, so that there is nothing to choose: with a tolerance of up to 0.25 costs that differ by less are one budget",
			diversity.ErrTooFew)
		return nil
	}
	b := budgets[target]
	t.RulesTarget = b.cost
	seen := runsOf(budgets[:target])
	all := o.Fit.Laws
	if all == nil {
		all = levels.All()
	}
	if err := t.tryLaws(ctx, DefaultLevelsRule, all, seen, b, o); err != nil {
		return err
	}
	if len(all) > 1 {
		for _, law := range all {
			if err := t.tryLaws(ctx, law.Name()+" law", []levels.Law{law}, seen, b, o); err != nil {
				return err
			}
		}
	}
	t.Rules = append(t.Rules, b.byBest(budgets[:target])...)
	t.Rules = append(t.Rules, b.byExtremes()...)
	return nil
}

// tryLaws adds the rule of some laws.
func (t *LevelsTable) tryLaws(ctx context.Context, name string, laws []levels.Law, seen []levels.Measurement,
	b levelsBudget, o LevelsOptions) error {
	fit := o.Fit
	fit.Laws = laws
	m, err := levels.Fit(ctx, seen, fit)
	if errors.Is(err, diversity.ErrTooFew) {
		unknown := estimate.Estimate{Value: math.NaN()}
		t.Rules = append(t.Rules, LevelsRule{Name: name, Reason: err, Lost: unknown, Expected: unknown})
		return nil
	}
	if err != nil {
		return err
	}
	c, err := m.Choose(b.sizes)
	t.Rules = append(t.Rules, LevelsRule{Name: name, Size: c.Size, Lost: b.lost(c.Size), Expected: c.Regret})
	return err
}

// byBest are rules that start from the best size of the dearest cheaper budget that has several.
func (b levelsBudget) byBest(cheaper []levelsBudget) []LevelsRule {
	from := len(cheaper) - 1
	for from >= 0 && len(cheaper[from].sizes) < 2 {
		from--
	}
	if from < 0 {
		return nil
	}
	best := cheaper[from].best()
	more := b.cost / cheaper[from].cost
	alike := math.Cbrt(more)
	return []LevelsRule{
		b.ruleNear("the best so far, more groups", levels.Size{Groups: best.Groups * more, Sources: best.Sources, Items: best.Items}),
		b.ruleNear("the best so far, more sources", levels.Size{Groups: best.Groups, Sources: best.Sources * more, Items: best.Items}),
		b.ruleNear("the best so far, more items", levels.Size{Groups: best.Groups, Sources: best.Sources, Items: best.Items * more}),
		b.ruleNear("the best so far, more of all", levels.Size{Groups: best.Groups * alike, Sources: best.Sources * alike,
			Items: best.Items * alike}),
	}
}

// byExtremes are rules that look at nothing.
func (b levelsBudget) byExtremes() []LevelsRule {
	most := func(name string, count func(levels.Size) float64) LevelsRule {
		return b.rule(name, slices.MaxFunc(b.sizes, func(x, y levels.Size) int { return cmp.Compare(count(x), count(y)) }))
	}
	return []LevelsRule{
		most("most groups", func(s levels.Size) float64 { return s.Groups }),
		most("most sources", func(s levels.Size) float64 { return s.Sources }),
		most("most items", func(s levels.Size) float64 { return s.Items }),
	}
}

// best is the size with the lowest mean.
func (b levelsBudget) best() levels.Size {
	least, best := math.Inf(1), levels.Size{}
	for i, runs := range b.runs {
		if mean := estimate.Mean(runs).Value; mean < least {
			least, best = mean, b.sizes[i]
		}
	}
	return best
}

// ruleNear takes the measured size that is nearest in the logarithms of its counts.
func (b levelsBudget) ruleNear(name string, wanted levels.Size) LevelsRule {
	away := func(s levels.Size) float64 {
		k, m, n := math.Log(s.Groups/wanted.Groups), math.Log(s.Sources/wanted.Sources), math.Log(s.Items/wanted.Items)
		return k*k + m*m + n*n
	}
	nearest := b.sizes[0]
	for _, s := range b.sizes[1:] {
		if away(s) < away(nearest) {
			nearest = s
		}
	}
	return b.rule(name, nearest)
}

func (b levelsBudget) rule(name string, size levels.Size) LevelsRule {
	return LevelsRule{Name: name, Size: size, Lost: b.lost(size), Expected: estimate.Estimate{Value: math.NaN()}}
}
