package probe

import (
	"encoding/json"
	"errors"
	"math"
	"slices"
	"strings"
	"testing"

	"tradeoff/diversity"
)

// majority is a probe as a user writes one: it takes every image for the most frequent class.
type majority struct {
	Weight int `json:"weight"`
}

func (majority) Kind() string { return "test.majority" }

func (m majority) Validate() error {
	if m.Weight < 1 {
		return diversity.Invalid("majority.Weight", m.Weight, "at least 1")
	}
	return nil
}

func (majority) Predict(train, validation, test Set) (Prediction, error) {
	classes, err := Check(train, validation, test)
	if err != nil {
		return Prediction{}, err
	}
	best, counts := 0, classCounts(train.Labels, classes)
	for class, count := range counts {
		if count > counts[best] {
			best = class
		}
	}
	labels := make([]int32, test.Len())
	for i := range labels {
		labels[i] = int32(best)
	}
	return Prediction{Labels: labels}, nil
}

// The probes below are registered or used wrongly, each in one way.
type (
	hiding   struct{ weight int }
	lossy    struct{ Weight int }
	stranger struct{ Ridge }
	named    struct{ Name string }
	scalar   int
)

func (hiding) Kind() string                                   { return "test.hiding" }
func (hiding) Validate() error                                { return nil }
func (hiding) Predict(_, _, _ Set) (p Prediction, _ error)    { return p, nil }
func (lossy) Kind() string                                    { return "test.lossy" }
func (lossy) Validate() error                                 { return nil }
func (lossy) Predict(_, _, _ Set) (p Prediction, _ error)     { return p, nil }
func (named) Kind() string                                    { return "test.named" }
func (named) Validate() error                                 { return nil }
func (named) Predict(_, _, _ Set) (p Prediction, _ error)     { return p, nil }
func (named) MarshalJSON() ([]byte, error)                    { return []byte(`{"kind":"mine"}`), nil }
func (scalar) Kind() string                                   { return "test.scalar" }
func (scalar) Validate() error                                { return nil }
func (scalar) Predict(_, _, test Set) (p Prediction, _ error) { return p, nil }

func init() {
	Register("test.majority", Decode[majority])
	Register("test.hiding", Decode[hiding])
	Register("test.lossy", func([]byte) (Probe, error) { return lossy{Weight: 7}, nil })
	Register("test.named", Decode[named])
	Register("test.scalar", Decode[scalar])
}

func TestARegisteredProbeHasAJSONForm(t *testing.T) {
	text, err := Marshal(majority{Weight: 3})
	if err != nil || string(text) != `{"kind":"test.majority","weight":3}` {
		t.Fatalf("%s, %v", text, err)
	}
	if p, err := Unmarshal([]byte("{\"weight\": 3,\n \"kind\": \"test.majority\"}")); err != nil || p != (majority{3}) {
		t.Errorf("read as %#v, %v", p, err)
	}
	train, test := sound()
	train.Labels[0] = 1
	if score, err := Evaluate(majority{Weight: 3}, train, Set{}, test); err != nil ||
		score != (Score{Wrong: 1, Tested: 2}) {
		t.Errorf("%v, %v", score, err)
	}
}

func TestMarshalRefusesWhatWouldNotComeBack(t *testing.T) {
	var none *majority
	for want, p := range map[string]Probe{
		"majority.Weight = 0":                                                              majority{},
		"field weight of probe.hiding is not in its JSON":                                  hiding{1},
		`written as {"kind":"test.lossy","Weight":1}, but once read as`:                    lossy{1},
		"Probe = probe.stranger: invalid value, allowed: probe.Ridge, which is what the":   stranger{},
		"Probe = *probe.majority: invalid value, allowed: probe.majority, which is what":   &majority{Weight: 1},
		`has a member "kind" of its own`:                                                   named{},
		"its JSON is 3, want an object of its settings":                                    scalar(3),
		`probe kind "test.unregistered" (probe.unregistered) is not known to this program`: unregistered{},
		"Probe = <nil>": none,
	} {
		if _, err := Marshal(p); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%#v: error %v, want one with %q", p, err, want)
		}
	}
}

type unregistered struct{ NearestMean }

func (unregistered) Kind() string { return "test.unregistered" }

func TestRegisterPanics(t *testing.T) {
	for want, register := range map[string]func(){
		`probe.Register: kind "ridge" is registered twice`:              func() { Register("ridge", Decode[Ridge]) },
		`probe.Register: kind "": want 1..64`:                           func() { Register("", Decode[Ridge]) },
		`probe.Register: kind "k-NN": want 1..64`:                       func() { Register("k-NN", Decode[Ridge]) },
		`probe.Register: kind "test.nil" has no function that opens it`: func() { Register("test.nil", nil) },
		`probe.Register: kind "` + strings.Repeat("k",
			65) + `": want 1..64`: func() { Register(strings.Repeat("k", 65), Decode[Ridge]) },
	} {
		func() {
			defer func() {
				if message, _ := recover().(string); !strings.Contains(message, want) {
					t.Errorf("panic %q, want %q", message, want)
				}
			}()
			register()
		}()
	}
}

func TestAnUnknownKindNamesWhatIsMissing(t *testing.T) {
	text := []byte(`{"kind": "forest", "trees": [10, 3]}`)
	_, err := Unmarshal(text)
	for _, part := range []string{`probe kind "forest"`, `"nearest-mean", `, `"ridge", `,
		"import the package that registers it", "runner.Main"} {
		if !errors.Is(err, diversity.ErrUnknownKind) || !strings.Contains(err.Error(), part) {
			t.Errorf("error %v, want one with %q", err, part)
		}
	}
	p, err := UnmarshalOrUnknown(text, from("example.org/own/forest"))
	if err != nil || p.Kind() != "forest" || p.Validate() != nil {
		t.Fatalf("%v, %v", p, err)
	}
	if again, err := Marshal(p); err != nil || string(again) != `{"kind":"forest","trees":[10,3]}` {
		t.Errorf("written back as %s, %v", again, err)
	}
	train, test := sound()
	if _, err := Evaluate(p, train, Set{}, test); !errors.Is(err, diversity.ErrUnknownKind) ||
		!strings.Contains(err.Error(), `import _ "example.org/own/forest"`) {
		t.Errorf("error %v, want one that names the import", err)
	}
	if p, err := UnmarshalOrUnknown(text, from("main")); err != nil ||
		!strings.Contains(p.(Unknown).Err().Error(), "main package of the program") {
		t.Errorf("of a main package: %v, %v", p, err)
	}
	for _, text := range []string{``, `null`, `{}`, `[]`, `{"kind":7}`, `{"kind":"A b"}`,
		`{"kind":"ridge","strengths":[0]}`} {
		if p, err := UnmarshalOrUnknown([]byte(text), from("")); err == nil {
			t.Errorf("%s is read as %v", text, p)
		}
	}
}

// A probe that misbehaves costs an error, not the worker.
type wrongly struct {
	labels []int32
	NearestMean
}

func (w wrongly) Predict(_, _, _ Set) (Prediction, error) {
	if w.labels == nil {
		panic("no idea")
	}
	return Prediction{Labels: w.labels}, nil
}

func TestPredictionsAreChecked(t *testing.T) {
	train, test := sound()
	for want, p := range map[string]wrongly{
		`kind "nearest-mean" panicked: no idea`: {},
		"len(Prediction.Labels) = 1":            {labels: []int32{0}},
		"len(Prediction.Labels) = 3":            {labels: []int32{0, 1, 0}},
		"Prediction.Labels[1] = 2":              {labels: []int32{0, 2}},
		"Prediction.Labels[0] = -1":             {labels: []int32{-1, 0}},
	} {
		if _, err := Predict(p, train, Set{}, test); !errors.Is(err, ErrProbe) || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, want one with %q", err, want)
		}
	}
}

// offering is a probe with candidates of its own making.
type offering struct {
	candidates []Candidate
	NearestMean
}

func (o offering) Predict(_, _, test Set) (Prediction, error) {
	return Prediction{Labels: make([]int32, test.Len()), Candidates: o.candidates}, nil
}

func TestCandidatesAreChecked(t *testing.T) {
	train, test := sound()
	for want, list := range map[string][]Candidate{
		"Prediction.Candidates = 1001 candidates":      make([]Candidate, 1001),
		"Prediction.Candidates[0].Value = NaN":         {{Value: math.NaN()}},
		"Prediction.Candidates[1] = 3 wrong of 2":      {{}, {Wrong: 3, Of: 2}},
		"Prediction.Candidates[0] = -1 wrong of 2":     {{Wrong: -1, Of: 2}},
		"Prediction.Candidates[0].Chosen = 2: invalid": {{Chosen: 2}},
	} {
		if _, err := Predict(offering{candidates: list}, train, Set{}, test); !errors.Is(err, ErrProbe) ||
			!strings.Contains(err.Error(), want) {
			t.Errorf("error %v, want one with %q", err, want)
		}
	}
}

// Episodes add up by the value of a setting; what only one has stays.
func TestSumCandidates(t *testing.T) {
	first := []Candidate{{1, 2, 10, 1}, {3, 4, 10, 0}}
	got := SumCandidates(first, []Candidate{{3, 1, 10, 1}, {7, 5, 10, 0}})
	if want := []Candidate{{1, 2, 10, 1}, {3, 5, 20, 1}, {7, 5, 10, 0}}; !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
	if first[1] != (Candidate{3, 4, 10, 0}) {
		t.Errorf("the sum before was changed: %v", first)
	}
}

func TestCandidateJSON(t *testing.T) {
	text, err := json.Marshal(Candidate{0.01, 3, 50, 2})
	if err != nil || string(text) != "[0.01,3,50,2]" {
		t.Errorf("written %s (%v)", text, err)
	}
	var c Candidate
	if err := json.Unmarshal(text, &c); err != nil || c != (Candidate{0.01, 3, 50, 2}) {
		t.Errorf("read %+v (%v)", c, err)
	}
	for _, bad := range []string{"[1,2,3]", "[1,2,3,4,5]", "null", "{}", `["1",2,3,4]`, "[1,2.5,3,4]"} {
		if err := json.Unmarshal([]byte(bad), &c); err == nil && bad != "null" || c != (Candidate{0.01, 3, 50, 2}) {
			t.Errorf("%s is read as %+v (%v)", bad, c, err)
		}
	}
}

// Whatever kind is read, known here or not, is written back without loss.
func FuzzUnmarshalOrUnknown(f *testing.F) {
	for _, text := range []string{`{"kind":"ridge","strengths":[0.5,2]}`, `{"kind":"forest","a":{"b":[1e999,"<"]}}`,
		`{"kind":"x","kind":"y"}`} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		p, err := UnmarshalOrUnknown(text, from(""))
		if err != nil {
			return
		}
		written, err := Marshal(p)
		if err != nil || !json.Valid(written) {
			t.Fatalf("%s is written back as %s (%v)", text, written, err)
		}
		again, err := UnmarshalOrUnknown(written, from(""))
		if err != nil || again.Kind() != p.Kind() {
			t.Errorf("%s is read again as %v (%v)", written, again, err)
		}
	})
}

// from is a path for every kind.
func from(path string) func(string) string { return func(string) string { return path } }
