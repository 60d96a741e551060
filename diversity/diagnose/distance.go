package diagnose

import (
	"math"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"

	"tradeoff/diversity/probe"
)

// normal is a distribution of features as a normal one.
type normal struct {
	mean       []float64
	covariance *mat.SymDense // by N - 1
}

// newNormal needs two images.
func newNormal(s probe.Set) *normal {
	if s.Len() < 2 {
		return nil
	}
	n := &normal{mean: make([]float64, s.Dim)}
	for i, value := range s.Features {
		n.mean[i%s.Dim] += float64(value) / float64(s.Len())
	}
	n.covariance = gram(s, func(int) []float64 { return n.mean })
	n.covariance.ScaleSym(1/float64(s.Len()-1), n.covariance)
	return n
}

// root is the square root of the covariance.
func (n *normal) root() *mat.Dense {
	var eigen mat.EigenSym
	if !eigen.Factorize(n.covariance, true) {
		return nil
	}
	var vectors, scaled, out mat.Dense
	eigen.VectorsTo(&vectors)
	scaled.CloneFrom(&vectors)
	for j, value := range eigen.Values(nil) {
		column := mat.Col(nil, j, &vectors)
		floats.Scale(math.Sqrt(max(value, 0)), column)
		scaled.SetCol(j, column)
	}
	out.Mul(&scaled, vectors.T())
	return &out
}

// distance is the Fréchet distance over the traces of both covariances; NaN if nothing varies.
func (n *normal) distance(root *mat.Dense, other *normal) float64 {
	if n == nil || root == nil || other == nil || len(n.mean) != len(other.mean) {
		return math.NaN()
	}
	var half, product mat.Dense
	half.Mul(root, other.covariance)
	product.Mul(&half, root)
	sym := mat.NewSymDense(len(n.mean), nil)
	for i := range n.mean {
		for j := i; j < len(n.mean); j++ {
			sym.SetSym(i, j, (product.At(i, j)+product.At(j, i))/2)
		}
	}
	both := 0.
	for _, value := range eigenvalues(sym) {
		both += math.Sqrt(value)
	}
	traces := mat.Trace(n.covariance) + mat.Trace(other.covariance)
	apart := floats.Distance(n.mean, other.mean, 2)
	return max(0, apart*apart+traces-2*both) / traces
}
