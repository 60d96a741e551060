package gp

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"

	"tradeoff/diversity"
	"tradeoff/diversity/estimate"
	"tradeoff/diversity/internal/grouping"
	"tradeoff/diversity/internal/numeric"
	"tradeoff/diversity/internal/parallel"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat/distuv"
)

// Location is a point of the surface.
type Location struct{ LnK, LnN float64 }

// sample is the data in one scale: means of the sizes, centred and in units of their spread.
type sample struct {
	Scale          scale
	locations      []Location
	middle         Location // of the locations
	straight       float64  // ln N of an octave beyond the largest budget, from the middle
	target         []float64
	noise          []float64 // variance of each mean, in the same units
	centre, spread float64
	jacobian       float64 // sum of ln |d target / d error|, for comparing evidence between scales
}

// PriorRuns is on how many more runs the pooled variance counts as seen, when that of a single size is estimated.
const PriorRuns = 4

func newSample(groups [][]diversity.Measurement, s scale) *sample {
	var locations []Location
	var means, variances []float64
	pooled := pooledVarianceOn(groups, s)
	for _, group := range groups {
		mean, runs := estimate.Summarise(group, estimate.DefaultLevel).Error.Value, float64(len(group))
		slope := s.slope(mean)
		own := grouping.Variance(group) * slope * slope
		if pooled == 0 { // a pair among single runs tells no noise
			own = 0
		}
		variances = append(variances, (PriorRuns*pooled+(runs-1)*own)/(PriorRuns+runs-1)/runs)
		at := Location{math.Log(float64(group[0].Size.Classes)), math.Log(float64(group[0].Size.Total()))}
		locations, means = append(locations, at), append(means, mean)
	}
	return standardised(locations, means, variances, s)
}

// standardised are means, and their variances on a scale, as a sample. The largest budget comes last.
func standardised(locations []Location, means, variances []float64, s scale) *sample {
	d := &sample{Scale: s, locations: locations}
	for _, mean := range means {
		d.target = append(d.target, s.to(mean))
		d.jacobian += math.Log(s.slope(mean))
	}
	count := float64(len(means))
	for i, at := range d.locations {
		d.middle.LnK += at.LnK / count
		d.middle.LnN += at.LnN / count
		d.centre += d.target[i] / count
	}
	d.straight = d.locations[len(d.locations)-1].LnN - d.middle.LnN + math.Ln2
	for i := range d.target {
		d.target[i] -= d.centre
	}
	d.spread = max(math.Sqrt(numeric.Dot(d.target, d.target)/count), 1e-9)
	for i := range d.target {
		d.target[i] /= d.spread
		d.noise = append(d.noise, variances[i]/(d.spread*d.spread))
	}
	d.jacobian -= count * math.Log(d.spread)
	return d
}

// pooledVarianceOn is [noiseVariance] in the units of a scale.
func pooledVarianceOn(groups [][]diversity.Measurement, s scale) float64 {
	sum, freedom := 0.0, grouping.DegreesOfFreedom(groups)
	if freedom < grouping.LeastDegreesOfFreedom {
		return 0
	}
	for _, group := range groups {
		slope := s.slope(estimate.Summarise(group, estimate.DefaultLevel).Error.Value)
		sum += grouping.Variance(group) * slope * slope * float64(len(group)-1)
	}
	return sum / freedom
}

// shape are the hyperparameters of a process: how the curves drift with ln N and how the drift changes, how their depth
// fades, the lengths over which the rest of the surface varies along z and ln N (natural logarithms), its height, and
// noise beyond that between runs (in units of the spread).
type shape struct{ Drift, bend, fade, alongK, alongN, height, extra float64 }

// The grid of shapes: wide where the data decide, coarse where averaging over neighbours changes nothing.
var (
	drifts  = []float64{-0.25, -0.1, 0.05, 0.2, 0.35, 0.5, 0.65, 0.8, 0.95, 1.1, 1.25, 1.4, 1.55, 1.7}
	bends   = []float64{-0.3, -0.15, 0, 0.15, 0.3}
	fades   = []float64{-0.3, 0, 0.3}
	alongKs = []float64{1, 2, 4}
	alongNs = []float64{2}
	heights = []float64{0.15, 0.5}
	extras  = []float64{0.02, 0.1}
)

// Priors. That of the drift is what an earlier series of studies found, with four ways to train that none of the
// studies on which the rules are tested shares: d ln K*/d ln N was 1.22, 1.14, 0.93, 1.00, 0.57, 0.30 and 0.38, which
// have a mean of 0.79 and a standard deviation of 0.37, and 0.41 for one study more. The paper's 1/2, constant n (1)
// and constant K (0) are all within two of these. A bend of 0.2 changes the drift by 0.28 from one octave of N to the
// next. The fade of the tied law is a/2, 1/4 at a = 1/2; curves that grow deeper, as measured ones also do, are as
// likely.
const (
	priorBendSpread = 0.2
	wide            = 2.0 // standard deviation of the coefficients of the mean, per ln unit
)

// DriftPrior is the prior of d ln K*/d ln N, a normal distribution.
type DriftPrior struct{ Mean, Spread float64 }

// Drifts are those of the grid of shapes.
func Drifts() []float64 { return slices.Clone(drifts) }

// UsualDrift is the prior that every surface has. One learned from other studies was no better on those that it had not
// seen (TestLearnedDrift of package backtest).
func UsualDrift() DriftPrior { return DriftPrior{Mean: 0.8, Spread: 0.4} }

// shapes lists the grid.
func shapes() []shape {
	all := []shape{{}}
	cross := func(values []float64, set func(s *shape, value float64)) {
		var longer []shape
		for _, s := range all {
			for _, value := range values {
				set(&s, value)
				longer = append(longer, s)
			}
		}
		all = longer
	}
	cross(drifts, func(s *shape, value float64) { s.Drift = value })
	cross(bends, func(s *shape, value float64) { s.bend = value })
	cross(fades, func(s *shape, value float64) { s.fade = value })
	cross(alongKs, func(s *shape, value float64) { s.alongK = value })
	cross(alongNs, func(s *shape, value float64) { s.alongN = value })
	// height and noise last: they share the pairs of a geometry
	cross(heights, func(s *shape, value float64) { s.height = value })
	cross(extras, func(s *shape, value float64) { s.extra = value })
	return all
}

// spot is a location in the coordinates of a shape: along the curve of a budget, relative to where curves have drifted
// to, and across budgets, both from the middle of the data; and how deep the curves are there, by the tied law
// N^(-a/2). The depth is a factor and not a line in ln N, which would turn the curves over far beyond the data, and
// make the worst sizes the best.
type spot struct{ z, v, depth float64 }

func (s shape) spots(locations []Location, d *sample) []spot {
	spots := make([]spot, len(locations))
	for i, at := range locations {
		v := at.LnN - d.middle.LnN
		spots[i] = spot{at.LnK - d.middle.LnK - s.moved(v, d.straight), v, math.Exp(-s.fade * v)}
	}
	return spots
}

// moved is by how much curves have drifted at v. An octave beyond the data the drift stops changing: no data say that
// it goes on to.
func (s shape) moved(v, straight float64) float64 {
	if v <= straight {
		return v * (s.Drift + s.bend*v)
	}
	return straight*(s.Drift+s.bend*straight) + (v-straight)*(s.Drift+2*s.bend*straight)
}

// kernel is the prior covariance of two spots.
func (s shape) kernel(a, b spot) float64 {
	correlation, mean := s.parts(a, b)
	return s.covariance(correlation, mean)
}

// parts are the correlation of what is not in the mean, and the kernel of the mean, which depend on neither height nor
// noise.
func (s shape) parts(a, b spot) (correlation, mean float64) {
	dz, dv := (a.z-b.z)/s.alongK, (a.v-b.v)/s.alongN
	zz, along := a.z*b.z, a.v*b.v
	return math.Exp(-(dz*dz + dv*dv) / 2), 1 + along + (zz+zz*zz/4)*a.depth*b.depth
}

func (s shape) covariance(correlation, mean float64) float64 {
	return s.height*s.height*correlation + wide*wide*mean
}

// Member is one process of the average, conditioned on the data.
type Member struct {
	*sample
	shape
	Weight   float64 // share of the evidence
	factor   mat.Cholesky
	solution mat.VecDense // (K + noise)^-1 target
}

// fillCovariance writes that of the data.
func (m *Member) fillCovariance(covariance *mat.SymDense, p *pairs) {
	for i := range m.locations {
		for j := i; j < len(m.locations); j++ {
			covariance.SetSym(i, j, m.covariance(p.correlation[i][j], p.mean[i][j]))
		}
		covariance.SetSym(i, i, covariance.At(i, i)+m.noise[i]+m.extra*m.extra)
	}
}

// evidence is its logarithm times the prior, or -Inf where the covariance is not positive definite.
func (m *Member) evidence(p *pairs, prior DriftPrior) float64 {
	m.fillCovariance(p.covariance, p)
	drift, bend := (m.Drift-prior.Mean)/prior.Spread, m.bend/priorBendSpread
	return m.sample.evidence(p.covariance, p.target) - (drift*drift+bend*bend)/2
}

// condition factorises the covariance of the data for good.
func (m *Member) condition(p *pairs) error {
	m.fillCovariance(p.covariance, p)
	m.factor.Factorize(p.covariance) // its evidence was finite
	return m.factor.SolveVecTo(&m.solution, mat.NewVecDense(len(m.target), m.target))
}

// pairs are the parts of the kernel for all pairs of a sample's locations, and room for what is made of them.
type pairs struct {
	correlation, mean [][]float64
	covariance        *mat.SymDense
	target            []float64
}

func newPairs(count int) *pairs {
	return &pairs{numeric.NewMatrix(count, count), numeric.NewMatrix(count, count), mat.NewSymDense(count, nil),
		make([]float64, count)}
}

func (p *pairs) fill(d *sample, s shape) {
	spots := s.spots(d.locations, d)
	for i, a := range spots {
		for j := i; j < len(spots); j++ {
			p.correlation[i][j], p.mean[i][j] = s.parts(a, spots[j])
		}
	}
}

// Posterior is the mean and covariance of the surface at some locations, in units of the sample.
func (m *Member) Posterior(locations []Location) ([]float64, *mat.SymDense) {
	spots := m.spots(locations, m.sample)
	cross := mat.NewDense(len(m.locations), len(locations), nil)
	for i, a := range m.spots(m.locations, m.sample) {
		for j, b := range spots {
			cross.Set(i, j, m.kernel(a, b))
		}
	}
	mean := make([]float64, len(locations))
	mat.NewVecDense(len(mean), mean).MulVec(cross.T(), &m.solution)
	var solved, taken mat.Dense
	if m.factor.SolveTo(&solved, cross) != nil {
		solved.Reset() // nothing can be taken from the prior: the widest answer
		solved.ReuseAs(len(m.locations), len(locations))
	}
	taken.Mul(cross.T(), &solved)
	covariance := mat.NewSymDense(len(locations), nil)
	for i, a := range spots {
		for j := i; j < len(spots); j++ {
			covariance.SetSym(i, j, m.kernel(a, spots[j])-(taken.At(i, j)+taken.At(j, i))/2)
		}
	}
	return mean, covariance
}

// Quantiles are count errors of a normal distribution in units of the sample, evenly spread in probability.
func (m *Member) Quantiles(mean, deviation float64, count int) []float64 {
	values := make([]float64, count)
	for i := range values {
		x := mean + deviation*distuv.UnitNormal.Quantile((float64(i)+0.5)/float64(count))
		values[i] = m.Scale.from(m.centre + m.spread*x)
	}
	return values
}

// Draw returns count errors at some locations, drawn together.
func (m *Member) Draw(locations []Location, count int, rng *rand.Rand) [][]float64 {
	mean, covariance := m.Posterior(locations)
	root := rootOf(covariance)
	draws := numeric.NewMatrix(count, len(locations))
	normal := mat.NewVecDense(len(locations), nil)
	var moved mat.VecDense
	for _, values := range draws {
		for i := range locations {
			normal.SetVec(i, rng.NormFloat64())
		}
		moved.MulVec(root, normal)
		for i := range values {
			values[i] = m.Scale.from(m.centre + m.spread*(mean[i]+moved.AtVec(i)))
		}
	}
	return draws
}

// rootOf is the lower triangle whose product with its transpose is a covariance. Smooth curves are nearly singular, so
// that rounding error may need a little more variance; a covariance which then is no better has no noise to add.
func rootOf(covariance *mat.SymDense) *mat.TriDense {
	var factor mat.Cholesky
	locations := covariance.SymmetricDim()
	for jitter := 1e-7; jitter < 1; jitter *= 10 {
		if factor.Factorize(covariance) {
			var root mat.TriDense
			factor.LTo(&root)
			return &root
		}
		for i := range locations {
			covariance.SetSym(i, i, covariance.At(i, i)+jitter)
		}
	}
	return mat.NewTriDense(locations, mat.Lower, nil)
}

const (
	negligible  = 0.003 // share of the largest weight below which a shape is left out
	mostMembers = 200
)

// SurfaceMembers weighs every shape on both scales by its evidence and keeps those that matter.
func SurfaceMembers(ctx context.Context, groups [][]diversity.Measurement, prior DriftPrior) ([]Member, error) {
	var all []Member
	grid := shapes()
	for _, s := range []scale{errorScale, LogitScale} {
		data := newSample(groups, s)
		for _, shape := range grid {
			all = append(all, Member{sample: data, shape: shape})
		}
	}
	evidence := make([]float64, len(all))
	perGeometry := len(heights) * len(extras)
	err := parallel.Do(ctx, len(grid)/perGeometry, func() func(int) {
		pairs := newPairs(len(groups))
		return func(geometry int) {
			from := geometry * perGeometry
			pairs.fill(all[0].sample, grid[from])
			for _, i := range append(indices(from, perGeometry), indices(len(grid)+from, perGeometry)...) {
				evidence[i] = all[i].evidence(pairs, prior)
			}
		}
	})
	if err != nil {
		return nil, err
	}
	top := slices.Max(evidence)
	if math.IsInf(top, -1) {
		return nil, fmt.Errorf("%w: no smooth surface can be computed through these %d sizes; measure sizes further apart",
			diversity.ErrTooFew, len(groups))
	}
	for i := range all {
		all[i].Weight = math.Exp(evidence[i] - top)
	}
	slices.SortStableFunc(all, func(a, b Member) int { return cmp.Compare(b.Weight, a.Weight) })
	return normalised(all)
}

// normalised keeps the heaviest members, lets their weights sum to 1 and conditions them for good.
func normalised(all []Member) ([]Member, error) {
	count, total := 0, 0.0
	for count < min(len(all), mostMembers) && all[count].Weight >= negligible*all[0].Weight {
		total += all[count].Weight
		count++
	}
	kept := slices.Clone(all[:count])
	pairs := newPairs(len(kept[0].locations))
	for i := range kept {
		kept[i].Weight /= total
		pairs.fill(kept[i].sample, kept[i].shape)
		if err := kept[i].condition(pairs); err != nil {
			return nil, fmt.Errorf("%w: %w; measure sizes further apart", diversity.ErrTooFew, err)
		}
	}
	return kept, nil
}

// indices are count whole numbers from a first one.
func indices(from, count int) []int {
	list := make([]int, count)
	for i := range list {
		list[i] = from + i
	}
	return list
}
