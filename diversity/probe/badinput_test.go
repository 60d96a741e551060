package probe

import (
	"math"
	"math/rand/v2"
	"os"
	"runtime"
	"slices"
	"testing"
	"time"

	"tradeoff/diversity"
	"tradeoff/diversity/internal/errtest"
)

// everyProbe are all kinds of this package, with settings that take a moment.
func everyProbe() []Probe {
	return []Probe{Ridge{}, NearestMean{}, KNN{}, Logistic{Strengths: []float64{100, 1, 0.01}},
		Logistic{Strengths: []float64{1}}, LinearSGD{Rates: []float64{1e-3, 0.1}, Steps: 50, Batch: 16}}
}

// usable fails for a prediction that is not one class for each image, with numbers throughout.
func usable(t *testing.T, name string, p Probe, prediction Prediction, err error, images int) {
	t.Helper()
	if err != nil {
		t.Errorf("%s, %s: %v", name, p.Kind(), err)
		return
	}
	if len(prediction.Labels) != images || slices.ContainsFunc(prediction.Confidence, math.IsNaN) {
		t.Errorf("%s, %s: %+v", name, p.Kind(), prediction)
	}
}

// What can be answered is: nothing that varies, rows many times over, classes that planes separate by far, numbers that
// are very large or very small.
func TestOddFeatures(t *testing.T) {
	easy := planted(rand.New(rand.NewPCG(1, 2)), 4, 6, 5, 0.1)
	scaled := func(factor float32) Set {
		s := Set{Labels: easy.Labels, Dim: easy.Dim}
		for _, value := range easy.Features {
			s.Features = append(s.Features, factor*value)
		}
		return s
	}
	var repeated Set
	repeated.Dim = easy.Dim
	for i := range easy.Len() {
		for range 20 {
			repeated.Features = append(repeated.Features, easy.row(i)...)
			repeated.Labels = append(repeated.Labels, easy.Labels[i])
		}
	}
	constant := Set{Features: slices.Repeat([]float32{3}, len(easy.Features)), Labels: easy.Labels, Dim: easy.Dim}
	for _, p := range everyProbe() {
		prediction, err := Predict(p, constant, Set{}, constant)
		usable(t, "constant features", p, prediction, err, constant.Len())
		for name, s := range map[string]Set{"separable": easy, "every row 20 times": repeated, "times 1e-15": scaled(1e-15)} {
			prediction, err := Predict(p, s, Set{}, easy)
			usable(t, name, p, prediction, err, easy.Len())
		}
		for name, s := range map[string]Set{"separable": easy, "every row 20 times": repeated} {
			score, err := Evaluate(p, s, Set{}, easy)
			if few := p.Kind() == "linear-sgd"; err != nil || score.Wrong > 0 && !few {
				t.Errorf("%s, %s: %d of %d wrong (%v)", name, p.Kind(), score.Wrong, score.Tested, err)
			}
		}
		large := scaled(1e15)
		prediction, err = Predict(p, large, Set{}, large)
		usable(t, "times 1e15", p, prediction, err, large.Len())
	}
}

// One image of each class: as many classes as images, so that nothing can be left out to choose on.
func TestAsManyClassesAsImages(t *testing.T) {
	s := planted(rand.New(rand.NewPCG(1, 2)), 8, 1, 5, 0.1)
	for _, p := range everyProbe() {
		prediction, err := Predict(p, s, Set{}, s)
		switch l, isLogistic := p.(Logistic); {
		case isLogistic && len(l.Strengths) > 1, p.Kind() == "linear-sgd":
			errtest.Want(t, err, diversity.ErrInvalid, "train.Labels = 1 image of each class", "nothing is left to choose on")
		default:
			usable(t, "one image of each class", p, prediction, err, s.Len())
		}
		prediction, err = Predict(p, s, s, s) // a validation part is enough
		usable(t, "with a validation part", p, prediction, err, s.Len())
	}
}

func TestFeaturesThatNoProbeTakes(t *testing.T) {
	good := planted(rand.New(rand.NewPCG(1, 2)), 3, 4, 2, 1)
	changed := func(change func(s *Set)) Set {
		s := Set{Features: slices.Clone(good.Features), Labels: slices.Clone(good.Labels), Dim: good.Dim}
		change(&s)
		return s
	}
	for _, p := range everyProbe() {
		for says, s := range map[string]Set{
			"train.Labels = 1 class":           changed(func(s *Set) { clear(s.Labels) }),
			"train.Features[1, 1] = NaN":       changed(func(s *Set) { s.Features[3] = float32(math.NaN()) }),
			"train.Features[0, 0] = -Inf":      changed(func(s *Set) { s.Features[0] = float32(math.Inf(-1)) }),
			"train.Labels = no image of class": changed(func(s *Set) { s.Labels[0] = 5 }),
			"train.Labels[11] = 2000000000":    changed(func(s *Set) { s.Labels[11] = 2_000_000_000 }),
			"train.Labels[11] = -1":            changed(func(s *Set) { s.Labels[11] = -1 }),
			"len(train.Features) = 24":         changed(func(s *Set) { s.Dim = 3 }),
			"train.Dim = 0":                    changed(func(s *Set) { s.Dim = 0 }),
		} {
			_, err := p.Predict(s, Set{}, good)
			errtest.Want(t, err, diversity.ErrInvalid, says)
		}
		_, err := p.Predict(good, Set{}, Set{Dim: 2})
		errtest.Want(t, err, diversity.ErrInvalid, "test.Labels = empty")
	}
	_, err := Ridge{}.Predict(Set{Labels: []int32{0, 1}, Dim: 1 << 30}, Set{}, good)
	errtest.Want(t, err, diversity.ErrInvalid, "train = 2 images of 1073741824 features", "Logistic")
}

// mostSystem is how much memory 100,000 images of 2,048 features may take from the system: their features, made by
// appending, are 2 GiB of it, and in float64 would be 2 GiB more for each copy.
const mostSystem = 6 << 30

func TestHundredThousandImages(t *testing.T) {
	if os.Getenv("DIVERSITY_LONG") == "" {
		t.Skip("takes minutes and some GiB: set DIVERSITY_LONG=1")
	}
	train := planted(rand.New(rand.NewPCG(1, 2)), 100, 1000, 2048, 10)
	test := planted(rand.New(rand.NewPCG(1, 3)), 100, 2, 2048, 10)
	for _, p := range []Probe{NearestMean{}, KNN{Neighbours: []int{20}}, LinearSGD{Rates: []float64{0.01}, Steps: 20},
		Logistic{Strengths: []float64{1e5}, Steps: 2}} {
		started := time.Now()
		prediction, err := Predict(p, train, Set{}, test)
		usable(t, "100,000 x 2,048", p, prediction, err, test.Len())
		var memory runtime.MemStats
		runtime.ReadMemStats(&memory)
		t.Logf("%s: %.0f s, error %.2f, %d MiB from the system", p.Kind(), time.Since(started).Seconds(),
			prediction.Score(test.Labels).Error(), memory.Sys>>20)
		if memory.Sys > mostSystem {
			t.Errorf("%s: %d bytes from the system, at most %d", p.Kind(), memory.Sys, uint64(mostSystem))
		}
	}
}

// A training part too large to be held in float64 is taken block by block, to the same bits.
func TestFeaturesThatAreNotHeld(t *testing.T) {
	train := planted(rand.New(rand.NewPCG(1, 2)), 5, 130, 24, 4)
	held := newBasis(train, Logistic{}.scale(train))
	blocks := held
	if blocks.held = nil; held.held == nil {
		t.Fatal("650 images of 24 features are not held")
	}
	for _, strength := range []float64{100, 1} {
		a, one := newPath(held, 5, defaultSteps).fit(strength)
		b, other := newPath(blocks, 5, defaultSteps).fit(strength)
		if one != other || !slices.Equal(a.weights.RawMatrix().Data, b.weights.RawMatrix().Data) {
			t.Errorf("strength %v: objective %v held, %v block by block", strength, one, other)
		}
	}
	many := Set{Features: make([]float32, mostHeld+8), Labels: make([]int32, mostHeld/8+1), Dim: 8}
	for i := range many.Labels {
		many.Features[8*i+i%8] = float32(i%3) + 1
	}
	if b := newBasis(many, Logistic{}.scale(many)); b.held != nil {
		t.Errorf("%d images of 8 features are held", many.Len())
	}
}
