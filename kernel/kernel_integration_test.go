package main

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"tradeoff/kernel/internal/install/paths"
	"tradeoff/kernel/internal/jupyter/kernelspec"
	"tradeoff/kernel/internal/proxy/proxytest"
)

// TestIntegrationConformance runs the Jupyter project's own tests of kernels, whole and in one go.
func TestIntegrationConformance(t *testing.T) {
	l := newLaboratory(t)
	python := pythonWith(t, "jupyter_kernel_test==0.7.0")
	cmd := exec.Command(python, filepath.Join("testdata", "conformance.py"))
	cmd.Env = append(l.env, "JUPYTER_PATH="+l.jupyter(t))
	out, err := cmd.CombinedOutput()
	if err != nil || strings.Contains(string(out), "skipped") {
		t.Errorf("%v\n%s", err, out)
	}
	t.Logf("%s", out)
}

// jupyter is the directory that the set-up installed the kernel into.
func (l *laboratory) jupyter(t *testing.T) string {
	t.Helper()
	for i := len(l.env) - 1; i >= 0; i-- {
		if dir, ok := strings.CutPrefix(l.env[i], paths.JupyterVariable+"="); ok {
			return dir
		}
	}
	t.Fatal("no Jupyter directory")
	return ""
}

// liveKernel is a kernel process as Jupyter starts it, with a temporary directory of its own.
type liveKernel struct {
	*proxytest.Client
	cmd  *exec.Cmd
	temp string
}

func (l *laboratory) start(t *testing.T, temp string) *liveKernel {
	t.Helper()
	return l.startIn(t, temp, "")
}

// startIn starts it for a notebook in a folder; "" is this one.
func (l *laboratory) startIn(t *testing.T, temp, dir string) *liveKernel {
	t.Helper()
	text, err := os.ReadFile(kernelspec.Path(filepath.Join(l.jupyter(t), "kernels", "diversity")))
	if err != nil {
		t.Fatal(err)
	}
	var spec kernelspec.Spec
	if err := json.Unmarshal(text, &spec); err != nil {
		t.Fatal(err)
	}
	file := proxytest.ConnectionFile(t)
	args := strings.Split(strings.ReplaceAll(strings.Join(spec.Argv, "\x00"), "{connection_file}", file), "\x00")
	k := &liveKernel{cmd: exec.Command(args[0], args[1:]...), temp: temp}
	k.cmd.Dir, k.cmd.Env = dir, append(l.env, "TMPDIR="+temp)
	for name, value := range spec.Env {
		k.cmd.Env = append(k.cmd.Env, name+"="+value)
	}
	k.cmd.Stderr = os.Stderr
	k.cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	if err := k.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	k.Client = proxytest.Connect(t, file)
	return k
}

// shutDown ends the kernel as a front end does.
func (k *liveKernel) shutDown(t *testing.T) {
	t.Helper()
	k.Reply(k.Send("control", "shutdown_request", map[string]bool{"restart": false}))
	k.end(t)
}

// end waits for the process; what it leaves is counted later.
func (k *liveKernel) end(t *testing.T) {
	t.Helper()
	k.Close()
	done := make(chan error, 1)
	go func() { done <- k.cmd.Wait() }()
	select {
	case <-done:
	case <-time.After(proxytest.Patience):
		t.Fatal("the kernel does not end")
	}
}

// gonb finds the kernel's gonb; 0 while there is none.
func (k *liveKernel) gonb() int {
	files, _ := filepath.Glob("/proc/[0-9]*/stat")
	for _, file := range files {
		stat, _ := os.ReadFile(file)
		at := strings.LastIndex(string(stat), ")") // behind the name of the program
		if at < 0 || !strings.Contains(string(stat[:at]), "(gonb") {
			continue
		}
		if fields := strings.Fields(string(stat[at+1:])); len(fields) > 1 && fields[1] == strconv.Itoa(k.cmd.Process.Pid) {
			pid, _ := strconv.Atoi(filepath.Base(filepath.Dir(file)))
			return pid
		}
	}
	return 0
}

// withVariable finds the processes whose environment has a text, by their command lines.
func withVariable(text string) map[int]string {
	found := map[int]string{}
	files, _ := filepath.Glob("/proc/[0-9]*/environ")
	for _, file := range files {
		if environ, _ := os.ReadFile(file); strings.Contains(string(environ), text) {
			command, _ := os.ReadFile(filepath.Join(filepath.Dir(file), "cmdline"))
			pid, _ := strconv.Atoi(filepath.Base(filepath.Dir(file)))
			found[pid] = strings.ReplaceAll(string(command), "\x00", " ")
		}
	}
	return found
}

// left lists the processes that have a temporary directory in the given one, and the files left there.
func left(temp string) (list []string) {
	for _, command := range withVariable("TMPDIR=" + temp) {
		list = append(list, command)
	}
	entries, _ := os.ReadDir(temp)
	for _, e := range entries {
		list = append(list, filepath.Join(temp, e.Name()))
	}
	return list
}

// TestIntegrationOutput looks at what gonb alone loses or mangles, and at positions in errors.
func TestIntegrationOutput(t *testing.T) {
	l := newLaboratory(t)
	k := l.start(t, proxytest.ShortTemp(t))
	defer k.shutDown(t)
	if _, outputs := k.Run(`fmt.Print(strings.Repeat("é", 100_000))`); proxytest.Text(t, outputs,
		"stdout") != strings.Repeat("é", 100_000) {
		t.Error("characters were torn")
	}
	for range 50 {
		if _, outputs := k.Run("for range 5 {\n\tgonbui.DisplayHTML(\"not waited for\")\n}"); len(outputs) != 6 {
			t.Errorf("%d messages, want the input and 5 displays", len(outputs))
		}
	}
	for code, want := range map[string]string{
		"x := 1\n\tx + nosuch":                   "Line 2|         \t    ^|undefined: nosuch",
		"var a, b = 1, nosuch":                   "Line 1|                       ^|undefined: nosuch",
		"func f() int {\n\treturn nosuch\n}":     "Line 2|         \t       ^|undefined: nosuch",
		"os.Remove(nosuch)":                      "Line 1|                   ^|undefined: nosuch",
		"strings.NewReader(\"\").Len() + 1.5":    "Line 1||truncated",
		"if true {\n\tstrings.NewReplacer(1)\n}": "Line 2|         \t                    ^|cannot use 1",
	} {
		reply, _ := k.Run(code)
		trace := ""
		for _, line := range reply["traceback"].([]any) {
			trace += line.(string) + "\n"
		}
		trace = regexp.MustCompile("\x1b\\[[0-9;]*m").ReplaceAllString(trace, "")
		for _, part := range strings.Split(want, "|") {
			if !strings.Contains(trace, part) {
				t.Errorf("%q: the trace lacks %q:\n%s", code, part, trace)
			}
		}
	}
}
