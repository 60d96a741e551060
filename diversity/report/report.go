package report

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"unicode/utf8"

	"tradeoff/diversity"
	"tradeoff/diversity/estimate"
	"tradeoff/diversity/internal/grouping"
	"tradeoff/diversity/theory"
)

// Options configures [Of] and [OfTable]. The zero value answers for four times the largest measured budget.
type Options struct {
	Budget  int              // for which a size is asked; 0 = four times the largest measured one
	Limits  diversity.Limits // what there is to be labelled; [Of] takes the pool's number of classes for none
	Ceiling float64          // as in [theory.PredictOptions]; [Of] takes the mean of random weights for 0
	Seed    uint64           // of bootstraps and draws; [Of] takes the study's for 0
	// Group and Item are what K and n count, in the singular; "" = class and image. They stand in the sentences of the
	// report; those of package theory go on to speak of classes and images.
	Group, Item string
}

func (o Options) validate() error {
	const most = 40
	for name, word := range map[string]string{"Options.Group": o.Group, "Options.Item": o.Item} {
		if utf8.RuneCountInString(word) > most || diversity.Printable(word) != word {
			return diversity.Invalid(name, fmt.Sprintf("%.60q", word), fmt.Sprintf("a printable word of at most %d letters", most))
		}
	}
	if o.Budget < 0 {
		return diversity.Invalid("Options.Budget", o.Budget, "at least 1, or 0 for four times the largest measured one")
	}
	return o.Limits.Validate()
}

func (o Options) group() string { return cmp.Or(o.Group, "class") }
func (o Options) item() string  { return cmp.Or(o.Item, "image") }

// Table is what was measured, for [OfTable].
type Table struct {
	Name     string                  // in the title; "" = "table"
	Points   []diversity.Measurement // of one task and one probe
	Controls []diversity.Measurement // of networks with random weights; nil = none were measured
	Warnings []string                // about how it was read
}

// Report is the answer to a question, and what it rests on. Sentences are plain text; names in them are as they were
// read.
type Report struct {
	Name     string
	Question string
	Answer   []string // sentences
	Changes  []string // what would change the answer; none without one
	Warnings []string // what is missing, and what to beware of

	Budget     int                // that was asked for
	Prediction *theory.Prediction // nil if there is no answer
	Minima     []theory.Minimum   // of the measured budgets; nil if none has two sizes
	Verdicts   []theory.Verdict   // on the claims of the paper
	Means      []estimate.SizeSummary
	Control    *estimate.SizeSummary // random weights; nil if not measured
	Calculator *Calculator           // nil if there is no answer
	Points     []diversity.Measurement
	Cost       Cost
	Cite       []string // what to cite, a line each
	Words      Words
}

// Words are what K and n count, in the singular.
type Words struct{ Group, Item string }

// budgetFactor is how many times the largest measured budget is asked for if none is.
const budgetFactor = 4

// OfTable reports on measurements made anywhere. What the data cannot answer is left out, and a warning says why. The
// error wraps diversity.ErrInvalid for options or points out of range, or diversity.ErrTooFew without points, or is the
// context's.
func OfTable(ctx context.Context, t Table, o Options) (Report, error) {
	if err := o.validate(); err != nil {
		return Report{}, err
	}
	means, err := estimate.Summary(t.Points)
	if err != nil {
		return Report{}, err
	}
	budgets := grouping.Budgets(t.Points)
	o.Budget = cmp.Or(o.Budget, budgetFactor*budgets[len(budgets)-1])
	r := Report{Name: cmp.Or(t.Name, "table"), Budget: o.Budget, Means: means, Points: t.Points, Warnings: slices.Clone(t.Warnings),
		Words: Words{o.group(), o.item()}, Question: questionOf(t.Points[0], o), Cite: []string{paper}}
	if err := r.setControl(t.Controls); err != nil {
		return Report{}, err
	}
	if err := r.measure(o); err != nil {
		return Report{}, err
	}
	if err := r.predict(ctx, o); err != nil {
		return Report{}, err
	}
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
	curves, others, err := theory.Curves(r.Points, theory.MinimaOptions{})
	if err != nil {
		return err
	}
	if lone := grouping.Budgets(others); len(lone) > 0 && len(curves) > 0 {
		r.Warnings = append(r.Warnings, fmt.Sprintf("Of N = %s one size was measured: it says nothing of the best size there.",
			diversity.ListBudgets(lone[:min(len(lone), mostListed)])))
	}
	if len(curves) == 0 {
		curves = r.Points
	}
	r.Minima, err = theory.Minima(curves, theory.MinimaOptions{Seed: o.Seed})
	if unanswerable(err) {
		r.Warnings = append(r.Warnings, "The best size of no budget is known: "+err.Error()+".")
	} else if err != nil {
		return err
	}
	r.Verdicts, err = theory.Claims(curves, theory.MinimaOptions{Seed: o.Seed})
	return err
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
	average, err := theory.FitAverage(ctx, r.Points, theory.PredictOptions{Ceiling: o.Ceiling, Seed: o.Seed})
	if err == nil {
		err = r.answer(ctx, average, o)
	}
	switch {
	case unanswerable(err):
		r.Answer = []string{fmt.Sprintf("No size can be named for N = %d: %v.", o.Budget, err)}
		r.Answer = append(r.Answer, r.measured()...)
	case err != nil:
		return err
	}
	return nil
}

func (r *Report) answer(ctx context.Context, average *theory.Average, o Options) error {
	best := theory.BestOptions{Limits: o.Limits}
	p, err := average.BestAt(o.Budget, best)
	if err != nil {
		return err
	}
	if r.Calculator, err = NewCalculator(ctx, average, r.Points, o.Limits); err != nil {
		return err
	}
	r.Prediction = &p
	r.Answer = r.recommendation(p)
	r.Warnings = append(r.Warnings, p.Warnings...)
	r.Changes = r.changes(average, o)
	return ctx.Err()
}

// changes are what would move the answer, each computed.
func (r *Report) changes(average *theory.Average, o Options) (sentences []string) {
	best := theory.BestOptions{Limits: o.Limits}
	if o.Budget <= math.MaxInt32 {
		if p, err := average.BestAt(2*o.Budget, best); err == nil {
			sentences = append(sentences, fmt.Sprintf("For twice as many %s: %s.", r.items(2), r.sizeWords(p.Size)))
		}
	}
	const price = 10
	spend := theory.Spend{Total: float64(o.Budget), PerClass: price, PerSample: 1}
	if p, err := average.BestForSpend(spend, best); err == nil {
		sentences = append(sentences, fmt.Sprintf("If a new %s costs as much as %d %s besides its own, for the price of %d %s: %s.",
			r.Words.Group, price, r.items(price), o.Budget, r.items(o.Budget), r.sizeWords(p.Size)))
	}
	if c, err := r.Calculator.At(theory.Spend{Total: float64(o.Budget), PerSample: 1}); err == nil {
		sentences = append(sentences, r.missing(c)...)
	}
	return append(sentences, r.rivals()...)
}

// ceilingOf is the mean error of random weights if a law can have it as its ceiling, else 0.
func ceilingOf(control *estimate.SizeSummary) float64 {
	if control == nil || !(control.Error.Value > 0 && control.Error.Value <= 1) {
		return 0
	}
	return control.Error.Value
}
