package docker

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"
)

const dockerfile = "../../.binder/Dockerfile"

func read(t *testing.T) (string, []instructions.Command) {
	t.Helper()
	text, err := os.ReadFile(dockerfile)
	if err != nil {
		t.Fatal(err)
	}
	commands, err := Read(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return string(text), commands
}

// What Binder asks of an image: a user of its own number, who owns the repository, and a server that others can reach.
func TestDockerfile(t *testing.T) {
	_, commands := read(t)
	var names []string
	for _, c := range commands {
		names = append(names, c.Name())
	}
	order := strings.Join(names, " ")
	if !strings.Contains(order, "COPY RUN USER WORKDIR") || !strings.HasSuffix(order, "EXPOSE CMD") {
		t.Errorf("the order is %s", order)
	}
	script := Script(commands, "ada", "/home/ada")
	for _, want := range []string{"export HOME", `cd "${HOME}/tradeoff"`, "go run ./kernel setup --sys-prefix",
		"go run ./kernel doctor --sys-prefix"} {
		if !strings.Contains(strings.ReplaceAll(script, `NB_USER="ada" HOME`, "HOME"), want) {
			t.Errorf("the script has no %q:\n%s", want, script)
		}
	}
	if strings.Contains(script, "apt-get") || strings.Contains(script, "chown") {
		t.Errorf("the script needs the administrator:\n%s", script)
	}
}

// The check must be able to fail.
func TestReadRefuses(t *testing.T) {
	text, _ := read(t)
	for _, c := range []struct{ old, changed, want string }{
		{"RUN useradd", "RUNN useradd", "unknown instruction: RUNN"},
		{"FROM golang", "FORM golang", "unknown instruction: FORM"},
		{"COPY . ", "COPY ", "COPY requires at least two arguments"},
		{"EXPOSE 8888", "EXPOSE", "EXPOSE requires at least one argument"},
		{"1.26-bookworm", "1.26-bookworm as build", "FromAsCasing"},
		{"CMD [", "FROM scratch\nCMD [", "2 stages, want 1"},
	} {
		changed := strings.Replace(text, c.old, c.changed, 1)
		if _, err := Read(strings.NewReader(changed)); changed == text || err == nil ||
			!strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", c.changed, err, c.want)
		}
	}
}

// The commands of the image's user run in a new home, on a copy of what is committed.
func TestIntegrationBuild(t *testing.T) {
	needsIntegration(t)
	_, commands := read(t)
	home := t.TempDir()
	clone(t, filepath.Join(home, "tradeoff"))
	out, err := build(t, commands, home)
	if err != nil || !strings.Contains(out, "all is well") ||
		!strings.Contains(out, filepath.Join(home, "jupyter", "share", "jupyter", "kernels", "diversity")) {
		t.Errorf("%v; want all components and the kernel in the environment", err)
	}
}

func needsIntegration(t *testing.T) {
	t.Helper()
	if os.Getenv("DIVERSITY_INTEGRATION") != "1" {
		t.Skip("set DIVERSITY_INTEGRATION=1 to run the commands of the image: downloads about 250 MB and takes minutes")
	}
}

// clone copies what is committed in this repository.
func clone(t *testing.T, to string) {
	t.Helper()
	if out, err := exec.Command("git", "clone", "--quiet", "../..", to).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
}

// build runs the commands of the image's user in a home, with more variables of the environment.
func build(t *testing.T, commands []instructions.Command, home string, variables ...string) (string, error) {
	t.Helper()
	cmd := exec.Command("sh", "-c", Script(commands, "ada", home))
	cmd.Env = append(environment(t), variables...)
	out, err := cmd.CombinedOutput()
	t.Logf("%s", out)
	return string(out), err
}

// environment is this one without the settings of a user, but with what leads through a proxy or to a mirror.
func environment(t *testing.T) []string {
	t.Helper()
	env := slices.DeleteFunc(os.Environ(), func(variable string) bool {
		return slices.ContainsFunc([]string{"HOME=", "DIVERSITY_", "JUPYTER_", "XDG_", "VIRTUAL_ENV="},
			func(prefix string) bool {
				return strings.HasPrefix(variable, prefix)
			})
	})
	caches, err := exec.Command("go", "env", "GOMODCACHE", "GOCACHE").Output()
	if err != nil {
		t.Fatal(err)
	}
	// what is write-protected in a new one could not be removed, and compiling is tested elsewhere
	dirs := strings.Fields(string(caches))
	return append(env, "GOMODCACHE="+dirs[0], "GOCACHE="+dirs[1])
}
