package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"
	"tradeoff/kernel/internal/install/paths"
)

// laboratory is a real set-up in directories of its own, or in those that DIVERSITY_CACHE and JUPYTER_DATA_DIR name.
type laboratory struct {
	kernel string // the program
	env    []string
}

// newLaboratory builds the program and sets up; skips unless DIVERSITY_INTEGRATION=1.
func newLaboratory(t *testing.T) *laboratory {
	t.Helper()
	if os.Getenv("DIVERSITY_INTEGRATION") != "1" {
		t.Skip("set DIVERSITY_INTEGRATION=1 to set up real components: downloads about 120 MB and takes minutes")
	}
	root := t.TempDir()
	l := &laboratory{kernel: filepath.Join(root, "kernel"),
		env: append(os.Environ(), paths.DataVariable+"="+filepath.Join(root, "data"))}
	for _, name := range []string{paths.CacheVariable, paths.JupyterVariable} {
		if os.Getenv(name) == "" {
			l.env = append(l.env, name+"="+filepath.Join(root, name))
		}
	}
	putProgram(t, l.kernel)
	if code, out := l.call(t, "setup"); code != 0 {
		t.Fatalf("setup: exit code %d\n%s", code, out)
	}
	l.env = append(l.env, "GOPROXY=off", "GOSUMDB=off", "PIP_NO_INDEX=1", "HTTPS_PROXY=http://127.0.0.1:1",
		"HTTP_PROXY=http://127.0.0.1:1")
	return l
}

func (l *laboratory) command(args ...string) *exec.Cmd {
	cmd := exec.Command(l.kernel, args...)
	cmd.Env = l.env
	return cmd
}

// call runs the program to its end.
func (l *laboratory) call(t *testing.T, args ...string) (code int, output string) {
	t.Helper()
	out, err := l.command(args...).CombinedOutput()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	if exit != nil {
		code = exit.ExitCode()
	}
	return code, string(out)
}

// write makes a notebook of Go cells; the first has the tag "parameters".
func write(t *testing.T, cells ...string) string {
	t.Helper()
	list := []any{map[string]any{"cell_type": "markdown", "id": "title", "metadata": map[string]any{},
		"source": "# Title"}}
	for i, source := range cells {
		metadata := map[string]any{}
		if i == 0 {
			metadata["tags"] = []string{"parameters"}
		}
		list = append(list, map[string]any{
			"cell_type": "code", "id": string(rune('a' + i)), "metadata": metadata, "source": source, "outputs": []any{},
			"execution_count": nil,
		})
	}
	text, err := json.Marshal(map[string]any{"nbformat": 4, "nbformat_minor": 5, "metadata": map[string]any{},
		"cells": list})
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "test.ipynb")
	if err := os.WriteFile(path, text, 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

// stdout is the text that the cells of an executed notebook wrote.
func stdout(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var nb struct {
		Cells []struct {
			Outputs []struct {
				Name string
				Text []string
			}
		}
	}
	if err := json.Unmarshal(text, &nb); err != nil {
		t.Fatal(err)
	}
	var all string
	for _, c := range nb.Cells {
		for _, o := range c.Outputs {
			if o.Name == "stdout" {
				all += strings.Join(o.Text, "")
			}
		}
	}
	return all
}

// everyName uses each package that cells should find without an import line.
const everyName = `%%
ctx := context.Background()
var (
	p pool.Pool
	d split.Draw
	s study.Study
	l laws.Law = laws.Tied{}
	r probe.Ridge
	c recipe.Recipe
	b backbone.Backbone = backbone.MLP{}
	f figure.Figure
	z diversity.Size
)
must.M(ctx.Err())
show.Markdown("*shown*")
fmt.Printf("%T %T %T %T %T %T %T %T %T\n", p, d, s, l, r, c, b, f, z)`

// TestIntegration needs no network after the set-up: every notebook runs without one.
func TestIntegration(t *testing.T) {
	l := newLaboratory(t)
	t.Run("doctor", l.doctor)
	t.Run("notebook", l.notebook)
	t.Run("parameters", l.parameters)
	t.Run("failure", l.failure)
	t.Run("interrupt", l.interrupt)
	t.Run("kill", l.kill)
}

func (l *laboratory) doctor(t *testing.T) {
	if code, out := l.call(t, "doctor"); code != 0 || !strings.Contains(out, "all is well") {
		t.Errorf("exit code %d\n%s", code, out)
	}
}

func (l *laboratory) notebook(t *testing.T) {
	path := write(t, "const Budget = 16", "%%\nfmt.Println(Budget, \"images\")", everyName)
	page := filepath.Join(t.TempDir(), "page.html")
	if code, out := l.call(t, "run", path, "--html", page); code != 0 {
		t.Fatalf("exit code %d\n%s", code, out)
	}
	want := "16 images\npool.Pool split.Draw study.Study laws.Tied probe.Ridge recipe.Recipe backbone.MLP figure.Figure diversity.Size\n"
	if got := stdout(t, path); got != want {
		t.Errorf("the cells wrote %q, want %q", got, want)
	}
	if html, err := os.ReadFile(page); err != nil || !bytes.Contains(html, []byte("16 images")) {
		t.Errorf("the page has not the output: %v", err)
	}
	executed, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if code, out := l.call(t, "run", path); code != 0 {
		t.Fatalf("exit code %d\n%s", code, out)
	}
	if again, err := os.ReadFile(path); err != nil || !bytes.Equal(again, executed) {
		t.Errorf("the second run left another file: %v\n%s\n%s", err, executed, again)
	}
}

func (l *laboratory) parameters(t *testing.T) {
	path := write(t, "const (\n\tBudget = 16\n\tClasses = 4\n)\nvar rate, name = 0.5, \"omniglot\"",
		"%%\nfmt.Println(Budget/Classes, rate/2, name)")
	output := filepath.Join(t.TempDir(), "out.ipynb")
	if code, out := l.call(t, "run", path, "--output", output, "-p", "Budget=64", "-p", "rate=3", "-p",
		"name=my data"); code != 0 {
		t.Fatalf("exit code %d\n%s", code, out)
	}
	if got := stdout(t, output); got != "16 1.5 my data\n" {
		t.Errorf("the cells wrote %q", got)
	}
}

func (l *laboratory) failure(t *testing.T) {
	for source, want := range map[string]string{
		"%%\nfmt.Println(2)\nfmt.Println(nosuch)":   "cell 2 of 3, line 3 `fmt.Println(nosuch)`: undefined: nosuch",
		"%%\nmust.M(errors.New(\"disk full\"))":     "cell 2 of 3, line 2 `must.M(errors.New(\"disk full\"))`: disk full",
		"import \"example.org/none\"\n%%\nnone.X()": "package example.org/none is in no module that ",
	} {
		path := write(t, "%%\nfmt.Println(1)", source, "%%\nfmt.Println(3)")
		before, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		output := filepath.Join(t.TempDir(), "partial.ipynb")
		for _, args := range [][]string{{"run", path}, {"run", path, "--output", output}} {
			if code, out := l.call(t, args...); code != exitFailed || !strings.Contains(out, want) {
				t.Errorf("exit code %d, want %q:\n%s", code, want, out)
			}
		}
		if after, err := os.ReadFile(path); err != nil || !bytes.Equal(after, before) {
			t.Errorf("the notebook was changed: %v", err)
		}
		if got := stdout(t, output); !strings.HasPrefix(got, "1\n") || strings.Contains(got, "3") {
			t.Errorf("the outputs so far are %q", got)
		}
	}
}

// endless is a cell that starts a process and does not end by itself; its temporary folder becomes known by a file.
func endless(t *testing.T, marker string) string {
	return write(t, "%%\nfmt.Println(1)", `%%
cmd := exec.Command("sleep", "3600")
must.M(cmd.Start())
must.M(os.WriteFile("`+marker+`", []byte(fmt.Sprint(os.Getpid(), " ", cmd.Process.Pid, " ", os.Getenv("TMPDIR"))), 0o644))
time.Sleep(time.Hour)`)
}

// startEndless runs such a notebook until its second cell runs.
func (l *laboratory) startEndless(t *testing.T) (cmd *exec.Cmd, pids []string, folder string) {
	t.Helper()
	if runtime.GOOS != "linux" {
		t.Skip("left processes are found on Linux only")
	}
	marker := filepath.Join(t.TempDir(), "marker")
	cmd = l.command("run", endless(t, marker))
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	var fields []string
	eventually(t, "the cell starts", time.Minute, func() bool {
		text, err := os.ReadFile(marker)
		fields = strings.Fields(string(text))
		return err == nil && len(fields) == 3
	})
	return cmd, fields[:2], fields[2]
}

// interrupt is Ctrl-C: the exit code says so, and nothing is left.
func (l *laboratory) interrupt(t *testing.T) {
	cmd, pids, folder := l.startEndless(t)
	if err := cmd.Process.Signal(syscall.SIGINT); err != nil {
		t.Fatal(err)
	}
	err := cmd.Wait()
	if code := cmd.ProcessState.ExitCode(); code != exitInterrupted {
		t.Errorf("exit code %d, %v", code, err)
	}
	nothingLeft(t, pids, folder, time.Second)
}

// kill is the hardest end: the driver notices and stops the kernel, and the next run removes the folder.
func (l *laboratory) kill(t *testing.T) {
	cmd, pids, folder := l.startEndless(t)
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = cmd.Wait()
	if code, out := l.call(t, "run", write(t, "%%\nfmt.Println(1)")); code != 0 {
		t.Errorf("exit code %d\n%s", code, out)
	}
	nothingLeft(t, pids, folder, 20*time.Second)
}

func nothingLeft(t *testing.T, pids []string, folder string, patience time.Duration) {
	t.Helper()
	for _, pid := range pids {
		eventually(t, "process "+pid+" ends", patience, func() bool {
			environ, err := os.ReadFile("/proc/" + pid + "/environ")
			return err != nil || len(environ) == 0 // gone, or a zombie that nobody waits for
		})
	}
	eventually(t, folder+" is removed", patience, func() bool {
		_, err := os.Stat(folder)
		return os.IsNotExist(err)
	})
}

// eventually waits until a condition holds.
func eventually(t *testing.T, what string, patience time.Duration, holds func() bool) {
	t.Helper()
	for deadline := time.Now().Add(patience); !holds(); time.Sleep(50 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("not after %v: %s", patience, what)
		}
	}
}
