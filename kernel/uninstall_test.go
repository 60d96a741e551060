package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tradeoff/diversity/study/maintain"
	"tradeoff/kernel/internal/install/paths"
)

// otherDirectories moves everything that commands write to, and returns the parent.
func otherDirectories(t *testing.T) string {
	t.Helper()
	root := t.TempDir()
	for variable, name := range map[string]string{paths.CacheVariable: "cache", paths.DataVariable: "data",
		paths.JupyterVariable: "jupyter"} {
		t.Setenv(variable, filepath.Join(root, name))
	}
	return root
}

// fill makes files with their folders.
func fill(t *testing.T, root string, contents map[string]string) {
	t.Helper()
	for name, content := range contents {
		path := filepath.Join(root, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// madeMark is what a set-up writes into the folders that it makes.
const madeMark = "A set-up of the kernel Go (diversity) made this folder, and uninstall removes it.\n"

func TestUninstall(t *testing.T) {
	root := otherDirectories(t)
	fill(t, root, map[string]string{
		"cache/tools/gonb":            "x",
		"cache/tools/.diversity-made": madeMark,
		"cache/bin/mine":              "the user's",
		"jupyter/kernels/diversity/kernel.json": `{"env": {"DIVERSITY_CACHE": "` + filepath.Join(root,
			"cache") + `"}}`,
		"jupyter/labextensions/diversity-figures/package.json": "{}",
		"data/studies/mine/study.json":                         "{}",
		"data/jupyter/settings":                                "{}",
		"data/jupyter/.diversity-made":                         madeMark,
	})
	code, out, errors := call(t, "", "uninstall")
	for _, want := range []string{"cache/tools (removed)\n", "cache/bin (kept: ",
		"kernels/diversity (removed: the kernelspec)\n", "diversity-figures (removed: the lab extension)\n",
		"data (kept: the results of 1 study; --studies --yes removes them)\n"} {
		if code != 0 || !strings.Contains(out, want) || errors != "" {
			t.Errorf("exit code %d, want %q in\n%s%s", code, want, out, errors)
		}
	}
	if code, out, _ := call(t, "", "uninstall"); code != 0 || !strings.Contains(out, "cache/bin (kept: ") {
		t.Errorf("again: exit code %d\n%s", code, out)
	}
	if code, _, err := call(t, "", "uninstall", "--studies"); code != exitUsage ||
		!strings.Contains(err, "mine (0 runs); add --yes") {
		t.Errorf("--studies alone: exit code %d\n%s", code, err)
	}
	if _, err := os.Stat(filepath.Join(root, "data/studies/mine")); err != nil {
		t.Errorf("the study is gone: %v", err)
	}
	fill(t, root, map[string]string{"data/studies/holiday/photo.png": "the user's"})
	if code, out, _ := call(t, "", "uninstall", "--studies", "--yes"); code != 0 ||
		!strings.Contains(out, "data/studies/mine (removed)\n") ||
		!strings.Contains(out, "data/jupyter (removed)\n") {
		t.Errorf("--studies --yes: exit code %d\n%s", code, out)
	}
	for _, kept := range []string{"cache/bin/mine", "data/studies/holiday/photo.png"} {
		if _, err := os.Stat(filepath.Join(root, kept)); err != nil {
			t.Error(err)
		}
	}
}

// While a worker computes, its study is not taken from under it.
func TestUninstallSparesRunningStudies(t *testing.T) {
	list := []maintain.Summary{{Name: "done", Results: 3}, {Name: "mine", Running: 2}}
	if err := mayRemove(list, "/data", true); err == nil ||
		err.Error() != "study mine has 2 runs in progress; end its workers first" {
		t.Errorf("with a running worker: %v", err)
	}
	if err := mayRemove(list[:1], "/data", true); err != nil {
		t.Errorf("confirmed: %v", err)
	}
}

func TestPlaces(t *testing.T) {
	root := otherDirectories(t)
	prefix := filepath.Join(root, "env")
	fill(t, prefix, map[string]string{"share/jupyter/kernels/diversity/kernel.json": `{"env": {"DIVERSITY_CACHE": "` +
		filepath.Join(root, "cache") + `"}}`})
	if code, out, err := call(t, "", "uninstall", "--prefix", prefix); code != 0 ||
		!strings.Contains(out, filepath.Join(prefix, "share/jupyter/kernels/diversity")) {
		t.Errorf("exit code %d\n%s%s", code, out, err)
	}
	for _, c := range []struct {
		args string
		want string
	}{
		{"setup --user --sys-prefix", "--user, --sys-prefix and --prefix exclude each other"},
		{"setup --sys-prefix --prefix x", "exclude each other"},
		{"uninstall --user --prefix x", "exclude each other"},
		{"doctor --user --prefix x", "exclude each other"},
		{"uninstall --yes", "--yes confirms --studies, which is missing"},
		{"uninstall now", `unexpected argument "now"`},
	} {
		if code, _, err := call(t, "", strings.Fields(c.args)...); code != exitUsage || !strings.Contains(err, c.want) {
			t.Errorf("%s: exit code %d\n%s", c.args, code, err)
		}
	}
	if code, out, _ := call(t, "", "doctor", "--prefix", prefix); code != exitFailed ||
		!strings.Contains(out, "mend: go run ./kernel setup --prefix "+prefix+"\n") {
		t.Errorf("doctor: exit code %d\n%s", code, out)
	}
	if code, out, _ := call(t, "", "uninstall", "-h"); code != 0 || !strings.Contains(out, "-sys-prefix") {
		t.Errorf("-h: exit code %d\n%s", code, out)
	}
}

// Images that were prepared or downloaded stay; it is said where they are, and the command that is named removes them.
func TestUninstallTellsOfImages(t *testing.T) {
	dir := snapshots(t)
	root := otherDirectories(t)
	fill(t, root, map[string]string{"cache/datasets/dtd/x": "x", "cache/stand-in/your-data/x": "x"})
	prepareElsewhere(t, dir)
	want := filepath.Join(root, "cache/pools") + " (kept: 1 set of prepared images, 0 MB; go run ./kernel pool gc --unused 0s --apply removes them)\n"
	code, out, _ := call(t, "", "uninstall")
	if code != 0 || !strings.Contains(out, want) || !strings.Contains(out, filepath.Join(root, "cache/datasets")+" (kept: downloaded collections") {
		t.Errorf("exit code %d, want %q in\n%s", code, want, out)
	}
	if !strings.Contains(out, filepath.Join(root, "cache/stand-in")+" (kept: handwritten characters") {
		t.Errorf("nothing about the stand-in in\n%s", out)
	}
	expect(t, 0, "1 set, ", "", "pool", "gc", "--unused", "0s", "--apply")
	if _, out, _ := call(t, "", "uninstall"); strings.Contains(out, "prepared images") {
		t.Errorf("after gc:\n%s", out)
	}
}
