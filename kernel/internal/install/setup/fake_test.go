package setup

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"tradeoff/kernel/internal/install/paths"
	"tradeoff/kernel/internal/modpath"
)

// fakeMachine is a machine whose PATH has only stub programs, in new directories. Nothing on it reaches a network.
func fakeMachine(t *testing.T, programs map[string]string) *Machine {
	t.Helper()
	root := t.TempDir()
	bin := filepath.Join(root, "bin")
	for name, script := range programs {
		writeFile(t, filepath.Join(bin, name), "#!/bin/sh\n"+script+"\n", 0o755)
	}
	module := filepath.Join(root, "module")
	writeFile(t, filepath.Join(module, "go.mod"), fakeModule, 0o644)
	writeFile(t, filepath.Join(module, "go.sum"), "sums\n", 0o644)
	for name, text := range map[string]string{
		"cell/cellgo": "package main\n", "cell/importable": "package importable\n", "cell/nearest": "package nearest\n",
		"cell/protocol":  "package protocol\n",
		"cell/workspace": "package workspace\n", "files": "package files\n", "modpath": "package modpath\n",
	} {
		writeFile(t, filepath.Join(module, "kernel", "internal", filepath.FromSlash(name), "source.go"), text, 0o644)
	}
	self := filepath.Join(root, "self")
	writeFile(t, self, "this program", 0o755)
	return &Machine{
		Dirs: paths.Dirs{Cache: filepath.Join(root, "cache"), Data: filepath.Join(root, "data"),
			Jupyter: filepath.Join(root, "jupyter")},
		Module:   module,
		Self:     self,
		lookPath: func(name string) (string, error) { return lookIn(bin, name) },
		output:   commandOutput,
		mend: func(source, _, dir string) (string, error) {
			return filepath.Join(dir, filepath.Base(source)+".mod"), nil
		},
		free:    func(string) (uint64, error) { return 100e9, nil },
		devices: fakeDevices(Device{Description: "XLA CPU", Plugin: "/plugin.so"}),
		assets:  fakeAssets(),
	}
}

var fakeModule = "module " + modpath.Own() + `

go 1.26.5

require (
	github.com/janpfeifer/gonb v0.11.4
	golang.org/x/tools v0.52.0
)
`

func lookIn(bin, name string) (string, error) {
	path := filepath.Join(bin, name)
	if _, err := os.Stat(path); err != nil {
		return "", &exec.Error{Name: name, Err: exec.ErrNotFound}
	}
	return path, nil
}

func writeFile(t *testing.T, path, content string, mode os.FileMode) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(content), mode); err != nil {
		t.Fatal(err)
	}
}

func fakeDevices(d Device) Devices {
	return Devices{
		Find:    func(context.Context) (Device, error) { return d, nil },
		Install: func(context.Context, string, func(string)) (Device, error) { return d, nil },
		GPUs:    func(context.Context) ([]string, error) { return nil, nil },
	}
}

// fakeAssets notes the lab extension as a file.
func fakeAssets() Assets {
	return Assets{
		Extension: func(dir string) error { return os.WriteFile(filepath.Join(dir, "extension"), nil, 0o644) },
		Retract: func(dir string) (string, error) {
			path := filepath.Join(dir, "extension")
			if _, err := os.Stat(path); errors.Is(err, os.ErrNotExist) {
				return "", nil
			}
			return path, os.Remove(path)
		},
		Extended: func(dir string) (bool, error) {
			_, err := os.Stat(filepath.Join(dir, "extension"))
			return err == nil, nil
		},
	}
}

// goStub answers `go env` and "builds" a file that names its package; each call is noted in the file GOLOG beside it.
const goStub = `
echo "$@" >> "$(dirname "$0")/go.log"
case "$1" in
env) echo '{"GOVERSION":"go1.26.8","CGO_ENABLED":"1","CC":"gcc -m64","GOFLAGS":"-buildvcs=false -mod=mod"}';;
mod) echo '{"Dir":"/mod/gonb"}';;
build) for last; do :; done; [ "$3" = /dev/null ] || echo "built $last" > "$3";;
esac`

// pythonStub passes the probe, makes an environment that holds itself, and installs nothing.
const pythonStub = `
case "$1 $2" in
"-c "*) echo 3.12.1;;
"-m venv") mkdir -p "$3/bin" && cp "$0" "$3/bin/python";;
"-m pip") echo "$@" > "$(dirname "$0")/pip.log";;
esac`

// goodPrograms are what a whole set-up needs.
func goodPrograms() map[string]string {
	return map[string]string{"go": goStub, "gcc": "exit 0", "python3": pythonStub}
}

// wantProblem checks that an error has a Problem with these words.
func wantProblem(t *testing.T, err error, words ...string) {
	t.Helper()
	var p *Problem
	if !errors.As(err, &p) {
		t.Fatalf("error = %v, want a Problem", err)
	}
	for _, word := range words {
		if !strings.Contains(err.Error(), word) {
			t.Errorf("the error does not say %q:\n%v", word, err)
		}
	}
}

// journal keeps the log of a set-up.
type journal struct{ lines []string }

func (j *journal) log(component, message string) { j.lines = append(j.lines, component+": "+message) }

func (j *journal) String() string { return strings.Join(j.lines, "\n") }
