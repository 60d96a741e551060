package gonbfix

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

const twoHunks = `diff --git a/dir/a.go b/dir/a.go
--- a/dir/a.go
+++ b/dir/a.go
@@ -1,3 +1,3 @@
 one
-two
+TWO
 three
@@ -8,2 +8,3 @@
 eight
 nine
+ten
`

const addition = `diff --git a/new/b.go b/new/b.go
new file mode 100644
--- /dev/null
+++ b/new/b.go
@@ -0,0 +1 @@
+package b
`

const lines = "one\ntwo\nthree\nfour\nfive\nsix\nseven\neight\nnine\n"

// tree is a folder with the file dir/a.go.
func tree(t *testing.T, text string) string {
	t.Helper()
	root := t.TempDir()
	if err := os.MkdirAll(filepath.Join(root, "dir"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(root, "dir", "a.go"), []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	return root
}

func read(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestApply(t *testing.T) {
	root := tree(t, lines)
	if err := applyText(root, "x.patch", []byte(twoHunks+addition)); err != nil {
		t.Fatal(err)
	}
	want := "one\nTWO\nthree\nfour\nfive\nsix\nseven\neight\nnine\nten\n"
	if got := read(t, filepath.Join(root, "dir", "a.go")); got != want {
		t.Errorf("the changed file is %q, want %q", got, want)
	}
	if got := read(t, filepath.Join(root, "new", "b.go")); got != "package b\n" {
		t.Errorf("the added file is %q", got)
	}
}

// TestApplyIsStrict has errors name the patch, the file and the hunk, also where a tool with fuzz would go on.
func TestApplyIsStrict(t *testing.T) {
	for name, text := range map[string]string{
		"context differs":       strings.Replace(lines, "eight", "acht", 1),
		"lines have moved":      strings.Replace(lines, "five", "five\nfive and a half", 1),
		"the file ends earlier": "one\ntwo\nthree\n",
	} {
		root := tree(t, text)
		err := applyText(root, "07-x.patch", []byte(twoHunks))
		if !errors.Is(err, ErrPatch) {
			t.Fatalf("%s: error = %v, want ErrPatch", name, err)
		}
		for _, part := range []string{"07-x.patch", "dir/a.go", "hunk 2"} {
			if !strings.Contains(err.Error(), part) {
				t.Errorf("%s: error %q does not name %s", name, err, part)
			}
		}
		if got := read(t, filepath.Join(root, "dir", "a.go")); got != text {
			t.Errorf("%s: the file is changed to %q", name, got)
		}
	}
}

func TestApplyRefuses(t *testing.T) {
	for name, text := range map[string]string{
		"nothing":               "",
		"prose":                 "no patch at all\n",
		"a broken hunk":         "diff --git a/dir/a.go b/dir/a.go\n--- a/dir/a.go\n+++ b/dir/a.go\n@@ -1,3 +1,3 @@\n one\n",
		"an added file there":   strings.ReplaceAll(addition, "new/b.go", "dir/a.go"),
		"a file that is absent": strings.ReplaceAll(twoHunks, "dir/a.go", "dir/c.go"),
		"a file outside":        strings.ReplaceAll(addition, "new/b.go", "../b.go"),
		"a removal": "diff --git a/dir/a.go b/dir/a.go\ndeleted file mode 100644\n--- a/dir/a.go\n+++ /dev/null\n" +
			"@@ -1 +0,0 @@\n-one\n",
	} {
		root := tree(t, lines)
		if err := applyText(root, "x.patch", []byte(text)); err == nil || !strings.Contains(err.Error(), "x.patch") {
			t.Errorf("%s: error = %v, want one that names the patch", name, err)
		}
		if got := read(t, filepath.Join(root, "dir", "a.go")); got != lines {
			t.Errorf("%s: the file is changed to %q", name, got)
		}
	}
}

func TestCopyOfAnotherVersion(t *testing.T) {
	source := t.TempDir()
	if _, err := Copy(filepath.Join(source, "absent"), t.TempDir(), t.TempDir()); err == nil {
		t.Error("no source, no error")
	}
	file := filepath.Join(source, "internal", "jpyexec", "jpyexec.go")
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte("package jpyexec\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	_, err := Copy(source, t.TempDir(), t.TempDir())
	if !errors.Is(err, ErrPatch) ||
		!strings.Contains(err.Error(), "01-displays-before-exit.patch: internal/jpyexec/jpyexec.go") {
		t.Errorf("error = %v, want the patch and the file that do not fit", err)
	}
}

// TestGitAgrees applies the series by git, as gonb's authors would.
func TestGitAgrees(t *testing.T) {
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("there is no git")
	}
	source := list(t, Module)
	ours, theirs := filepath.Join(t.TempDir(), "gonb"), filepath.Join(t.TempDir(), "gonb")
	for _, to := range []string{ours, theirs} {
		if err := copyTree(source, to); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range names() {
		if err := apply(ours, name); err != nil {
			t.Fatal(err)
		}
		path, err := filepath.Abs(filepath.FromSlash(name))
		if err != nil {
			t.Fatal(err)
		}
		git := exec.Command("git", "apply", path)
		git.Dir, git.Env = theirs, append(os.Environ(), "GIT_CEILING_DIRECTORIES="+filepath.Dir(theirs))
		if out, err := git.CombinedOutput(); err != nil {
			t.Fatalf("git apply %s: %v: %s", name, err, out)
		}
	}
	if out, err := exec.Command("diff", "-r", ours, theirs).CombinedOutput(); err != nil {
		t.Errorf("git's copy differs from ours: %v: %s", err, out)
	}
}

// TestEachPatchHasAnIssue has beside each patch the text for gonb's authors, in one form, and no text without a patch.
func TestEachPatchHasAnIssue(t *testing.T) {
	texts, err := filepath.Glob("patches/*.md")
	if err != nil || len(texts) != len(names())+1 { // and README.md
		t.Errorf("%d texts for %d patches (%v)", len(texts), len(names()), err)
	}
	for i, name := range names() {
		base := strings.TrimSuffix(filepath.Base(name), ".patch")
		if number := regexp.MustCompile(`^\d\d-`).FindString(base); number != number2(i+1) {
			t.Errorf("%s has the number %q, want %q", name, number, number2(i+1))
		}
		text := read(t, filepath.Join("patches", base+".md"))
		for _, heading := range []string{"# ", "## Symptom", "## How to reproduce", "## Cause", "## The patch"} {
			if !strings.Contains("\n"+text, "\n"+heading) {
				t.Errorf("%s.md has no heading %q", base, heading)
			}
		}
	}
}

// number2 is the beginning of the name of the i-th patch.
func number2(i int) string { return string([]byte{'0' + byte(i/10), '0' + byte(i%10), '-'}) }
