package setup

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	"golang.org/x/mod/semver"
)

const goNeeded = "go1.26"

// goEnv is the part of `go env` that matters here.
type goEnv struct {
	Path    string `json:"-"` // of the go command
	Version string `json:"GOVERSION"`
	Cgo     string `json:"CGO_ENABLED"`
	CC      string `json:"CC"`
	Flags   string `json:"GOFLAGS"`
}

// goEnv asks the go command. It fails with a Problem.
func (m *Machine) goEnv(ctx context.Context) (goEnv, error) {
	const what = "Go is missing"
	const mend = "install Go 1.26 or newer from https://go.dev/dl and have its bin folder on the PATH"
	path, err := m.lookPath("go")
	if err != nil {
		return goEnv{}, &Problem{What: what, Why: err.Error(), Mend: mend}
	}
	out, err := m.output(ctx, m.Module, path, "env", "-json", "GOVERSION", "CGO_ENABLED", "CC", "GOFLAGS")
	if err != nil {
		return goEnv{}, &Problem{What: what, Why: path + " does not run: " + err.Error(), Mend: mend}
	}
	env := goEnv{Path: path}
	if err := json.Unmarshal(out, &env); err != nil {
		return goEnv{}, &Problem{What: what, Why: fmt.Sprintf("%s env does not answer in JSON: %v", path, err), Mend: mend}
	}
	if semver.Compare(semverOf(env.Version), semverOf(goNeeded)) < 0 {
		return goEnv{}, &Problem{What: "Go is too old", Why: path + " is " + env.Version + ", needed is " + goNeeded,
			Mend: mend}
	}
	return env, nil
}

// semverOf turns "go1.26.8" or "go1.26.8-X:exp" into "v1.26.8"; a development version counts as the newest.
func semverOf(version string) string {
	number, ok := strings.CutPrefix(version, "go")
	if !ok {
		return "v99.0.0"
	}
	number, _, _ = strings.Cut(number, "-")
	number, _, _ = strings.Cut(number, "rc")
	return "v" + number
}

func (m *Machine) goComponent() Component {
	return Component{Name: "Go", Check: func(ctx context.Context) Status {
		env, err := m.goEnv(ctx)
		if err != nil {
			return fromProblem(err)
		}
		return present(env.Path, env.Version)
	}}
}

// fromProblem is the status of a check that ended in a Problem or another error.
func fromProblem(err error) Status {
	if p, ok := errors.AsType[*Problem](err); ok {
		return Status{What: p.What, Why: p.Why, Mend: p.Mend}
	}
	return absent(err.Error())
}

// compilerComponent is the C compiler that cgo needs: go-xla loads plugins through it.
func (m *Machine) compilerComponent() Component {
	return Component{Name: "C compiler", Check: func(ctx context.Context) Status {
		env, err := m.goEnv(ctx)
		if err != nil {
			return Status{Why: "not looked for without Go", Mend: "install Go first"}
		}
		command, _, _ := strings.Cut(env.CC, " ")
		path, err := m.lookPath(command)
		switch {
		case err != nil:
			return Status{Why: fmt.Sprintf("XLA is loaded through cgo, and there is no %q on the PATH", command),
				Mend: compilerMend}
		case env.Cgo != "1":
			return Status{
				What: "the C compiler is not used", Where: path,
				Why:  "XLA is loaded through cgo, which CGO_ENABLED=" + env.Cgo + " switches off",
				Mend: "unset CGO_ENABLED; go env -u CGO_ENABLED",
			}
		}
		return present(path, filepath.Base(command))
	}}
}

const compilerMend = "sudo apt-get install gcc libc6-dev (Debian, Ubuntu); sudo dnf install gcc (Fedora); xcode-select --install (macOS)"
