// Package neighbours is a probe of a user's: the classes of the nearest images vote.
package neighbours

import (
	"cmp"
	"encoding/json"
	"slices"

	"tradeoff/diversity"
	"tradeoff/diversity/probe"
)

func init() { probe.Register("neighbours", probe.Decode[Probe]) }

// Probe takes an image for the class that most of its K nearest training images have.
type Probe struct {
	K int `json:"k"` // at least 1; 0 means 3
}

// Kind returns "neighbours".
func (Probe) Kind() string { return "neighbours" }

// Validate checks K.
func (p Probe) Validate() error {
	if p.K < 0 {
		return diversity.Invalid("neighbours.Probe.K", p.K, "at least 1, or 0 for 3")
	}
	return nil
}

// MarshalJSON writes K with its default, so that two spellings of one probe have one hash.
func (p Probe) MarshalJSON() ([]byte, error) {
	return json.Marshal(map[string]int{"k": p.neighbours()})
}

func (p Probe) neighbours() int { return cmp.Or(p.K, 3) }

// Predict implements probe.Probe. Ties go to the lower class.
func (p Probe) Predict(train, validation, test probe.Set) (probe.Prediction, error) {
	classes, err := probe.Check(train, validation, test)
	if err != nil {
		return probe.Prediction{}, err
	}
	var out probe.Prediction
	for i := range test.Len() {
		votes := make([]int, classes)
		for _, j := range nearest(train, test.Features[i*test.Dim:(i+1)*test.Dim], p.neighbours()) {
			votes[train.Labels[j]]++
		}
		out.Labels = append(out.Labels, int32(slices.Index(votes, slices.Max(votes))))
	}
	return out, nil
}

// nearest lists the k images of the set that are nearest to a feature vector.
func nearest(set probe.Set, x []float32, k int) []int {
	distances, order := make([]float64, set.Len()), make([]int, set.Len())
	for j := range order {
		order[j] = j
		for d, value := range x {
			difference := float64(value - set.Features[j*set.Dim+d])
			distances[j] += difference * difference
		}
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(distances[a], distances[b]) })
	return order[:min(k, len(order))]
}
