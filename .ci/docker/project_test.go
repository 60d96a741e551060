package docker

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"
)

// project makes one by `kernel init` of a laboratory, and reads its Dockerfile.
func project(t *testing.T, laboratory, dir string) []instructions.Command {
	t.Helper()
	cmd := exec.Command("go", "run", "./kernel", "init", dir, "--module", "example.org/mine")
	cmd.Dir = laboratory
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	text, err := os.ReadFile(filepath.Join(dir, ".binder", "Dockerfile"))
	if err != nil {
		t.Fatal(err)
	}
	commands, err := Read(bytes.NewReader(text))
	if err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	return commands
}

// The Dockerfile of a project clones the laboratory, has the project use that clone, and needs no administrator for it.
func TestProject(t *testing.T) {
	commands := project(t, "../..", filepath.Join(t.TempDir(), "mine"))
	var names []string
	for _, c := range commands {
		names = append(names, c.Name())
	}
	const want = "RUN ARG ARG ENV ENV RUN COPY RUN USER WORKDIR ARG ARG RUN ENV RUN RUN EXPOSE CMD"
	if order := strings.Join(names, " "); order != want {
		t.Errorf("the order is %s, want %s", order, want)
	}
	script := Script(commands, "ada", "/home/ada")
	for _, want := range []string{`cd "${HOME}/project"`, "export COMMIT=\"${COMMIT-",
		`git clone "${LABORATORY}" ${HOME}/laboratory`, "go mod edit -replace tradeoff=${HOME}/laboratory",
		"go tool kernel setup --sys-prefix", "go tool kernel doctor --sys-prefix"} {
		if !strings.Contains(script, want) {
			t.Errorf("the script has no %q:\n%s", want, script)
		}
	}
	if strings.Contains(script, "apt-get") || strings.Contains(script, "chown") {
		t.Errorf("the script needs the administrator:\n%s", script)
	}
}

// With no address to clone from the image says which argument is missing, before anything is downloaded.
func TestProjectWithoutAnAddress(t *testing.T) {
	home := t.TempDir()
	commands := project(t, "../..", filepath.Join(home, "project"))
	out, err := build(t, commands, home, "LABORATORY=")
	if err == nil || strings.TrimSpace(out) != "set LABORATORY to an address from which git clones the laboratory" {
		t.Errorf("%v: %s", err, out)
	}
}

// The commands of a project's image run in a new home, with a clone of what is committed here as the laboratory; then
// the notebook of the project runs in it.
func TestIntegrationProject(t *testing.T) {
	needsIntegration(t)
	if os.Getenv("DIVERSITY_LONG") != "1" {
		t.Skip("set DIVERSITY_LONG=1 too: the commands of this image are mostly those of the laboratory's, run once more, for ten minutes")
	}
	home := t.TempDir()
	laboratory := filepath.Join(t.TempDir(), "published")
	clone(t, laboratory)
	dir := filepath.Join(home, "project")
	commands := project(t, laboratory, dir)
	out, err := build(t, commands, home, "LABORATORY="+laboratory, "COMMIT=")
	if err != nil || !strings.Contains(out, "all is well") {
		t.Fatalf("%v; want all components", err)
	}
	mod, err := os.ReadFile(filepath.Join(dir, "go.mod"))
	if err != nil || !strings.Contains(string(mod), "=> "+filepath.Join(home, "laboratory")+"\n") {
		t.Errorf("%v; the project has the laboratory of\n%s", err, mod)
	}
	cmd := exec.Command("go", "tool", "kernel", "run", "start.ipynb")
	cmd.Dir = dir
	cmd.Env = append(environment(t), "HOME="+home, "PATH="+filepath.Join(home, "jupyter", "bin")+":"+os.Getenv("PATH"))
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
	notebook, err := os.ReadFile(filepath.Join(dir, "start.ipynb"))
	if err != nil || !bytes.Contains(notebook, []byte("image/svg+xml")) {
		t.Errorf("%v; the notebook shows no figure", err)
	}
}
