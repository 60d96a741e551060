package probe

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"

	"tradeoff/diversity"
	"tradeoff/diversity/internal/parallel"
	"tradeoff/diversity/internal/product"
)

const (
	defaultTemperature = 0.07
	votingBlock        = 64 // images whose similarities to a block of the training part are in memory at once
)

// KNN is the vote of the nearest training images by cosine similarity, as DINO (Caron et al. 2021) and DINOv2 report it
// (dinov2/eval/knn.py of github.com/facebookresearch/dinov2): each of the k most similar votes for its class with the
// weight exp(similarity / Temperature). Of images as similar the first count, of classes with equal votes the lower is
// taken. Features are taken as they are, each image's divided by their length. Nothing is fitted.
//
// Those papers report every k, or the best on the test images. Here k is the one with the fewest errors on the
// validation part or, if that is empty, in leave-one-out on the training part; among equals the first of the list. If k
// is more than there are images, all vote.
//
// The zero value chooses from 10, 20, 100 and 200 with the temperature 0.07.
type KNN struct {
	Neighbours  []int   `json:"neighbours,omitempty"`  // k to choose from, each at least 1; empty means the default list
	Temperature float64 `json:"temperature,omitempty"` // 0.001..1000; 0 means 0.07
}

const minTemperature, maxTemperature = 0.001, 1000

// Kind returns "knn".
func (KNN) Kind() string { return "knn" }

// Sweep is Neighbours with the default applied.
func (p KNN) Sweep() []int {
	if len(p.Neighbours) == 0 {
		return []int{10, 20, 100, 200}
	}
	return slices.Clone(p.Neighbours)
}

// Validate checks every setting.
func (p KNN) Validate() error {
	for i, k := range p.Neighbours {
		if k < 1 {
			return diversity.Invalid(fmt.Sprintf("KNN.Neighbours[%d]", i), k, "at least 1")
		}
	}
	if t := p.Temperature; t != 0 && !(t >= minTemperature && t <= maxTemperature) {
		return diversity.Invalid("KNN.Temperature", t,
			fmt.Sprintf("%v..%v, or 0 for %v", minTemperature, maxTemperature, defaultTemperature))
	}
	return nil
}

// Predict implements [Probe].
func (p KNN) Predict(train, validation, test Set) (Prediction, error) {
	if err := p.Validate(); err != nil {
		return Prediction{}, err
	}
	classes, err := Check(train, validation, test)
	if err != nil {
		return Prediction{}, err
	}
	sweep := p.Sweep()
	v := voting{bank: unitVectors(train), sweep: sweep, classes: classes,
		temperature: cmp.Or(p.Temperature, defaultTemperature)}
	if len(sweep) == 1 {
		return v.predict(test), nil
	}
	candidates, chosen := v.choose(validation)
	v.sweep = sweep[chosen : chosen+1]
	out := v.predict(test)
	out.Candidates = candidates
	return out, nil
}

// predict is the prediction by the only k of the sweep; a class has the share of the votes as its probability.
func (v voting) predict(test Set) Prediction {
	width := min(rankedClasses, v.classes)
	out := Prediction{Labels: make([]int32, test.Len()), Ranked: make([]int32, test.Len()*width),
		Confidence: make([]float64, test.Len())}
	v.each(unitVectors(test), false, func(_, image int, votes []float64) {
		r := newRanking(1, v.classes)
		for class, share := range votes {
			r.offer(0, int32(class), share)
		}
		copy(out.Ranked[image*width:], r.classes)
		out.Labels[image], out.Confidence[image] = r.classes[0], min(1, r.scores[0]/floats.Sum(votes))
	})
	return out
}

// unitVectors divides the features of each image by their length; those of length 0 stay as they are.
func unitVectors(set Set) Set {
	out := Set{Features: make([]float32, 0, len(set.Features)), Labels: set.Labels, Dim: set.Dim}
	for i := range set.Len() {
		length := 0.
		for _, value := range set.row(i) {
			length += float64(value) * float64(value)
		}
		length = max(math.Sqrt(length), math.SmallestNonzeroFloat64)
		for _, value := range set.row(i) {
			out.Features = append(out.Features, float32(float64(value)/length))
		}
	}
	return out
}

// voting is the classification by neighbours in a bank of images.
type voting struct {
	bank        Set
	sweep       []int
	classes     int
	temperature float64
}

// choose counts the errors of every k and returns the position of the best.
func (v voting) choose(validation Set) (candidates []Candidate, best int) {
	asked, alone := unitVectors(validation), false
	if validation.Len() == 0 {
		asked, alone = v.bank, true
	}
	for i, labels := range v.labels(asked, alone) {
		candidates = append(candidates, Candidate{
			Value: float64(v.sweep[i]), Wrong: differences(labels, asked.Labels), Of: asked.Len(),
		})
		if candidates[i].Wrong < candidates[best].Wrong {
			best = i
		}
	}
	candidates[best].Chosen = 1
	return candidates, best
}

// labels returns the classes of the images by each k of the sweep. With alone they are those of the bank, and none
// votes for itself.
func (v voting) labels(asked Set, alone bool) [][]int32 {
	out := make([][]int32, len(v.sweep))
	for i := range out {
		out[i] = make([]int32, asked.Len())
	}
	v.each(asked, alone, func(position, image int, votes []float64) {
		out[position][image] = int32(floats.MaxIdx(votes))
	})
	return out
}

// each calls elect, for several images at once, with each position of the sweep, the image, and the votes of the so
// many nearest for each class.
func (v voting) each(asked Set, alone bool, elect func(position, image int, votes []float64)) {
	blocks := (asked.Len() + votingBlock - 1) / votingBlock
	parallel.Each(blocks, func(block int) {
		from := block * votingBlock
		for i, nearest := range v.nearest(asked, from, min(from+votingBlock, asked.Len()), alone) {
			v.vote(nearest, func(position int, votes []float64) { elect(position, from+i, votes) })
		}
	})
}

// neighbour is an image of the bank.
type neighbour struct {
	similarity float64
	image      int
}

// nearest returns the most similar images of the bank for images from..to-1, the most similar first.
func (v voting) nearest(asked Set, from, to int, alone bool) [][]neighbour {
	most := min(slices.Max(v.sweep), v.bank.Len())
	queues := make([]nearestQueue, to-from)
	x := float64Rows(asked, from, to)
	for start := 0; start < v.bank.Len(); start += blockRows {
		end := min(start+blockRows, v.bank.Len())
		similarities := product.Of(x, float64Rows(v.bank, start, end).T())
		for i := range queues {
			for j, similarity := range similarities.RawRowView(i) {
				if !alone || start+j != from+i {
					queues[i].offer(neighbour{similarity, start + j}, most)
				}
			}
		}
	}
	out := make([][]neighbour, len(queues))
	for i, queue := range queues {
		out[i] = queue.sorted()
	}
	return out
}

func float64Rows(set Set, from, to int) *mat.Dense {
	values := make([]float64, (to-from)*set.Dim)
	for i, value := range set.Features[from*set.Dim : to*set.Dim] {
		values[i] = float64(value)
	}
	return mat.NewDense(to-from, set.Dim, values)
}

// vote calls elect with each position of the sweep and the votes of the so many nearest.
func (v voting) vote(nearest []neighbour, elect func(position int, votes []float64)) {
	votes, counted := make([]float64, v.classes), 0
	order := make([]int, len(v.sweep))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int { return v.sweep[a] - v.sweep[b] })
	for _, position := range order {
		for ; counted < min(v.sweep[position], len(nearest)); counted++ {
			n := nearest[counted]
			// Relative to the nearest, so that nothing overflows.
			votes[v.bank.Labels[n.image]] += math.Exp((n.similarity - nearest[0].similarity) / v.temperature)
		}
		elect(position, votes)
	}
}
