package runner

import (
	"math"
	"testing"

	"tradeoff/diversity/pool"
	"tradeoff/diversity/recipe"
	"tradeoff/diversity/study"
)

// TestThePoolsNumbersNormalise: a study whose recipe asks for its pool's numbers computes the networks of one that has
// them written out, by hand from all pixels of the pool.
func TestThePoolsNumbersNormalise(t *testing.T) {
	asked, written := inMemory(t), inMemory(t)
	asked.Recipe.Normalize = recipe.OfPool()
	how, err := normalised(t.Context(), asked)
	if err != nil {
		t.Fatal(err)
	}
	got, want := how.Normalize, numbersOf(t, written.Pool)
	if len(got.Mean) != 1 || math.Abs(got.Mean[0]-want.Mean[0]) > 1e-12 ||
		math.Abs(got.Deviation[0]-want.Deviation[0]) > 1e-12 {
		t.Errorf("the numbers are %+v, want %+v", got, want)
	}
	written.Recipe.Normalize = got
	r := mustNew(t, asked)
	if trainedBy(t, r, asked) != trainedBy(t, mustNew(t, written), written) {
		t.Error("the networks differ")
	}
	if trainedBy(t, mustNew(t, inMemory(t)), inMemory(t)) == trainedBy(t, r, asked) {
		t.Error("the numbers change nothing")
	}
}

// numbersOf are the mean and the deviation of a grey pool.
func numbersOf(t *testing.T, p pool.Pool) recipe.Normalization {
	t.Helper()
	var sum, squares, count float64
	for class := range p.Classes() {
		for sample := range p.Count(class) {
			images, err := p.Images([]pool.Ref{{Class: class, Sample: sample}})
			if err != nil {
				t.Fatal(err)
			}
			for _, pixel := range images {
				v := float64(pixel) / 255
				sum, squares, count = sum+v, squares+v*v, count+1
			}
		}
	}
	mean := sum / count
	return recipe.Normalization{Mean: []float64{mean}, Deviation: []float64{math.Sqrt(squares/count - mean*mean)}}
}

// trainedBy is the hash of the network of the first size.
func trainedBy(t *testing.T, r *Runner, s study.Study) string {
	t.Helper()
	result, err := r.Run(t.Context(), s.RunAt(s.Sizes[0], 0))
	if err != nil {
		t.Fatal(err)
	}
	return result.Weights
}
