package levels

import "encoding/json"

// modelJSON is what a page computes from.
type modelJSON struct {
	Level float64    `json:"level"`
	Low   [3]float64 `json:"low"`   // measured
	Whole [3]bool    `json:"whole"` // counts that are whole numbers
	Draws []drawJSON `json:"draws"`
}

type drawJSON struct {
	Law        string    `json:"law"`
	Parameters []float64 `json:"parameters"`
	Ceiling    float64   `json:"ceiling,omitempty"` // beyond which the law does not go
}

// MarshalJSON writes what [Model.Best] needs: the law of each refit with its parameters, coefficients first. A page
// that knows the formulas of [All] computes the answers from it; see [Model.Known].
func (m *Model) MarshalJSON() ([]byte, error) {
	if err := m.checkModel(); err != nil {
		return nil, err
	}
	j := modelJSON{Level: m.options.level(), Low: m.Low.counts()}
	for level := range names {
		j.Whole[level] = m.table.whole(level)
	}
	draws := m.draws
	if len(draws) == 0 {
		draws = []draw{m.best()}
	}
	for _, d := range draws {
		j.Draws = append(j.Draws, drawJSON{m.Laws[d.law].Law.Name(), d.parameters, m.options.Ceiling})
	}
	return json.Marshal(j)
}

// Known reports whether all laws are those of [All], which a page knows.
func (m *Model) Known() bool {
	for _, f := range m.Laws {
		switch f.Law.(type) {
		case Components, Nested, Separate, Total:
		default:
			return false
		}
	}
	return true
}
