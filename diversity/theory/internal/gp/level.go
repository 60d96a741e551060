package gp

import (
	"context"
	"fmt"
	"math"
	"slices"

	"tradeoff/diversity"
	"tradeoff/diversity/estimate"
	"tradeoff/diversity/internal/parallel"

	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas64"
	"gonum.org/v1/gonum/integrate/quad"
	"gonum.org/v1/gonum/lapack/lapack64"
	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat"
	"gonum.org/v1/gonum/stat/distuv"
)

// Level is a surface for the level of the error beyond the measured budgets: an average over processes whose level may
// bend with the budget, on the logit of the error and, where the error of random weights is known, on the logit of its
// share of that, half and half.
type Level struct {
	members []levelMember
	last    float64 // ln N of the largest budget
	pooled  bool    // over both scales
}

// levelMember is one process, conditioned on the data.
type levelMember struct {
	*sample
	levelShape
	weight   float64
	factor   mat.Cholesky
	solution mat.VecDense
}

const (
	levelShapes  = 1024 // of a scale, of up to manySizes sizes
	manySizes    = 50
	fewestShapes = 256
	levelMembers = 200 // kept of a scale
)

// shapesFor keeps the time within bounds, which grows with the third power of the number of sizes.
func shapesFor(sizes int) int {
	factor := math.Pow(manySizes/float64(sizes), 3)
	return int(max(fewestShapes, min(1, factor)*levelShapes))
}

// NewLevel fits the level to runs by size; control is the error of random weights, 0 if it is not known.
func NewLevel(ctx context.Context, groups [][]diversity.Measurement, control float64) (*Level, error) {
	scales := []scale{LogitScale}
	if control > 0 {
		scales = append(scales, saturating(control))
	}
	l := &Level{pooled: len(scales) > 1}
	for _, s := range scales {
		members, err := levelMembersOf(ctx, newSample(groups, s))
		if err != nil {
			return nil, err
		}
		for i := range members {
			members[i].weight /= float64(len(scales))
		}
		l.members = append(l.members, members...)
	}
	locations := l.members[0].locations
	l.last = locations[len(locations)-1].LnN
	return l, nil
}

// levelMembersOf draws shapes from the prior and from these some by their evidence.
func levelMembersOf(ctx context.Context, d *sample) ([]levelMember, error) {
	shapes := levelPriors(d.Scale).shapes(shapesFor(len(d.target)))
	evidence := make([]float64, len(shapes))
	err := parallel.Do(ctx, len(shapes), func() func(int) {
		room := newRoom(len(d.target))
		return func(i int) {
			m := levelMember{sample: d, levelShape: shapes[i]}
			evidence[i] = m.evidence(room)
		}
	})
	if err != nil {
		return nil, err
	}
	var members []levelMember
	for i, count := range resampled(evidence, levelMembers) {
		if count == 0 {
			continue
		}
		m := levelMember{sample: d, levelShape: shapes[i], weight: float64(count) / levelMembers}
		if err := m.condition(); err != nil {
			return nil, err
		}
		members = append(members, m)
	}
	if len(members) == 0 {
		return nil, fmt.Errorf("%w: no smooth level can be computed through these %d sizes; measure sizes further apart",
			diversity.ErrTooFew, len(d.target))
	}
	return members, nil
}

// resampled is how often each of some weights is drawn, evenly (systematic resampling); none if all are 0.
func resampled(logWeights []float64, draws int) []int {
	counts := make([]int, len(logWeights))
	top, total := slices.Max(logWeights), 0.0
	if math.IsInf(top, -1) {
		return counts
	}
	for _, w := range logWeights {
		total += math.Exp(w - top)
	}
	sum, drawn := 0.0, 0
	for i, w := range logWeights {
		sum += math.Exp(w-top) / total * float64(draws)
		counts[i] = max(0, int(math.Floor(sum+0.5))-drawn)
		drawn += counts[i]
	}
	return counts
}

// room is memory for the covariance of a sample and what is made of it.
type room struct {
	covariance *mat.SymDense
	target     []float64
}

func newRoom(count int) *room { return &room{mat.NewSymDense(count, nil), make([]float64, count)} }

func (m *levelMember) first() float64 { return m.locations[0].LnN - m.middle.LnN }

// fillCovariance writes that of the data.
func (m *levelMember) fillCovariance(covariance *mat.SymDense) {
	spots, first := m.spots(m.locations, m.sample), m.first()
	for i, a := range spots {
		for j := i; j < len(spots); j++ {
			covariance.SetSym(i, j, m.kernel(a, spots[j], first))
		}
		covariance.SetSym(i, i, covariance.At(i, i)+m.noise[i]+m.extra*m.extra)
	}
}

// evidence is its logarithm, or -Inf where the covariance is not positive definite.
func (m *levelMember) evidence(r *room) float64 {
	m.fillCovariance(r.covariance)
	return m.sample.evidence(r.covariance, r.target)
}

func (m *levelMember) condition() error {
	covariance := mat.NewSymDense(len(m.target), nil)
	m.fillCovariance(covariance)
	m.factor.Factorize(covariance) // its evidence was finite
	return m.factor.SolveVecTo(&m.solution, mat.NewVecDense(len(m.target), m.target))
}

// at is the mean and the standard deviation of the surface at a location, in units of the sample.
func (m *levelMember) at(location Location) (mean, deviation float64) {
	here, first := m.spots([]Location{location}, m.sample)[0], m.first()
	cross := mat.NewVecDense(len(m.locations), nil)
	for i, a := range m.spots(m.locations, m.sample) {
		cross.SetVec(i, m.kernel(a, here, first))
	}
	var solved mat.VecDense
	if m.factor.SolveVecTo(&solved, cross) != nil {
		solved = *mat.NewVecDense(cross.Len(), nil) // nothing is taken from the prior: the widest answer
	}
	variance := m.kernel(here, here, first) - mat.Dot(cross, &solved)
	return mat.Dot(cross, &m.solution), math.Sqrt(max(0, variance))
}

// Half-widths of 95% intervals, in standard deviations of the logit of the error, so that they held the measured means
// of studies that were kept apart; and what each octave beyond the data adds to the deviation.
const (
	widthOfLogit   = 1.8
	widthOfPooled  = 1.6
	driftPerOctave = 0.03
)

// At is the expected error at a location with the interval, of a level of confidence, of a mean of as many runs as the
// sizes have on average, as it would be measured there.
func (l *Level) At(location Location, confidence float64) estimate.Estimate {
	logit, deviation := l.logit(location)
	width := widthOfLogit
	if l.pooled {
		width = widthOfPooled
	}
	normal := distuv.UnitNormal
	width *= normal.Quantile((1+confidence)/2) / normal.Quantile((1+estimate.DefaultLevel)/2)
	octaves := max(0, location.LnN-l.last) / math.Ln2
	half := width * math.Hypot(deviation, driftPerOctave*octaves)
	interval := estimate.Interval{Low: LogitScale.from(logit - half), High: LogitScale.from(logit + half),
		Level: confidence}
	if interval.Low < edge { // errors below it count as equal
		interval.Low = 0
	}
	return estimate.Estimate{Value: LogitScale.from(logit), Interval: interval}
}

// ownVariance is that of a measured mean around the smooth surface: what a size has of its own, and the noise of as
// many runs as the sizes have on average.
func (m *levelMember) ownVariance() float64 { return m.extra*m.extra + stat.Mean(m.noise, nil) }

// nodes of the quadrature over a process, at which its errors are taken.
const nodes = 9

// logit is the mean and the standard deviation of the logit of the error at a location, over all processes.
func (l *Level) logit(location Location) (mean, deviation float64) {
	x, share := make([]float64, nodes), make([]float64, nodes)
	quad.Hermite{}.FixedLocations(x, share, math.Inf(-1), math.Inf(1))
	squares := 0.0
	for i := range l.members {
		m := &l.members[i]
		centre, spread := m.at(location)
		spread = math.Hypot(spread, math.Sqrt(m.ownVariance()))
		for k := range x {
			logit := finiteLogit(m.Scale.from(m.centre + m.spread*(centre+math.Sqrt2*x[k]*spread)))
			weight := m.weight * share[k] / math.SqrtPi
			mean, squares = mean+weight*logit, squares+weight*logit*logit
		}
	}
	return mean, math.Sqrt(max(0, squares-mean*mean))
}

// finiteLogit is the logit of an error, which a process far beyond the data may take for exactly 0 or 1.
func finiteLogit(e float64) float64 {
	const least = 1e-9
	e = min(max(e, least), 1-least)
	return math.Log(e / (1 - e))
}

// evidence is the logarithm of that of a covariance of the data, which it overwrites, or -Inf where that is not
// positive definite: there are thousands, so that it factorises in place and keeps nothing.
func (d *sample) evidence(covariance *mat.SymDense, room []float64) float64 {
	factor, ok := lapack64.Potrf(covariance.RawSymmetric())
	if !ok {
		return math.Inf(-1)
	}
	copy(room, d.target)
	whitened := blas64.Vector{N: len(room), Data: room, Inc: 1}
	blas64.Trsv(blas.Trans, factor, whitened)
	logDet := 0.0
	for i := range d.target {
		logDet += 2 * math.Log(covariance.At(i, i))
	}
	return d.jacobian - (blas64.Dot(whitened, whitened)+logDet)/2
}
