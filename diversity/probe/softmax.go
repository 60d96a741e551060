package probe

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"

	"tradeoff/diversity/internal/parallel"
	"tradeoff/diversity/internal/product"
)

const (
	blockRows = 256 // images whose features are in float64 at once
	mostParts = 8   // of the sums over images: their number is that of images alone, so that rounding is too
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
	images, _ := x.Dims()
	out := mat.NewDense(len(l.offset), images, nil)
	l.scoresInto(new(product.Multiplier), out, x)
	return out
}

func (l linear) scoresInto(m *product.Multiplier, out *mat.Dense, x mat.Matrix) {
	for class, offset := range l.offset {
		row := out.RawRowView(class)
		for i := range row {
			row[i] = offset
		}
	}
	m.Add(out, l.weights, x.T())
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
	parts   []lossPart
}

func newSoftmaxLoss(b basis, classes int) softmaxLoss {
	images := len(b.set.Labels)
	parts := make([]lossPart, min(mostParts, (images+blockRows-1)/blockRows))
	for i := range parts {
		parts[i].from, parts[i].to = i*images/len(parts), (i+1)*images/len(parts)
	}
	return softmaxLoss{basis: b, labels: b.set.Labels, classes: classes, parts: parts}
}

// lossPart is the loss of images from..to-1, and the memory that it needs at every evaluation.
type lossPart struct {
	from, to int

	product.Multiplier
	rows, scores []float64
	gradient     []float64
}

func (s *softmaxLoss) size() int { return s.classes * (s.dim() + 1) }

// linear is the classifier with parameters, of which it takes the memory.
func (s *softmaxLoss) linear(parameters []float64) linear {
	split := s.classes * s.dim()
	return linear{mat.NewDense(s.classes, s.dim(), parameters[:split]), parameters[split:]}
}

// value returns the loss, writes its gradient, and writes of every image 1 - |p|^2: how undecided the classifier is.
func (s *softmaxLoss) value(parameters, gradient, undecided []float64) float64 {
	values := make([]float64, len(s.parts))
	parallel.Each(len(s.parts), func(i int) { values[i] = s.parts[i].value(s, s.linear(parameters), undecided) })
	copy(gradient, s.parts[0].gradient)
	for _, part := range s.parts[1:] {
		floats.Add(gradient, part.gradient)
	}
	return floats.Sum(values)
}

// value is the loss of the part, whose gradient it sets.
func (p *lossPart) value(s *softmaxLoss, l linear, undecided []float64) (value float64) {
	p.gradient = slices.Grow(p.gradient[:0], s.size())[:s.size()]
	clear(p.gradient)
	gradient := s.linear(p.gradient)
	for from := p.from; from < p.to; from += blockRows {
		to := min(from+blockRows, p.to)
		x := s.rows(from, to, p.rows)
		if s.held == nil {
			p.rows = x.RawMatrix().Data
		}
		p.scores = slices.Grow(p.scores[:0], s.classes*(to-from))[:s.classes*(to-from)]
		scores := mat.NewDense(s.classes, to-from, p.scores)
		l.scoresInto(&p.Multiplier, scores, x)
		value += residuals(scores, s.labels[from:to], undecided[from:to])
		p.Add(gradient.weights, scores, x)
		for class := range gradient.offset {
			gradient.offset[class] += floats.Sum(scores.RawRowView(class))
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
