package levels

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"math/rand/v2"

	"tradeoff/diversity"
	"tradeoff/diversity/estimate"
	"tradeoff/diversity/internal/parallel"
	"tradeoff/diversity/theory/internal/lawpairs"
	"tradeoff/diversity/theory/internal/settings"

	"gonum.org/v1/gonum/stat"
)

// forPairTest is the purpose of the random numbers of [Model.PairwiseTest].
const forPairTest diversity.Purpose = "pair test"

// TestOptions configures [Model.PairwiseTest]. The zero value draws 1,000 studies and rejects below 5%.
type TestOptions struct {
	BootstrapSamples int     // studies drawn: 19..1000000; 0 = 1000
	Level            float64 // one minus the size of the test, within (0, 1); 0 = 0.95
	Seed             uint64
}

func (o TestOptions) validate() error {
	const fewest = 19 // below it no p-value reaches 5%
	if o.BootstrapSamples != 0 && o.BootstrapSamples < fewest {
		return diversity.Invalid("TestOptions.BootstrapSamples", o.BootstrapSamples, "19..1000000, or 0 for the default 1000")
	}
	return cmp.Or(settings.BootstrapSamples("TestOptions.BootstrapSamples", o.BootstrapSamples),
		settings.Level("TestOptions.Level", o.Level))
}

func (o TestOptions) samples() int {
	const usual = 1000
	return cmp.Or(o.BootstrapSamples, usual)
}

// PairTest says which of two laws of three levels the data favour, and how many runs would settle it. It is made by
// [Model.PairwiseTest].
type PairTest struct {
	First, Second Law
	// Nested says that the second law contains the first. F is then how much more the first misses for each parameter
	// that it lacks, over the variance between runs of one size (without repeats, over what the second misses).
	Nested bool
	F      float64
	// Difference is, of laws that are not nested, by how much more the first misses the true means of the sizes than the
	// second: sum over runs, in units of the variance of a run, less what noise and parameters account for. It is NaN for
	// nested ones.
	Difference estimate.Estimate
	// PValue is the chance of so large a difference between laws that are as good; of nested ones, if the first held.
	PValue float64
	Runs   int
	// Needed is how many runs, divided over the same sizes as these, would tell the laws apart in 80% of such studies if
	// they differ as they seem to: +Inf where they do not seem to differ at all.
	Needed float64
	Level  float64
}

// PairwiseTest asks which of two laws the data of a model favour, as theory.PairwiseTest does of two levels. If one
// contains the other, as [Nested] contains [Components] and [Total], the larger has to fit better than in studies drawn
// from the smaller as it was fitted, with the noise of runs of one size at random signs. Else it compares what the laws
// miss of the means of the sizes (after Vuong 1989), with the error of the difference over studies redrawn around the
// means; then some size must have two runs that differ (diversity.ErrTooFew). Weights, ceiling and Huber's loss are
// those of the model; with the latter, losses stand for squares, and mean(psi^2)/mean(psi') for the variance of a run
// (Huber 1981, Robust Statistics, section 7.6).
func (m *Model) PairwiseTest(ctx context.Context, first, second Law, o TestOptions) (PairTest, error) {
	if err := m.checkModel(); err != nil {
		return PairTest{}, err
	}
	if err := o.validate(); err != nil {
		return PairTest{}, err
	}
	if err := cmp.Or(checkLaw(first), checkLaw(second)); err != nil {
		return PairTest{}, err
	}
	p := PairTest{First: first, Second: second, Runs: m.Runs, Level: cmp.Or(o.Level, estimate.DefaultLevel), PValue: 1,
		Needed: math.Inf(1)}
	err := parallel.Guard(func() error {
		smaller, larger := first, second
		if len(parameterNames(first)) > len(parameterNames(second)) {
			smaller, larger = second, first
		}
		d, err := m.newDuel(smaller, larger)
		if err != nil {
			return err
		}
		if d.nested {
			p.First, p.Second, p.Nested = smaller, larger, true
			p.Difference.Value = math.NaN()
			return p.testNested(ctx, d, o)
		}
		return p.testRivals(ctx, d, smaller != first, o)
	})
	return p, err
}

// Better is the law that the data favour; nil if that is not settled.
func (p PairTest) Better() Law {
	switch {
	case p.First == nil || !(p.PValue < 1-p.Level):
		return nil
	case p.Nested || p.Difference.Value > 0:
		return p.Second
	}
	return p.First
}

// String says which law the data favour, or how many runs would tell.
func (p PairTest) String() string {
	if p.First == nil || p.Second == nil {
		return "Nothing was compared."
	}
	o := lawpairs.Outcome{First: p.First.Name(), Second: p.Second.Name(), Nested: p.Nested, PValue: p.PValue,
		Needed: p.Needed, Runs: p.Runs}
	if better := p.Better(); better != nil {
		o.Better = better.Name()
	}
	return o.Sentence()
}

// duel is two laws, of which the second has no fewer parameters, at the points of a model.
type duel struct {
	m          *Model
	fits       [2]LawFit
	nested     bool
	starts     [2][][]float64 // where each is searched from
	deviations []float64      // of runs from the mean of their size, weighted, as large as their noise
	free       float64        // degrees of freedom of the noise
	curve      []float64      // errors of the first law at the sizes
}

func (m *Model) newDuel(first, second Law) (*duel, error) {
	d := &duel{m: m}
	for i, law := range []Law{first, second} {
		d.fits[i] = m.table.fit(law, m.options)
		if err := d.fits[i].Err; err != nil {
			return nil, err
		}
		d.starts[i] = [][]float64{d.fits[i].values.lnExponents}
	}
	d.curve = m.table.curveOf(d.fits[0], m.options)
	d.setNoise()
	if len(d.fits[1].Parameters) > len(d.fits[0].Parameters) {
		d.embed()
	}
	return d, nil
}

// embed finds the first law within the second, whose searches then start there too. The second contains the first if it
// can follow its curve.
func (d *duel) embed() {
	plain := Options{Relative: d.m.options.Relative}
	s := newSolver(d.fits[1].Law, d.m.table.rows, plain)
	copy(s.target, d.m.table.curveOf(d.fits[0], plain))
	const visible = 1e-6 // of the error
	end := s.best()
	if end.objective > visible*visible*s.TotalSquares() {
		return
	}
	d.nested = true
	d.starts[1] = append(d.starts[1], end.lnExponents)
}

// setNoise takes the noise of runs, where a size has two that differ.
func (d *duel) setNoise() {
	t := d.m.table
	if d.free = float64(t.freedom()); t.within == 0 {
		d.free = float64(len(t.runs) - len(d.fits[1].Parameters))
		return
	}
	errors := make([]float64, len(t.runs))
	for i, p := range t.runs {
		errors[i] = p.Error
	}
	d.deviations = t.deviations(errors, t.means)
}

// study is a table like that of a duel, to draw into.
type study struct {
	d       *duel
	solvers [2]*solver
	errors  []float64 // of runs
	means   []float64
	within  float64
}

func (d *duel) newStudy() *study {
	s := &study{d: d, errors: make([]float64, len(d.m.table.runs)), means: make([]float64, len(d.m.table.rows))}
	for i, f := range d.fits {
		s.solvers[i] = newSolver(f.Law, d.m.table.fitted(), d.m.options)
	}
	return s
}

// measured takes the runs as they are.
func (s *study) measured() {
	for i, p := range s.d.m.table.runs {
		s.errors[i] = p.Error
	}
	s.sum()
}

// draw makes a study around the errors of sizes: a deviation of the data at a random sign for each run, or normal noise
// where no size was run twice.
func (s *study) draw(around []float64, deviation float64, rng *rand.Rand) {
	t := s.d.m.table
	for i := range s.errors {
		noise := deviation * rng.NormFloat64()
		if all := s.d.deviations; len(all) > 0 {
			noise = all[rng.IntN(len(all))]
			if rng.Uint64()&1 == 0 {
				noise = -noise
			}
		}
		size := t.sizeOf[i]
		s.errors[i] = around[size] + noise/math.Sqrt(t.rows[size].weight/t.counts[size])
	}
	s.sum()
}

func (s *study) sum() {
	clear(s.means)
	s.within = s.d.m.table.sum(s.errors, s.means)
}

// loss is twice the least loss of a law: its squares around the means of sizes, or Huber's losses of runs.
func (s *study) loss(law int) float64 {
	solver, f := s.solvers[law], s.d.fits[law]
	if s.d.m.table.byRun {
		copy(solver.target, s.errors)
	} else {
		copy(solver.target, s.means)
	}
	least := math.Inf(1)
	for _, start := range s.d.starts[law] {
		solver.restart(f.values)
		least = min(least, solver.from(start).objective)
	}
	return 2 * least
}

// unit is what the losses of both laws differ by for each parameter, on average, of what is noise only: the variance of
// a run. The second law's loss tells it where no size was run twice.
func (s *study) unit(second float64) float64 {
	switch huber := s.d.m.options.Huber; {
	case len(s.d.deviations) > 0 && huber > 0:
		return unitOf(s.d.m.table.deviations(s.errors, s.means), huber)
	case len(s.d.deviations) > 0:
		return s.within / s.d.free
	case huber > 0:
		return unitOf(s.solvers[1].weighted(), huber) * float64(len(s.errors)) / s.d.free
	}
	return second / s.d.free
}

// unitOf is mean(psi^2)/mean(psi') of residuals, psi being the derivative of Huber's loss.
func unitOf(residuals []float64, delta float64) float64 {
	squares, within := 0.0, 1.0
	for _, r := range residuals {
		pull := min(max(r, -delta), delta)
		squares += pull * pull
		if math.Abs(r) < delta {
			within++
		}
	}
	return squares / within
}

// ratio is F, with the losses of the first and the second law.
func (s *study) ratio() float64 {
	first, second := s.loss(0), s.loss(1)
	lacking := len(s.d.fits[1].Parameters) - len(s.d.fits[0].Parameters)
	return max(0, first-second) / float64(lacking) / s.unit(second)
}

// testNested counts the studies drawn under the first law which have a larger F.
func (p *PairTest) testNested(ctx context.Context, d *duel, o TestOptions) error {
	if d.free < 1 {
		return fmt.Errorf("%w: %d runs for %d parameters leave nothing to tell the noise by", diversity.ErrTooFew, p.Runs,
			len(d.fits[1].Parameters))
	}
	seen := d.newStudy()
	seen.measured()
	p.F = seen.ratio()
	if math.IsNaN(p.F) || math.IsInf(p.F, 1) {
		return fmt.Errorf("%w: the %s law passes through every point: there is no noise to test against",
			diversity.ErrTooFew, p.Second.Name())
	}
	deviation := math.Sqrt(seen.unit(seen.loss(1)))
	larger := make([]bool, o.samples())
	err := parallel.Do(ctx, len(larger), func() func(int) {
		s := d.newStudy()
		return func(i int) {
			s.draw(d.curve, deviation, diversity.Stream(o.Seed, forPairTest, i))
			larger[i] = s.ratio() >= p.F
		}
	})
	count := 1
	for _, yes := range larger {
		if yes {
			count++
		}
	}
	p.PValue = float64(count) / float64(len(larger)+1)
	p.Needed = lawpairs.NestedNeeded(p.Runs, len(d.fits[1].Parameters)-len(d.fits[0].Parameters), p.F, p.Level)
	return err
}

// testRivals compares laws that are not nested. Turned says that the first law of the duel is the second of the test.
func (p *PairTest) testRivals(ctx context.Context, d *duel, turned bool, o TestOptions) error {
	if len(d.deviations) == 0 {
		return fmt.Errorf("%w: no size has two runs that differ, so that what the %s and the %s law miss cannot be told from noise: repeat some sizes",
			diversity.ErrTooFew, p.First.Name(), p.Second.Name())
	}
	parameters := float64(len(d.fits[0].Parameters) - len(d.fits[1].Parameters))
	seen := d.newStudy()
	seen.measured()
	first, second := seen.loss(0), seen.loss(1)
	unit := seen.unit(second)
	value := (first-second)/unit + parameters
	samples := make([]float64, o.samples())
	err := parallel.Do(ctx, len(samples), func() func(int) {
		s := d.newStudy()
		return func(i int) {
			s.draw(d.m.table.means, 0, diversity.Stream(o.Seed, forPairTest, i))
			samples[i] = (s.loss(0)-s.loss(1))/unit + parameters
		}
	})
	if err != nil {
		return err
	}
	if turned {
		value = -value
	}
	j := lawpairs.Judge(value, stat.StdDev(samples, nil), d.free, p.Level, p.Runs)
	p.Difference, p.PValue, p.Needed = j.Difference, j.PValue, j.Needed
	return nil
}
