package probe

import (
	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
)

// NearestMean assigns an image to the class whose mean feature vector is nearest in Euclidean distance, after every
// feature is standardised on the training part. The validation part is not used. Ties go to the lower class.
type NearestMean struct{}

// Kind returns "nearest-mean".
func (NearestMean) Kind() string { return "nearest-mean" }

// Validate returns nil: there is nothing to set.
func (NearestMean) Validate() error { return nil }

// Predict implements [Probe].
func (NearestMean) Predict(train, validation, test Set) (Prediction, error) {
	classes, err := Check(train, validation, test)
	if err != nil {
		return Prediction{}, err
	}
	scale := fitStandard(train)
	means := classMeans(scale.apply(train), train.Labels, classes)
	points := scale.apply(test)
	ranked, labels := newRanking(test.Len(), classes), make([]int32, test.Len())
	for i := range labels {
		for class, mean := range means {
			ranked.offer(i, int32(class), -distance(mean, points, i))
		}
		labels[i] = ranked.classes[i*ranked.width]
	}
	return Prediction{Labels: labels, Ranked: ranked.classes}, nil
}

func classMeans(points *mat.Dense, labels []int32, classes int) [][]float64 {
	if points == nil {
		return make([][]float64, classes)
	}
	_, dim := points.Dims()
	means := make([][]float64, classes)
	for class := range means {
		means[class] = make([]float64, dim)
	}
	counts := classCounts(labels, classes)
	for i, label := range labels {
		floats.AddScaled(means[label], 1/counts[label], points.RawRowView(i))
	}
	return means
}

// distance is 0 to all means where no feature varies.
func distance(mean []float64, points *mat.Dense, i int) float64 {
	if points == nil {
		return 0
	}
	return floats.Distance(points.RawRowView(i), mean, 2)
}
