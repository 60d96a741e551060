package probe

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"

	"tradeoff/diversity"
)

// rankedClasses is how many classes of each image a prediction names at most: those of the top-5 error.
const rankedClasses = 5

// ranking keeps the best few classes of each image, by falling score, of equals the lower first.
type ranking struct {
	width   int
	classes []int32 // [M, width]
	scores  []float64
}

func newRanking(images, classes int) ranking {
	width := min(rankedClasses, classes)
	r := ranking{width, make([]int32, images*width), make([]float64, images*width)}
	for i := range r.scores {
		r.scores[i], r.classes[i] = math.Inf(-1), -1
	}
	return r
}

// offer is called with the classes of an image in rising order.
func (r ranking) offer(image int, class int32, score float64) {
	classes, scores := r.classes[image*r.width:(image+1)*r.width], r.scores[image*r.width:(image+1)*r.width]
	at := r.width
	for at > 0 && (classes[at-1] < 0 || score > scores[at-1]) {
		at--
	}
	if at == r.width {
		return
	}
	copy(classes[at+1:], classes[at:])
	copy(scores[at+1:], scores[at:])
	classes[at], scores[at] = class, score
}

// rankedColumns ranks the classes of images by scores [C, M].
func rankedColumns(scores *mat.Dense) []int32 {
	classes, images := scores.Dims()
	r := newRanking(images, classes)
	for class := range classes {
		for i, score := range scores.RawRowView(class) {
			r.offer(i, int32(class), score)
		}
	}
	return r.classes
}

// confidences are the softmax probabilities of the most likely class, of scores [C, M].
func confidences(scores *mat.Dense) []float64 {
	largest := columnMaxima(scores)
	out := make([]float64, len(largest))
	classes, _ := scores.Dims()
	for class := range classes {
		for i, score := range scores.RawRowView(class) {
			out[i] += math.Exp(score - largest[i])
		}
	}
	for i, sum := range out {
		out[i] = 1 / sum
	}
	return out
}

// checkRanked refuses rankings and probabilities that cannot be.
func (p Prediction) checkRanked(images, classes int) error {
	width := min(rankedClasses, classes)
	if p.Ranked != nil && len(p.Ranked) != images*width {
		return diversity.Invalid("len(Prediction.Ranked)", len(p.Ranked),
			fmt.Sprintf("%d, %d classes for each test image, or none", images*width, width))
	}
	for i, class := range p.Ranked {
		if class < 0 || int(class) >= classes {
			return diversity.Invalid(fmt.Sprintf("Prediction.Ranked[%d]", i), class, fmt.Sprintf("0..%d", classes-1))
		}
		if i%width == 0 && class != p.Labels[i/width] {
			return diversity.Invalid(fmt.Sprintf("Prediction.Ranked[%d]", i), class,
				fmt.Sprintf("%d, the image's label, first", p.Labels[i/width]))
		}
	}
	if p.Confidence != nil && len(p.Confidence) != images {
		return diversity.Invalid("len(Prediction.Confidence)", len(p.Confidence),
			fmt.Sprintf("%d, one for each test image, or none", images))
	}
	for i, share := range p.Confidence {
		if !(share >= 0 && share <= 1) {
			return diversity.Invalid(fmt.Sprintf("Prediction.Confidence[%d]", i), share, "a probability in [0, 1]")
		}
	}
	return nil
}
