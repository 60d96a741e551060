package diagnose

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"

	"tradeoff/diversity"
)

// Layer is a linear layer: weights [outputs, ...], of which all further axes are taken as one.
type Layer struct {
	Name  string
	Shape []int
	Data  []float32
}

func (l Layer) validate(field string) error {
	size := 1
	for _, length := range l.Shape {
		if length < 1 || size > len(l.Data) {
			return diversity.Invalid(field+".Shape", fmt.Sprint(l.Shape), fmt.Sprintf("the axes of %d values", len(l.Data)))
		}
		size *= length
	}
	if len(l.Shape) < 2 || size != len(l.Data) {
		return diversity.Invalid(field+".Shape", fmt.Sprint(l.Shape),
			fmt.Sprintf("2 axes or more, of %d values", len(l.Data)))
	}
	return finite(field+".Data", l.Data, size/l.Shape[0])
}

func (l Layer) matrix() *mat.Dense {
	values := make([]float64, len(l.Data))
	for i, value := range l.Data {
		values[i] = float64(value)
	}
	return mat.NewDense(l.Shape[0], len(values)/l.Shape[0], values)
}

// complexity adds up ln |A|_2 and (|A'|_{2,1} / |A|_2)^(2/3) over layers.
type complexity struct{ logSpectral, spread float64 }

func (c *complexity) add(a *mat.Dense) {
	norm, rows := SpectralNorm(a), 0.
	outputs, _ := a.Dims()
	for i := range outputs {
		rows += floats.Norm(a.RawRowView(i), 2)
	}
	c.logSpectral += math.Log(norm)
	c.spread += math.Pow(rows/norm, 2./3)
}

// logBound is ln R of [LogNormalisedMargin].
func (c *complexity) logBound() float64 { return c.logSpectral + 1.5*math.Log(c.spread) }

const lanczosSteps = 100

// SpectralNorm is the largest singular value of a matrix, by Lanczos' method on a a' (or a'a, if that is smaller) with
// all vectors kept orthogonal: exact to rounding for matrices with a side of at most 100, else to about 1e-9.
func SpectralNorm(a *mat.Dense) float64 {
	rows, columns := a.Dims()
	var m mat.Matrix = a
	if rows > columns {
		m, rows, columns = a.T(), columns, rows
	}
	steps := min(rows, lanczosSteps)
	random := diversity.Stream(0, diversity.ForInit)
	v := make([]float64, rows)
	for i := range v {
		v[i] = random.NormFloat64()
	}
	floats.Scale(1/floats.Norm(v, 2), v)
	basis, t := [][]float64{}, mat.NewSymDense(steps, nil)
	inner, next := mat.NewVecDense(columns, nil), mat.NewVecDense(rows, nil)
	for j := range steps {
		basis = append(basis, v)
		inner.MulVec(m.T(), mat.NewVecDense(rows, v))
		next.MulVec(m, inner)
		w := append([]float64(nil), next.RawVector().Data...)
		t.SetSym(j, j, floats.Dot(w, v))
		for range 2 { // once is not enough for orthogonality to rounding
			for _, earlier := range basis {
				floats.AddScaled(w, -floats.Dot(w, earlier), earlier)
			}
		}
		length := floats.Norm(w, 2)
		if j+1 == steps || length <= 1e-14*math.Abs(t.At(0, 0)) {
			return math.Sqrt(eigenvalues(t.SliceSym(0, j+1))[0])
		}
		t.SetSym(j, j+1, length)
		floats.Scale(1/length, w)
		v = w
	}
	return 0
}
