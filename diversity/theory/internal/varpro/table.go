package varpro

import (
	"math"

	"tradeoff/diversity"
	"tradeoff/diversity/internal/grouping"
	"tradeoff/diversity/laws"
)

// Table is the data of a fit as rows of numbers. With least squares a row is a size (the mean of its runs, with their
// number as its weight, has the same minimum as the runs themselves and is several times smaller); with a Huber loss a
// row is a run.
type Table struct {
	Law      laws.Law
	huber    float64
	ceiling  float64                 // 0 = none
	known    float64                 // part of the law that is not fitted
	noise    float64                 // standard deviation between runs, pooled
	Points   []diversity.Measurement // in canonical order
	RowOf    []int                   // row of each point
	WeightOf []float64               // weight of each point
	LnK, Lnn []float64               // one per row

	estimated []estimated // sizes whose weights are estimates, else none
}

// NewTable makes the rows of measurements that are grouped by size.
func NewTable(groups [][]diversity.Measurement, law laws.Law, o Options) *Table {
	pooled := grouping.PooledVariance(groups)
	t := &Table{Law: law, known: laws.KnownOf(law), huber: o.Huber, ceiling: o.Ceiling, noise: math.Sqrt(pooled)}
	for _, group := range groups {
		weight := groupWeight(group, o.Weighting, pooled)
		for i, point := range group {
			if i == 0 || t.huber > 0 {
				t.LnK = append(t.LnK, math.Log(float64(point.Size.Classes)))
				t.Lnn = append(t.Lnn, math.Log(float64(point.Size.PerClass)))
			}
			t.Points = append(t.Points, point)
			t.RowOf = append(t.RowOf, len(t.LnK)-1)
			t.WeightOf = append(t.WeightOf, weight)
		}
	}
	if o.Weighting == ByRepeats {
		t.estimated = estimatedWeights(groups, pooled)
	}
	return t
}

// delta is the residual beyond which the loss is linear.
func (t *Table) delta() float64 {
	if t.huber == 0 {
		return math.Inf(1)
	}
	return t.huber
}

// UnitWeights are weights of 1 of all points: the data themselves, and not a bootstrap sample of them.
func (t *Table) UnitWeights() []float64 {
	weights := make([]float64, len(t.Points))
	for i := range weights {
		weights[i] = 1
	}
	return weights
}

// Fill sets the targets and weights of a solver from weights of the points.
func (t *Table) Fill(s *Solver, pointWeights []float64) {
	clear(s.Target)
	clear(s.Weight)
	for i, point := range t.Points {
		weight := pointWeights[i] * t.WeightOf[i]
		s.Target[t.RowOf[i]] += weight * point.Error
		s.Weight[t.RowOf[i]] += weight
	}
	for row, weight := range s.Weight {
		if weight > 0 {
			s.Target[row] = s.Target[row]/weight - t.known
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
		return weightByRepeats(grouping.Variance(group), float64(len(group)-1), pooled)
	default:
		return 1
	}
}
