package probe

import (
	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
)

// ridgeModel is what the training part determines for every strength: predictions are
// Z diag(1 / (values + strength)) weights + offset, with Z the features in the eigenbasis of X'X.
type ridgeModel struct {
	scale   standard
	basis   spectrum
	labels  []int32
	weights *mat.Dense // [R, C]: Z'Y
	offset  []float64  // [C]: mean target
}

func fitRidge(train Set, classes int) (*ridgeModel, error) {
	model := &ridgeModel{scale: fitStandard(train), labels: train.Labels}
	model.offset = meanTargets(train.Labels, classes)
	var err error
	if model.basis, err = decompose(model.scale.apply(train)); err != nil {
		return nil, err
	}
	if model.basis.rank() > 0 {
		model.weights = mat.NewDense(model.basis.rank(), classes, nil)
		model.weights.Mul(model.basis.train.T(), model.targets(classes))
	}
	return model, nil
}

// meanTargets is the mean of the +1/-1 indicators: twice the share of a class minus one.
func meanTargets(labels []int32, classes int) []float64 {
	means := classCounts(labels, classes)
	floats.Scale(2/float64(len(labels)), means)
	floats.AddConst(-1, means)
	return means
}

// targets is Y minus its mean. As X is centred too, the intercept drops out of the regression.
func (m *ridgeModel) targets(classes int) *mat.Dense {
	out := mat.NewDense(len(m.labels), classes, nil)
	for i, label := range m.labels {
		for class, mean := range m.offset {
			out.Set(i, class, target(class, label)-mean)
		}
	}
	return out
}

// project returns the features of a part in the eigenbasis [M, R].
func (m *ridgeModel) project(part Set) projection {
	if m.basis.rank() == 0 {
		return projection{images: part.Len()}
	}
	return projection{images: part.Len(), coordinates: m.basis.project(m.scale.apply(part))}
}

// projection is a part in the eigenbasis; coordinates is nil if no feature varies.
type projection struct {
	images      int
	coordinates *mat.Dense
}

// predict returns the predictions [M, C] for one strength.
func (m *ridgeModel) predict(part projection, strength float64) *mat.Dense {
	out := mat.NewDense(part.images, len(m.offset), nil)
	if part.coordinates != nil {
		shrunk := mat.DenseCopyOf(m.weights)
		for r, value := range m.basis.values {
			floats.Scale(1/(value+strength), shrunk.RawRowView(r))
		}
		out.Mul(part.coordinates, shrunk)
	}
	for i := range part.images {
		floats.Add(out.RawRowView(i), m.offset)
	}
	return out
}

// leaveOneOut returns for every training image the prediction [M, C] of the model fitted to all others (with the
// standardisation of the whole part): y - (y - prediction) / (1 - h), with h the leverage of the image. This identity
// is exact for ridge regression; see Hastie, Tibshirani, Friedman, "The Elements of Statistical Learning", 7.10.1.
func (m *ridgeModel) leaveOneOut(strength float64) *mat.Dense {
	images := len(m.labels)
	out := m.predict(projection{images, m.basis.train}, strength)
	for i, label := range m.labels {
		factor := 1 / (1 - 1/float64(images) - m.basis.leverage(i, strength))
		row := out.RawRowView(i)
		for class, value := range row {
			y := target(class, label)
			row[class] = y - (y-value)*factor
		}
	}
	return out
}
