package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"tradeoff/diversity/runner"
	"tradeoff/diversity/trial"
)

// fakeTrial is a machine whose devices answer as told: the numbers of the device are those of the reference, features
// times off.
type fakeTrial struct {
	off    float32
	calls  []string
	broken string // a part that fails
}

func (f *fakeTrial) trial() deviceTrial {
	return deviceTrial{progress: func(string) {}, present: func(_ context.Context, kind string) error {
		f.calls = append(f.calls, "present "+kind)
		return nil
	}, ask: f.ask}
}

func (f *fakeTrial) ask(_ context.Context, env []string, args ...string) ([]byte, error) {
	f.calls = append(f.calls, strings.Join(append(slices.Clone(env), args...), " "))
	part := args[1]
	if part == f.broken {
		return []byte("no JSON"), nil
	}
	if part == "speeds" {
		return json.Marshal(fakeSpeeds())
	}
	n := trial.NetworkNumbers{Name: "MLP", Features: []float32{1, 2}, Gradient: []float32{1}, Losses: []float64{1},
		Change: []float32{1}, Ridge: []int32{1}, Logistic: []int32{1}}
	if !slices.Contains(env, "GOMLX_BACKEND=xla:cpu") {
		for i := range n.Features {
			n.Features[i] *= f.off
		}
	}
	return json.Marshal(trial.Numbers{Device: "fake", Networks: []trial.NetworkNumbers{n}})
}

func fakeSpeeds() trial.Speeds {
	return trial.Speeds{
		Peaks: []trial.Peak{{Precision: "bfloat16", Side: 8192, PerSecond: []float64{6e14, 8e14, 7e14}}},
		Together: []trial.Together{{Network: "MLP", Stopped: "out of memory", Rates: []trial.ReplicaRate{
			{Replicas: 1, PerMinute: []float64{10, 20, 30}}, {Replicas: 2, PerMinute: []float64{30, 40, 60}}}}},
		Alone: []trial.Alone{{Network: "ResNet-50", Side: 224, Batch: 128, PerSecond: []float64{2, 3, 4},
			Share: []float64{0.2, 0.3, 0.4}, FromFile: []float64{1, 1.5, 2}, Waiting: []float64{0, 0.01, 0.5}}},
	}
}

// tried is what doctor --device does with a fake.
func tried(f *fakeTrial, kind, file string) (text string, err error) {
	var out bytes.Buffer
	err = tryDevice(context.Background(), streams{out: &out}, f.trial(), kind, file)
	return out.String(), err
}

func TestDoctorTriesAGPUOut(t *testing.T) {
	file := filepath.Join(t.TempDir(), "report.json")
	f := &fakeTrial{off: 1}
	text, err := tried(f, "cuda", file)
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"present cuda", "present cpu",
		fmt.Sprintf("GOMLX_BACKEND=xla:cpu PJRT_NPROC=%d --trial numbers", runtime.NumCPU()),
		"GOMLX_BACKEND=xla:cuda,notf32 NVIDIA_TF32_OVERRIDE=0 --trial numbers", "GOMLX_BACKEND=xla:cuda --trial numbers",
		"GOMLX_BACKEND=xla:cuda --trial speeds"}
	if !slices.Equal(f.calls, want) {
		t.Errorf("calls %q", f.calls)
	}
	for _, want := range []string{"all numbers agree", "float32 (tolerance)", "TF32 (tolerance)", "0 (0.0001)", "0 (0.01)",
		"700      600 to 800", "40               30 to 60  3  2.00", "30%", "1.0%", "most runs a minute with 2 at once",
		"not tried: out of memory"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not in\n%s", want, text)
		}
	}
	written, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var report trial.Report
	if err := json.Unmarshal(written, &report); err != nil || len(report.Passes) != 2 || report.Small ||
		report.Speeds.Alone[0].PerSecond[2] != 4 {
		t.Errorf("%v, %+v", err, report)
	}
}

// A device that is off is found out, with the exit code of a failure, and what was found is written all the same.
func TestDoctorFindsADeviceThatIsOff(t *testing.T) {
	file := filepath.Join(t.TempDir(), "report.json")
	text, err := tried(&fakeTrial{off: 1.005}, "cuda", file)
	if !errors.Is(err, errReported) {
		t.Errorf("error %v", err)
	}
	if !strings.Contains(text, "1 differ by more") || !strings.Contains(text, "MLP, features: 0.005, tolerance 0.0001") {
		t.Errorf("said\n%s", text) // within the tolerance of TF32, not within that of float32
	}
	if _, err := os.Stat(file); err != nil {
		t.Error(err)
	}
	f := &fakeTrial{off: 1.1}
	f.off = 1 / f.off
	if text, err := tried(f, "cuda", ""); !errors.Is(err, errReported) || !strings.Contains(text, "2 differ by more") {
		t.Errorf("%v\n%s", err, text)
	}
}

func TestDoctorOnAProcessorIsSmall(t *testing.T) {
	f := &fakeTrial{off: 1}
	text, err := tried(f, "cpu", "")
	if err != nil || !strings.Contains(text, "says nothing of a GPU") {
		t.Errorf("%v\n%s", err, text)
	}
	if want := []string{"present cpu", "GOMLX_BACKEND=go --trial numbers --small", "GOMLX_BACKEND=xla:cpu --trial numbers --small",
		"GOMLX_BACKEND=xla:cpu --trial speeds --small"}; !slices.Equal(f.calls, want) {
		t.Errorf("calls %q", f.calls)
	}
}

func TestDoctorSaysWhatFailed(t *testing.T) {
	if _, err := tried(&fakeTrial{off: 1}, "tpu", ""); exitCode(err) != exitUsage {
		t.Errorf("error %v", err)
	}
	for _, part := range []string{"numbers", "speeds"} {
		_, err := tried(&fakeTrial{off: 1, broken: part}, "cuda", "")
		if err == nil || !strings.Contains(err.Error(), `answered "no JSON"`) || !strings.Contains(err.Error(), "GOMLX_BACKEND=xla:") {
			t.Errorf("error %v", err)
		}
	}
	d := (&fakeTrial{}).trial()
	d.present = func(context.Context, string) error { return fmt.Errorf("%w of the kind XLA CUDA", runner.ErrNoDevice) }
	if err := tryDevice(context.Background(), streams{}, d, "cuda", ""); exitCode(err) != exitMissing {
		t.Errorf("error %v", err)
	}
	if _, err := tried(&fakeTrial{off: 1}, "cuda", filepath.Join(t.TempDir(), "none", "report.json")); err == nil {
		t.Error("a report that could not be written is no error")
	}
	if _, err := askWorker(context.Background(), &bytes.Buffer{}, filepath.Join(t.TempDir(), "none"), []string{"A=b"},
		nil); err == nil || !strings.Contains(err.Error(), "the worker with A=b") {
		t.Errorf("error %v", err)
	}
}
