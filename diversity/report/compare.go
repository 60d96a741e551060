package report

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"

	"tradeoff/diversity"
	"tradeoff/diversity/display"
	"tradeoff/diversity/estimate"
	"tradeoff/diversity/internal/grouping"
	"tradeoff/diversity/probe"
	"tradeoff/diversity/study"
	"tradeoff/diversity/theory"
)

// CompareOptions configures [Compare]. The zero value compares the only task and probe of both studies, with 95%
// intervals.
type CompareOptions struct {
	Metric study.Metric         // what is compared, in both studies
	Minima theory.MinimaOptions // how the best number of classes is found
}

// Difference is what the second of two studies has more error at a size than the first, a share.
type Difference struct {
	Size    diversity.Size
	Repeats int               // that both have
	Error   estimate.Estimate // mean of second - first over these
}

// Comparison is what two studies differ by. It is made by [Compare].
type Comparison struct {
	First, Second string // names of the studies
	Score         diversity.Score
	// Paired says that the runs of one size and repeat share the seeds of their draws, so that what these have in common
	// cancels. Otherwise repeats are independent, and the intervals are wider for it.
	Paired      bool
	Differences []Difference           // by rising budget, then number of classes
	Minima      []theory.PairedMinimum // how K* moves, by rising budget; none if no budget has two sizes in common
	Verdict     theory.Verdict         // whether K* moves

	runs [2][]diversity.Measurement // of the first study and of the second, for the figure
}

// Compare says of two studies by how much their errors differ at the sizes and repeats that both have, and whether the
// best number of classes moves from the first to the second: "does augmentation move K*?". The studies must draw from
// the same pool and be judged on the same task by the same probe, or the error, which names what differs, wraps
// diversity.ErrInvalid. It wraps [diversity.ErrTooFew] if they have no run in common.
func Compare(first, second *study.Results, o CompareOptions) (Comparison, error) {
	a, b, err := comparedPoints(first, second, o)
	if err != nil {
		return Comparison{}, err
	}
	c := Comparison{First: first.Study.Name, Second: second.Study.Name, Score: a[0].Score,
		Paired: first.Study.Seed == second.Study.Seed && first.Study.Nested == second.Study.Nested}
	if c.First == c.Second {
		c.Second += " (second)"
	}
	c.runs = [2][]diversity.Measurement{slices.Clone(a), slices.Clone(b)}
	for i := range a {
		a[i].Policy = c.First
	}
	for i := range b {
		b[i].Policy = c.Second
	}
	if c.Minima, err = theory.PairedMinima(a, b, o.Minima); err != nil && !errors.Is(err, diversity.ErrTooFew) {
		return Comparison{}, err
	}
	level := cmp.Or(o.Minima.Level, estimate.DefaultLevel)
	if c.Differences = differences(a, b, level); len(c.Differences) == 0 {
		return Comparison{}, fmt.Errorf("%w: the studies have no size with a common repeat: N = %s in %s, N = %s in %s",
			diversity.ErrTooFew, diversity.ListBudgets(grouping.Budgets(a)), diversity.Printable(c.First),
			diversity.ListBudgets(grouping.Budgets(b)), diversity.Printable(c.Second))
	}
	c.Verdict = c.judge()
	return c, nil
}

// comparedPoints returns the points of both studies, or says what keeps them from being compared.
func comparedPoints(first, second *study.Results, o CompareOptions) (a, b []diversity.Measurement, err error) {
	if first == nil || second == nil {
		return nil, nil, diversity.Invalid("results", "nil", "two results of studies, for example of study.Run or study.Load")
	}
	if a, err = first.Points(o.Metric); err != nil {
		return nil, nil, fmt.Errorf("the first study: %w", err)
	}
	if b, err = second.Points(o.Metric); err != nil {
		return nil, nil, fmt.Errorf("the second study: %w", err)
	}
	for i, points := range [][]diversity.Measurement{a, b} {
		if s := []*study.Results{first, second}[i]; len(points) == 0 {
			return nil, nil, fmt.Errorf("%w: study %s has no finished run", diversity.ErrTooFew, diversity.Printable(s.Study.Name))
		}
	}
	if one, other := first.Study.Pool, second.Study.Pool; one.Digest() != other.Digest() {
		return nil, nil, diversity.Invalid("the second study's Pool", other, fmt.Sprintf("that of the first, %v", one))
	}
	if err := sameTask(first.Study, second.Study, a[0], b[0]); err != nil {
		return nil, nil, err
	}
	return slices.Clone(a), slices.Clone(b), grouping.CheckScore([]diversity.Measurement{a[0], b[0]})
}

// sameTask demands a task and a probe of the same name and the same content.
func sameTask(first, second study.Study, a, b diversity.Measurement) error {
	if one, other := taskOf(first, a.Task), taskOf(second, b.Task); a.Task != b.Task || one != other {
		return diversity.Invalid("the second study's Task", fmt.Sprintf("%q (%s)", b.Task, display.Hash(other)),
			fmt.Sprintf("that of the first, %q (%s)", a.Task, display.Hash(one)))
	}
	if one, other := probeOf(first, a.Probe), probeOf(second, b.Probe); one != other {
		return diversity.Invalid("the second study's Probe", other, "that of the first, "+one)
	}
	return nil
}

// taskOf is the hash of the content of a task.
func taskOf(s study.Study, name string) string {
	for _, task := range s.Tasks {
		if task.Name == name {
			return task.Hash()
		}
	}
	return ""
}

// probeOf is the text of a probe with its settings.
func probeOf(s study.Study, kind string) string {
	for _, p := range s.WithDefaults().Probes {
		if p.Kind() == kind {
			text, err := probe.Marshal(p)
			if err == nil {
				return string(text)
			}
		}
	}
	return kind
}

// differences are the means over the repeats that both have, size by size.
func differences(a, b []diversity.Measurement, level float64) (all []Difference) {
	type place struct {
		size   diversity.Size
		repeat int
	}
	of := map[place]float64{}
	for _, p := range a {
		of[place{p.Size, p.Repeat}] = p.Error
	}
	for _, group := range grouping.BySize(b) {
		var values []float64
		for _, p := range group {
			if e, have := of[place{p.Size, p.Repeat}]; have {
				values = append(values, p.Error-e)
			}
		}
		if len(values) > 0 {
			all = append(all, Difference{group[0].Size, len(values), estimate.MeanAt(values, level)})
		}
	}
	return all
}

// judge says at which budgets the interval of the ratio leaves out 1.
func (c Comparison) judge() theory.Verdict {
	v := theory.Verdict{Outcome: theory.Undecided, Claim: fmt.Sprintf("the best number of classes is another in %s than in %s",
		c.Second, c.First)}
	var moved, known []string
	widest := 1.0
	for _, m := range c.Minima {
		at := fmt.Sprintf("%s at N = %d", m.Ratio.Count(), m.Budget)
		if i := m.Ratio.Interval; i.Known() {
			known = append(known, at)
			widest = max(widest, i.High, 1/i.Low)
		}
		if m.Moves() {
			moved = append(moved, at)
		}
	}
	switch {
	case len(c.Minima) == 0:
		v.Sentence = "Cannot tell whether K* moves: no budget has two sizes with a repeat that both studies have."
	case len(known) == 0:
		v.Sentence = "Cannot tell whether K* moves: with one common repeat the noise is not known."
	case len(moved) > 0:
		v.Outcome = theory.Consistent
		v.Sentence = fmt.Sprintf("K* moves at %d of %s: K* of %s is that of %s times %s (each interval by itself leaves out 1).",
			len(moved), display.Count(len(c.Minima), "budget"), c.Second, c.First, strings.Join(moved, ", "))
	case math.IsInf(widest, 1):
		v.Sentence = fmt.Sprintf("The data do not show that K* moves (times %s), nor do they bound by how much it may: a minimum may lie beyond what was measured.",
			strings.Join(known, ", "))
	default:
		v.Sentence = fmt.Sprintf("The data do not show that K* moves (times %s); by a factor of %.2g either way it may.",
			strings.Join(known, ", "), widest)
	}
	return v
}
