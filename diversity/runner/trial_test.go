package runner

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"testing"

	"tradeoff/diversity/trial"
)

// A worker answers with the numbers of its device.
func TestWorkerTriesItsDeviceOut(t *testing.T) {
	t.Setenv("GOMLX_BACKEND", "go")
	var out bytes.Buffer
	f := workerFlags{trial: trialNumbers, small: true, out: &out}
	if err := f.work(context.Background(), nil); err != nil {
		t.Fatal(err)
	}
	var numbers trial.Numbers
	if err := json.Unmarshal(out.Bytes(), &numbers); err != nil || len(numbers.Networks) != 3 ||
		numbers.Device != "pure Go (GOMLX_BACKEND=go)" {
		t.Errorf("%v: %.200s", err, out.String())
	}
}

func TestWorkerRefusesATrial(t *testing.T) {
	for _, f := range []workerFlags{{trial: "all"}, {small: true, dir: "x", count: 1}} {
		if err := f.work(context.Background(), nil); !errors.Is(err, ErrUsage) {
			t.Errorf("%+v: error %v", f, err)
		}
	}
	ended, end := context.WithCancel(context.Background())
	end()
	for _, part := range []string{trialNumbers, trialSpeeds} {
		f := workerFlags{trial: part, small: true, out: &bytes.Buffer{}}
		if err := f.work(ended, nil); !errors.Is(err, context.Canceled) {
			t.Errorf("%s: error %v", part, err)
		}
	}
}
