package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// commits is a Git repository with the hook of this one.
type commits struct{ dir string }

func newCommits(t *testing.T, files map[string]string) commits {
	t.Helper()
	c := commits{filepath.Join(t.TempDir(), "a clone")}
	c.write(t, files)
	hook, err := os.ReadFile("../.github/pre-commit")
	if err != nil {
		t.Fatal(err)
	}
	c.write(t, map[string]string{".github/pre-commit": string(hook)})
	if err := os.Chmod(filepath.Join(c.dir, ".github", "pre-commit"), 0o700); err != nil {
		t.Fatal(err)
	}
	c.begin(t)
	return c
}

// begin commits all files and installs the hook as it says.
func (c commits) begin(t *testing.T) {
	t.Helper()
	c.git(t, "init", "--quiet")
	c.git(t, "config", "user.name", "Somebody")
	c.git(t, "config", "user.email", "somebody@example.org")
	c.git(t, "add", "--all")
	c.git(t, "commit", "--quiet", "--message", "before the hook")
	c.git(t, "config", "core.hooksPath", ".github")
}

func (c commits) write(t *testing.T, files map[string]string) {
	t.Helper()
	for name, text := range files {
		path := filepath.Join(c.dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

func (c commits) git(t *testing.T, args ...string) {
	t.Helper()
	if out, err := c.command(args...).CombinedOutput(); err != nil {
		t.Fatalf("git %q: %v: %s", args, err, out)
	}
}

func (c commits) command(args ...string) *exec.Cmd {
	cmd := exec.Command("git", args...)
	cmd.Dir, cmd.Env = c.dir, append(os.Environ(), "GIT_CONFIG_GLOBAL=/dev/null", "GIT_CONFIG_SYSTEM=/dev/null")
	return cmd
}

// commit tries to commit what is staged, and takes it back from the index if it was refused.
func (c commits) commit(t *testing.T) (refusal string, refused bool) {
	t.Helper()
	out, err := c.command("commit", "--quiet", "--message", "with the hook").CombinedOutput()
	if err != nil {
		c.git(t, "reset", "--quiet", "--hard")
		c.git(t, "clean", "--quiet", "-d", "--force")
	}
	return string(out), err != nil
}

// tiny is a repository with a module, another one within it, and a command that refuses notebooks with an output.
func tiny(t *testing.T) commits {
	return newCommits(t, map[string]string{
		"go.mod":           "module example.org/tiny\n\ngo 1.26\n",
		"good.go":          "package tiny\n",
		".ci/other/go.mod": "module example.org/other\n\ngo 1.26\n",
		".ci/other/one.go": "package other\n",
		"kernel/main.go": `package main

import (
	"bytes"
	"fmt"
	"os"
)

func main() {
	if len(os.Args) < 4 || os.Args[1] != "clean" || os.Args[2] != "--check" {
		os.Exit(2)
	}
	for _, path := range os.Args[3:] {
		text, err := os.ReadFile(path)
		if err != nil || bytes.Contains(text, []byte("output_type")) {
			fmt.Println(path, "is not clean", err)
			os.Exit(1)
		}
	}
}
`,
	})
}

const (
	unformatted = "package tiny\n\nvar  x = 1\n"
	suspicious  = "package tiny\n\nimport \"fmt\"\n\nfunc f() { fmt.Printf(\"%d\\n\", \"x\") }\n"
	withOutput  = `{"cells": [{"outputs": [{"output_type": "stream"}]}]}`
)

// Each of these commits is refused, with what is to be done.
func TestPreCommitRefuses(t *testing.T) {
	if testing.Short() {
		t.Skip("with -short only what is in the index is looked at")
	}
	t.Parallel()
	c := tiny(t)
	for want, files := range map[string]map[string]string{
		"run gofmt -w on:\n./sub dir/a.go": {"sub dir/a.go": unformatted},
		"go vet complains of ./b":          {"b/b.go": suspicious},
		"go vet complains of ./.ci/other":  {".ci/other/two.go": "package other\n\nvar x int = \"a\"\n"},
		"cannot read a file":               {"c.go": "package {\n"},
		"./my notebook.ipynb is not clean": {"my notebook.ipynb": withOutput},
		"go run ./kernel clean":            {"deep/er.ipynb": withOutput, "notebooks/a.ipynb": withOutput},
	} {
		c.write(t, files)
		c.git(t, "add", "--all")
		if refusal, refused := c.commit(t); !refused || !strings.Contains(refusal, want) {
			t.Errorf("%q: refused is %v, want %q in %s", files, refused, want, refusal)
		}
	}
}

// What is refused is what would be committed, whatever the working tree holds.
func TestPreCommitLooksAtTheIndex(t *testing.T) {
	t.Parallel()
	c := tiny(t)
	c.write(t, map[string]string{"a.go": unformatted})
	c.git(t, "add", "a.go")
	c.write(t, map[string]string{"a.go": "package tiny\n"})
	if refusal, refused := c.commit(t); !refused || !strings.Contains(refusal, "./a.go") {
		t.Errorf("staged without format, mended in the tree only: refused is %v: %s", refused, refusal)
	}
	c.write(t, map[string]string{"a.go": "package tiny\n\nvar x = 1\n"})
	c.git(t, "add", "a.go")
	c.write(t, map[string]string{"a.go": unformatted, "b.go": suspicious})
	if refusal, refused := c.commit(t); refused {
		t.Errorf("staged well, spoilt in the tree only: %s", refusal)
	}
}

// These commits pass: published notebooks, those of tests, packages that go, a commit of one file, none of what is
// looked at.
func TestPreCommitLetsPass(t *testing.T) {
	if testing.Short() {
		t.Skip("with -short only what is in the index is looked at")
	}
	t.Parallel()
	c := tiny(t)
	for _, files := range []map[string]string{
		{"notebooks/a.ipynb": withOutput},
		{"x/testdata/a.ipynb": withOutput, "x/testdata/own/a.go": "package own\n\nimport _ \"example.org/nowhere\"\n"},
		{"clean.ipynb": `{"cells": []}`},
		{"d/d.go": "package d\n", "README.md": "text\n"},
		{"README.md": "only text\n"},
	} {
		c.write(t, files)
		c.git(t, "add", "--all")
		if refusal, refused := c.commit(t); refused {
			t.Errorf("%q: %s", files, refusal)
		}
	}
	c.git(t, "rm", "--quiet", "-r", "d")
	if refusal, refused := c.commit(t); refused {
		t.Errorf("a package is removed: %s", refusal)
	}
	c.write(t, map[string]string{"good.go": "package tiny\n\nvar y = 2\n", "other.go": unformatted})
	if out, err := c.command("commit", "--quiet", "--message", "one file", "good.go").CombinedOutput(); err != nil {
		t.Errorf("one file of the tree: %v: %s", err, out)
	}
}

// TestPreCommitSeesWhatARemovedFileBreaks removes a file that its package needs.
func TestPreCommitSeesWhatARemovedFileBreaks(t *testing.T) {
	if testing.Short() {
		t.Skip("with -short only what is in the index is looked at")
	}
	t.Parallel()
	c := tiny(t)
	c.write(t, map[string]string{"e/a.go": "package e\n\nconst one = 1\n", "e/b.go": "package e\n\nconst two = one + 1\n"})
	c.git(t, "add", "--all")
	if refusal, refused := c.commit(t); refused {
		t.Fatal(refusal)
	}
	c.git(t, "rm", "--quiet", "e/a.go")
	if refusal, refused := c.commit(t); !refused || !strings.Contains(refusal, "go vet complains of ./e") {
		t.Errorf("refused is %v: %s", refused, refusal)
	}
}

// TestPreCommitOfThisTree has the hook in a copy of this repository refuse a notebook by the real command, and a file
// of package laws.
func TestPreCommitOfThisTree(t *testing.T) {
	if os.Getenv("DIVERSITY_LONG") == "" {
		t.Skip("set DIVERSITY_LONG=1 to have the hook build the kernel of a copy of this repository: takes minutes")
	}
	c := commits{copyOfTheTree(t)}
	c.begin(t)
	executed, err := os.ReadFile("../notebooks/quickstart.ipynb")
	if err != nil {
		t.Fatal(err)
	}
	for want, files := range map[string]map[string]string{
		"mine.ipynb: not clean": {"mine.ipynb": string(executed)},
		"go vet complains of ./diversity/display": {"diversity/display/x.go": strings.Replace(suspicious, "tiny", "display",
			1)},
	} {
		c.write(t, files)
		c.git(t, "add", "--all")
		if refusal, refused := c.commit(t); !refused || !strings.Contains(refusal, want) {
			t.Errorf("refused is %v, want %q: %s", refused, want, refusal)
		}
	}
	c.write(t, map[string]string{"mine.ipynb": `{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}`,
		"notebooks/mine.ipynb": string(executed)})
	c.git(t, "add", "--all")
	if refusal, refused := c.commit(t); refused {
		t.Errorf("a clean notebook, and a published one: %s", refusal)
	}
}
