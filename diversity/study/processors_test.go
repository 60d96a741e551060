package study

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"tradeoff/diversity"
)

func TestProcessorsAreCoresOrDevices(t *testing.T) {
	t.Setenv(DevicesVariable, "")
	cores, err := processors()
	if err != nil || len(cores) != len(usableCores()) || cores[0].environment() != nil ||
		cores[0].core != usableCores()[0] {
		t.Errorf("without GPUs: %v, %v", cores, err)
	}
	t.Setenv(DevicesVariable, "0,GPU-8f2c,0")
	devices, err := processors()
	if want := []processor{{device: "0"}, {device: "GPU-8f2c"}, {device: "0"}}; err != nil ||
		!slices.Equal(devices, want) {
		t.Errorf("with GPUs: %v, %v", devices, err)
	}
	t.Setenv(visibleVariable, "7")
	if env := devices[1].environment(); env[len(env)-1] != visibleVariable+"=GPU-8f2c" || len(env) != len(os.Environ())+1 {
		t.Errorf("the environment ends in %q", env[len(env)-1])
	}
}

func TestDevicesThatCannotBeRead(t *testing.T) {
	for _, list := range []string{",", "0,", "0,,1"} {
		t.Setenv(DevicesVariable, list)
		_, err := small().Run(context.Background(), RunOptions{Root: t.TempDir(), Executor: workers(0)})
		if !errors.Is(err, diversity.ErrInvalid) || !strings.Contains(err.Error(), DevicesVariable) {
			t.Errorf("%q: error %v", list, err)
		}
	}
}

// Each worker sees one GPU; a script stands for the worker program and notes which.
func TestWorkersSeeTheirDevice(t *testing.T) {
	dir := t.TempDir()
	log, script := filepath.Join(dir, "log"), filepath.Join(dir, "worker")
	text := "#!/bin/sh\necho \"$CUDA_VISIBLE_DEVICES\" >> " + log + "\n"
	if err := os.WriteFile(script, []byte(text), 0o700); err != nil { //nolint:gosec // it must be executable
		t.Fatal(err)
	}
	t.Setenv(DevicesVariable, "0,1,GPU-8f2c")
	_, err := small().Run(context.Background(),
		RunOptions{Root: t.TempDir(), Executor: Processes{Command: []string{script}}})
	if !errors.Is(err, ErrIncomplete) {
		t.Errorf("error %v, want that nothing was computed", err)
	}
	seen, err := os.ReadFile(log)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Fields(string(seen))
	slices.Sort(lines)
	if !slices.Equal(lines, []string{"0", "1", "GPU-8f2c"}) {
		t.Errorf("the workers saw %v", lines)
	}
}
