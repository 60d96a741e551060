package gp

import (
	"encoding/json"
	"math"
	"os"
	"testing"
)

// recorded is what a prototype in another language (numpy) computed of one measured study.
type recorded struct {
	Classes, Total []float64
	Mean, SE       []float64
	Control, Upto  float64
	Thetas         [][]float64
	Places         [][2]float64
	Scales         []struct {
		Name                   string
		Evidence               []float64
		Mean, Deviation, Error [][]float64
	}
}

func (r recorded) sample(s scale) *sample {
	var locations []Location
	var means, variances []float64
	for i, total := range r.Total {
		if total > r.Upto {
			continue
		}
		locations = append(locations, Location{math.Log(r.Classes[i]), math.Log(total)})
		means, variances = append(means, r.Mean[i]), append(variances, math.Pow(r.SE[i]*s.slope(r.Mean[i]), 2))
	}
	return standardised(locations, means, variances, s)
}

func (r recorded) shape(i int) levelShape {
	x := r.Thetas[i] // drift, bend, fade, and the logarithms of both lengths, height, extra and walk, then relax
	return levelShape{shape{x[0], x[1], x[2], math.Exp(x[3]), math.Exp(x[4]), math.Exp(x[5]), math.Exp(x[6])},
		math.Exp(x[7]), x[8]}
}

// TestLevelIsThatOfThePrototype: evidences, means and deviations of twelve shapes on both scales, within and beyond the
// budgets.
func TestLevelIsThatOfThePrototype(t *testing.T) {
	text, err := os.ReadFile("testdata/level.json")
	if err != nil {
		t.Fatal(err)
	}
	var r recorded
	if err := json.Unmarshal(text, &r); err != nil {
		t.Fatal(err)
	}
	for i, s := range []scale{LogitScale, saturating(r.Control)} {
		want, d := r.Scales[i], r.sample(s)
		for shape := range r.Thetas {
			m := levelMember{sample: d, levelShape: r.shape(shape)}
			near(t, want.Name+" evidence", m.evidence(newRoom(len(d.target))), want.Evidence[shape], 1e-6)
			if err := m.condition(); err != nil {
				t.Fatal(err)
			}
			for p, place := range r.Places {
				mean, deviation := m.at(Location{math.Log(place[0]), math.Log(place[1])})
				near(t, want.Name+" mean", mean, want.Mean[shape][p], 1e-6)
				near(t, want.Name+" deviation", deviation, want.Deviation[shape][p], 1e-6)
				near(t, want.Name+" error", s.from(m.centre+m.spread*mean), want.Error[shape][p], 1e-6)
			}
		}
	}
}

func near(t testing.TB, what string, got, want, tolerance float64) {
	t.Helper()
	if !(math.Abs(got-want) <= tolerance) {
		t.Errorf("%s = %v, want %v", what, got, want)
	}
}
