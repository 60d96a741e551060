package runner

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tradeoff/diversity"
	"tradeoff/diversity/backbone"
	"tradeoff/diversity/pretrain"
	"tradeoff/diversity/study"
)

// published saves a network of the tiny study as somebody's file of weights, and returns its hash.
func published(t *testing.T) (p backbone.Published, hash string) {
	t.Helper()
	network, err := mustNew(t, tiny()).trainer.Random(77)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "weights.safetensors")
	file, err := os.Create(path)
	if err == nil {
		err = errors.Join(network.Write(file), file.Close())
	}
	if err != nil {
		t.Fatal(err)
	}
	if p, err = backbone.OpenPublished(path); err != nil {
		t.Fatal(err)
	}
	return p, network.Hash()
}

// TestPublishedWeightsAreMeasuredAsTheyAre: one control more, whose network is that of the file, and runs that start
// from it.
func TestPublishedWeightsAreMeasuredAsTheyAre(t *testing.T) {
	plain := mustRun(t, tiny(), InProcess{})
	s := tiny()
	var hash string
	s.Published, hash = published(t)
	results := mustRun(t, s, InProcess{})
	if len(results.Runs) != len(plain.Runs)+1 || len(results.Failures) > 0 {
		t.Fatalf("%d runs, failures %v", len(results.Runs), results.Failures)
	}
	first := results.Runs[0]
	if !first.Run.Published || first.Weights != hash || first.Curve != nil || len(first.Measurements) != 4 {
		t.Errorf("run %v has the weights %s, want %s", first.Run, first.Weights, hash)
	}
	s.Published.Use = backbone.ReferenceOnly
	reference := mustRun(t, s, InProcess{})
	for i, run := range plain.Runs {
		with, beside := results.Runs[i+1], reference.Runs[i+1]
		if run.Run != with.Run || (run.Weights == with.Weights) != run.Run.Control {
			t.Errorf("%v: the weights must differ from those without a file exactly if it is trained", run.Run)
		}
		if beside.Weights != run.Weights || beside.Hash != run.Hash {
			t.Errorf("%v: a reference changed it", run.Run)
		}
	}
	points, err := results.PublishedPoints(study.Metric{Task: s.Tasks[0].Name, Probe: "ridge"})
	if err != nil || len(points) != 1 || points[0].Size != (diversity.Size{}) {
		t.Errorf("%v: points %+v", err, points)
	}
}

// TestPublishedWeightsThatChanged: a worker does not compute with another file than the study was made with.
func TestPublishedWeightsThatChanged(t *testing.T) {
	s := tiny()
	s.Published, _ = published(t)
	if err := os.WriteFile(s.Published.File, []byte("other"), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := New(t.Context(), s)
	if !errors.Is(err, pretrain.ErrWeights) || !strings.Contains(err.Error(), s.Published.File) {
		t.Errorf("error %v", err)
	}
}
