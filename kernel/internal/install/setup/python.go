package setup

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"tradeoff/kernel/internal/lines"
)

// requirements pins JupyterLab, nbclient, nbconvert and all that they need, with the SHA-256 of every file.
//
//go:embed requirements.txt
var requirements string

// labSettings are JupyterLab's in the private environment: without a network it would still ask about news at every
// start, and it forgets completions that take longer than a second, as those of a large package may.
const labSettings = `{
	"@jupyterlab/apputils-extension:notification": {"fetchNews": "false", "checkForUpdates": false},
	"@jupyterlab/completer-extension:manager": {"providerTimeout": 5000}
}`

// pythonCandidates are tried in this order; the first that is new enough and whole is used.
func pythonCandidates() []string {
	return []string{"python3", "python3.14", "python3.13", "python3.12", "python3.11", "python3.10", "python"}
}

// pythonProbe prints the version if it is new enough and an environment can be made.
const pythonProbe = `import sys
v = "%d.%d.%d" % sys.version_info[:3]
if sys.version_info < (3, 10): sys.exit("it is Python " + v + ", needed is 3.10 or newer")
try:
    import ensurepip, venv
except ImportError as e:
    sys.exit("Python " + v + " has no module " + e.name + ", which makes environments")
print(v)`

// systemPython finds the interpreter that environments are made with. It fails with a Problem.
func (m *Machine) systemPython(ctx context.Context) (path, version string, err error) {
	var why []string
	for _, name := range pythonCandidates() {
		path, err := m.lookPath(name)
		if err != nil {
			continue
		}
		out, err := m.output(ctx, "", path, "-c", pythonProbe)
		if err == nil {
			return path, strings.TrimSpace(string(out)), nil
		}
		why = append(why, path+": "+lines.Last(err.Error(), 1))
	}
	return "", "", pythonProblem(why)
}

func pythonProblem(why []string) error {
	if len(why) == 0 {
		return &Problem{What: "Python is missing",
			Why: "JupyterLab needs Python 3.10 or newer, and there is no python3 on the PATH", Mend: pythonMend}
	}
	p := &Problem{What: "no Python can be used", Why: strings.Join(why, "; "), Mend: pythonMend}
	if strings.Contains(p.Why, "has no module") {
		p.What, p.Mend = "Python's venv module is missing", venvMend
	}
	return p
}

const (
	pythonMend = "sudo apt-get install python3 python3-venv (Debian, Ubuntu); sudo dnf install python3 (Fedora); brew install python (macOS)"
	venvMend   = "sudo apt-get install python3-venv (Debian, Ubuntu); elsewhere install Python from https://www.python.org"
)

func (m *Machine) pythonComponent() Component {
	return Component{Name: "Python", Check: func(ctx context.Context) Status {
		path, version, err := m.systemPython(ctx)
		if err != nil {
			return fromProblem(err)
		}
		return present(path, version)
	}}
}

// environmentDir is the private environment of these requirements.
func (m *Machine) environmentDir() string {
	return filepath.Join(m.Dirs.Python(), key(requirements, labSettings))
}

// Python is the interpreter of the private environment.
func (m *Machine) Python() string { return filepath.Join(m.environmentDir(), "bin", "python") }

func (m *Machine) environmentComponent() Component {
	return Component{
		Name: "JupyterLab",
		Check: func(context.Context) Status {
			if !m.stamped("python", key(requirements, m.environmentDir()), m.Python()) {
				return absent("its private Python environment is not set up")
			}
			return present(m.environmentDir(), pinnedVersion("jupyterlab"))
		},
		Install: m.installEnvironment,
	}
}

// pinnedVersion is the version of a package in the requirements.
func pinnedVersion(name string) string {
	found := regexp.MustCompile(`(?m)^` + regexp.QuoteMeta(name) + `==(\S+)`).FindStringSubmatch(requirements)
	if found == nil {
		return ""
	}
	return found[1]
}

// packageCount is the number of packages in the requirements.
func packageCount() int {
	return len(regexp.MustCompile(`(?m)^[\w.-]+==`).FindAllString(requirements, -1))
}

// installEnvironment makes the environment from nothing. The packages that JupyterLab names for Python notebooks are
// left out of the requirements, hence --no-deps.
func (m *Machine) installEnvironment(ctx context.Context, log func(string)) error {
	python, version, err := m.systemPython(ctx)
	if err != nil {
		return err
	}
	dir := m.environmentDir()
	log("making a private environment with Python " + version)
	if err := errors.Join(m.unstamp("python", key(requirements, dir)), os.RemoveAll(dir)); err != nil {
		return err
	}
	if _, err := m.output(ctx, "", python, "-m", "venv", dir); err != nil {
		return &Problem{What: "the private Python environment could not be made", Why: err.Error(), Mend: venvMend}
	}
	list := filepath.Join(dir, "requirements.txt")
	if err := os.WriteFile(list, []byte(requirements), 0o644); err != nil {
		return err
	}
	log(fmt.Sprintf("installing JupyterLab %s and %d packages, about 50 MB", pinnedVersion("jupyterlab"), packageCount()))
	_, err = m.output(ctx, "", m.Python(), "-m", "pip", "install", "--disable-pip-version-check", "--no-input", "--quiet",
		"--no-deps", "--require-hashes", "--only-binary", ":all:", "--requirement", list)
	if err != nil {
		return pipProblem(err)
	}
	if err := writeLabSettings(dir); err != nil {
		return err
	}
	return m.stamp("python", key(requirements, dir))
}

func writeLabSettings(environment string) error {
	dir := filepath.Join(environment, "share", "jupyter", "lab", "settings")
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, "overrides.json"), []byte(labSettings), 0o644)
}

func pipProblem(err error) error {
	return &Problem{
		What: "the packages of JupyterLab could not be installed",
		Why:  "pip failed: " + err.Error(),
		Mend: "check the network and the disk (behind a proxy set HTTPS_PROXY, with a mirror PIP_INDEX_URL), then " + again,
	}
}
