package setup

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"tradeoff/kernel/internal/jupyter/kernelspec"
)

func findRealPython() (string, error) { return exec.LookPath("python3") }

func TestRunInstallsEverythingOnce(t *testing.T) {
	m := fakeMachine(t, goodPrograms())
	var first journal
	if err := m.Run(context.Background(), Options{Log: first.log}); err != nil {
		t.Fatal(err)
	}
	for _, c := range m.All() {
		if status := c.Check(context.Background()); !status.OK {
			t.Errorf("%s is missing after a set-up: %s", c.Name, status.Why)
		}
	}
	for path, want := range map[string]string{
		m.Dirs.Kernel():                             "this program",
		filepath.Join(m.Dirs.Tools(), "gonb"):       "built github.com/janpfeifer/gonb\n",
		filepath.Join(m.Dirs.Tools(), "goimports"):  "built golang.org/x/tools/cmd/goimports\n",
		filepath.Join(m.Dirs.Shims(), "go"):         "built tradeoff/kernel/internal/cell/cellgo\n",
		filepath.Join(m.Dirs.Completion(), "gopls"): "built golang.org/x/tools/gopls\n",
	} {
		if got, err := os.ReadFile(path); err != nil || string(got) != want {
			t.Errorf("%s reads %q, %v", path, got, err)
		}
	}
	if left, _ := filepath.Glob(filepath.Join(m.Dirs.Cache, ".[bgw]*")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
	var second journal
	if err := m.Run(context.Background(), Options{Log: second.log}); err != nil || second.String() != "" {
		t.Errorf("the second set-up: %v\n%s", err, &second)
	}
}

func TestHeadlessHasNoCompletion(t *testing.T) {
	m := fakeMachine(t, goodPrograms())
	if err := m.Run(context.Background(), Options{Headless: true}); err != nil {
		t.Fatal(err)
	}
	if m.goplsComponent().Check(context.Background()).OK {
		t.Error("gopls was built")
	}
	env, err := m.HeadlessEnv(context.Background())
	if err != nil || strings.Contains(env["PATH"], m.Dirs.Completion()) ||
		!strings.HasPrefix(env["PATH"], m.Dirs.Shims()+":"+m.Dirs.Tools()+":") {
		t.Errorf("PATH = %s, %v", env["PATH"], err)
	}
}

// TestOnlyWhatChanged spoils one component after a set-up; only that and what follows from it is done again.
func TestOnlyWhatChanged(t *testing.T) {
	for name, c := range map[string]struct {
		spoil func(m *Machine) error
		again []string
	}{
		"tool removed": {func(m *Machine) error { return os.Remove(filepath.Join(m.Dirs.Tools(), "gonb")) },
			[]string{"gonb"}},
		"new program": {func(m *Machine) error { return os.WriteFile(m.Self, []byte("newer"), 0o755) },
			[]string{"worker program"}},
		"new helper":       {changeHelper, []string{"import helper"}},
		"torn environment": {func(m *Machine) error { return os.Remove(m.Python()) }, []string{"JupyterLab"}},
		"foreign kernelspec": {func(m *Machine) error {
			return os.WriteFile(kernelspec.Path(m.Dirs.Kernelspec()),
				[]byte("{}"), 0o644)
		}, []string{"kernelspec"}},
		"no extension": {func(m *Machine) error { return os.Remove(filepath.Join(m.Dirs.Jupyter, "extension")) },
			[]string{"lab extension"}},
		"newer gonb in go.mod": {newerGonb, []string{"gonb"}},
		"new go.sum": {func(m *Machine) error {
			return os.WriteFile(filepath.Join(m.Module, "go.sum"),
				[]byte("new"), 0o644)
		}, []string{"build cache"}},
	} {
		t.Run(name, func(t *testing.T) {
			if testing.Short() && c.again[0] != "gonb" {
				t.Skip("with -short only what concerns gonb")
			}
			m := fakeMachine(t, goodPrograms())
			if err := m.Run(context.Background(), Options{}); err != nil {
				t.Fatal(err)
			}
			if err := c.spoil(m); err != nil {
				t.Fatal(err)
			}
			var j journal
			if err := m.Run(context.Background(), Options{Log: j.log}); err != nil {
				t.Fatal(err)
			}
			for _, line := range j.lines {
				component, _, _ := strings.Cut(line, ":")
				if component != "all" && component != c.again[0] {
					t.Errorf("also done: %s", line)
				}
			}
			if !strings.Contains(j.String(), c.again[0]+": done") {
				t.Errorf("%s was not done again:\n%s", c.again[0], &j)
			}
		})
	}
}

func changeHelper(m *Machine) error {
	return os.WriteFile(filepath.Join(m.Module, "kernel", "internal", "cell", "nearest", "source.go"),
		[]byte("package nearest // new\n"), 0o644)
}

func newerGonb(m *Machine) error {
	return os.WriteFile(filepath.Join(m.Module, "go.mod"), []byte(strings.Replace(fakeModule, "v0.11.4", "v0.12.0", 1)),
		0o644)
}

func TestTwoSetupsAtOnce(t *testing.T) {
	m := fakeMachine(t, goodPrograms())
	var group sync.WaitGroup
	failures := make([]error, 4)
	for i := range failures {
		group.Go(func() { failures[i] = m.Run(context.Background(), Options{}) })
	}
	group.Wait()
	for _, err := range failures {
		if err != nil {
			t.Error(err)
		}
	}
	calls, err := os.ReadFile(filepath.Join(filepath.Dir(m.mustLook(t, "go")), "go.log"))
	if n := strings.Count(string(calls), "gonb.mod github.com/janpfeifer/gonb\n"); err != nil || n != 1 {
		t.Errorf("gonb was built %d times (%v)", n, err)
	}
}

func TestSpec(t *testing.T) {
	m := fakeMachine(t, goodPrograms())
	if err := m.Run(context.Background(), Options{}); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(kernelspec.Path(m.Dirs.Kernelspec()))
	if err != nil {
		t.Fatal(err)
	}
	var spec kernelspec.Spec
	if err := json.Unmarshal(text, &spec); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{
		"GOFLAGS":          "-buildvcs=false '-ldflags=-w'",
		"DIVERSITY_WORKER": m.Dirs.Kernel(),
		"DIVERSITY_KERNEL": m.Dirs.Kernel(),
		"DIVERSITY_MODULE": m.Module,
		"DIVERSITY_CACHE":  m.Dirs.Cache,
	} {
		if spec.Env[name] != want {
			t.Errorf("%s = %q, want %q", name, spec.Env[name], want)
		}
	}
	for _, name := range []string{"GOPROXY", "DIVERSITY_DEVICES"} {
		if _, set := spec.Env[name]; set {
			t.Errorf("%s is the user's", name)
		}
	}
}

func TestSpecNamesTheGPUs(t *testing.T) {
	m := fakeMachine(t, goodPrograms())
	m.devices.GPUs = func(context.Context) ([]string, error) { return []string{"0", "1"}, nil }
	spec, err := m.spec(context.Background())
	if err != nil || spec.Env["DIVERSITY_DEVICES"] != "0,1" {
		t.Errorf("DIVERSITY_DEVICES = %q, %v", spec.Env["DIVERSITY_DEVICES"], err)
	}
	broken := errors.New("no cache directory")
	m.devices.GPUs = func(context.Context) ([]string, error) { return nil, broken }
	if _, err := m.spec(context.Background()); !errors.Is(err, broken) {
		t.Errorf("error %v, want %v", err, broken)
	}
}

func TestRequirementsArePinned(t *testing.T) {
	if v := pinnedVersion("jupyterlab"); v != "4.6.6" {
		t.Errorf("jupyterlab is pinned to %q", v)
	}
	if n := packageCount(); n < 60 {
		t.Errorf("%d packages", n)
	}
	for line := range strings.Lines(requirements) {
		if strings.Contains(line, "==") && !strings.HasPrefix(line, "#") && !strings.HasSuffix(strings.TrimSpace(line), `\`) {
			t.Errorf("without a hash: %s", line)
		}
	}
}

func TestSemverOf(t *testing.T) {
	for version, want := range map[string]string{
		"go1.26": "v1.26", "go1.26.8": "v1.26.8", "go1.27rc1": "v1.27", "go1.26.8-X:nodwarf5": "v1.26.8",
		"devel go1.28-abc": "v99.0.0",
	} {
		if got := semverOf(version); got != want {
			t.Errorf("semverOf(%s) = %s, want %s", version, got, want)
		}
	}
}
