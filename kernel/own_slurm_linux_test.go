package main

import (
	"path/filepath"
	"strings"
	"testing"

	"tradeoff/diversity/study"
)

// TestIntegrationSlurmOwnModule submits a study with a user's network and probe to a real Slurm, by the kernel program,
// which knows neither.
func TestIntegrationSlurmOwnModule(t *testing.T) {
	base := t.TempDir()
	o := newOwn(t, base)
	s := startSlurm(t)
	t.Setenv("GOMLX_BACKEND", "go")
	t.Setenv(study.HomeVariable, filepath.Join(base, "home"))
	out, err := o.command("", "save").CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	dir := strings.TrimSpace(string(out))

	if code, _, message := submitLine(t, dir, "--slurm", "--worker", o.kernel); code == 0 ||
		!strings.Contains(message, `import _ "example.org/own/small"`) {
		t.Errorf("by a program without the kinds: exit code %d: %s", code, message)
	}
	t.Setenv(study.WorkerVariable, o.worker)
	a := &array{slurm: s, dir: dir, first: map[string][]byte{}}
	code, text, message := submitLine(t, dir, "--slurm", "--tasks", "3")
	if code != 0 || !strings.HasPrefix(text, "job ") {
		t.Fatalf("exit code %d: %s%s", code, text, message)
	}
	a.await(t, strings.Fields(text)[1])
	results, err := study.ReadResults(dir)
	if err != nil || len(results.Runs) != 12 || len(results.Failures) > 0 {
		t.Fatalf("%v: %v", err, results)
	}
	if have, want := results.Table().String(), o.table(t); have != want || !strings.Contains(have, "neighbours") {
		t.Errorf("read here\n%s\nby the user's program\n%s", have, want)
	}
}
