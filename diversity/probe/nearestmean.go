package probe

import "gonum.org/v1/gonum/floats"

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
	means := classMeans(scale, train, classes)
	ranked, labels := newRanking(test.Len(), classes), make([]int32, test.Len())
	scale.each(test, func(i int, point []float64) {
		for class, mean := range means {
			ranked.offer(i, int32(class), -floats.Distance(point, mean, 2))
		}
		labels[i] = ranked.classes[i*ranked.width]
	})
	return Prediction{Labels: labels, Ranked: ranked.classes}, nil
}

func classMeans(scale standard, train Set, classes int) [][]float64 {
	means := make([][]float64, classes)
	for class := range means {
		means[class] = make([]float64, len(scale.kept))
	}
	counts := classCounts(train.Labels, classes)
	scale.each(train, func(i int, point []float64) {
		label := train.Labels[i]
		floats.AddScaled(means[label], 1/counts[label], point)
	})
	return means
}
