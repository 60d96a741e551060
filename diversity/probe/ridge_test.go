package probe

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/mat"
)

// direct solves the normal equations of ridge regression with an intercept column that is not penalised, and returns
// the predictions [C, M] for other rows. It shares nothing with the code under test.
func direct(x *mat.Dense, labels []int32, classes int, other *mat.Dense, strength float64) *mat.Dense {
	rows, dim := x.Dims()
	extended := mat.NewDense(rows, dim+1, nil)
	y := mat.NewDense(rows, classes, nil)
	for i := range rows {
		for d := range dim {
			extended.Set(i, d, x.At(i, d))
		}
		extended.Set(i, dim, 1)
		for class := range classes {
			y.Set(i, class, -1)
		}
		y.Set(i, int(labels[i]), 1)
	}
	var gram, right, weights mat.Dense
	gram.Mul(extended.T(), extended)
	for d := range dim {
		gram.Set(d, d, gram.At(d, d)+strength)
	}
	right.Mul(extended.T(), y)
	if err := weights.Solve(&gram, &right); err != nil {
		panic(err)
	}
	count, _ := other.Dims()
	out := mat.NewDense(classes, count, nil)
	for i := range count {
		for class := range classes {
			sum := weights.At(dim, class)
			for d := range dim {
				sum += other.At(i, d) * weights.At(d, class)
			}
			out.Set(class, i, sum)
		}
	}
	return out
}

// shapes are training sets with more, as many and fewer images than features.
var shapes = []struct{ classes, perClass, dim int }{{3, 7, 4}, {2, 5, 10}, {4, 3, 30}, {2, 1, 6}}

func TestRidgeSolvesTheNormalEquations(t *testing.T) {
	for _, shape := range shapes {
		random := rand.New(rand.NewPCG(3, uint64(shape.dim)))
		train, test := planted(random, shape.classes, shape.perClass, shape.dim, 1),
			planted(random, shape.classes, 4, shape.dim, 1)
		model := fitRidge(train, shape.classes)
		for _, strength := range []float64{0.1, 3, 500} {
			want := direct(model.x, train.Labels, shape.classes, model.scale.apply(test), strength)
			got := model.predict(model.scale.apply(test), test.Len(), strength)
			near(t, fmt.Sprintf("%+v, strength %v", shape, strength), got.RawMatrix().Data, want.RawMatrix().Data)
		}
	}
}

func TestLeaveOneOutIsWhatRefittingGives(t *testing.T) {
	for _, shape := range shapes[:3] {
		train := planted(rand.New(rand.NewPCG(5, uint64(shape.dim))), shape.classes, shape.perClass, shape.dim, 1)
		model := fitRidge(train, shape.classes)
		for _, strength := range []float64{0.01, 1, 100} {
			got := model.leaveOneOut(strength)
			for i := range train.Len() {
				rest, labels := without(model.x, train.Labels, i)
				want := direct(rest, labels, shape.classes, mat.DenseCopyOf(model.x.Slice(i, i+1, 0, shape.dim)), strength)
				near(t, fmt.Sprintf("%+v, strength %v, image %d", shape, strength, i), mat.Col(nil, i, got), want.RawMatrix().Data)
			}
		}
	}
}

func without(x *mat.Dense, labels []int32, left int) (*mat.Dense, []int32) {
	rows, dim := x.Dims()
	out := mat.NewDense(rows-1, dim, nil)
	var rest []int32
	for i := range rows {
		if i != left {
			out.SetRow(len(rest), x.RawRowView(i))
			rest = append(rest, labels[i])
		}
	}
	return out, rest
}

func TestPlantedClassesAreFound(t *testing.T) {
	for _, dim := range []int{40, 400} { // fewer and more features than the 100 images
		random := rand.New(rand.NewPCG(1, 2))
		train, test := planted(random, 10, 10, dim, 0.3), planted(random, 10, 20, dim, 0.3)
		for _, p := range []Probe{Ridge{}, NearestMean{}} {
			score, err := Evaluate(p, train, Set{}, test)
			if err != nil || score.Wrong != 0 || score.Tested != 200 {
				t.Errorf("%s with %d features: %+v (%v), want no error of 200", p.Kind(), dim, score, err)
			}
		}
	}
}

func TestNothingToLearnGivesChance(t *testing.T) {
	random := rand.New(rand.NewPCG(8, 9))
	noise := func(count int) Set {
		set := planted(random, 10, count, 30, 1)
		for i := range set.Features {
			set.Features[i] = float32(random.NormFloat64())
		}
		return set
	}
	for _, p := range []Probe{Ridge{}, NearestMean{}} {
		score, err := Evaluate(p, noise(10), Set{}, noise(100))
		// The share right is 0.1 with a standard error of 0.0095 over 1000 images.
		if err != nil || math.Abs(score.Error()-0.9) > 0.04 {
			t.Errorf("%s: error %v (%v), want about 0.9", p.Kind(), score.Error(), err)
		}
	}
}

func TestStrengthIsChosenOnTheValidationPart(t *testing.T) {
	random := rand.New(rand.NewPCG(4, 4))
	train, validation := planted(random, 5, 4, 30, 3), planted(random, 5, 40, 30, 3)
	sweep := Ridge{}.Sweep()
	best, fewest := 0.0, math.MaxInt
	for _, strength := range sweep {
		score, err := Evaluate(Ridge{Strengths: []float64{strength}}, train, Set{}, validation)
		if err != nil {
			t.Fatal(err)
		}
		if score.Wrong < fewest {
			best, fewest = strength, score.Wrong
		}
	}
	score, err := Evaluate(Ridge{}, train, validation, validation)
	if err != nil || score.Wrong != fewest {
		t.Errorf("%+v (%v), want the %d wrong of strength %v", score, err, fewest, best)
	}
	prediction, err := Predict(Ridge{}, train, validation, validation)
	if err != nil || len(prediction.Candidates) != len(sweep) {
		t.Fatal(prediction.Candidates, err)
	}
	for i, c := range prediction.Candidates {
		alone, err := Evaluate(Ridge{Strengths: sweep[i : i+1]}, train, Set{}, validation)
		want := Candidate{Value: sweep[i], Wrong: alone.Wrong, Of: validation.Len()}
		if sweep[i] == score.Strength {
			want.Chosen = 1
		}
		if err != nil || c != want {
			t.Errorf("candidate %+v, want %+v (%v)", c, want, err)
		}
	}
	// With wrong labels in the validation part another strength is the best there.
	inverted := validation
	inverted.Labels = make([]int32, validation.Len())
	for i, label := range validation.Labels {
		inverted.Labels[i] = (label + 1) % 5
	}
	other, err := Evaluate(Ridge{}, train, inverted, validation)
	if err != nil || other.Strength == score.Strength {
		t.Errorf("strength %v with a wrong validation part as with the right one (%v)", other.Strength, err)
	}
}

func TestConstantFeaturesAreDropped(t *testing.T) {
	random := rand.New(rand.NewPCG(6, 6))
	train, test := planted(random, 3, 5, 4, 1), planted(random, 3, 5, 4, 1)
	want, err := Evaluate(Ridge{}, train, Set{}, test)
	if err != nil {
		t.Fatal(err)
	}
	got, err := Evaluate(Ridge{}, padded(train, 0.1), Set{}, padded(test, 0.7))
	if err != nil || got != want {
		t.Errorf("with a feature that is constant in training: %+v (%v), want %+v", got, err, want)
	}
}

// padded adds a constant feature in front of each image.
func padded(set Set, value float32) Set {
	out := Set{Labels: set.Labels, Dim: set.Dim + 1}
	for i := range set.Len() {
		out.Features = append(append(out.Features, value), set.row(i)...)
	}
	return out
}

func TestNoFeatureVaries(t *testing.T) {
	train := Set{Features: []float32{1, 1, 1}, Labels: []int32{0, 1, 1}, Dim: 1}
	test := Set{Features: []float32{5, 5}, Labels: []int32{0, 1}, Dim: 1}
	if score, err := Evaluate((Ridge{}), train, Set{}, test); err != nil || score.Wrong != 1 {
		t.Errorf("ridge: %+v (%v), want the commoner class for both", score, err)
	}
	if score, err := Evaluate((Ridge{}), train, test, test); err != nil || score.Wrong != 1 {
		t.Errorf("ridge with validation: %+v (%v), want the commoner class for both", score, err)
	}
	if score, err := Evaluate((NearestMean{}), train, Set{}, test); err != nil || score.Wrong != 1 {
		t.Errorf("nearest mean: %+v (%v), want class 0 for both", score, err)
	}
}

func TestExtremeValuesStayFinite(t *testing.T) {
	random := rand.New(rand.NewPCG(6, 7))
	train := planted(random, 3, 6, 40, 1)
	for i := range train.Features {
		train.Features[i] *= 1e37
	}
	for _, strength := range []float64{math.SmallestNonzeroFloat64, math.MaxFloat64} {
		model := fitRidge(train, 3)
		for _, predicted := range []*mat.Dense{model.leaveOneOut(strength), model.predict(model.x, train.Len(), strength)} {
			for _, value := range predicted.RawMatrix().Data {
				if math.IsNaN(value) || math.IsInf(value, 0) {
					t.Fatalf("a prediction with strength %v is %v", strength, value)
				}
			}
		}
	}
}

func TestEvaluateIsDeterministic(t *testing.T) {
	random := rand.New(rand.NewPCG(2, 2))
	train, test := planted(random, 20, 10, 256, 4), planted(random, 20, 10, 256, 4)
	first := fitRidge(train, 20).leaveOneOut(1).RawMatrix().Data
	for range 3 {
		for i, value := range fitRidge(train, 20).leaveOneOut(1).RawMatrix().Data {
			if value != first[i] {
				t.Fatalf("prediction %d is %v, then %v", i, first[i], value)
			}
		}
	}
	if score, err := Evaluate((Ridge{}), train, Set{}, test); err != nil || score.Error() == 0 || score.Error() > 0.9 {
		t.Errorf("error %v (%v), want one between none and chance", score.Error(), err)
	}
}
