package theory

import (
	"math"

	"tradeoff/diversity"
)

// table is the data of a fit as rows of numbers. With least squares a row is a size (the mean of its runs, with their
// number as its weight, has the same minimum as the runs themselves and is several times smaller); with a Huber loss a
// row is a run.
type table struct {
	law      Law
	huber    float64
	ceiling  float64                 // 0 = none
	noise    float64                 // standard deviation between runs, pooled
	points   []diversity.Measurement // in canonical order
	rowOf    []int                   // row of each point
	weightOf []float64               // weight of each point
	lnK, lnn []float64               // one per row

	estimated []estimated // sizes whose weights are estimates, else none
}

func newTable(groups [][]diversity.Measurement, law Law, o FitOptions) *table {
	pooled := pooledVariance(groups)
	t := &table{law: law, huber: o.Huber, ceiling: o.Ceiling, noise: math.Sqrt(pooled)}
	for _, group := range groups {
		weight := groupWeight(group, o.Weighting, pooled)
		for i, point := range group {
			if i == 0 || t.huber > 0 {
				t.lnK = append(t.lnK, math.Log(float64(point.Size.Classes)))
				t.lnn = append(t.lnn, math.Log(float64(point.Size.PerClass)))
			}
			t.points = append(t.points, point)
			t.rowOf = append(t.rowOf, len(t.lnK)-1)
			t.weightOf = append(t.weightOf, weight)
		}
	}
	if o.Weighting == ByRepeats {
		t.estimated = estimatedWeights(groups, pooled)
	}
	return t
}

// delta is the residual beyond which the loss is linear.
func (t *table) delta() float64 {
	if t.huber == 0 {
		return math.Inf(1)
	}
	return t.huber
}

func (t *table) unitWeights() []float64 {
	weights := make([]float64, len(t.points))
	for i := range weights {
		weights[i] = 1
	}
	return weights
}

// fill sets the targets and weights of a solver from weights of the points.
func (t *table) fill(s *solver, pointWeights []float64) {
	clear(s.target)
	clear(s.weight)
	for i, point := range t.points {
		weight := pointWeights[i] * t.weightOf[i]
		s.target[t.rowOf[i]] += weight * point.Error
		s.weight[t.rowOf[i]] += weight
	}
	for row, weight := range s.weight {
		if weight > 0 {
			s.target[row] /= weight
		}
	}
}

// groupWeight is the weight of each point of a size. Errors below a tenth of a point count as a tenth of a point, so
// that a size without errors does not get infinite weight.
func groupWeight(group []diversity.Measurement, weighting Weighting, pooled float64) float64 {
	switch weighting {
	case Relative:
		mean := 0.0
		for _, point := range group {
			mean += point.Error / float64(len(group))
		}
		return 1 / math.Pow(max(mean, 0.001), 2)
	case ByRepeats:
		return weightByRepeats(variance(group), float64(len(group)-1), pooled)
	default:
		return 1
	}
}
