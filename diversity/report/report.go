package report

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"
	"slices"

	"tradeoff/diversity"
	"tradeoff/diversity/estimate"
	"tradeoff/diversity/internal/grouping"
	"tradeoff/diversity/laws"
	"tradeoff/diversity/study"
	"tradeoff/diversity/theory"
)

// Options configures [Of] and [OfTable]. The zero value answers for four times the largest measured budget.
type Options struct {
	Budget  int              // for which a size is asked; 0 = four times the largest measured one
	Limits  diversity.Limits // what there is to be labelled; [Of] takes the pool's number of classes for none
	Ceiling float64          // as in [theory.PredictOptions]; [Of] takes the mean of random weights for 0
	Seed    uint64           // of bootstraps and draws; [Of] takes the study's for 0
	// Spend asks what to buy for its Total instead of Budget, at prices of what the table counts; the zero value = not.
	Spend theory.Spend
	Laws  []laws.Law // as in [theory.PredictOptions]
	// Tolerance is by how much N may differ within a budget, as in [theory.MinimaOptions].
	Tolerance float64
}

func (o Options) validate(scale estimate.Scale) error {
	switch {
	case o.Budget < 0:
		return diversity.Invalid("Options.Budget", o.Budget, "at least 1, or 0 for four times the largest measured one")
	case o.Budget > 0 && o.priced():
		return diversity.Invalid("Options.Budget", o.Budget, "0 where Options.Spend asks what to buy")
	case o.priced():
		if err := o.Spend.InUnits(scale).Validate(); err != nil {
			return fmt.Errorf("Options.%w", err)
		}
	}
	return o.Limits.Validate()
}

// priced reports whether a spend is asked for.
func (o Options) priced() bool { return o.Spend != theory.Spend{} }

func (o Options) minima() theory.MinimaOptions {
	return theory.MinimaOptions{Seed: o.Seed, Tolerance: o.Tolerance}
}

// Table is what was measured, for [OfTable].
type Table struct {
	Name     string                  // in the title; "" = "table"
	Points   []diversity.Measurement // of one task and one probe
	Controls []diversity.Measurement // of networks with random weights; nil = none were measured
	Warnings []string                // about how it was read
	Scale    estimate.Scale          // of [estimate.ReadTableWith]: the words and numbers of the report
}

// Report is the answer to a question, and what it rests on. Sentences are plain text; names in them are as they were
// read.
type Report struct {
	Name     string
	Question string
	Answer   []string // sentences
	Changes  []string // what would change the answer; none without one
	Warnings []string // what is missing, and what to beware of

	Budget     int                // that was asked for; 0 where a spend was
	Prediction *theory.Prediction // nil if there is no answer
	Spend      theory.Spend       // that was asked for, in prices of the table
	Bought     *theory.SpendPrediction
	Minima     []theory.Minimum // of the measured budgets; nil if none has two sizes
	Verdicts   []theory.Verdict // on the claims of the paper
	Means      []estimate.SizeSummary
	Control    *estimate.SizeSummary // random weights; nil if not measured
	Calculator *Calculator           // nil if there is no answer
	Points     []diversity.Measurement
	Details    []study.Detail // what runs recorded besides, a size each; nil of a table
	Cost       Cost
	Cite       []string // what to cite, a line each
	Scale      estimate.Scale
}

// budgetFactor is how many times the largest measured budget is asked for if none is.
const budgetFactor = 4

// OfTable reports on measurements made anywhere. What the data cannot answer is left out, and a warning says why. The
// error wraps diversity.ErrInvalid for options or points out of range, or diversity.ErrTooFew without points, or is the
// context's.
func OfTable(ctx context.Context, t Table, o Options) (Report, error) {
	if err := o.validate(t.Scale); err != nil {
		return Report{}, err
	}
	means, err := estimate.Summary(t.Points)
	if err != nil {
		return Report{}, err
	}
	budgets := grouping.Budgets(t.Points)
	if !o.priced() {
		o.Budget = cmp.Or(o.Budget, budgetFactor*budgets[len(budgets)-1])
	}
	r := Report{Name: cmp.Or(t.Name, "table"), Budget: o.Budget, Means: means, Points: t.Points, Warnings: slices.Clone(t.Warnings),
		Scale: t.Scale, Spend: o.Spend, Cite: []string{paper}}
	r.Question = r.question(t.Points[0])
	if err := r.setControl(t.Controls); err != nil {
		return Report{}, err
	}
	if err := r.measure(o); err != nil {
		return Report{}, err
	}
	if err := r.predict(ctx, o); err != nil {
		return Report{}, err
	}
	r.reconcile()
	r.Warnings = append(r.Warnings, r.lacks()...)
	return r, ctx.Err()
}

// paper is where the question and the claims come from.
const paper = "Zhang, Wang, Hu, Koh, Ratner: On the Trade-off of Intra-/Inter-class Diversity for Supervised Pre-training. NeurIPS 2023, arXiv:2305.12224 (the question and the claims)."

func (r *Report) setControl(points []diversity.Measurement) error {
	if len(points) == 0 {
		return nil
	}
	for i, p := range points {
		if !(p.Error >= 0) || math.IsInf(p.Error, 1) {
			return diversity.Invalid(fmt.Sprintf("Table.Controls[%d].Error", i), p.Error, "a finite number of at least 0")
		}
	}
	mean := estimate.Summarise(points, estimate.DefaultLevel)
	r.Control = &mean
	return nil
}

// measure asks what needs no law: the minima and the claims.
func (r *Report) measure(o Options) (err error) {
	curves, others, err := theory.Curves(r.Points, o.minima())
	if err != nil {
		return err
	}
	if lone := grouping.Budgets(others); len(lone) > 0 && len(curves) > 0 {
		r.Warnings = append(r.Warnings, fmt.Sprintf("Of N = %s one size was measured: it says nothing of the best size there.",
			r.listed(lone[:min(len(lone), mostListed)])))
	}
	if len(curves) == 0 {
		curves = r.Points
	}
	r.Minima, err = theory.Minima(curves, o.minima())
	if unanswerable(err) {
		r.Warnings = append(r.Warnings, "The best size of no budget is known: "+r.Scale.Sentence(err.Error())+".")
	} else if err != nil {
		return err
	}
	r.Verdicts, err = theory.Claims(curves, o.minima())
	return err
}

// reconcile lets the verdict on the best ratio, the last one, speak of the answer, and puts all in the words of the
// table.
func (r *Report) reconcile() {
	if last := len(r.Minima) - 1; r.Prediction != nil && last >= 0 {
		v := &r.Verdicts[len(r.Verdicts)-1]
		m := r.Minima[last]
		*v = v.BesideAnswer(*r.Prediction, theory.Optimum{Budget: m.Budget, Measured: true, Classes: m.Classes})
	}
	for i := range r.Verdicts {
		v := &r.Verdicts[i]
		v.Claim, v.Sentence = r.Scale.Sentence(v.Claim), r.Scale.Sentence(v.Sentence)
	}
}

// mostListed is how many budgets or sizes a sentence names.
const mostListed = 6

// unanswerable tells what the data cannot answer from what is wrong.
func unanswerable(err error) bool {
	return errors.Is(err, diversity.ErrTooFew) || errors.Is(err, theory.ErrNoVariation) ||
		errors.Is(err, theory.ErrNoOptimum)
}

// predict answers, and says what would change the answer.
func (r *Report) predict(ctx context.Context, o Options) error {
	average, err := theory.FitAverage(ctx, r.Points, theory.PredictOptions{Ceiling: o.Ceiling, Seed: o.Seed, Laws: o.Laws})
	if err == nil {
		err = r.answer(ctx, average, o)
	}
	switch {
	case unanswerable(err):
		r.Answer = []string{fmt.Sprintf("No size can be named for %s: %s.", r.asked(), r.Scale.Sentence(err.Error()))}
		r.Answer = append(r.Answer, r.measured()...)
	case err != nil:
		return err
	}
	return nil
}

func (r *Report) answer(ctx context.Context, average *theory.Average, o Options) (err error) {
	best := theory.BestOptions{Limits: o.Limits}
	var calculation Calculation
	if o.priced() {
		calculation, err = r.buy(average, best)
	} else {
		calculation, err = r.chooseSize(average, best)
	}
	if err != nil {
		return err
	}
	if r.Calculator, err = NewCalculator(ctx, average, r.Points, o.Limits); err != nil {
		return err
	}
	r.Calculator.Asked = &calculation
	r.Changes = r.changes(average, o)
	return ctx.Err()
}

// chooseSize answers for a number of images.
func (r *Report) chooseSize(average *theory.Average, best theory.BestOptions) (Calculation, error) {
	p, err := average.BestAt(r.Budget, best)
	if err != nil {
		return Calculation{}, err
	}
	r.Prediction = &p
	r.Answer = r.recommendation(p.Size, p.Left, p.Classes, p.Error, p.Regret)
	r.warn(p.Warnings)
	spend := theory.Spend{Total: float64(p.Budget), PerSample: 1}
	return Calculation{Spend: spend, Classes: p.Classes, Size: p.Size, Cost: spend.Cost(p.Size), Error: p.Error,
		Regret: p.Regret.Value}, nil
}

// buy answers for money.
func (r *Report) buy(average *theory.Average, best theory.BestOptions) (Calculation, error) {
	p, err := average.BestForSpend(r.Spend.InUnits(r.Scale), best)
	if err != nil {
		return Calculation{}, err
	}
	r.Bought = &p
	r.Answer = r.recommendation(p.Size, 0, p.Classes, p.Error, p.Regret)
	r.warn(p.Warnings)
	return Calculation{Spend: p.Spend, Classes: p.Classes, Size: p.Size, Cost: p.Cost, Error: p.Error,
		Regret: p.Regret.Value}, nil
}

// warn adds warnings of package theory.
func (r *Report) warn(warnings []string) {
	for _, w := range warnings {
		r.Warnings = append(r.Warnings, r.Scale.Sentence(w))
	}
}

// changes are what would move the answer, each computed.
func (r *Report) changes(average *theory.Average, o Options) (sentences []string) {
	best := theory.BestOptions{Limits: o.Limits}
	if o.priced() {
		twice := r.Spend
		twice.Total *= 2
		if p, err := average.BestForSpend(twice.InUnits(r.Scale), best); err == nil {
			sentences = append(sentences, fmt.Sprintf("For twice as much money: %s.", r.Scale.SizeSentence(p.Size)))
		}
		return append(append(sentences, r.missing(r.Bought.Spend)...), r.rivals(r.Bought.Size, r.Bought.Baselines)...)
	}
	if o.Budget <= math.MaxInt32 {
		if p, err := average.BestAt(2*o.Budget, best); err == nil {
			sentences = append(sentences, fmt.Sprintf("For twice as many %s: %s.", r.items(), r.Scale.SizeSentence(p.Size)))
		}
	}
	const price = 10
	spend := theory.Spend{Total: r.Scale.Total(float64(o.Budget)), PerClass: price, PerSample: 1}
	if p, err := average.BestForSpend(spend.InUnits(r.Scale), best); err == nil {
		sentences = append(sentences, fmt.Sprintf("If a new %s costs as much as %d %s besides its own, for the price of %s %s: %s.",
			r.Scale.Nouns().Group, price, r.items(), r.total(o.Budget), r.items(), r.Scale.SizeSentence(p.Size)))
	}
	return append(append(sentences, r.missing(theory.Spend{Total: float64(o.Budget), PerSample: 1})...),
		r.rivals(r.Prediction.Size, r.Prediction.Baselines)...)
}

// ceilingOf is the mean error of random weights if a law can have it as its ceiling, else 0.
func ceilingOf(control *estimate.SizeSummary) float64 {
	if control == nil || !(control.Error.Value > 0 && control.Error.Value <= 1) {
		return 0
	}
	return control.Error.Value
}
