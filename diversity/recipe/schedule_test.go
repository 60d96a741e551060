package recipe

import (
	"encoding/json"
	"math"
	"os"
	"testing"
)

// TestRatesArePyTorchs compares every update with what testdata/schedules.py recorded.
func TestRatesArePyTorchs(t *testing.T) {
	text, err := os.ReadFile("testdata/schedules.json")
	if err != nil {
		t.Fatal(err)
	}
	var recorded struct {
		Rates map[string][]float64 `json:"rates"`
	}
	if err := json.Unmarshal(text, &recorded); err != nil {
		t.Fatal(err)
	}
	third := []float64{1.0 / 3, 2.0 / 3, 8.0 / 9}
	cases := map[string]Recipe{
		"cosine":         {},
		"cosine final":   {Schedule: Schedule{Final: 0.1}},
		"linear":         {Schedule: Schedule{Kind: Linear}},
		"linear final":   {Schedule: Schedule{Kind: Linear, Final: 0.2}},
		"step":           {Schedule: Schedule{Kind: Step, Milestones: third}},
		"step factor":    {Schedule: Schedule{Kind: Step, Milestones: []float64{0.3, 0.6}, Factor: 0.2}},
		"constant":       {Schedule: Schedule{Kind: Constant}},
		"one cycle":      {Schedule: Schedule{Kind: OneCycle}},
		"one cycle of 7": {Schedule: Schedule{Kind: OneCycle}},
		"one cycle settings": {
			Schedule: Schedule{Kind: OneCycle, Rise: 0.45, Start: 0.1, Final: 0.001},
		},
		"warm-up, then cosine": {Warmup: 10},
	}
	if len(cases) != len(recorded.Rates) {
		t.Errorf("%d cases, %d recorded", len(cases), len(recorded.Rates))
	}
	for name, r := range cases {
		r.LearningRate = 0.4
		if r.Warmup == 0 {
			r.Warmup = None
		}
		want := recorded.Rates[name]
		for step := range want {
			if got := r.Rate(step, len(want)); math.Abs(got-want[step]) > 1e-9 {
				t.Errorf("%s: update %d has the rate %v, PyTorch's is %v", name, step, got, want[step])
				break
			}
		}
	}
}

// TestShortSchedules: whatever the number of updates, rates are within what is asked for.
func TestShortSchedules(t *testing.T) {
	for _, s := range []Schedule{
		{}, {Kind: Linear}, {Kind: Step, Milestones: []float64{0.5}}, {Kind: Constant}, {Kind: OneCycle},
		{Kind: OneCycle, Rise: 0.99}, {Kind: OneCycle, Rise: 0.01},
	} {
		for updates := 1; updates < 12; updates++ {
			highest := 0.0
			for step := range updates {
				rate := Recipe{LearningRate: 0.3, Schedule: s}.Rate(step, updates)
				if math.IsNaN(rate) || rate < 0 || rate > 0.3*(1+1e-12) {
					t.Errorf("%+v: update %d of %d has the rate %v", s, step, updates, rate)
				}
				highest = max(highest, rate)
			}
			if updates > 3 && highest < 0.15 {
				t.Errorf("%+v: the highest of %d rates is %v", s, updates, highest)
			}
		}
	}
}
