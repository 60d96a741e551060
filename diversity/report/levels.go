package report

import (
	"cmp"
	"context"
	"errors"
	"slices"

	"tradeoff/diversity"
	"tradeoff/diversity/estimate"
	"tradeoff/diversity/theory/levels"
)

// LevelsTable is what was measured over groups, sources and items, for [OfLevels]. Counts are those of the table;
// errors are those of its scale, of which less is better.
type LevelsTable struct {
	Name     string // in the title; "" = "table"
	Points   []levels.Measurement
	Warnings []string       // about how it was read
	Scale    estimate.Scale // words, and how an error becomes a score
}

// LevelsOptions configures [OfLevels]. The zero value asks for no size.
type LevelsOptions struct {
	// Spend asks what to buy for its Total; with a Total of 0 its prices serve Wanted.
	Spend levels.Spend
	// Overhead is a part of what is paid that buys nothing, at least 0, beside Spend.Total.
	Overhead float64
	// Wanted asks for the least spend that reaches this score, if WantedAsked is set.
	Wanted      float64
	WantedAsked bool
	Fit         levels.Options
}

func (o LevelsOptions) validate() error {
	if o.Spend.Total != 0 || o.WantedAsked {
		priced := o.Spend
		priced.Total = cmp.Or(priced.Total, 1)
		if err := priced.Validate(); err != nil {
			return err
		}
	}
	if !(o.Overhead >= 0 && o.Overhead < 1e300) {
		return diversity.Invalid("LevelsOptions.Overhead", o.Overhead, "a finite number of at least 0")
	}
	return nil
}

// Levels is the answer for a table of three levels, and what it rests on.
type Levels struct {
	Name     string
	Question string
	Answer   []string // sentences
	Warnings []string

	Scale    estimate.Scale
	Model    *levels.Model
	At       levels.Size // the middle of what was measured
	Gain     levels.Gain // of twice as many of each there
	Spend    levels.Spend
	Overhead float64
	Best     *levels.Best   // nil if nothing was asked
	Needed   *levels.Needed // nil if no score was wanted, or none is reached
	NoAnswer error          // why a wanted score has no spend
	Curves   []levels.Curve // around Best
}

// OfLevels reports on measurements of three levels. The error wraps diversity.ErrInvalid for options or points out of
// range, and diversity.ErrTooFew if the table cannot tell what each level does; it says then what is missing.
func OfLevels(ctx context.Context, t LevelsTable, o LevelsOptions) (Levels, error) {
	if err := o.validate(); err != nil {
		return Levels{}, err
	}
	m, err := levels.Fit(ctx, t.Points, o.Fit)
	if err != nil {
		return Levels{}, err
	}
	r := Levels{Name: cmp.Or(t.Name, "table"), Scale: t.Scale, Model: m, At: m.Middle(), Spend: o.Spend,
		Overhead: o.Overhead, Warnings: slices.Clone(t.Warnings)}
	if r.Gain, err = m.Gains(r.At); err != nil {
		return r, err
	}
	r.Question = r.question(o)
	if err := r.buy(o); err != nil {
		return r, err
	}
	if err := r.reach(o); err != nil {
		return r, err
	}
	r.Answer = r.answer(o)
	r.warn(m.Warnings)
	return r, ctx.Err()
}

// buy answers for money.
func (r *Levels) buy(o LevelsOptions) error {
	if o.Spend.Total == 0 {
		return nil
	}
	best, err := r.Model.Best(o.Spend)
	if err != nil {
		return err
	}
	r.Best = &best
	r.warn(best.Warnings)
	r.Curves, err = r.Model.Curves(o.Spend)
	return err
}

// reach finds the money that a score takes.
func (r *Levels) reach(o LevelsOptions) error {
	if !o.WantedAsked {
		return nil
	}
	needed, err := r.Model.SpendFor(r.Scale.ErrorOf(o.Wanted), o.Spend)
	if errors.Is(err, levels.ErrOutOfReach) {
		r.NoAnswer = err
		return nil
	}
	if err != nil {
		return err
	}
	r.Needed = &needed
	if o.Spend.Total == 0 {
		r.warn(needed.Best.Warnings)
	}
	return nil
}

// warn adds warnings, each once, in the words of the table.
func (r *Levels) warn(warnings []string) {
	for _, w := range warnings {
		if w = r.InWords(w); !slices.Contains(r.Warnings, w) {
			r.Warnings = append(r.Warnings, w)
		}
	}
}

// AskedSpend is the spend of the report for a calculator: what was asked, else what a score needs, else the dearest
// measured size where each item costs 1.
func (r *Levels) AskedSpend() levels.Spend {
	s := r.Spend
	switch {
	case s.Total > 0:
	case r.Needed != nil:
		s.Total = r.Needed.Total.Value
	case s.PerItem > 0:
		s.Total = s.Cost(r.Model.High)
	default:
		s = levels.Spend{PerItem: 1, Most: s.Most}
		s.Total = s.Cost(r.Model.High)
	}
	return s
}
