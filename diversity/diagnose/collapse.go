package diagnose

import (
	"math"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat"

	"tradeoff/diversity"
)

const (
	mostPaired       = 1024  // classes whose pairs are looked at
	leastEigenvalue  = 1e-10 // of the covariance of class means, as a share of the largest
	coincidingMeans  = 1e-20 // squared distance of two class means, as a share of their squared lengths: rounding
	pairedClassesFor = 0     // seed of which classes are paired
)

// scatter sets the spread within classes and between their means.
func (c *classes) scatter(v Values, within, between Name) {
	if c.replicated() {
		v.set(within, floats.Sum(c.spread)/float64(c.set.Len()-c.number()))
	}
	if c.number() > 1 {
		centred := c.centred()
		v.set(between, floats.Dot(centred.RawMatrix().Data, centred.RawMatrix().Data)/float64(c.number()))
	}
}

// paired are the classes whose pairs are looked at.
func (c *classes) paired() []int {
	out := diversity.Stream(pairedClassesFor, diversity.ForBootstrap).Perm(c.number())
	return out[:min(len(out), mostPaired)]
}

// cdnv is the class-distance normalised variance; NaN if it is not determined.
func (c *classes) cdnv() float64 {
	if !c.replicated() || c.number() < 2 {
		return math.NaN()
	}
	chosen, centred := c.paired(), c.centred()
	sum, pairs, difference := 0., 0., make([]float64, c.set.Dim)
	for i, a := range chosen {
		for _, b := range chosen[:i] {
			x, y := centred.RawRowView(a), centred.RawRowView(b)
			floats.SubTo(difference, x, y)
			distance := floats.Dot(difference, difference)
			if distance <= coincidingMeans*(floats.Dot(x, x)+floats.Dot(y, y)) {
				return math.NaN()
			}
			sum += (c.variance(a) + c.variance(b)) / (2 * distance)
			pairs++
		}
	}
	return sum / pairs
}

// nc1 is the variability collapse; NaN if it is not determined.
func (c *classes) nc1() float64 {
	if c.number() < 2 {
		return math.NaN()
	}
	values, directions := principal(c.centred())
	if len(values) == 0 {
		return math.NaN()
	}
	sum := 0.
	blocks(c.set, func(i int) []float64 { return c.means.RawRowView(int(c.set.Labels[i])) }, func(_ int, x *mat.Dense) {
		var along mat.Dense
		along.Mul(x, directions)
		images, _ := along.Dims()
		for i := range images {
			for d, value := range along.RawRowView(i) {
				sum += value * value / values[d]
			}
		}
	})
	return sum / float64(c.set.Len()) // S_B^+ brings C, which the definition divides by
}

// principal are the eigenvalues of a'a that are not rounding, falling, and its eigenvectors [D, r] as columns.
func principal(a *mat.Dense) ([]float64, *mat.Dense) {
	r, dim := a.Dims()
	var eigen mat.EigenSym
	if !eigen.Factorize(outer(a), true) {
		return nil, nil
	}
	ascending := eigen.Values(nil)
	size := len(ascending)
	var values []float64
	for i := size - 1; i >= 0 && ascending[i] > leastEigenvalue*ascending[size-1]; i-- {
		values = append(values, ascending[i])
	}
	if len(values) == 0 {
		return nil, nil
	}
	var vectors mat.Dense
	eigen.VectorsTo(&vectors)
	last := mat.DenseCopyOf(vectors.Slice(0, size, size-len(values), size))
	if r <= dim { // of a a': a' u / sqrt(value)
		var mapped mat.Dense
		mapped.Mul(a.T(), last)
		last = &mapped
	}
	out := mat.NewDense(dim, len(values), nil)
	for j := range values {
		column := mat.Col(nil, len(values)-1-j, last)
		floats.Scale(1/floats.Norm(column, 2), column)
		out.SetCol(j, column)
	}
	return values, out
}

// nc2 sets how far the centred class means are from equal lengths and angles.
func (c *classes) nc2(v Values) {
	chosen, centred := c.paired(), c.centred()
	lengths := make([]float64, c.number())
	for class := range lengths {
		lengths[class] = floats.Norm(centred.RawRowView(class), 2)
	}
	mean, deviation := stat.PopMeanStdDev(lengths, nil)
	v.set(NC2Norms, deviation/mean)
	var cosines []float64
	for i, a := range chosen {
		for _, b := range chosen[:i] {
			cosines = append(cosines, floats.Dot(centred.RawRowView(a), centred.RawRowView(b))/(lengths[a]*lengths[b]))
		}
	}
	if len(cosines) == 0 {
		return
	}
	_, deviation = stat.PopMeanStdDev(cosines, nil)
	v.set(NC2Angles, deviation)
	off := 0.
	for _, cosine := range cosines {
		off += math.Abs(cosine + 1/float64(c.number()-1))
	}
	v.set(NC2MaxAngle, off/float64(len(cosines)))
}
