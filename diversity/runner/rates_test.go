package runner

import (
	"bytes"
	"context"
	"errors"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"tradeoff/diversity"
	"tradeoff/diversity/internal/testkit"
	"tradeoff/diversity/study"
)

func TestRatesCoverWhatIsCompiled(t *testing.T) {
	run := func(classes, perClass int) study.Run {
		return study.Run{Size: diversity.Size{Classes: classes, PerClass: perClass}}
	}
	got := widths([]study.Run{{Control: true}, run(8, 8), run(64, 4), run(64, 2), run(200, 1), run(100, 9), run(2000, 1)})
	if want := []study.Run{run(64, 2), run(200, 1), run(2000, 1)}; !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}

// A worker measures a study that comes on standard input; what it answers is an estimate for the plan, less for what is
// finished.
func TestEstimateByAWorker(t *testing.T) {
	s, root := tiny(), t.TempDir()
	o := study.EstimateOptions{Root: root, Command: []string{os.Args[0]}}
	whole, err := s.Estimate(context.Background(), o)
	if err != nil {
		t.Fatal(err)
	}
	if part := whole.Timings; whole.Runs != 6 || part.Train <= 0 || part.Draw <= 0 || part.Features <= 0 ||
		part.Probe <= 0 || whole.Startup <= 0 || whole.Bytes != 0 || whole.Device == "" {
		t.Errorf("estimate %+v", whole)
	}
	s.Repeats = 1
	runIn(t, s, root)
	s.Repeats, s.KeepWeights = 2, true
	rest, err := s.Estimate(context.Background(), o)
	if weights := int64(4 * (12*784 + 4*12)); err != nil || rest.Runs != 3 || rest.Bytes != 3*weights {
		t.Errorf("of the rest: %+v (%v), want %d bytes a network", rest, err, weights)
	}
}

func TestEstimateRefuses(t *testing.T) {
	o := study.EstimateOptions{Root: t.TempDir(), Command: []string{os.Args[0]}}
	s := tiny()
	s.Repeats = -1
	if _, err := s.Estimate(context.Background(), o); !errors.Is(err, diversity.ErrInvalid) {
		t.Errorf("a study that is not valid: %v", err)
	}
	if _, err := inGo().Estimate(context.Background(), o); err == nil || !strings.Contains(err.Error(), `"mine"`) {
		t.Errorf("a Go function: %v", err)
	}
	o.Command = []string{"/bin/false"}
	if _, err := tiny().Estimate(context.Background(), o); !errors.Is(err, study.ErrWorker) {
		t.Errorf("a program that fails: %v", err)
	}
	o.Command = []string{"/bin/echo", "hello"}
	if _, err := tiny().Estimate(context.Background(), o); !errors.Is(err, study.ErrWorker) ||
		!strings.Contains(err.Error(), "hello worker --rates") {
		t.Errorf("a program that answers something else: %v", err)
	}
	var out bytes.Buffer
	if err := writeRates(context.Background(), strings.NewReader("{"), &out); !errors.Is(err, ErrNever) || out.Len() > 0 {
		t.Errorf("no study: %v", err)
	}
}

// What is estimated before is what it takes: within 30 %, the middle one of three pairs, as the machine is shared.
func TestEstimateHolds(t *testing.T) {
	if !testkit.Long(t) {
		t.Skip("times are compared, which takes a quiet machine and minutes: it is a part of the long form")
	}
	onXLA(t)
	s := tiny()
	s.Recipe.Steps, s.Recipe.Batch = 8000, 32
	var ratios []float64
	for range 3 {
		root := t.TempDir()
		before, err := s.Estimate(context.Background(), study.EstimateOptions{Root: root, Command: []string{os.Args[0]}})
		if err != nil {
			t.Fatal(err)
		}
		started := time.Now()
		_, err = s.Run(context.Background(), study.RunOptions{Root: root,
			Executor: study.Processes{Command: []string{os.Args[0]}, Count: 1}})
		if err != nil {
			t.Fatal(err)
		}
		taken := since(&started)
		ratios = append(ratios, taken/before.Seconds(1))
		t.Logf("estimated %.1f s, of these %.1f to start; taken %.1f s", before.Seconds(1), before.Startup, taken)
	}
	slices.Sort(ratios)
	middle := ratios[1]
	if middle < 0.7 || middle > 1.3 {
		t.Errorf("taken over estimated: %.2f", ratios)
	}
}
