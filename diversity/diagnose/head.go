package diagnose

import (
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"

	"tradeoff/diversity"
	"tradeoff/diversity/probe"
)

// headRidge is the penalty of the least-squares head, as a share of the mean variance of a feature.
const headRidge = 1e-3

// head is the least-squares classifier on frozen features: W = ((X'X + r I)^-1 X'Y)' with X the features and Y the
// indicators of the classes less their means, and r a thousandth of the mean of the diagonal of X'X. Its scores are
// W (h - mean) + the share of each class.
type head struct {
	weights *mat.Dense // [C, D]
	mean    []float64
	shares  []float64
}

// head returns nil if no feature varies.
func (c *classes) head() *head {
	h := &head{mean: c.mean(), shares: slices.Clone(c.counts)}
	floats.Scale(1/float64(c.set.Len()), h.shares)
	a := gram(c.set, func(int) []float64 { return h.mean })
	ridge := headRidge * mat.Trace(a) / float64(c.set.Dim)
	for d := range c.set.Dim {
		a.SetSym(d, d, a.At(d, d)+ridge)
	}
	right := mat.DenseCopyOf(c.means)
	for class, count := range c.counts {
		row := right.RawRowView(class)
		floats.Sub(row, h.mean)
		floats.Scale(count, row)
	}
	var factor mat.Cholesky
	if !factor.Factorize(a) {
		return nil
	}
	var solved mat.Dense
	if err := factor.SolveTo(&solved, right.T()); err != nil {
		return nil
	}
	h.weights = mat.DenseCopyOf(solved.T())
	return h
}

// describe sets the quantities of the head, and returns its median margin, NaN if it is not determined.
func (c *classes) describe(v Values) (h *head, margin float64) {
	if h = c.head(); h == nil || c.number() < 2 {
		return nil, math.NaN()
	}
	v.head(h.weights, HeadLeast, HeadCondition)
	c.duality(v, h.weights)
	margins, others := c.margins(h)
	slices.Sort(margins)
	margin = (margins[(len(margins)-1)/2] + margins[len(margins)/2]) / 2
	v.set(Margin, margin)
	v.set(NC4, float64(others)/float64(c.set.Len()))
	return h, margin
}

// head sets the least of the min(C-1, D) singular values over the square root of C, and over the largest.
func (v Values) head(weights *mat.Dense, leastName, condition Name) {
	number, dim := weights.Dims()
	singular := eigenvalues(outer(weights))
	least := math.Sqrt(singular[min(number-1, dim)-1])
	v.set(leastName, least/math.Sqrt(float64(number)))
	v.set(condition, least/math.Sqrt(singular[0]))
}

// trainedHead sets the quantities of a head that was trained, if there is one of 2 classes or more.
func (v Values) trainedHead(h probe.Head, dim int) {
	if len(h.Offset) < 2 {
		return
	}
	weights := Layer{Shape: []int{len(h.Offset), dim}, Data: h.Weights}.matrix()
	mean := make([]float64, dim)
	for class := range h.Offset {
		floats.AddScaled(mean, 1/float64(len(h.Offset)), weights.RawRowView(class))
	}
	for class := range h.Offset {
		floats.Sub(weights.RawRowView(class), mean)
	}
	v.head(weights, TrainedHeadLeast, TrainedHeadCondition)
}

// validHead checks a head on features of so many dimensions; none is fine.
func validHead(field string, h probe.Head, dim int) error {
	if want := len(h.Offset) * dim; len(h.Weights) != want {
		return diversity.Invalid("len("+field+".Weights)", len(h.Weights),
			fmt.Sprintf("%d, for %d classes of %d features", want, len(h.Offset), dim))
	}
	return finite(field+".Weights", h.Weights, dim)
}

// duality sets how far the head is from the class means.
func (c *classes) duality(v Values, weights *mat.Dense) {
	means := c.centred()
	w, m := mat.Norm(weights, 2), mat.Norm(means, 2)
	distance := 0.
	for i, value := range weights.RawMatrix().Data {
		difference := value/w - means.RawMatrix().Data[i]/m
		distance += difference * difference
	}
	v.set(NC3, distance)
}

// margins are those of all images, and how many of them the head and the nearest class mean take for different classes.
func (c *classes) margins(h *head) (margins []float64, others int) {
	squares := make([]float64, c.number())
	offset := make([]float64, c.number())
	centred := mat.DenseCopyOf(c.means)
	for class := range squares {
		row := centred.RawRowView(class)
		floats.Sub(row, h.mean)
		squares[class] = floats.Dot(row, row)
	}
	blocks(c.set, func(int) []float64 { return h.mean }, func(from int, x *mat.Dense) {
		var scores, near mat.Dense
		scores.Mul(x, h.weights.T())
		near.Mul(x, centred.T())
		images, _ := x.Dims()
		for i := range images {
			floats.Add(scores.RawRowView(i), h.shares)
			floats.ScaleTo(offset, 2, near.RawRowView(i))
			floats.Sub(offset, squares) // less is farther: |h|^2 - |h - m|^2
			if floats.MaxIdx(scores.RawRowView(i)) != floats.MaxIdx(offset) {
				others++
			}
			margins = append(margins, marginOf(scores.RawRowView(i), int(c.set.Labels[from+i])))
		}
	})
	return margins, others
}

func marginOf(scores []float64, label int) float64 {
	other := math.Inf(-1)
	for class, score := range scores {
		if class != label {
			other = max(other, score)
		}
	}
	return scores[label] - other
}
