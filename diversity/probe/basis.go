package probe

import (
	"gonum.org/v1/gonum/lapack/lapack64"
	"gonum.org/v1/gonum/mat"

	"tradeoff/diversity/internal/product"
)

// mostHeld is how many numbers of the training features are kept: 64 MiB.
const mostHeld = 1 << 23

// basis is in what coordinates a linear classifier is fitted: the training features centred, perhaps scaled, and where
// there are more features than images in an orthonormal basis of what the images span. The length of weights is the
// same in it, so that a penalty on it is too.
type basis struct {
	scale   standard
	set     Set
	held    *mat.Dense // [M, dim] training features in the basis; nil if they are many: they are made block by block
	vectors *mat.Dense // [kept, M] of the basis
}

// newBasis returns the coordinates of a training part of which some feature varies.
func newBasis(train Set, scale standard) basis {
	b := basis{scale: scale, set: train}
	if len(scale.kept) <= train.Len() {
		if len(scale.kept)*train.Len() <= mostHeld {
			b.held = scale.apply(train)
		}
		return b
	}
	x := scale.apply(train)
	b.vectors = mat.DenseCopyOf(x.T())
	raw := b.vectors.RawMatrix()
	reflections, size := make([]float64, train.Len()), []float64{0}
	lapack64.Geqrf(raw, reflections, size, -1)
	work := make([]float64, max(int(size[0]), 64*train.Len()))
	lapack64.Geqrf(raw, reflections, work, len(work))
	lapack64.Orgqr(raw, reflections, work, len(work))
	b.held = product.Of(x, b.vectors)
	return b
}

func (b basis) dim() int { return min(len(b.scale.kept), b.set.Len()) }

// rows returns the training features of images from..to-1, perhaps in memory that is given.
func (b basis) rows(from, to int, memory []float64) *mat.Dense {
	if b.held != nil {
		return b.held.Slice(from, to, 0, b.dim()).(*mat.Dense)
	}
	return b.scale.rows(b.set, from, to, memory)
}

// outward returns the classifier for features as they are.
func (b basis) outward(l linear) linear {
	weights := l.weights
	if b.vectors != nil {
		weights = product.Of(weights, b.vectors.T())
	}
	out := newLinear(len(l.offset), b.set.Dim)
	for class := range l.offset {
		row, into := weights.RawRowView(class), out.weights.RawRowView(class)
		out.offset[class] = l.offset[class]
		for j, d := range b.scale.kept {
			into[d] = row[j] * b.scale.scale[j]
			out.offset[class] -= into[d] * b.scale.mean[j]
		}
	}
	return out
}

// inward is the inverse of outward, as far as the basis reaches.
func (b basis) inward(l linear) linear {
	classes := len(l.offset)
	out := newLinear(classes, len(b.scale.kept))
	for class := range l.offset {
		row, into := l.weights.RawRowView(class), out.weights.RawRowView(class)
		out.offset[class] = l.offset[class]
		for j, d := range b.scale.kept {
			into[j] = row[d] / b.scale.scale[j]
			out.offset[class] += row[d] * b.scale.mean[j]
		}
	}
	if b.vectors != nil {
		out.weights = product.Of(out.weights, b.vectors)
	}
	return out
}
