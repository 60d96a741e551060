package probe

import (
	"errors"
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"
)

// ErrDecomposition is returned when the eigendecomposition of the features does not converge.
var ErrDecomposition = errors.New("probe: eigendecomposition of the features did not converge")

// spectrum is a matrix X [M, D] seen in the eigenbasis V of X'X, without the directions of eigenvalue zero.
type spectrum struct {
	values []float64  // [R]: eigenvalues of X'X above rounding error
	train  *mat.Dense // [M, R]: X V; nil if R = 0
	basis  *mat.Dense // [D, R]: V
}

func (s spectrum) rank() int { return len(s.values) }

// project returns x V for other rows x [., D].
func (s spectrum) project(x *mat.Dense) *mat.Dense {
	var out mat.Dense
	out.Mul(x, s.basis)
	return &out
}

// leverage is row i of X (X'X + strength)^-1 X', on the diagonal.
func (s spectrum) leverage(i int, strength float64) float64 {
	if s.train == nil {
		return 0
	}
	sum := 0.0
	for r, z := range s.train.RawRowView(i) {
		sum += z * z / (s.values[r] + strength)
	}
	return sum
}

// decompose works on the smaller of X'X and XX'; x may be nil, for no features at all.
func decompose(x *mat.Dense) (spectrum, error) {
	if x == nil {
		return spectrum{}, nil
	}
	images, dim := x.Dims()
	if images < dim {
		return decomposeImages(x)
	}
	return decomposeFeatures(x)
}

func decomposeFeatures(x *mat.Dense) (spectrum, error) {
	values, vectors, err := eigen(x.T())
	if err != nil || len(values) == 0 {
		return spectrum{}, err
	}
	var train mat.Dense
	train.Mul(x, vectors)
	return spectrum{values: values, train: &train, basis: vectors}, nil
}

// decomposeImages uses XX' = U S U': then V = X'U S^-1/2 and X V = U S^1/2.
func decomposeImages(x *mat.Dense) (spectrum, error) {
	values, vectors, err := eigen(x)
	if err != nil || len(values) == 0 {
		return spectrum{}, err
	}
	var basis mat.Dense
	basis.Mul(x.T(), vectors)
	scaleColumns(&basis, values, -0.5)
	scaleColumns(vectors, values, 0.5)
	return spectrum{values: values, train: vectors, basis: &basis}, nil
}

// eigen returns the eigenvalues of a a' that are not zero up to rounding, with their eigenvectors as columns.
func eigen(a mat.Matrix) ([]float64, *mat.Dense, error) {
	size, inner := a.Dims()
	gram := mat.NewSymDense(size, nil)
	gram.SymOuterK(1, a)
	var decomposition mat.EigenSym
	if !decomposition.Factorize(gram, true) {
		return nil, nil, fmt.Errorf("%w (%d x %d)", ErrDecomposition, size, size)
	}
	values := decomposition.Values(nil)
	floor := values[size-1] * float64(max(size, inner)) * 0x1p-52
	first := 0
	for first < size && values[first] <= floor {
		first++
	}
	var vectors mat.Dense
	decomposition.VectorsTo(&vectors)
	if first == size {
		return nil, nil, nil
	}
	return values[first:], mat.DenseCopyOf(vectors.Slice(0, size, first, size)), nil
}

// scaleColumns multiplies column c by values[c] to a power.
func scaleColumns(m *mat.Dense, values []float64, power float64) {
	factors := make([]float64, len(values))
	for c, value := range values {
		factors[c] = math.Pow(value, power)
	}
	rows, _ := m.Dims()
	for i := range rows {
		row := m.RawRowView(i)
		for c, factor := range factors {
			row[c] *= factor
		}
	}
}
