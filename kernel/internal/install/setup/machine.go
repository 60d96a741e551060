package setup

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"tradeoff/kernel/internal/cell/gonbfix"
	"tradeoff/kernel/internal/install/paths"
	"tradeoff/kernel/internal/lines"
	"tradeoff/kernel/internal/modpath"

	"golang.org/x/mod/modfile"
)

// Machine is what a set-up touches outside its own directories.
type Machine struct {
	Dirs   paths.Dirs
	Prefix string // of an installation that gets kernelspec and lab extension, in Dirs.Jupyter; "": the user's own
	Module string // directory of our module
	Self   string // the running program

	lookPath func(string) (string, error)
	// standard output; the error has standard error
	output  func(ctx context.Context, dir string, command ...string) ([]byte, error)
	mend    func(source, module, dir string) (modfile string, err error) // gonb's source
	free    func(dir string) (uint64, error)                             // bytes
	devices Devices
	assets  Assets
}

// Assets are the parts of a set-up that other packages write.
type Assets struct {
	Extension func(jupyterDir string) error         // installs the lab extension
	Extended  func(jupyterDir string) (bool, error) // tells whether it is installed, as this program has it
	Retract   func(jupyterDir string) (removed string, err error)
}

// NewMachine looks at this machine. The error is a [*Problem] if our module cannot be found.
func NewMachine(dirs paths.Dirs, devices Devices, assets Assets) (*Machine, error) {
	module, err := findModule()
	if err != nil {
		return nil, err
	}
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	m := &Machine{
		Dirs: dirs, Module: module, Self: self,
		lookPath: exec.LookPath, output: commandOutput, mend: gonbfix.Copy, free: freeBytes, devices: devices, assets: assets,
	}
	m.Dirs.Keys, err = m.keys()
	return m, err
}

// findModule looks upward from the working directory, then from where this source was compiled.
func findModule() (string, error) {
	here, err := os.Getwd()
	if err != nil {
		return "", err
	}
	_, source, _, _ := runtime.Caller(0)
	for _, start := range []string{here, filepath.Dir(source)} {
		if dir, ok := moduleAbove(start); ok {
			return dir, nil
		}
	}
	return "", &Problem{
		What: "the module " + modpath.Own() + " is missing",
		Why:  "notebooks use its packages from source, and neither " + here + " nor a folder above it has its go.mod",
		Mend: "change to the cloned repository and run the command there",
	}
}

func moduleAbove(dir string) (string, bool) {
	for filepath.IsAbs(dir) {
		text, err := os.ReadFile(filepath.Join(dir, "go.mod"))
		if err == nil && modfile.ModulePath(text) == modpath.Own() {
			return dir, true
		}
		if dir == filepath.Dir(dir) {
			break
		}
		dir = filepath.Dir(dir)
	}
	return "", false
}

// commandOutput runs a command to its end.
func commandOutput(ctx context.Context, dir string, command ...string) ([]byte, error) {
	cmd := exec.CommandContext(ctx, command[0], command[1:]...)
	cmd.Dir = dir
	alone(cmd)
	out, err := cmd.Output()
	if exit, ok := errors.AsType[*exec.ExitError](err); ok && len(exit.Stderr) > 0 {
		return out, fmt.Errorf("%w: %s", err, lines.Last(string(exit.Stderr), 6))
	}
	return out, err
}
