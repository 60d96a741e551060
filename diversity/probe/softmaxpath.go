package probe

import (
	"math"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"

	"tradeoff/diversity/internal/product"
)

const (
	pathTolerance = 1e-12 // share of the objective that a Newton step may still take off; with 1e-10 classes differ
	extrapolated  = 0.7   // share of the last change of the parameters that the next is expected to have
	leastDecided  = 1e-6  // of 1 - |p|^2 in the approximate Hessian
	gramRows      = 4     // images in the approximate Hessian, for each feature
	jitter        = 1e-12 // of the mean diagonal, added to it, as its rounding may be
)

// softmaxPath fits one strength after the other, best by falling strength: each fit begins where the path leads. The
// objective is the softmax loss + strength/2 |W|^2, of two classes that of the difference of their weights; the offset
// is not penalised.
type softmaxPath struct {
	softmaxLoss
	most int // steps of each fit

	x         []float64 // parameters of the last fit
	previous  []float64 // of the fit before; nil if there was none
	strength  float64   // of the last fit; 0 if there was none
	ratio     float64   // ln of the strength before, less that of the last
	undecided []float64 // [M]: 1 - |p|^2 at the last evaluation
}

func newPath(b basis, classes, most int) *softmaxPath {
	p := &softmaxPath{softmaxLoss: newSoftmaxLoss(b, classes), most: most}
	p.x, p.undecided = make([]float64, p.size()), make([]float64, len(p.labels))
	return p
}

// begin starts the path at a classifier for features as they are.
func (p *softmaxPath) begin(l linear) {
	in := p.inward(l)
	copy(p.linear(p.x).weights.RawMatrix().Data, in.weights.RawMatrix().Data)
	copy(p.linear(p.x).offset, in.offset)
}

// fit returns the classifier of a strength, for features as they are, and its objective.
func (p *softmaxPath) fit(strength float64) (linear, float64) {
	if p.classes == 2 {
		strength *= 2 // |w|^2 of the difference is twice that of both weights, which are opposite
	}
	p.advance(strength)
	p.objective(strength, p.x, make([]float64, len(p.x)))
	m := lbfgs{
		value:        func(x, gradient []float64) float64 { return p.objective(strength, x, gradient) },
		precondition: p.inverseHessian(strength),
		tolerance:    pathTolerance, most: p.most,
	}
	last := m.minimise(p.x)
	p.x = last.x
	return p.outward(p.linear(p.x)), last.value
}

// advance moves the parameters to where the last two fits point, which halves the steps at small strengths.
func (p *softmaxPath) advance(strength float64) {
	last := p.x
	if p.strength > 0 {
		ratio := math.Log(p.strength / strength)
		if p.previous != nil && p.ratio != 0 {
			share := extrapolated * min(max(ratio/p.ratio, 0), 1)
			p.x = floats.AddScaledTo(make([]float64, len(last)), last, share, last)
			floats.AddScaled(p.x, -share, p.previous)
		}
		p.previous, p.ratio = last, ratio
	}
	p.strength = strength
}

func (p *softmaxPath) objective(strength float64, x, gradient []float64) float64 {
	value := p.value(x, gradient, p.undecided)
	weights := p.classes * p.dim()
	floats.AddScaled(gradient[:weights], strength, x[:weights])
	return value + strength/2*floats.Dot(x[:weights], x[:weights])
}

// inverseHessian approximates the Hessian by one matrix for all classes, sum_i u_i x_i x_i' / (C-1) + strength I, with
// u_i = 1 - |p_i|^2: exact where all classes are equally likely, as with a large strength.
func (p *softmaxPath) inverseHessian(strength float64) func(x []float64) {
	gram, total := p.gram()
	ridge := strength + jitter*mat.Trace(gram)/float64(p.dim())
	sym := mat.NewSymDense(p.dim(), gram.RawMatrix().Data)
	for d := range p.dim() {
		sym.SetSym(d, d, sym.At(d, d)+ridge)
	}
	var factor mat.Cholesky
	inverse := mat.NewSymDense(p.dim(), nil)
	if !factor.Factorize(sym) || factor.InverseTo(inverse) != nil { // not with finite features: jitter is above rounding
		inverse = diagonalInverse(sym)
	}
	dense, product := mat.DenseCopyOf(inverse), mat.NewDense(p.classes, p.dim(), nil)
	return func(x []float64) {
		l := p.linear(x)
		product.Zero()
		p.parts[0].Add(product, l.weights, dense)
		l.weights.Copy(product)
		floats.Scale(1/total, l.offset)
	}
}

func diagonalInverse(sym *mat.SymDense) *mat.SymDense {
	inverse := mat.NewSymDense(sym.SymmetricDim(), nil)
	for d := range sym.SymmetricDim() {
		inverse.SetSym(d, d, 1/sym.At(d, d))
	}
	return inverse
}

// gram returns sum_i u_i x_i x_i' / (C-1), estimated from some of the images, and sum_i u_i / (C-1).
func (p *softmaxPath) gram() (gram *mat.Dense, total float64) {
	every := max(1, len(p.labels)/(gramRows*p.dim()))
	gram = mat.NewDense(p.dim(), p.dim(), nil)
	memory := make([]float64, blockRows*p.dim())
	var m product.Multiplier
	for from := 0; from < len(p.labels); from += blockRows * every {
		to := min(from+blockRows, len(p.labels))
		x := mat.DenseCopyOf(p.rows(from, to, memory))
		for i := from; i < to; i++ {
			floats.Scale(math.Sqrt(p.curvature(i)), x.RawRowView(i-from))
		}
		m.Add(gram, x.T(), x)
	}
	gram.Scale(float64(every), gram)
	for i := range p.labels {
		total += p.curvature(i)
	}
	return gram, total
}

func (p *softmaxPath) curvature(i int) float64 {
	return max(p.undecided[i], leastDecided) / float64(p.classes-1)
}
