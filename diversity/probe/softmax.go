package probe

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"

	"tradeoff/diversity/internal/parallel"
)

const (
	blockRows = 256 // images whose features are in float64 at once
	shards    = 8   // parts of the sums over images; their number is fixed, so that rounding is the same on every machine
)

// linear is a classifier by scores W x + b, one for each class.
type linear struct {
	weights *mat.Dense // [C, D]
	offset  []float64  // [C]
}

func newLinear(classes, dim int) linear {
	return linear{mat.NewDense(classes, dim, nil), make([]float64, classes)}
}

// scores returns W x + b of images [B, D] as [C, B].
func (l linear) scores(x mat.Matrix) *mat.Dense {
	out := product(l.weights, x.T())
	for class, offset := range l.offset {
		floats.AddConst(offset, out.RawRowView(class))
	}
	return out
}

// classify returns the class with the largest score of each image, of equals the lower, and the softmax loss.
func (l linear) classify(set Set) (labels []int32, loss float64) {
	labels = make([]int32, 0, set.Len())
	undecided := make([]float64, blockRows)
	for from := 0; from < set.Len(); from += blockRows {
		to := min(from+blockRows, set.Len())
		scores := l.scores(float64Rows(set, from, to))
		labels = append(labels, largestOfColumns(scores)...)
		loss += residuals(scores, set.Labels[from:to], undecided)
	}
	return labels, loss
}

// predict is the prediction of the most likely classes, with their probabilities.
func (l linear) predict(set Set) (out Prediction) {
	for from := 0; from < set.Len(); from += blockRows {
		scores := l.scores(float64Rows(set, from, min(from+blockRows, set.Len())))
		out.Labels = append(out.Labels, largestOfColumns(scores)...)
		out.Ranked = append(out.Ranked, rankedColumns(scores)...)
		out.Confidence = append(out.Confidence, confidences(scores)...)
	}
	return out
}

func largestOfColumns(scores *mat.Dense) []int32 {
	classes, images := scores.Dims()
	out, largest := make([]int32, images), slices.Clone(scores.RawRowView(0))
	for class := 1; class < classes; class++ {
		for i, score := range scores.RawRowView(class) {
			if score > largest[i] {
				largest[i], out[i] = score, int32(class)
			}
		}
	}
	return out
}

// softmaxLoss is the sum over images of -ln p(label), with p the softmax of a linear classifier's scores. Its
// parameters are one vector: weights [C, D], then the offset [C].
type softmaxLoss struct {
	basis
	labels  []int32
	classes int
}

func (s softmaxLoss) size() int { return s.classes * (s.dim() + 1) }

// linear is the classifier with parameters, of which it takes the memory.
func (s softmaxLoss) linear(parameters []float64) linear {
	split := s.classes * s.dim()
	return linear{mat.NewDense(s.classes, s.dim(), parameters[:split]), parameters[split:]}
}

// value returns the loss, writes its gradient, and writes of every image 1 - |p|^2: how undecided the classifier is.
func (s softmaxLoss) value(parameters, gradient, undecided []float64) float64 {
	values, gradients := make([]float64, shards), make([][]float64, shards)
	parallel.Each(shards, func(shard int) {
		from, to := shard*len(s.labels)/shards, (shard+1)*len(s.labels)/shards
		gradients[shard] = make([]float64, s.size())
		values[shard] = s.partial(s.linear(parameters), s.linear(gradients[shard]), undecided, from, to)
	})
	clear(gradient)
	for _, part := range gradients {
		floats.Add(gradient, part)
	}
	return floats.Sum(values)
}

// partial adds what images from..to-1 contribute.
func (s softmaxLoss) partial(l, gradient linear, undecided []float64, from, to int) (value float64) {
	memory := make([]float64, min(blockRows, to-from)*s.dim())
	var part mat.Dense
	for ; from < to; from += blockRows {
		end := min(from+blockRows, to)
		x := s.rows(from, end, memory)
		p := l.scores(x)
		value += residuals(p, s.labels[from:end], undecided[from:end])
		part.Reset()
		part.Mul(p, x)
		gradient.weights.Add(gradient.weights, &part)
		for class := range gradient.offset {
			gradient.offset[class] += floats.Sum(p.RawRowView(class))
		}
	}
	return value
}

// residuals turns scores [C, B] into probabilities less one for the label, and returns the sum of -ln p(label).
func residuals(scores *mat.Dense, labels []int32, undecided []float64) (value float64) {
	largest := columnMaxima(scores)
	for i, label := range labels {
		value += largest[i] - scores.At(int(label), i)
	}
	sums := make([]float64, len(labels))
	classes, _ := scores.Dims()
	for class := range classes {
		row := scores.RawRowView(class)
		for i, score := range row {
			row[i] = math.Exp(score - largest[i])
			sums[i] += row[i]
		}
	}
	for i, sum := range sums {
		value += math.Log(sum)
		sums[i], undecided[i] = 1/sum, 1
	}
	for class := range classes {
		row := scores.RawRowView(class)
		floats.Mul(row, sums)
		for i, p := range row {
			undecided[i] -= p * p
		}
	}
	for i, label := range labels {
		scores.Set(int(label), i, scores.At(int(label), i)-1)
	}
	return value
}

func columnMaxima(scores *mat.Dense) []float64 {
	largest := slices.Clone(scores.RawRowView(0))
	classes, _ := scores.Dims()
	for class := 1; class < classes; class++ {
		for i, score := range scores.RawRowView(class) {
			largest[i] = max(largest[i], score)
		}
	}
	return largest
}
