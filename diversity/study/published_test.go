package study

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"

	"tradeoff/diversity"
	"tradeoff/diversity/backbone"
	"tradeoff/diversity/probe"
)

// withPublished is the small study with weights of which only the digest matters here.
func withPublished(use backbone.Use) Study {
	s := small()
	s.Published = backbone.Published{File: "/models/net.pt", SHA256: strings.Repeat("0a", 32), Use: use}
	return s
}

// TestPublishedWeightsInHashes: the digest counts where the weights do, the path nowhere.
func TestPublishedWeightsInHashes(t *testing.T) {
	plain, start, reference := small(), withPublished(backbone.StartAndReference), withPublished(backbone.ReferenceOnly)
	run, control := plain.RunAt(diversity.Size{Classes: 4, PerClass: 4}, 0), plain.ControlAt(0)
	published := start.PublishedAt()
	if plain.RunHash(run) != reference.RunHash(run) || plain.RunHash(run) == start.RunHash(run) {
		t.Error("a trained run has another hash exactly if it starts from the weights")
	}
	if plain.RunHash(control) != start.RunHash(control) || plain.RunHash(control) != reference.RunHash(control) {
		t.Error("random weights have another hash beside published ones")
	}
	if start.RunHash(published) != reference.RunHash(published) || start.RunHash(published) == start.RunHash(control) {
		t.Error("the network as it was published is the same in both uses, and no random one")
	}
	if hashes := []string{plain.Hash(), start.Hash(), reference.Hash()}; hashes[0] == hashes[1] ||
		hashes[1] == hashes[2] || hashes[0] == hashes[2] || slices.Contains(hashes, "") {
		t.Errorf("study hashes %q", hashes)
	}
	moved, other := start, start
	moved.Published.File = "C:\\elsewhere.pth"
	other.Published.SHA256 = strings.Repeat("0b", 32)
	if moved.Hash() != start.Hash() || moved.RunHash(published) != start.RunHash(published) {
		t.Error("the path of a file is part of a hash")
	}
	if other.Hash() == start.Hash() || other.RunHash(published) == start.RunHash(published) ||
		other.RunHash(run) == start.RunHash(run) {
		t.Error("the content of a file is part of no hash")
	}
}

func TestPublishedWeightsInPlanAndJSON(t *testing.T) {
	s := withPublished(backbone.ReferenceOnly)
	plan := mustPlan(t, s)
	if len(plan) != len(mustPlan(t, small()))+1 || plan[0] != s.PublishedAt() || plan[0].String() != "published weights" {
		t.Errorf("plan begins with %v", plan[0])
	}
	if run, err := s.ParseRun("published#0"); err != nil || run != s.PublishedAt() || run.Spec() != "published#0" {
		t.Errorf("%v: %v", run, err)
	}
	for _, spec := range []string{"published#1", "published"} {
		if _, err := s.ParseRun(spec); !errors.Is(err, diversity.ErrInvalid) {
			t.Errorf("%s: %v", spec, err)
		}
	}
	if _, err := small().ParseRun("published#0"); !errors.Is(err, diversity.ErrInvalid) {
		t.Errorf("a study without them: %v", err)
	}
	text, err := json.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	var read Study
	if err := json.Unmarshal(text, &read); err != nil || read.Published != s.Published || read.Hash() != s.Hash() {
		t.Errorf("read back as %+v: %v", read.Published, err)
	}
	if plain, err := json.Marshal(small()); err != nil || strings.Contains(string(plain), "published") {
		t.Errorf("a study without them is written with them: %s", plain)
	}
	want := realistic(s, s.PublishedAt())
	want.Format, want.Hash, want.Run, want.Token = Format, s.RunHash(s.PublishedAt()), s.PublishedAt(), 12
	var fast Result
	if !fastResult(lines(t, want), &fast) || fast.Run != s.PublishedAt() {
		t.Errorf("the fast way reads %+v", fast.Run)
	}
}

func TestPublishedWeightsAreChecked(t *testing.T) {
	for field, change := range map[string]func(*Study){
		"Study.Published: Published.File":   func(s *Study) { s.Published.File = "" },
		"Study.Published: Published.SHA256": func(s *Study) { s.Published.SHA256 = strings.Repeat("0A", 32) },
		"Study.Published: Published.Use":    func(s *Study) { s.Published.Use = "frozen" },
	} {
		s := withPublished(backbone.StartAndReference)
		change(&s)
		if err := s.Validate(); !errors.Is(err, diversity.ErrInvalid) || !strings.Contains(err.Error(), field) {
			t.Errorf("%v, want %s", err, field)
		}
	}
}

// TestPublishedWeightsHaveARowOfTheirOwn: they are neither points nor random weights.
func TestPublishedWeightsHaveARowOfTheirOwn(t *testing.T) {
	r, ridge := handmade(), Metric{Probe: "ridge"}
	r.Study = withPublished(backbone.StartAndReference)
	run := r.Study.PublishedAt()
	task := r.Study.Tasks[0]
	r.Runs = append(r.Runs, Result{Format: Format, Hash: r.Study.RunHash(run), Run: run, Measurements: []TaskError{
		NewTaskError(TaskProbeOf(task, r.Study.Probes[0]), []probe.Score{{Wrong: 10, Tested: 100}}),
		NewTaskError(TaskProbeOf(task, r.Study.Probes[1]), []probe.Score{{Wrong: 20, Tested: 100}}),
	}})
	points, err := r.Points(ridge)
	control, controlErr := r.ControlPoints(ridge)
	published, publishedErr := r.PublishedPoints(ridge)
	if err := errors.Join(err, controlErr, publishedErr); err != nil {
		t.Fatal(err)
	}
	if len(points) != 3 || len(control) != 1 || control[0].Error != 0.8 || len(published) != 1 ||
		published[0].Error != 0.1 {
		t.Errorf("points %v, control %v, published %v", points, control, published)
	}
	rows := r.Table().Rows
	if last := rows[len(rows)-1]; last[0] != "published weights" || last[4] != "1" || !strings.HasPrefix(last[5], "10") ||
		rows[len(rows)-2][0] != "random weights" {
		t.Errorf("rows %q", rows)
	}
	if _, err := handmade().publishedMean(ridge); !errors.Is(err, ErrMissing) {
		t.Errorf("error %v", err)
	}
	run.Control = false
	if err := (Result{Run: run}).Validate(); !errors.Is(err, diversity.ErrInvalid) {
		t.Errorf("published weights that are no control: %v", err)
	}
}
