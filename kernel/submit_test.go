package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tradeoff/diversity/cluster"
	"tradeoff/diversity/runner"
	"tradeoff/diversity/study/maintain"
)

// submitLine is the command `study submit ...`.
func submitLine(t *testing.T, args ...string) (code int, out, errors string) {
	t.Helper()
	return call(t, "", append([]string{"study", "submit"}, args...)...)
}

func TestSubmitUsage(t *testing.T) {
	_, dir, _ := newStudies(t)
	for _, c := range []struct {
		args []string
		code int
		said string
	}{
		{nil, exitUsage, "want one study, have 0"},
		{[]string{"a", "b", "--slurm"}, exitUsage, "want one study, have 2"},
		{[]string{dir}, exitUsage, "want --slurm or --kubernetes"},
		{[]string{dir, "--slurm", "--kubernetes"}, exitUsage, "want --slurm or --kubernetes"},
		{[]string{dir, "--slurm", "--image", "x", "--gpu", "1"}, exitUsage, "--gpu, --image: only for Kubernetes"},
		{[]string{dir, "--kubernetes", "--gres", "x"}, exitUsage, "--gres: only for Slurm"},
		{[]string{dir, "--slurm", "--time", "soon"}, exitUsage, `time = "soon"`},
		{[]string{dir, "--kubernetes", "--env", "A"}, exitUsage, "NAME=VALUE"},
		{[]string{dir, "--slurm"}, exitUsage, "go build -o"}, // the program of a test is in a temporary directory
		{[]string{dir, "--slurm", "--worker", "kernel"}, exitUsage, "Slurm.Worker[0]"},
		{[]string{dir, "--slurm", "--worker", "/kernel", "--array", "8"}, exitUsage, "Slurm.Array"},
		{[]string{dir, "--kubernetes", "--image", "x"}, exitUsage, "Kubernetes.Claim"},
		{[]string{"none", "--slurm"}, exitUsage, `no study "none"`},
		{[]string{"./none", "--kubernetes"}, exitFailed, filepath.Join("none", "study.json")},
		{[]string{"a/b", "--slurm"}, exitFailed, "a/b/study.json"},
	} {
		if code, _, errors := submitLine(t, c.args...); code != c.code || !strings.Contains(errors, c.said) {
			t.Errorf("%q: exit code %d, want %d and %q: %s", c.args, code, c.code, c.said, errors)
		}
	}
	if code, out, _ := submitLine(t, "-h"); code != 0 || !strings.Contains(out, "-partition") ||
		!strings.Contains(out, "NAME|DIR") {
		t.Errorf("-h: exit code %d: %s", code, out)
	}
}

func TestSubmitPrints(t *testing.T) {
	_, dir, s := newStudies(t)
	want, err := cluster.Script(dir, cluster.Slurm{
		Tasks: 4, MaxRunning: 2, Partition: "gpu", Gres: "gpu:1", Memory: "4G", CPUsPerTask: 2,
		Worker:     []string{"/shared/kernel"},
		ExtraLines: []string{"module load cuda", "#SBATCH --exclusive"},
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{s.Name, dir} {
		code, out, errors := submitLine(t, name, "--slurm", "--print", "--tasks", "4", "--max-running", "2", "--partition",
			"gpu", "--gres", "gpu:1", "--mem", "4G",
			"--cpus", "2", "--worker", "/shared/kernel", "--extra", "module load cuda", "--extra", "#SBATCH --exclusive")
		if code != 0 || out != want {
			t.Errorf("%s: exit code %d: %s%s", name, code, out, errors)
		}
	}
	if _, err := os.Stat(filepath.Join(dir, "logs")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("printing made a directory: %v", err)
	}
	want, err = cluster.Manifest(s.Name, cluster.Kubernetes{
		Image: "kernel:1", Claim: "studies", Tasks: 4, CPU: "2", GPU: 1, Memory: "4Gi", Env: map[string]string{"A": "b=c"},
		Command: []string{"/kernel"},
	})
	if err != nil {
		t.Fatal(err)
	}
	code, out, errors := submitLine(t, s.Name, "--kubernetes", "--image", "kernel:1", "--claim", "studies", "--tasks", "4",
		"--cpus", "2", "--gpu", "1", "--mem", "4Gi",
		"--env", "A=b=c", "--worker", "/kernel")
	if code != 0 || out != want {
		t.Errorf("exit code %d: %s%s", code, out, errors)
	}
}

// fakeSbatch makes a program sbatch the only one in the PATH.
func fakeSbatch(t *testing.T, script string) {
	t.Helper()
	bin := t.TempDir()
	if err := os.WriteFile(filepath.Join(bin, "sbatch"), []byte("#!/bin/sh\n"+script+"\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", bin)
}

func TestSubmitTriesFailuresAgain(t *testing.T) {
	_, dir, _ := newStudies(t)
	t.Setenv(failVariable, "4x4#0")
	expect(t, exitFailed, "", "1 failed", "study", "resume", "letters", "--workers", "1")
	t.Setenv(failVariable, "")
	t.Setenv("PATH", t.TempDir())
	if code, _, said := submitLine(t, dir, "--slurm", "--worker", "/kernel"); code != exitMissing ||
		!strings.Contains(said, "login node") {
		t.Errorf("no sbatch: exit code %d: %s", code, said)
	}
	fakeSbatch(t, "echo 'invalid account' >&2; exit 1")
	if code, _, said := submitLine(t, dir, "--slurm", "--worker", "/kernel"); code != exitFailed ||
		!strings.Contains(said, "invalid account") {
		t.Errorf("refused: exit code %d: %s", code, said)
	}
	fakeSbatch(t, "echo 17")
	code, out, said := submitLine(t, "letters", "--slurm", "--worker", "/kernel")
	if code != 0 || !strings.HasPrefix(out, "job 17 computes letters: 4 runs: 3 done, 1 ") {
		t.Errorf("exit code %d: %s%s", code, out, said)
	}
	if status, err := maintain.ReadStatus(dir); err != nil || status.Counts[maintain.Waiting] != 1 {
		t.Errorf("%v: %v", status, err)
	}
	expect(t, 0, "", "", "study", "resume", "letters")
	if code, out, said := submitLine(t, dir, "--slurm", "--worker", "/kernel"); code != 0 ||
		!strings.Contains(out, "nothing is missing") {
		t.Errorf("complete: exit code %d: %s%s", code, out, said)
	}
}

func TestLastingProgram(t *testing.T) {
	for program, lasts := range map[string]bool{
		"/home/user/bin/kernel":                                                   true,
		"/scratch/go-build123/b001/exe/kernel":                                    false,
		"/home/user/.cache/go-build/3f/" + strings.Repeat("0a", 32) + "-d/kernel": false,
		filepath.Join(os.TempDir(), "kernel"):                                     false,
	} {
		if err := lasting(program); (err == nil) != lasts {
			t.Errorf("%s: %v", program, err)
		}
	}
}

// Package cluster does not link runner, and has the exit codes of its own.
func TestClusterKnowsTheExitCodes(t *testing.T) {
	script, err := cluster.Script("/studies/letters", cluster.Slurm{Worker: []string{"/kernel"}})
	if want := fmt.Sprintf("# %d: start it again; %d: the study cannot", runner.ExitRetry, runner.ExitNever); err != nil ||
		!strings.Contains(script, want) {
		t.Errorf("%v: no %q in\n%s", err, want, script)
	}
	manifest, err := cluster.Manifest("letters", cluster.Kubernetes{Image: "kernel", Claim: "studies"})
	never, retry, found := strings.Cut(manifest, fmt.Sprintf("values: [%d]", runner.ExitNever))
	if err != nil || !found || !strings.Contains(never, "FailJob") ||
		!strings.Contains(retry, fmt.Sprintf("values: [%d]", runner.ExitRetry)) {
		t.Errorf("%v: %s", err, manifest)
	}
}
