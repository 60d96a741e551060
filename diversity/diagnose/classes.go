package diagnose

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"

	"tradeoff/diversity"
	"tradeoff/diversity/probe"
)

// blockRows is how many images are in float64 at once.
const blockRows = 256

// check refuses features that are not rows of finite numbers, and labels that leave a class without images.
func check(field string, s probe.Set) (classes int, err error) {
	if s.Dim < 1 {
		return 0, diversity.Invalid(field+".Dim", s.Dim, "at least 1 feature")
	}
	if s.Len() == 0 || len(s.Features) != s.Len()*s.Dim {
		return 0, diversity.Invalid("len("+field+".Features)", len(s.Features),
			fmt.Sprintf("%d, for %d labels of %d features each, and at least 1 image", s.Len()*s.Dim, s.Len(), s.Dim))
	}
	if err := finite(field+".Features", s.Features, s.Dim); err != nil {
		return 0, err
	}
	for i, label := range s.Labels {
		if label < 0 || int(label) >= s.Len() {
			return 0, diversity.Invalid(fmt.Sprintf("%s.Labels[%d]", field, i), label,
				fmt.Sprintf("0..%d: no more classes than images", s.Len()-1))
		}
		classes = max(classes, int(label)+1)
	}
	for class, count := range counts(s.Labels, classes) {
		if count == 0 {
			return 0, diversity.Invalid(field+".Labels", fmt.Sprintf("no image of class %d", class),
				fmt.Sprintf("at least 1 image of each class 0..%d", classes-1))
		}
	}
	return classes, nil
}

func finite(field string, values []float32, dim int) error {
	for i, value := range values {
		if v := float64(value); math.IsNaN(v) || math.IsInf(v, 0) {
			return diversity.Invalid(fmt.Sprintf("%s[%d, %d]", field, i/dim, i%dim), value, "finite numbers")
		}
	}
	return nil
}

func counts(labels []int32, classes int) []float64 {
	out := make([]float64, classes)
	for _, label := range labels {
		out[label]++
	}
	return out
}

// classes are the moments of features by class.
type classes struct {
	set    probe.Set
	counts []float64
	means  *mat.Dense // [C, D]
	spread []float64  // [C]: sum over images of the squared distance to their class mean
}

func newClasses(s probe.Set, number int) *classes {
	c := &classes{set: s, counts: counts(s.Labels, number), means: mat.NewDense(number, s.Dim, nil),
		spread: make([]float64, number)}
	for i, label := range s.Labels {
		into := c.means.RawRowView(int(label))
		for d, value := range s.Features[i*s.Dim : (i+1)*s.Dim] {
			into[d] += float64(value) / c.counts[label]
		}
	}
	for i, label := range s.Labels {
		mean := c.means.RawRowView(int(label))
		for d, value := range s.Features[i*s.Dim : (i+1)*s.Dim] {
			difference := float64(value) - mean[d]
			c.spread[label] += difference * difference
		}
	}
	return c
}

func (c *classes) number() int { return len(c.counts) }

// replicated reports whether every class has two images or more.
func (c *classes) replicated() bool { return floats.Min(c.counts) >= 2 }

// variance is the trace of a class's covariance, by n - 1.
func (c *classes) variance(class int) float64 { return c.spread[class] / (c.counts[class] - 1) }

// centred are the class means less their mean [C, D].
func (c *classes) centred() *mat.Dense {
	out := mat.DenseCopyOf(c.means)
	mean := make([]float64, c.set.Dim)
	for class := range c.number() {
		floats.AddScaled(mean, 1/float64(c.number()), out.RawRowView(class))
	}
	for class := range c.number() {
		floats.Sub(out.RawRowView(class), mean)
	}
	return out
}

// mean is that of all images.
func (c *classes) mean() []float64 {
	out := make([]float64, c.set.Dim)
	for class, count := range c.counts {
		floats.AddScaled(out, count/float64(c.set.Len()), c.means.RawRowView(class))
	}
	return out
}

// rows are images from..to-1 in float64, less what centre gives for each of them.
func rows(s probe.Set, from, to int, centre func(image int) []float64) *mat.Dense {
	out := mat.NewDense(to-from, s.Dim, nil)
	for i := from; i < to; i++ {
		row := out.RawRowView(i - from)
		for d, value := range s.Features[i*s.Dim : (i+1)*s.Dim] {
			row[d] = float64(value)
		}
		if centre != nil {
			floats.Sub(row, centre(i))
		}
	}
	return out
}

// blocks calls do with the images in blocks of rows, as those of [rows].
func blocks(s probe.Set, centre func(image int) []float64, do func(from int, x *mat.Dense)) {
	for from := 0; from < s.Len(); from += blockRows {
		do(from, rows(s, from, min(from+blockRows, s.Len()), centre))
	}
}

// gram is the sum over images of x x' [D, D].
func gram(s probe.Set, centre func(image int) []float64) *mat.SymDense {
	sum, part := mat.NewSymDense(s.Dim, nil), mat.NewSymDense(s.Dim, nil)
	blocks(s, centre, func(_ int, x *mat.Dense) {
		part.Reset()
		part.SymOuterK(1, x.T())
		sum.AddSym(sum, part)
	})
	return sum
}

// smallGram is the gram matrix of images by images, or of features by features, whichever is smaller: both have the
// same eigenvalues above 0.
func smallGram(s probe.Set) *mat.SymDense {
	if s.Dim <= s.Len() {
		return gram(s, nil)
	}
	var out mat.SymDense
	out.SymOuterK(1, rows(s, 0, s.Len(), nil))
	return &out
}

// eigenvalues are those of a symmetric matrix that has none below 0 but by rounding, falling.
func eigenvalues(a mat.Symmetric) []float64 {
	var eigen mat.EigenSym
	if !eigen.Factorize(a, false) {
		return nil
	}
	values := eigen.Values(nil)
	out := make([]float64, len(values))
	for i, value := range values {
		out[len(values)-1-i] = max(value, 0)
	}
	return out
}

// outer is a a' of the smaller side of a matrix.
func outer(a *mat.Dense) *mat.SymDense {
	var out mat.SymDense
	if r, c := a.Dims(); r <= c {
		out.SymOuterK(1, a)
	} else {
		out.SymOuterK(1, a.T())
	}
	return &out
}
