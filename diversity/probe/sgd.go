package probe

import (
	"cmp"
	"encoding/json"
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"

	"tradeoff/diversity"
	"tradeoff/diversity/internal/product"
)

const (
	defaultSGDSteps = 12_500 // 10 epochs of 1,250
	defaultBatch    = 128
	maxBatch        = 1 << 16
	maxRates        = 100
	sgdMomentum     = 0.9
	sgdDeviation    = 0.01    // of the weights before the first step
	rateBatch       = 256     // images of a batch for which rates are given, as by scale_lr of DINOv2
	mostSGDWeights  = 1 << 26 // of all rates together: half a GiB, three times
)

// LinearSGD is a linear classifier trained by stochastic gradient descent for a sweep of learning rates, as DINOv2 and
// DINOv3 report it (dinov2/eval/linear.py of github.com/facebookresearch/dinov2): softmax loss, momentum 0.9, no decay,
// and for each rate a cosine from rate * Batch/256 to 0. Features are taken as they are. Weights begin as normal
// numbers of deviation 0.01, the same for each rate, and the offset as 0. All rates see the same batches: images in a
// random order, then in another, and so on, cut into batches, so that the numbers are those of Seed.
//
// The rate is the one with the fewest errors on the validation part or, if that is empty, on a tenth of the training
// images that the training leaves out; among equals the one with the least loss there, then the first of the list.
// Where a tenth was left out the chosen rate is trained once more, on all training images. A rate that diverges counts
// as wrong throughout.
//
// The zero value chooses from the 13 rates 1e-5, 2e-5, 5e-5, ..., 0.1 with 12,500 steps of 128 images. All rates are
// one matrix product: a step costs 4 * 13 * Batch * classes * features multiplications, so that 100 classes of 512
// features take many minutes on one core; fewer Steps cost less.
type LinearSGD struct {
	Rates []float64 `json:"rates,omitempty"` // to choose from, for a batch of 256, each above 0; empty: the default list
	Steps int       `json:"steps,omitempty"` // at most 1,000,000; 0 means 12,500
	Batch int       `json:"batch,omitempty"` // images of a step, at most 65,536; 0 means 128
	Seed  uint64    `json:"seed,omitempty"`  // of the first weights and of the order of images
}

// Kind returns "linear-sgd".
func (LinearSGD) Kind() string { return "linear-sgd" }

// Sweep is Rates with the default applied.
func (l LinearSGD) Sweep() []float64 {
	if len(l.Rates) > 0 {
		return slices.Clone(l.Rates)
	}
	return []float64{1e-5, 2e-5, 5e-5, 1e-4, 2e-4, 5e-4, 1e-3, 2e-3, 5e-3, 1e-2, 2e-2, 5e-2, 0.1}
}

// MarshalJSON writes the settings with the defaults applied.
func (l LinearSGD) MarshalJSON() ([]byte, error) {
	return json.Marshal(struct {
		Rates []float64 `json:"rates"`
		Steps int       `json:"steps"`
		Batch int       `json:"batch"`
		Seed  uint64    `json:"seed"`
	}{l.Sweep(), l.steps(), l.batch(), l.Seed})
}

func (l LinearSGD) steps() int { return cmp.Or(l.Steps, defaultSGDSteps) }

func (l LinearSGD) batch() int { return cmp.Or(l.Batch, defaultBatch) }

// Validate checks every setting.
func (l LinearSGD) Validate() error {
	if len(l.Rates) > maxRates {
		return diversity.Invalid("len(LinearSGD.Rates)", len(l.Rates), fmt.Sprintf("at most %d", maxRates))
	}
	for i, rate := range l.Rates {
		if !validStrength(rate) {
			return diversity.Invalid(fmt.Sprintf("LinearSGD.Rates[%d]", i), rate, allowedStrength)
		}
	}
	if l.Steps < 0 || l.Steps > maxSteps {
		return diversity.Invalid("LinearSGD.Steps", l.Steps, fmt.Sprintf("1..%d, or 0 for %d", maxSteps, defaultSGDSteps))
	}
	if l.Batch < 0 || l.Batch > maxBatch {
		return diversity.Invalid("LinearSGD.Batch", l.Batch, fmt.Sprintf("1..%d, or 0 for %d", maxBatch, defaultBatch))
	}
	return nil
}

// Predict implements [Probe].
func (l LinearSGD) Predict(train, validation, test Set) (Prediction, error) {
	if err := l.Validate(); err != nil {
		return Prediction{}, err
	}
	classes, err := Check(train, validation, test)
	if err != nil {
		return Prediction{}, err
	}
	sweep := l.Sweep()
	if weights := len(sweep) * classes * train.Dim; weights > mostSGDWeights {
		return Prediction{}, diversity.Invalid("LinearSGD.Rates", fmt.Sprintf("%d rates for %d classes of %d features",
			len(sweep), classes, train.Dim), fmt.Sprintf("at most %d weights in all: fewer rates at a time", mostSGDWeights))
	}
	fitted, held := train, validation
	if len(sweep) > 1 && validation.Len() == 0 {
		if fitted, held, err = holdOut(train, classes); err != nil {
			return Prediction{}, err
		}
	}
	fits := l.train(fitted, classes, sweep)
	var candidates []Candidate
	best := 0
	if len(sweep) > 1 {
		candidates, best = chooseRate(fits, sweep, held)
	}
	if fitted.Len() < train.Len() {
		fits = l.train(train, classes, sweep[best:best+1])
		fits = append(make([]linear, best), fits...)
	}
	if !fits[best].finite() {
		return Prediction{}, diversity.Invalid("LinearSGD.Rates", fmt.Sprint(sweep), "a rate with which training does not diverge")
	}
	out := fits[best].predict(test)
	out.Candidates = candidates
	return out, nil
}

// chooseRate counts the errors of every rate, and returns the position of the best.
func chooseRate(fits []linear, sweep []float64, held Set) (candidates []Candidate, best int) {
	losses := make([]float64, len(sweep))
	for i, fit := range fits {
		candidates = append(candidates, Candidate{Value: sweep[i], Wrong: held.Len(), Of: held.Len()})
		losses[i] = math.Inf(1)
		if fit.finite() {
			var labels []int32
			labels, losses[i] = fit.classify(held)
			candidates[i].Wrong = differences(labels, held.Labels)
		}
		if preferred(candidates, losses, i, best) {
			best = i
		}
	}
	candidates[best].Chosen = 1
	return candidates, best
}

// finite reports whether all weights are numbers with room to compute with.
func (l linear) finite() bool {
	tooLarge := func(value float64) bool { return !(math.Abs(value) < 1e100) }
	return !slices.ContainsFunc(l.weights.RawMatrix().Data, tooLarge) && !slices.ContainsFunc(l.offset, tooLarge)
}

// sgd is the training of classifiers for several rates: their weights lie one below the other.
type sgd struct {
	classes          int
	rates            []float64
	weights, moments *mat.Dense // [R C, D]
	offset, shifts   []float64  // [R C]
}

func (l LinearSGD) train(set Set, classes int, sweep []float64) []linear {
	rows := len(sweep) * classes
	s := &sgd{classes: classes, rates: sweep, weights: mat.NewDense(rows, set.Dim, nil),
		moments: mat.NewDense(rows, set.Dim, nil), offset: make([]float64, rows), shifts: make([]float64, rows)}
	for i := range s.weights.RawMatrix().Data {
		s.weights.RawMatrix().Data[i] = sgdDeviation * normalOf(l.Seed, uint64(i%(classes*set.Dim)))
	}
	order := imageOrder{seed: l.Seed, images: set.Len()}
	batch := l.batch()
	x, labels := mat.NewDense(batch, set.Dim, nil), make([]int32, batch)
	for step := range l.steps() {
		for i := range batch {
			image := order.next()
			labels[i] = set.Labels[image]
			for d, value := range set.row(image) {
				x.Set(i, d, float64(value))
			}
		}
		s.step(x, labels, float64(batch)/rateBatch*(1+math.Cos(math.Pi*float64(step)/float64(l.steps())))/2)
	}
	return s.fits()
}

// step is one update, of each rate times the factor.
func (s *sgd) step(x *mat.Dense, labels []int32, factor float64) {
	scores := linear{s.weights, s.offset}.scores(x) // [R C, B]
	undecided := make([]float64, len(labels))
	for r := range s.rates {
		residuals(scores.Slice(r*s.classes, (r+1)*s.classes, 0, len(labels)).(*mat.Dense), labels, undecided)
	}
	scores.Scale(1/float64(len(labels)), scores)
	s.moments.Scale(sgdMomentum, s.moments)
	gradient := product.Of(scores, x)
	s.moments.Add(s.moments, gradient)
	for row := range s.offset {
		s.shifts[row] = sgdMomentum*s.shifts[row] + floats.Sum(scores.RawRowView(row))
		rate := s.rates[row/s.classes] * factor
		floats.AddScaled(s.weights.RawRowView(row), -rate, s.moments.RawRowView(row))
		s.offset[row] -= rate * s.shifts[row]
	}
}

// fits are the classifiers of all rates.
func (s *sgd) fits() (all []linear) {
	_, dim := s.weights.Dims()
	for r := range s.rates {
		from, to := r*s.classes, (r+1)*s.classes
		all = append(all, linear{mat.DenseCopyOf(s.weights.Slice(from, to, 0, dim)), slices.Clone(s.offset[from:to])})
	}
	return all
}

// imageOrder gives images in one random order after the other. The order of a round is that of rising keys
// splitmix64(seed + round * images + image), which a program in another language has in a few lines.
type imageOrder struct {
	seed   uint64
	images int
	round  uint64
	left   []int
}

func (o *imageOrder) next() int {
	if len(o.left) == 0 {
		keys := make([]uint64, o.images)
		o.left = make([]int, o.images)
		for i := range keys {
			o.left[i], keys[i] = i, splitmix(o.seed+o.round*uint64(o.images)+uint64(i))
		}
		slices.SortFunc(o.left, func(a, b int) int { return cmp.Compare(keys[a], keys[b]) })
		o.round++
	}
	image := o.left[0]
	o.left = o.left[1:]
	return image
}

// splitmix is the output function of SplitMix64 (Steele, Lea, Flood 2014), without two equal values for two numbers.
func splitmix(x uint64) uint64 {
	x += 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

// normalOf is a normal number by Box and Muller, of the numbers 2 i and 2 i + 1 of the complement of the seed.
func normalOf(seed, i uint64) float64 {
	uniform := func(x uint64) float64 { return (float64(splitmix(x)>>11) + 0.5) / (1 << 53) }
	return math.Sqrt(-2*math.Log(uniform(^seed+2*i))) * math.Cos(2*math.Pi*uniform(^seed+2*i+1))
}
