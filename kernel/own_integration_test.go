package main

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"tradeoff/diversity/study"
	"tradeoff/diversity/study/maintain"
)

// own is a user's module with a probe, a network and a worker program, built in a directory of its own.
type own struct{ dir, worker, experiment, kernel string }

// newOwn builds testdata/own as a module that names this one by replace, as a user outside does.
func newOwn(t *testing.T, base string) own {
	t.Helper()
	if os.Getenv("DIVERSITY_INTEGRATION") != "1" {
		t.Skip("set DIVERSITY_INTEGRATION=1 to build a user's module and compute a study with it: takes minutes")
	}
	clone, err := filepath.Abs("..")
	if err != nil {
		t.Fatal(err)
	}
	o := own{dir: filepath.Join(base, "own module")}
	o.worker, o.experiment, o.kernel = filepath.Join(o.dir, "own-worker"), filepath.Join(o.dir, "own-experiment"),
		filepath.Join(o.dir, "kernel")
	if err := os.CopyFS(o.dir, os.DirFS(filepath.Join("testdata", "own"))); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(filepath.Join(clone, "go.mod"))
	if err != nil {
		t.Fatal(err)
	}
	mod := strings.Replace(string(text), "module tradeoff\n", "module example.org/own\n", 1) +
		"\nrequire tradeoff v0.0.0\n\nreplace tradeoff => " + clone + "\n"
	sums, err := os.ReadFile(filepath.Join(clone, "go.sum"))
	if err != nil {
		t.Fatal(err)
	}
	for name, content := range map[string][]byte{"go.mod": []byte(mod), "go.sum": sums} {
		if err := os.WriteFile(filepath.Join(o.dir, name), content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	o.build(t, "-o", o.worker, "./worker") // which completes the user's go.mod
	o.build(t, "-o", o.experiment, "./experiment")
	putProgram(t, o.kernel)
	return o
}

func (o own) build(t *testing.T, args ...string) {
	t.Helper()
	cmd := exec.Command("go", append([]string{"build", "-mod=mod"}, args...)...)
	cmd.Dir = o.dir
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
}

// command is the user's program, with a worker program in its environment.
func (o own) command(worker string, args ...string) *exec.Cmd {
	cmd := exec.Command(o.experiment, args...)
	cmd.Env = append(os.Environ(), study.WorkerVariable+"="+worker)
	return cmd
}

// table is the study's results as the user's own program reads them.
func (o own) table(t *testing.T) string {
	t.Helper()
	out, err := o.command("", "read").CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	return string(out)
}

// TestIntegrationOwnModule is a study with a network and a probe of a user's, in worker processes: refused where the
// program lacks them, killed in the middle, resumed, and read again by programs that know the kinds and by one that
// does not.
func TestIntegrationOwnModule(t *testing.T) {
	o := newOwn(t, t.TempDir())
	t.Setenv("GOMLX_BACKEND", "go")
	home := t.TempDir()
	t.Setenv(study.HomeVariable, home)

	out, err := o.command(o.kernel, "run").CombinedOutput()
	for _, part := range []string{`backbone kind "small" is not known to this program`, `import _ "example.org/own/small"`,
		"runner.Main"} {
		if err == nil || !strings.Contains(string(out), part) {
			t.Errorf("%v: %s: want %q", err, out, part)
		}
	}
	if left, _ := os.ReadDir(home); len(left) > 0 {
		t.Errorf("the study that was refused left %v", left)
	}

	dir := filepath.Join(home, "studies", "own")
	o.killAfterTheFirstResult(t, dir)
	status, err := maintain.ReadStatus(dir) // this program knows neither kind
	if err != nil || status.Complete() || status.Counts[maintain.Done] == 0 {
		t.Fatalf("after the kill: %v, %v", status, err)
	}
	if out, err := o.command(o.worker, "run").CombinedOutput(); err != nil {
		t.Fatalf("resumed: %v: %s", err, out)
	}
	o.readsElsewhere(t, dir)
}

// killAfterTheFirstResult kills the user's program, and with it its workers, as a loss of power does.
func (o own) killAfterTheFirstResult(t *testing.T, dir string) {
	t.Helper()
	cmd := o.command(o.worker, "run")
	cmd.Stderr = os.Stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	eventually(t, "the first result", 2*time.Minute, func() bool {
		found, _ := filepath.Glob(filepath.Join(dir, "runs", "*.json"))
		return len(found) > 0
	})
	if err := cmd.Process.Signal(syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	_ = cmd.Wait()
}

// readsElsewhere looks at the finished study in this process, which does not know the kinds, and by the kernel's
// commands.
func (o own) readsElsewhere(t *testing.T, dir string) {
	t.Helper()
	before, err := os.ReadFile(filepath.Join(dir, "study.json"))
	if err != nil {
		t.Fatal(err)
	}
	results, err := study.ReadResults(dir)
	if err != nil || len(results.Runs) != 12 || len(results.Missing)+len(results.Failures) > 0 {
		t.Fatalf("%v, %v", results, err)
	}
	if have, want := results.Table().String(), o.table(t); have != want || !strings.Contains(have, "neighbours") {
		t.Errorf("read here\n%s\nby the user's program\n%s", have, want)
	}
	points, err := results.Points(study.Metric{Task: results.Study.Tasks[0].Name, Probe: "neighbours"})
	if err != nil || len(points) != 9 {
		t.Errorf("%d points of the user's probe, %v", len(points), err)
	}
	if err := results.Study.Known(); err == nil || !strings.Contains(err.Error(), `"example.org/own/small"`) {
		t.Errorf("error %v, want one that names the package", err)
	}
	if again, err := study.Resume(context.Background(), dir, study.RunOptions{}); err != nil || len(again.Runs) != 12 {
		t.Errorf("nothing is left to compute: %v", err)
	}
	for _, line := range []string{"list", "status own", "check own", "resume own"} {
		out, err := exec.Command(o.kernel, append([]string{"study"}, strings.Fields(line)...)...).CombinedOutput()
		if err != nil || strings.Contains(string(out), "not known") {
			t.Errorf("study %s: %v: %s", line, err, out)
		}
	}
	if after, err := os.ReadFile(filepath.Join(dir, "study.json")); err != nil || !bytes.Equal(after, before) {
		t.Errorf("study.json was changed by programs that do not know the kinds: %v\n%s\n%s", err, before, after)
	}
}
