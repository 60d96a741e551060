package probes

import (
	"context"
	"errors"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tradeoff/diversity"
)

func small() Options {
	return Options{Python: "python3", Rounds: 1, Images: 60, Features: 8, Classes: 3, Strengths: 3, Least: 1,
		Progress: func(string) {}}
}

func TestOptionsAreChecked(t *testing.T) {
	for want, change := range map[string]func(*Options){
		"rounds = 0":    func(o *Options) { o.Rounds = 0 },
		"images = 2":    func(o *Options) { o.Images = 2 },
		"strengths = 1": func(o *Options) { o.Strengths = 1 },
		"least = NaN":   func(o *Options) { o.Least = math.NaN() },
	} {
		o := small()
		change(&o)
		if _, err := Compare(context.Background(), o); !errors.Is(err, diversity.ErrInvalid) ||
			!strings.Contains(err.Error(), want) {
			t.Errorf("error %v, want one with %q", err, want)
		}
	}
}

// Both are given the same features: what is written is 4 bytes for each feature and label.
func TestTaskIsWritten(t *testing.T) {
	o, dir := small(), t.TempDir()
	train := o.draw(60, 1)
	if err := o.write(dir, o.strengths(), train, o.draw(30, 2)); err != nil {
		t.Fatal(err)
	}
	for name, size := range map[string]int64{"train.features": 4 * 60 * 8, "train.labels": 4 * 60,
		"validation.features": 4 * 30 * 8} {
		if info, err := os.Stat(filepath.Join(dir, name)); err != nil || info.Size() != size {
			t.Errorf("%s: %v (%v), want %d bytes", name, info, err, size)
		}
	}
	round, err := fit(o.strengths(), train, o.draw(30, 2))
	if err != nil || len(round.Wrong) != 3 || round.Wrong[0] > 30 {
		t.Errorf("%+v (%v)", round, err)
	}
	if got := o.strengths(); math.Abs(got[0]-1e6) > 1e-6 || math.Abs(got[1]-1e3) > 1e-6 || math.Abs(got[2]-1) > 1e-9 {
		t.Errorf("strengths %v", got)
	}
}
