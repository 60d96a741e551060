package probe

// Candidate is one of the settings that a probe chose from, with its errors where it chose.
type Candidate struct {
	Value  float64 // the setting: a strength, or how many neighbours vote
	Wrong  int     // images of the validation part, or left out of the fit, that it classifies wrongly
	Of     int     // such images
	Chosen int     // how often it was chosen: 1 or 0, or of several episodes their number
}

// Error is the share of images that it classifies wrongly, in [0, 1]; 0 if there are none.
func (c Candidate) Error() float64 { return Score{Wrong: c.Wrong, Tested: c.Of}.Error() }

// preferred reports whether candidate i is better than j: fewer errors, then a smaller loss, then first in the list.
func preferred(candidates []Candidate, losses []float64, i, j int) bool {
	if a, b := candidates[i].Wrong, candidates[j].Wrong; a != b {
		return a < b
	}
	if losses[i] != losses[j] {
		return losses[i] < losses[j]
	}
	return i < j
}
