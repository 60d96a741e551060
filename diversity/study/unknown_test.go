package study

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"tradeoff/diversity"
	"tradeoff/diversity/backbone"
	"tradeoff/diversity/probe"
	"tradeoff/diversity/split"
)

// strange is a study in JSON, as a program with a user's packages writes it.
func strange(t *testing.T) string {
	t.Helper()
	s := lasting()
	s.Backbone, s.Probes = backbone.MLP{Hidden: []int{7}}, []probe.Probe{probe.Ridge{}, probe.NearestMean{}}
	s.Choice, s.Samples = split.Balanced{}, split.LongTailed{Alpha: 0.25}
	text, err := s.MarshalJSON()
	if err != nil {
		t.Fatal(err)
	}
	return strings.NewReplacer(
		`{"kind":"mlp","hidden":[7]}`, `{"kind":"small","width":8}`,
		`{"kind":"balanced"}`, `{"kind":"by-colour","hue":0.5}`, `{"kind":"long-tailed","alpha":0.25}`, `{"kind":"by-age"}`,
		`{"kind":"nearest-mean"}`, `{"kind":"neighbours","k":[5,1e2,"\u003c"]}`,
	).Replace(strings.TrimSuffix(string(text), "}")) +
		`,"packages":{"backbone small":"example.org/own/small","choice by-colour":"example.org/own/colour",` +
		`"probe neighbours":"example.org/own/neighbours","sample choice by-age":"example.org/own/age"}}`
}

// A study with kinds that this program does not know can be looked at, and nothing of it is lost when it is written
// again.
func TestAStudyOfUnknownKindsIsReadAndKept(t *testing.T) {
	text := strange(t)
	var s Study
	if err := json.Unmarshal([]byte(text), &s); err != nil {
		t.Fatal(err)
	}
	if again, err := s.MarshalJSON(); err != nil || string(again) != text {
		t.Errorf("written back as\n%s (%v), want\n%s", again, err, text)
	}
	if plan, err := s.Plan(); err != nil || len(plan) == 0 || s.RunHash(plan[0]) == "" || s.Hash() == "" {
		t.Errorf("plan of %d runs, %v", len(plan), err)
	}
	var spaced Study
	if err := json.Unmarshal([]byte(strings.ReplaceAll(text, `"k":[5,`, `"k": [ 5 ,`)), &spaced); err != nil ||
		spaced.Hash() != s.Hash() {
		t.Errorf("with spaces it has another hash: %v", err)
	}
	if err := s.Known(); !errors.Is(err, diversity.ErrUnknownKind) ||
		!strings.Contains(err.Error(), `Study.Backbone: backbone kind "small"`) ||
		!strings.Contains(err.Error(), `import _ "example.org/own/small"`) {
		t.Errorf("error %v, want one that names the package", err)
	}
	s.Backbone = backbone.MLP{}
	if err := s.Known(); err == nil || !strings.Contains(err.Error(), `Study.Probes[1]: probe kind "neighbours"`) {
		t.Errorf("error %v", err)
	}
	s.Probes = s.Probes[:1]
	if err := s.Known(); err == nil || !strings.Contains(err.Error(), `Study.Choice: choice kind "by-colour"`) ||
		!strings.Contains(err.Error(), `import _ "example.org/own/colour"`) {
		t.Errorf("error %v", err)
	}
	s.Choice = nil
	if err := s.Known(); err == nil || !strings.Contains(err.Error(), `Study.Samples: sample choice kind "by-age"`) {
		t.Errorf("error %v", err)
	}
	run := s.RunAt(diversity.Size{Classes: 4, PerClass: 4}, 0)
	if _, err := split.Pretraining(s.Pool, s.DrawOptions(run)); err == nil ||
		!strings.Contains(err.Error(), `import _ "example.org/own/age"`) {
		t.Errorf("a draw by a choice that is not known: %v", err)
	}
	if err := lasting().Known(); err != nil {
		t.Errorf("known kinds: %v", err)
	}
}

// What looks at a study does so without the kinds, and leaves it as it is.
func TestAStudyOfUnknownKindsIsOpenedAgain(t *testing.T) {
	var s Study
	if err := json.Unmarshal([]byte(strange(t)), &s); err != nil {
		t.Fatal(err)
	}
	dir, err := s.Save(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "study.json")
	before, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if results, err := ReadResults(dir); err != nil || len(results.Missing) == 0 {
		t.Errorf("%v, %v", results, err)
	}
	if store, err := OpenDir(dir); err != nil || store.Close() != nil {
		t.Errorf("opened again: %v", err)
	}
	if after, err := os.ReadFile(path); err != nil || string(after) != string(before) {
		t.Errorf("study.json became\n%s, was\n%s", after, before)
	}
}

// What is wrong with a study beside its kinds is still an error.
func TestUnknownKindsExcuseNothingElse(t *testing.T) {
	for _, edit := range [][2]string{
		{`"strengths":[0.01,`, `"strengths":[-1,`}, {`"kind":"small"`, `"kind":"Small Net"`}, {`"kind":"small",`, ""},
		{`"packages":{`, `"packages":[`},
		{`"kind":"neighbours"`, `"kind":"ridge"`}, {`"kind":"by-colour"`, `"kind":"By Colour"`},
		{`"kind":"by-age"`, `"kind":"long-tailed"`}, {`"kind":"by-colour","hue":0.5`, `"kind":"balanced","hue":0.5`},
	} {
		text := strange(t)
		if !strings.Contains(text, edit[0]) {
			t.Fatalf("no %s in %s", edit[0], text)
		}
		var s Study
		if err := json.Unmarshal([]byte(strings.Replace(text, edit[0], edit[1], 1)), &s); err == nil {
			t.Errorf("%s for %s is taken", edit[1], edit[0])
		}
	}
}

// A choice of a policy that is not known is looked at as well.
func TestUnknownChoicesOfPolicies(t *testing.T) {
	s := lasting()
	s.Policies = []Policy{{Name: "a"}, {Name: "b", Choice: split.Balanced{}, Samples: split.LongTailed{Alpha: 0.25}}}
	text, err := s.MarshalJSON()
	if err != nil {
		t.Fatal(err)
	}
	strange := strings.NewReplacer(`"balanced"`, `"by-colour"`, `"long-tailed"`, `"by-age"`).Replace(string(text))
	var read Study
	if err := json.Unmarshal([]byte(strange), &read); err != nil {
		t.Fatal(err)
	}
	if err := read.Known(); err == nil ||
		!strings.Contains(err.Error(), `Study.Policies[1].Choice: choice kind "by-colour"`) {
		t.Errorf("error %v", err)
	}
	if again, err := read.MarshalJSON(); err != nil || string(again) != strange {
		t.Errorf("written back as %s, %v", again, err)
	}
	if plan := mustPlan(t, read); slices.ContainsFunc(read.RunHashes(plan), func(hash string) bool { return hash == "" }) {
		t.Error("a run of it has no hash")
	}
}
