package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"tradeoff/kernel/internal/cell/protocol"
	"tradeoff/kernel/internal/install/paths"
)

// shown is a notebook with a number in a text, in a table and in a figure, a duration, and a cell that says something
// else each time.
func shown(t *testing.T) string {
	return write(t, "const slope = 0.742",
		"%%\nstarted := time.Now()\nfmt.Println(\"slope\", slope)\nfmt.Println(\"took\", time.Since(started))",
		"%%\nshow.Table([]string{\"K\", \"error\"}, [][]string{{\"64\", \"60.5 ± 0.3\"}})",
		"%%\nshow.Figure(must.M1(figure.TrainingCurve([]recipe.CurvePoint{{Step: 1, Loss: 2.5, Rate: 0.1}, {Step: 2, Loss: 1.25, Rate: 0.05}})))")
}

// TestIntegrationCommands runs verify, convert and uninstall with a real set-up.
func TestIntegrationCommands(t *testing.T) {
	l := newLaboratory(t)
	t.Run("verify", l.verify)
	t.Run("convert", l.convert)
	t.Run("prefix and uninstall", l.uninstall)
}

func (l *laboratory) verify(t *testing.T) {
	path := shown(t)
	if code, out := l.call(t, "run", path); code != 0 {
		t.Fatalf("run: exit code %d\n%s", code, out)
	}
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if code, out := l.call(t, "verify", path); code != 0 || !strings.Contains(out, "4 cells, ") ||
		!strings.Contains(out, " and 1 figure agree") || !strings.Contains(out, "1 duration") {
		t.Errorf("unchanged: exit code %d\n%s", code, out)
	}
	for _, c := range []struct{ old, changed, want string }{
		{"slope 0.742", "slope 0.743", "cell 2 of 4 `started := time.Now()`: stdout, line 1 (slope 0.743): committed 0.743, now 0.742"},
		{`\">60.5`, `\">60.6`, "cell 3 of 4 `show.Table("},
		{"1.25", "1.26", "cell 4 of 4 `show.Figure(must.M1(figure.TrainingCurve("},
	} {
		changed := strings.Replace(string(content), c.old, c.changed, 1)
		if changed == string(content) {
			t.Fatalf("the notebook has no %s:\n%s", c.old, content)
		}
		if code, out := l.call(t, "verify", put(t, changed)); code != exitFailed || !strings.Contains(out, c.want) ||
			!strings.Contains(out, strings.TrimPrefix(c.changed, `\">`)[:4]) {
			t.Errorf("%s: exit code %d, want %s\n%s", c.changed, code, c.want, out)
		}
	}
	failing := put(t, strings.Replace(string(content), `fmt.Println(\"slope\"`, `fmt.Println(nosuch, \"slope\"`, 1))
	if code, out := l.call(t, "verify", failing); code != exitFailed || !strings.Contains(out, "cell 2 of 4, line 3") ||
		!strings.Contains(out, "undefined: nosuch") {
		t.Errorf("a cell that fails: exit code %d\n%s", code, out)
	}
	stopped := filepath.Join(t.TempDir(), "stopped.ipynb")
	if code, out := l.call(t, "run", failing, "--output", stopped); code != exitFailed {
		t.Errorf("run of a cell that fails: exit code %d\n%s", code, out)
	}
	if text, err := os.ReadFile(stopped); err != nil || strings.Contains(string(text), `">60.5`) ||
		strings.Contains(string(text), protocol.Figure) || !strings.Contains(string(text), "undefined: nosuch") {
		t.Errorf("a cell that was not reached has the outputs of an earlier run: %v\n%s", err, text)
	}
	if after, err := os.ReadFile(path); err != nil || string(after) != string(content) {
		t.Errorf("the notebook was changed: %v", err)
	}
}

// convert runs a notebook that went through its text form.
func (l *laboratory) convert(t *testing.T) {
	path := shown(t)
	text, back := filepath.Join(t.TempDir(), "n.go"), filepath.Join(t.TempDir(), "n.ipynb")
	for _, args := range [][]string{{"convert", path, "--output", text}, {"convert", text, "--output", back},
		{"run", back}} {
		if code, out := l.call(t, args...); code != 0 {
			t.Fatalf("%v: exit code %d\n%s", args, code, out)
		}
	}
	if out := stdout(t, back); !strings.HasPrefix(out, "slope 0.742\n") {
		t.Errorf("the cells wrote %q", out)
	}
}

// uninstall registers the kernel in a prefix, where the real Jupyter finds it, and leaves what another set-up has
// installed.
func (l *laboratory) uninstall(t *testing.T) {
	root := t.TempDir()
	env := append(l.env, paths.JupyterVariable+"="+filepath.Join(root, "jupyter"),
		paths.DataVariable+"="+filepath.Join(root, "data"))
	other := &laboratory{kernel: l.kernel, env: env}
	prefix := filepath.Join(root, "env")
	code, out := other.call(t, "setup", "--prefix", prefix)
	if code != 0 {
		t.Fatalf("setup --prefix: exit code %d\n%s", code, out)
	}
	python := out[strings.LastIndex(out, "(")+1 : strings.LastIndex(out, ")")]
	list := exec.Command(python, "-m", "jupyter_client.kernelspecapp", "list")
	list.Env = append(env, "JUPYTER_PATH="+filepath.Join(prefix, "share", "jupyter"))
	if found, err := list.CombinedOutput(); err != nil ||
		!strings.Contains(string(found), filepath.Join(prefix, "share", "jupyter", "kernels", "diversity")) {
		t.Errorf("jupyter kernelspec list: %v\n%s", err, found)
	}
	cache := filepath.Join(root, "cache") // another cache, which removes nothing of the first one's
	fill(t, cache, map[string]string{"tools/gonb": "", "tools/.diversity-made": madeMark})
	other.env = append(other.env, paths.CacheVariable+"="+cache)
	if code, out := other.call(t, "uninstall", "--prefix", prefix); code != 0 ||
		!strings.Contains(out, "kept: it belongs to the set-up in") || !strings.Contains(out, "tools (removed)") {
		t.Errorf("of another cache: exit code %d\n%s", code, out)
	}
}
