package probe

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/mat"
)

// constantTolerance is the spread, relative to the largest magnitude, below which a feature counts as constant: a few
// rounding errors of float32.
const constantTolerance = 1e-6

// standard maps features to mean 0 and standard deviation 1 on the training part. Features that are constant there say
// nothing about the classes and are dropped.
type standard struct {
	kept        []int // dimensions, rising
	mean, scale []float64
}

func fitStandard(train Set) standard {
	var s standard
	for d := range train.Dim {
		mean, deviation, largest := columnMoments(train, d)
		if deviation <= constantTolerance*largest {
			continue
		}
		s.kept = append(s.kept, d)
		s.mean = append(s.mean, mean)
		s.scale = append(s.scale, 1/deviation)
	}
	return s
}

func columnMoments(s Set, d int) (mean, deviation, largest float64) {
	count := float64(s.Len())
	for i := d; i < len(s.Features); i += s.Dim {
		mean += float64(s.Features[i]) / count
		largest = max(largest, math.Abs(float64(s.Features[i])))
	}
	for i := d; i < len(s.Features); i += s.Dim {
		difference := float64(s.Features[i]) - mean
		deviation += difference * difference / count
	}
	return mean, math.Sqrt(deviation), largest
}

// apply returns the standardised features [M, kept]; nil if no feature is kept.
func (s standard) apply(set Set) *mat.Dense {
	if len(s.kept) == 0 {
		return nil
	}
	return s.rows(set, 0, set.Len(), nil)
}

// each calls do with the standardised features of one image after the other, in memory that it uses again; of no length
// if no feature is kept.
func (s standard) each(set Set, do func(i int, point []float64)) {
	if len(s.kept) == 0 {
		for i := range set.Len() {
			do(i, nil)
		}
		return
	}
	var memory []float64
	for from := 0; from < set.Len(); from += blockRows {
		points := s.rows(set, from, min(from+blockRows, set.Len()), memory)
		memory = points.RawMatrix().Data
		images, _ := points.Dims()
		for i := range images {
			do(from+i, points.RawRowView(i))
		}
	}
}

// rows returns the standardised features of images from..to-1, [to-from, kept], in the given memory if that is enough.
func (s standard) rows(set Set, from, to int, memory []float64) *mat.Dense {
	out := slices.Grow(memory[:0], (to-from)*len(s.kept))[:(to-from)*len(s.kept)]
	for i := from; i < to; i++ {
		row, into := set.row(i), out[(i-from)*len(s.kept):]
		for j, d := range s.kept {
			into[j] = (float64(row[d]) - s.mean[j]) * s.scale[j]
		}
	}
	return mat.NewDense(to-from, len(s.kept), out)
}
