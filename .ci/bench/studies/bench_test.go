package studies

import (
	"context"
	"encoding/binary"
	"encoding/json"
	"errors"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"tradeoff/diversity"
	"tradeoff/diversity/study"
	"tradeoff/kernel/bench/process"
)

// small is a setting of two runs.
func small() Setting {
	s := Settings()[0]
	s.Study.Sizes, s.Study.Repeats = s.Study.Sizes[:1], 2
	s.Study.Tasks = s.Study.Tasks[:1]
	return s
}

func TestSettingsAreValidStudies(t *testing.T) {
	for _, s := range Settings() {
		if err := s.Study.Validate(); err != nil {
			t.Errorf("%s: %v", s.Name, err)
		}
		for _, size := range s.Study.Sizes {
			if size.Total() != budget {
				t.Errorf("%s: size %v is not of the budget %d", s.Name, size, budget)
			}
		}
	}
}

func TestPhotographs(t *testing.T) {
	empty := t.TempDir()
	if _, err := Photographs(empty, 0); !errors.Is(err, diversity.ErrInvalid) || !strings.Contains(err.Error(), empty) {
		t.Errorf("an empty folder: %v", err)
	}
	folder := filepath.Join("..", "..", "..", "..", "shared", "data", "fashion-mnist-20k")
	if _, err := os.Stat(folder); err != nil {
		t.Skipf("no photographs: %v", err)
	}
	settings, err := Photographs(folder, 3)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range settings {
		if err := s.Study.Validate(); err != nil {
			t.Errorf("%s: %v", s.Name, err)
		}
		if _, err := netName(s.Study.Backbone); err != nil {
			t.Errorf("%s: %v", s.Name, err)
		}
		if s.Study.Recipe.Epochs != 3 || !strings.Contains(s.Title, "3 epochs") {
			t.Errorf("%s: %d epochs, %q", s.Name, s.Study.Recipe.Epochs, s.Title)
		}
	}
}

func TestNPY(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.npy")
	if err := writeNPY(path, []int32{1, -2, 3, 4, 5, 6}, 2, 3); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	size := 10 + int(binary.LittleEndian.Uint16(text[8:]))
	header := string(text[10:size])
	if size%64 != 0 || header[len(header)-1] != '\n' ||
		!strings.HasPrefix(header, "{'descr': '<i4', 'fortran_order': False, 'shape': (2, 3,), }") {
		t.Errorf("header of %d bytes: %q", size, header)
	}
	if second := int32(binary.LittleEndian.Uint32(text[size+4:])); second != -2 || len(text) != size+24 {
		t.Errorf("second value %d, %d bytes", second, len(text))
	}
}

func TestExportIsWhatAWorkerDraws(t *testing.T) {
	dir, s := t.TempDir(), small().Study
	if err := Export(dir, s); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(filepath.Join(dir, "study.json"))
	if err != nil {
		t.Fatal(err)
	}
	var got exported
	if err := json.Unmarshal(text, &got); err != nil {
		t.Fatal(err)
	}
	want := s.RunAt(s.Sizes[0], 1)
	if got.Net != "mlp" || got.Updates != 640 || len(got.Runs) != 2 ||
		got.Runs[1] != (exportedRun{want.Spec(), 8, want.Seed}) {
		t.Errorf("%+v", got)
	}
	for name, bytes := range map[string]int{
		"run1.images": budget * 28 * 28, "run1.labels": 4 * budget, "task0.train": 4 * 10 * 200,
		"task0.test_labels": 4 * 10 * 200,
	} {
		info, err := os.Stat(filepath.Join(dir, name+".npy"))
		if err != nil || info.Size() < int64(bytes) || info.Size() > int64(bytes)+256 {
			t.Errorf("%s: %v, want %d bytes and a header", name, err, bytes)
		}
	}
}

func TestExportRefuses(t *testing.T) {
	s := small().Study
	s.Backbone = nil
	if err := Export(t.TempDir(), s); err == nil {
		t.Error("a study without a backbone was exported")
	}
	if err := Export(filepath.Join(t.TempDir(), "absent"), small().Study); err == nil {
		t.Error("exported into a directory that does not exist")
	}
}

func TestOptionsRefuse(t *testing.T) {
	for name, o := range map[string]Options{
		"Options.Program": {}, "Options.Rounds": {Program: "x", Rounds: -1},
		"Options.Core": {Program: "x", Core: runtime.NumCPU()},
	} {
		if _, err := Compare(context.Background(), small(), o); !errors.Is(err, diversity.ErrInvalid) ||
			!strings.Contains(err.Error(), name) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// script is an executable file.
func script(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "program")
	if err := os.WriteFile(path, []byte("#!/bin/sh\n"+text+"\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	return path
}

func onLinux(t *testing.T) {
	t.Helper()
	if runtime.GOOS != "linux" {
		t.Skip("processes are pinned on Linux only")
	}
}

func TestFrameworksThatLackAreNoted(t *testing.T) {
	onLinux(t)
	python := script(t, `echo "ModuleNotFoundError: No module named 'torch'" >&2; exit 1`)
	worker := script(t, "echo no device >&2; exit 78")
	report, err := Compare(context.Background(), small(), Options{Program: worker, Python: python, Rounds: 1})
	if err == nil || !strings.Contains(err.Error(), "no device") {
		t.Errorf("a worker that fails: %v", err)
	}
	if len(report.Absent) != 2 || !strings.Contains(report.Absent[0], "No module named 'torch'") {
		t.Errorf("absent: %q", report.Absent)
	}
}

func TestPinnedStopsWithTheContext(t *testing.T) {
	onLinux(t)
	ctx, cancel := context.WithTimeout(context.Background(), 50*time.Millisecond)
	defer cancel()
	if _, err := process.Pinned(ctx, 0, "", "sleep", "60"); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("error %v", err)
	}
}

func TestPeerReportsAreRead(t *testing.T) {
	s := small().Study
	line := `{"framework":"JAX","version":"1","compile_seconds":2,"outcomes":{"8x256#0":{"plain":[1,4]},"8x256#1":{"plain":[3,4]}}}`
	m, err := ofReport(s, process.Usage{CPU: 3 * time.Second, Out: []byte("warning\n" + line + "\n")})
	if err != nil || m.Framework != "JAX" || m.CPU != 3 || m.Compile != 2 ||
		!slices.Equal(m.Errors["plain"], []float64{0.25, 0.75}) {
		t.Errorf("%+v, %v", m, err)
	}
	for _, bad := range []string{"", "{", `{"outcomes":{"8x256#0":{"plain":[1,4]}}}`} {
		if _, err := ofReport(s, process.Usage{Out: []byte(bad)}); err == nil {
			t.Errorf("%q was read", bad)
		}
	}
}

func TestResultsOfTheStore(t *testing.T) {
	s := small().Study
	results := &study.Results{}
	for repeat, seconds := range []float64{5, 2} {
		r := study.Result{Run: s.RunAt(s.Sizes[0], repeat), Device: "d",
			Timings: study.Timings{Train: seconds, Features: 0.25, Probe: 0.5}}
		r.Measurements = []study.TaskError{{Task: "plain", Wrong: 1 + repeat, Tested: 4}}
		results.Runs = append(results.Runs, r)
	}
	m, err := ofResults(s, results, process.Usage{})
	if err != nil || m.Train != 7 || m.Probe != 1.5 || !slices.Equal(m.Errors["plain"], []float64{0.25, 0.5}) {
		t.Errorf("%+v, %v", m, err)
	}
	if _, err := ofResults(s, &study.Results{}, process.Usage{}); err == nil {
		t.Error("a store that lacks runs was read")
	}
}

func TestExcessIsCompilation(t *testing.T) {
	if got := excess([]float64{3, 1, 1.1, 0.9, 1}); got != 2 {
		t.Errorf("excess %v, want 2", got)
	}
	if got := excess(nil); got != 0 {
		t.Errorf("excess of nothing %v", got)
	}
}

func TestPrint(t *testing.T) {
	measured := func(name string, cpu float64, errors ...float64) Measurement {
		return Measurement{Framework: name, Wall: cpu, CPU: cpu, Train: 3, Probe: 1, Peak: 1 << 28,
			Errors: map[string][]float64{"plain": errors}}
	}
	r := Report{Setting: "q", Title: "title", Runs: 10, Samples: 1000, Absent: []string{"JAX: none"},
		Rounds: []Measurement{
			measured("ours", 10, 0.4, 0.5), measured("PyTorch", 20, 0.42, 0.5), measured("ours", 10, 0.4, 0.5),
			measured("PyTorch", 40, 0.42, 0.5),
		}}
	var b strings.Builder
	if err := r.Print(&b); err != nil {
		t.Fatal(err)
	}
	for _, part := range []string{"3.00", "2.00..4.00", "100", "60.0", "256", "45.0 ± 5.0 %",
		", ours -1.0 points (p = 0.89)", "not compared: JAX: none"} {
		if !strings.Contains(b.String(), part) {
			t.Errorf("no %q in\n%s", part, &b)
		}
	}
}

func TestMeanError(t *testing.T) {
	if mean, se := meanError([]float64{1, 2, 3}); mean != 2 || math.Abs(se-1/math.Sqrt(3)) > 1e-12 {
		t.Errorf("%v ± %v", mean, se)
	}
}
