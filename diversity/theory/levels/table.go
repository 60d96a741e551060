package levels

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"tradeoff/diversity"
	"tradeoff/diversity/internal/numeric"
)

// table is what a fit needs of the points: their means by size.
type table struct {
	sizes  []Size
	rows   []row
	means  []float64
	runs   []Measurement // by size
	sizeOf []int         // of each run
	within float64       // weighted squares between runs of one size
	counts []float64     // runs of each size
	byRun  bool          // laws are fitted to runs, not to means
}

func newTable(points []Measurement) (*table, error) {
	t := &table{runs: slices.Clone(points)}
	slices.SortStableFunc(t.runs, func(a, b Measurement) int {
		x, y := a.Size.counts(), b.Size.counts()
		return slices.Compare(x[:], y[:])
	})
	for _, p := range t.runs {
		if len(t.sizes) == 0 || t.sizes[len(t.sizes)-1] != p.Size {
			t.sizes, t.means = append(t.sizes, p.Size), append(t.means, 0)
			t.rows = append(t.rows, row{at: p.Size.logs()})
		}
		last := len(t.sizes) - 1
		t.sizeOf = append(t.sizeOf, last)
		t.rows[last].weight++
		t.means[last] += (p.Error - t.means[last]) / t.rows[last].weight
	}
	for _, r := range t.rows {
		t.counts = append(t.counts, r.weight)
	}
	t.weigh(nil)
	return t, t.checkDesign()
}

// weigh sets the weights of sizes by the errors that are expected there, or as all the same without them, and takes the
// squares between runs.
func (t *table) weigh(expected []float64) {
	t.within = 0
	for i := range t.rows {
		t.rows[i].weight = t.counts[i]
		if expected != nil {
			t.rows[i].weight /= expected[i] * expected[i]
		}
	}
	for i, p := range t.runs {
		size := t.sizeOf[i]
		t.within += t.rows[size].weight / t.counts[size] * (p.Error - t.means[size]) * (p.Error - t.means[size])
	}
}

// fitted are the rows that a law is fitted to: the sizes, or the runs.
func (t *table) fitted() []row {
	if !t.byRun {
		return t.rows
	}
	var rows []row
	for _, size := range t.sizeOf {
		rows = append(rows, t.rows[size])
		rows[len(rows)-1].weight /= t.counts[size]
	}
	return rows
}

// targets are the errors of the fitted rows.
func (t *table) targets() []float64 {
	if !t.byRun {
		return t.means
	}
	errors := make([]float64, len(t.runs))
	for i, p := range t.runs {
		errors[i] = p.Error
	}
	return errors
}

// sum adds the errors of runs to the means of their sizes, and returns the weighted squares between runs.
func (t *table) sum(errors, means []float64) (within float64) {
	counts := make([]float64, len(means))
	for i, e := range errors {
		size := t.sizeOf[i]
		counts[size]++
		means[size] += (e - means[size]) / counts[size]
	}
	for i, e := range errors {
		size := t.sizeOf[i]
		within += t.rows[size].weight / counts[size] * (e - means[size]) * (e - means[size])
	}
	return within
}

// deviations are those of runs from the means of their sizes, weighted, times sqrt(r/(r-1)), by which those of r runs
// are too small. Sizes of one run have none.
func (t *table) deviations(errors, means []float64) (all []float64) {
	for i, e := range errors {
		size := t.sizeOf[i]
		if runs := t.counts[size]; runs > 1 {
			all = append(all, math.Sqrt(t.rows[size].weight/(runs-1))*(e-means[size]))
		}
	}
	return all
}

// curveOf are the errors that a law gives the sizes.
func (t *table) curveOf(f LawFit, o Options) (curve []float64) {
	scratch := make([]float64, len(f.Law.Coefficients()))
	for _, r := range t.rows {
		curve = append(curve, o.capped(valueOf(f.Law, r.at, f.values.parameters, scratch)))
	}
	return curve
}

// checkCeiling demands a ceiling that leaves some size below it.
func (t *table) checkCeiling(ceiling float64) error {
	if least := slices.Min(t.means); ceiling != 0 && !(ceiling > least) {
		return diversity.Invalid("Options.Ceiling", ceiling,
			fmt.Sprintf("above %v, the lowest mean error of a size, or 0 for none", least))
	}
	return nil
}

// sizesBelow counts the sizes whose means are below a ceiling; all without one.
func (t *table) sizesBelow(ceiling float64) (count int) {
	for _, mean := range t.means {
		if ceiling == 0 || mean < ceiling {
			count++
		}
	}
	return count
}

// checkRelative demands errors of which a share can be taken.
func (t *table) checkRelative() error {
	for i, mean := range t.means {
		if !(mean > 0) {
			return diversity.Invalid("Options.Relative", true,
				fmt.Sprintf("false where a mean error is not above 0, as %v at %v", mean, t.sizes[i]))
		}
	}
	return nil
}

// checkDesign demands that each count varies, and apart from the others.
func (t *table) checkDesign() error {
	columns := numeric.NewLeastSquares(len(t.sizes), 4)
	for level := range names {
		values := t.values(level)
		if len(values) < 2 {
			return fmt.Errorf("%w: %s is %v in all measurements, so that nothing tells what more would do",
				diversity.ErrTooFew, names[level], values[0])
		}
	}
	for i, r := range t.rows {
		for j, x := range []float64{1, r.at.Groups, r.at.Sources, r.at.Items, 0} {
			columns.Columns[j][i] = x
		}
	}
	if columns.Rank() < 4 {
		return fmt.Errorf("%w: in the %d sizes measured, groups, sources and items never vary apart (as where n is 60/m throughout), so that nothing tells which of them helps: add sizes in which one of them alone is changed",
			diversity.ErrTooFew, len(t.sizes))
	}
	return nil
}

// values are the different ones of a count, rising.
func (t *table) values(level int) []float64 {
	var values []float64
	for _, s := range t.sizes {
		values = append(values, s.counts()[level])
	}
	slices.Sort(values)
	return slices.Compact(values)
}

// whole reports whether a count is a whole number throughout.
func (t *table) whole(level int) bool {
	return !slices.ContainsFunc(t.values(level), func(x float64) bool { return x != math.Trunc(x) })
}

// freedom is the number of degrees of freedom between runs of one size.
func (t *table) freedom() int { return len(t.runs) - len(t.sizes) }

// dearest is the highest cost of a measured size.
func (t *table) dearest(s Spend) float64 {
	at := slices.MaxFunc(t.sizes, func(a, b Size) int { return cmp.Compare(s.Cost(a), s.Cost(b)) })
	return s.Cost(at)
}
