package setup

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestMissing takes one thing from a good machine and wants to read what is missing, why, and what mends it.
func TestMissing(t *testing.T) {
	for _, c := range []struct {
		name  string
		spoil func(t *testing.T, programs map[string]string)
		words []string
	}{
		{"no Go", without("go"), []string{"Go is missing", "not found", "https://go.dev/dl"}},
		{"broken Go", instead("go", "echo no GOROOT >&2; exit 2"),
			[]string{"Go is missing", "no GOROOT", "https://go.dev/dl"}},
		{"old Go", instead("go", `echo '{"GOVERSION":"go1.25.9"}'`),
			[]string{"Go is too old", "go1.25.9", "go1.26", "https://go.dev/dl"}},
		{"Go that speaks no JSON", instead("go", "echo hello"), []string{"Go is missing", "JSON"}},
		{"no C compiler", without("gcc"),
			[]string{"C compiler is missing", `no "gcc" on the PATH`, "apt-get install gcc", "xcode-select"}},
		{
			"cgo switched off", instead("go", `echo '{"GOVERSION":"go1.26.8","CGO_ENABLED":"0","CC":"gcc"}'`),
			[]string{"the C compiler is not used", "CGO_ENABLED=0", "unset CGO_ENABLED"},
		},
		{"no Python", without("python3"), []string{"Python is missing", "no python3 on the PATH", "python3-venv"}},
		{
			"old Python", instead("python3", "echo 'it is Python 3.9.2, needed is 3.10 or newer' >&2; exit 1"),
			[]string{"no Python can be used", "3.9.2", "3.10", "apt-get install python3"},
		},
		{
			"no venv", instead("python3", "echo 'Python 3.12.1 has no module ensurepip, which makes environments' >&2; exit 1"),
			[]string{"Python's venv module is missing", "no module ensurepip", "sudo apt-get install python3-venv"},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			programs := goodPrograms()
			c.spoil(t, programs)
			m := fakeMachine(t, programs)
			wantProblem(t, m.Run(context.Background(), Options{}), c.words...)
			if entries, _ := filepath.Glob(filepath.Join(m.Dirs.Cache, "[a-z]*")); len(entries) > 0 {
				t.Errorf("something was installed: %v", entries)
			}
		})
	}
}

func without(name string) func(*testing.T, map[string]string) {
	return func(_ *testing.T, programs map[string]string) { delete(programs, name) }
}

func instead(name, script string) func(*testing.T, map[string]string) {
	return func(_ *testing.T, programs map[string]string) { programs[name] = script }
}

func TestAllProblemsAtOnce(t *testing.T) {
	m := fakeMachine(t, map[string]string{"go": goStub})
	wantProblem(t, m.Run(context.Background(), Options{}), "C compiler is missing", "Python is missing")
}

// TestRealPythonProbe runs the probe's own words through a real interpreter, where there is one.
func TestRealPythonProbe(t *testing.T) {
	m := fakeMachine(t, nil)
	python, err := findRealPython()
	if err != nil {
		t.Skip("no python3 on this machine")
	}
	noVenv := "import sys; sys.modules['ensurepip'] = None\n" + pythonProbe
	if _, err := m.output(context.Background(), "", python, "-c", noVenv); err == nil ||
		!strings.Contains(err.Error(), "no module ensurepip") {
		t.Errorf("without ensurepip: %v", err)
	}
	old := "import sys; sys.version_info = (3, 8, 1)\n" + pythonProbe
	if _, err := m.output(context.Background(), "", python, "-c", old); err == nil ||
		!strings.Contains(err.Error(), "3.8.1") {
		t.Errorf("of version 3.8.1: %v", err)
	}
}

func TestNextPythonIsTried(t *testing.T) {
	programs := goodPrograms()
	programs["python3.12"] = programs["python3"]
	programs["python3"] = "echo 'it is Python 3.9.2, needed is 3.10 or newer' >&2; exit 1"
	m := fakeMachine(t, programs)
	path, _, err := m.systemPython(context.Background())
	if err != nil || filepath.Base(path) != "python3.12" {
		t.Errorf("systemPython = %s, %v", path, err)
	}
}

func TestPipFails(t *testing.T) {
	programs := goodPrograms()
	programs["python3"] = strings.Replace(pythonStub, `echo "$@" > "$(dirname "$0")/pip.log"`,
		"echo 'ERROR: Could not find a version that satisfies the requirement anyio (from versions: none)' >&2; exit 1", 1)
	m := fakeMachine(t, programs)
	err := m.Run(context.Background(), Options{Headless: true})
	wantProblem(t, err, "packages of JupyterLab could not be installed", "Could not find a version", "HTTPS_PROXY", again)
	if m.environmentComponent().Check(context.Background()).OK {
		t.Error("half an environment counts as complete")
	}
	writeFile(t, filepath.Join(filepath.Dir(m.mustLook(t, "python3")), "python3"), "#!/bin/sh\n"+pythonStub, 0o755)
	if err := m.Run(context.Background(), Options{Headless: true}); err != nil {
		t.Errorf("the second attempt: %v", err)
	}
}

func (m *Machine) mustLook(t *testing.T, name string) string {
	t.Helper()
	path, err := m.lookPath(name)
	if err != nil {
		t.Fatal(err)
	}
	return path
}

func TestVenvFails(t *testing.T) {
	programs := goodPrograms()
	programs["python3"] = strings.Replace(pythonStub, `mkdir -p "$3/bin" && cp "$0" "$3/bin/python"`,
		"echo 'No space left on device' >&2; exit 1", 1)
	err := fakeMachine(t, programs).Run(context.Background(), Options{Headless: true})
	wantProblem(t, err, "environment could not be made", "No space left on device")
}

func TestBuildFails(t *testing.T) {
	programs := goodPrograms()
	programs["go"] = strings.Replace(goStub, `[ "$3" = /dev/null ] ||`,
		"echo 'dial tcp: lookup proxy.golang.org: no such host' >&2; exit 1;", 1)
	err := fakeMachine(t, programs).Run(context.Background(), Options{Headless: true})
	wantProblem(t, err, "gonb could not be built", "goimports could not be built", "no such host", "GOPROXY", again)
}

func TestNoSpace(t *testing.T) {
	m := fakeMachine(t, goodPrograms())
	m.free = func(string) (uint64, error) { return 300e6, nil }
	wantProblem(t, m.Run(context.Background(), Options{}), "the disk is too full", "0.3 GB free", "1.1 GB",
		"DIVERSITY_CACHE")
}

func TestDirectoryCannotBeMade(t *testing.T) {
	for _, variable := range []string{"DIVERSITY_CACHE", "DIVERSITY_HOME", "JUPYTER_DATA_DIR"} {
		m := fakeMachine(t, goodPrograms())
		file := filepath.Join(t.TempDir(), "file")
		writeFile(t, file, "", 0o644)
		switch variable {
		case "DIVERSITY_CACHE":
			m.Dirs.Cache = filepath.Join(file, "cache")
		case "DIVERSITY_HOME":
			m.Dirs.Data = filepath.Join(file, "data")
		default:
			m.Dirs.Jupyter = filepath.Join(file, "jupyter")
		}
		wantProblem(t, m.Run(context.Background(), Options{}), file, "not a directory", "set "+variable)
	}
}

func TestNoPluginIsAWarning(t *testing.T) {
	m := fakeMachine(t, goodPrograms())
	m.devices = fakeDevices(Device{Description: "pure Go", Slow: true,
		Reasons: []string{"official release: not used: no network"}})
	var j journal
	if err := m.Run(context.Background(), Options{Log: j.log}); err != nil {
		t.Fatal(err)
	}
	for _, word := range []string{"XLA: warning", "no network", "13 to 40 times slower", "GOMLX_BACKEND"} {
		if !strings.Contains(j.String(), word) {
			t.Errorf("the log does not say %q:\n%s", word, &j)
		}
	}
}

func TestNoModule(t *testing.T) {
	if dir, ok := moduleAbove(t.TempDir()); ok {
		t.Errorf("a module in an empty folder: %s", dir)
	}
	other := t.TempDir()
	writeFile(t, filepath.Join(other, "go.mod"), "module example.org/other\n", 0o644)
	if dir, ok := moduleAbove(other); ok {
		t.Errorf("another module is taken for ours: %s", dir)
	}
	here, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	if dir, ok := moduleAbove(here); !ok || dir != filepath.Join(here, "..", "..", "..", "..") {
		t.Errorf("moduleAbove(%s) = %s, %v", here, dir, ok)
	}
}

func TestInterruptedSetupIsAnInterrupt(t *testing.T) {
	m := fakeMachine(t, goodPrograms())
	ctx, cancel := context.WithCancel(context.Background())
	m.devices.Install = func(ctx context.Context, _ string, _ func(string)) (Device, error) {
		cancel()
		return Device{}, ctx.Err()
	}
	m.devices.Find = func(context.Context) (Device, error) { return Device{Download: true}, nil }
	if err := m.Run(ctx, Options{}); !errors.Is(err, context.Canceled) {
		t.Errorf("error = %v, want context.Canceled", err)
	}
}
