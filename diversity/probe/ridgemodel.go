package probe

import (
	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
)

// ridgeModel is what the training part determines for every strength. With X the standardised features [M, D], Y the
// centred targets [M, C] and T + strength I from the tridiagonal form Q T Q' of X'X or, if that is smaller, of XX':
//
//	X'X:  W = Q (T + strength I)^-1 (XQ)'Y      columns = (XQ)'
//	XX':  W = X'Q (T + strength I)^-1 Q'Y       columns = Q'
//
// This is the method of L. Elden, "Algorithms for the regularization of ill-conditioned least squares problems", BIT 17
// (1977). Matrices with a row for each class are used throughout, as their rows are long.
type ridgeModel struct {
	scale   standard
	labels  []int32
	offset  []float64   // [C]: mean target, the intercept
	targets *mat.Dense  // Y' [C, M]
	x       *mat.Dense  // [M, D]; nil if no feature varies, and then all that follows is empty
	form    tridiagonal // n = min(M, D)
	dual    bool        // of XX'
	columns *mat.Dense  // [n, M]
	right   *mat.Dense  // columns Y [n, C]
}

func fitRidge(train Set, classes int) *ridgeModel {
	model := &ridgeModel{scale: fitStandard(train), labels: train.Labels, offset: meanTargets(train.Labels, classes)}
	model.centreTargets()
	if model.x = model.scale.apply(train); model.x == nil {
		return model
	}
	images, dim := model.x.Dims()
	if model.dual = images < dim; model.dual {
		model.form = decompose(model.x)
		model.columns = mat.DenseCopyOf(model.form.q.T())
	} else {
		model.form = decompose(model.x.T())
		model.columns = mat.DenseCopyOf(multiplied(model.x, model.form.q).T())
	}
	model.right = multiplied(model.columns, model.targets.T())
	return model
}

// multiplied is the product by gonum, which is the same on every processor: committed results rest on the bits of
// ridge.
func multiplied(a, b mat.Matrix) *mat.Dense {
	var out mat.Dense
	out.Mul(a, b)
	return &out
}

// meanTargets is the mean of the +1/-1 indicators: twice the share of a class minus one.
func meanTargets(labels []int32, classes int) []float64 {
	means := classCounts(labels, classes)
	floats.Scale(2/float64(len(labels)), means)
	floats.AddConst(-1, means)
	return means
}

// centreTargets subtracts the mean from the indicators. As X is centred too, the intercept drops out of the regression.
func (m *ridgeModel) centreTargets() {
	m.targets = mat.NewDense(len(m.offset), len(m.labels), nil)
	for class, mean := range m.offset {
		row := m.targets.RawRowView(class)
		for i, label := range m.labels {
			row[i] = target(class, label) - mean
		}
	}
}

// solution is (T + strength I)^-1 columns Y, as [C, n].
func (m *ridgeModel) solution(factors shifted) *mat.Dense {
	return mat.DenseCopyOf(factors.solve(m.right).T())
}

// predict returns the predictions [C, .] for a part's standardised features, which may be nil for images of none.
func (m *ridgeModel) predict(x *mat.Dense, images int, strength float64) *mat.Dense {
	out := mat.NewDense(len(m.offset), images, nil)
	if x != nil {
		weights := multiplied(m.solution(m.form.shift(strength)), m.form.q.T())
		if m.dual {
			weights = multiplied(weights, m.x)
		}
		out.Mul(weights, x.T())
	}
	for class, offset := range m.offset {
		floats.AddConst(offset, out.RawRowView(class))
	}
	return out
}

// leaveOneOut returns for every training image the prediction [C, M] of the model fitted to all others (with the
// standardisation of the whole part): y - residual / (1 - h), with h the leverage of the image. This identity is exact
// for ridge regression; see Hastie, Tibshirani, Friedman, "The Elements of Statistical Learning", section 7.10.1.
func (m *ridgeModel) leaveOneOut(strength float64) *mat.Dense {
	out, complements := m.residuals(strength)
	for class := range m.offset {
		row := out.RawRowView(class)
		for i, label := range m.labels {
			row[i] = target(class, label) - row[i]/complements[i]
		}
	}
	return out
}

// residuals returns targets less predictions of the training part [C, M], and the complement 1 - h of every image's
// leverage, where 1/M of h is the intercept's. With XX' both come from the inverse, as I - XX'(XX' + strength I)^-1 is
// strength (XX' + strength I)^-1.
func (m *ridgeModel) residuals(strength float64) (*mat.Dense, []float64) {
	rest := 1 - 1/float64(len(m.labels))
	if m.x == nil {
		return mat.DenseCopyOf(m.targets), constant(len(m.labels), rest)
	}
	strength = max(strength, m.form.rounding())
	factors := m.form.shift(strength)
	out := multiplied(m.solution(factors), m.columns)
	complements := factors.quadratic(m.columns)
	if m.dual {
		out.Scale(strength, out)
		floats.Scale(strength, complements)
		floats.AddConst(rest-1, complements)
		return out, complements
	}
	out.Sub(m.targets, out)
	floats.Scale(-1, complements)
	floats.AddConst(rest, complements)
	return out, complements
}

func constant(count int, value float64) []float64 {
	out := make([]float64, count)
	floats.AddConst(value, out)
	return out
}
