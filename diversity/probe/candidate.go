package probe

import (
	"encoding/json"
	"fmt"
	"math"
	"slices"

	"tradeoff/diversity"
)

// mostCandidates is how many a prediction may have: they stand in the file of every run.
const mostCandidates = 1000

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

// SumCandidates adds the candidates of another episode to those of earlier ones, by their values; sum is not changed.
func SumCandidates(sum, episode []Candidate) []Candidate {
	out := slices.Clone(sum)
	for _, c := range episode {
		i := slices.IndexFunc(out, func(have Candidate) bool { return have.Value == c.Value })
		if i < 0 {
			out = append(out, c)
			continue
		}
		out[i].Wrong += c.Wrong
		out[i].Of += c.Of
		out[i].Chosen += c.Chosen
	}
	return out
}

// ValidateCandidates returns an error wrapping diversity.ErrInvalid, which names the entry of the field, for candidates
// of so many episodes that cannot be.
func ValidateCandidates(field string, candidates []Candidate, episodes int) error {
	if len(candidates) > mostCandidates*max(1, episodes) {
		return diversity.Invalid(field, fmt.Sprintf("%d candidates", len(candidates)),
			fmt.Sprintf("at most %d for each episode", mostCandidates))
	}
	for i, c := range candidates {
		entry := fmt.Sprintf("%s[%d]", field, i)
		if math.IsNaN(c.Value) || math.IsInf(c.Value, 0) {
			return diversity.Invalid(entry+".Value", c.Value, "a finite number")
		}
		if c.Wrong < 0 || c.Wrong > c.Of {
			return diversity.Invalid(entry, fmt.Sprintf("%d wrong of %d", c.Wrong, c.Of), "no more wrong than there are")
		}
		if c.Chosen < 0 || c.Chosen > episodes {
			return diversity.Invalid(entry+".Chosen", c.Chosen, fmt.Sprintf("0..%d, the episodes", episodes))
		}
	}
	return nil
}

// MarshalJSON writes [Value, Wrong, Of, Chosen].
func (c Candidate) MarshalJSON() ([]byte, error) {
	return json.Marshal([]any{c.Value, c.Wrong, c.Of, c.Chosen})
}

// UnmarshalJSON reads what MarshalJSON wrote.
func (c *Candidate) UnmarshalJSON(text []byte) error {
	var value float64
	var wrong, of, chosen int
	list := []any{&value, &wrong, &of, &chosen}
	if err := json.Unmarshal(text, &list); err != nil {
		return err
	}
	if len(list) != 4 {
		return diversity.Invalid("candidate", string(text), "[value, wrong, of, chosen]")
	}
	*c = Candidate{value, wrong, of, chosen}
	return nil
}
