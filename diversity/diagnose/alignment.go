package diagnose

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"

	"tradeoff/diversity"
)

// Similarities are the inner products of the features of some images, pair by pair: of i and j < i in the order of
// rising i. Their scale is that of mean square 1. Two networks agree as theirs do, see [Similarities.Alignment].
type Similarities []float32

// mostSimilar is of how many images similarities may be.
const mostSimilar = 1024

// NewSimilarities are those of 4..1024 images by their features [M, dim]. Errors wrap diversity.ErrInvalid.
func NewSimilarities(features []float32, dim int) (Similarities, error) {
	if dim < 1 || len(features)%dim != 0 || len(features)/dim < 4 || len(features)/dim > mostSimilar {
		return nil, diversity.Invalid("len(features)", len(features),
			fmt.Sprintf("4..%d images of %d features each", mostSimilar, dim))
	}
	if err := finite("features", features, dim); err != nil {
		return nil, err
	}
	images := len(features) / dim
	x := Layer{Shape: []int{images, dim}, Data: features}.matrix()
	centre(x)
	var products mat.SymDense
	products.SymOuterK(1, x)
	var values []float64
	for i := range images {
		for j := range i {
			values = append(values, products.At(i, j))
		}
	}
	scale := floats.Norm(values, 2) / math.Sqrt(float64(len(values)))
	out := make(Similarities, len(values))
	for i, value := range values {
		if scale > 0 {
			out[i] = float32(value / scale)
		}
	}
	return out, nil
}

// centre takes the mean of each column away: similarities of features far from 0 would all be alike.
func centre(x *mat.Dense) {
	images, dim := x.Dims()
	for d := range dim {
		column := mat.Col(nil, d, x)
		floats.AddConst(-floats.Sum(column)/float64(images), column)
		x.SetCol(d, column)
	}
}

// Images is of how many images the similarities are; 0 if there is no such number.
func (s Similarities) Images() int {
	images := int(math.Round((1 + math.Sqrt(1+8*float64(len(s)))) / 2))
	if images*(images-1)/2 != len(s) || images < 4 {
		return 0
	}
	return images
}

// Alignment is the linear CKA of two networks on the same images by the unbiased HSIC: 1 for features that differ by a
// rotation and a scale, about 0 for unrelated ones, whatever their dimensions. It is NaN if it is not determined.
func (s Similarities) Alignment(other Similarities) float64 {
	if s.Images() == 0 || len(s) != len(other) {
		return math.NaN()
	}
	return s.hsic(other) / math.Sqrt(s.hsic(s)*other.hsic(other))
}

// hsic is the unbiased estimator of Song et al., "Feature Selection via Dependence Maximization", JMLR 2012, (5).
func (s Similarities) hsic(other Similarities) float64 {
	images := s.Images()
	a, b := make([]float64, images), make([]float64, images) // sums of rows
	both, at := 0., 0
	for i := range images {
		for j := range i {
			x, y := float64(s[at]), float64(other[at])
			both += 2 * x * y
			a[i], a[j], b[i], b[j] = a[i]+x, a[j]+x, b[i]+y, b[j]+y
			at++
		}
	}
	m := float64(images)
	return (both + floats.Sum(a)*floats.Sum(b)/((m-1)*(m-2)) - 2/(m-2)*floats.Dot(a, b)) / (m * (m - 3))
}

// CKA is the linear centred kernel alignment of features x [M, dimX] and y [M, dimY] of the same images (Kornblith et
// al., "Similarity of Neural Network Representations Revisited", ICML 2019): |Y'X|^2 / (|X'X| |Y'Y|) with columns
// centred. It rises with more dimensions than images, which [Similarities.Alignment] does not. It is NaN if the
// features of one do not vary. Errors wrap diversity.ErrInvalid.
func CKA(x []float32, dimX int, y []float32, dimY int) (float64, error) {
	if dimX < 1 || dimY < 1 || len(x)%dimX != 0 || len(y)%dimY != 0 || len(x)/dimX != len(y)/dimY || len(x) < 2*dimX {
		return 0, diversity.Invalid("len(y)", len(y), fmt.Sprintf("%d features of each of the images of x, which has %d values of %d features",
			dimY, len(x), dimX))
	}
	for field, values := range map[string][]float32{"x": x, "y": y} {
		if err := finite(field, values, 1); err != nil {
			return 0, err
		}
	}
	a := Layer{Shape: []int{len(x) / dimX, dimX}, Data: x}.matrix()
	b := Layer{Shape: []int{len(y) / dimY, dimY}, Data: y}.matrix()
	centre(a)
	centre(b)
	square := func(p, q *mat.Dense) float64 {
		var product mat.Dense
		product.Mul(p.T(), q)
		return mat.Norm(&product, 2)
	}
	cross := square(a, b)
	return cross * cross / (square(a, a) * square(b, b)), nil
}
