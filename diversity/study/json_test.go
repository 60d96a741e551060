package study

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"tradeoff/diversity"
	"tradeoff/diversity/probe"
)

func TestStudySurvivesJSON(t *testing.T) {
	explicit := small()
	explicit.Budgets, explicit.SizesPerBudget, explicit.Nested = nil, 0, true
	explicit.Sizes = []diversity.Size{{Classes: 2, PerClass: 8}, {Classes: 4, PerClass: 4}}
	for _, s := range []Study{small(), explicit} {
		text, err := json.Marshal(s)
		if err != nil {
			t.Fatal(err)
		}
		var read Study
		if err := json.Unmarshal(text, &read); err != nil {
			t.Fatalf("%v in %s", err, text)
		}
		if read.Hash() != s.Hash() || read.Name != s.Name {
			t.Errorf("%q with hash %s became %q with %s", s.Name, s.Hash(), read.Name, read.Hash())
		}
		again, err := json.Marshal(read)
		if err != nil || string(again) != string(text) {
			t.Errorf("written twice, the text differs (%v)", err)
		}
	}
}

func TestUnmarshalRefuses(t *testing.T) {
	text, err := json.Marshal(small())
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ old, with, says string }{
		{`"format":1`, `"format":2`, "unknown format version: 2"},
		{`"name":"small"`, `"name":"a b"`, "Study.Name"},
		{`"nested":false`, `"nested":false,"colour":"red"`, "colour"},
		{`"kind":"mlp"`, `"kind":"Transformer"`, "Study.Backbone"},
		{`"kind":"ridge"`, `"kind":"rid ge"`, "Study.Probes[0]"},
		{`"repeats":2`, `"repeats":"two"`, "repeats"},
		{`"budgets":[16,64]`, `"budgets":[16,16]`, "Study.Budgets[1]"},
	} {
		changed := strings.Replace(string(text), c.old, c.with, 1)
		if changed == string(text) {
			t.Fatalf("%s is not in %s", c.old, text)
		}
		var read Study
		if err := json.Unmarshal([]byte(changed), &read); err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: error %v, want one about %s", c.with, err, c.says)
		}
	}
}

type unknownProbe struct{ probe.NearestMean }

func TestMarshalNamesWhatHasNoText(t *testing.T) {
	s := small()
	s.Probes[1] = unknownProbe{}
	if _, err := json.Marshal(s); !errors.Is(err, diversity.ErrInvalid) ||
		!strings.Contains(err.Error(), "Study.Probes[1]") {
		t.Errorf("a probe of another package: %v", err)
	}
	s = small()
	s.Backbone = nil
	if _, err := json.Marshal(s); !errors.Is(err, diversity.ErrInvalid) ||
		!strings.Contains(err.Error(), "Study.Backbone") {
		t.Errorf("no backbone: %v", err)
	}
}

func FuzzStudy(f *testing.F) {
	text, err := json.Marshal(small())
	if err != nil {
		f.Fatal(err)
	}
	f.Add(text)
	f.Add([]byte(`{"format":1}`))
	f.Add([]byte(`{"format":1,"backbone":null,"probes":[null]}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		var read Study
		if json.Unmarshal(text, &read) != nil {
			return
		}
		if err := read.Validate(); err != nil {
			t.Errorf("an invalid study was read: %v", err)
		}
	})
}
