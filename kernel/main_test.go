package main

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"testing"

	"tradeoff/diversity/runner"
	"tradeoff/kernel/internal/install/setup"
	"tradeoff/kernel/internal/notebook"
)

// call runs a command line and returns its exit code and what it wrote.
func call(t *testing.T, in string, args ...string) (code int, out, err string) {
	t.Helper()
	var stdout, stderr bytes.Buffer
	code = run(context.Background(), streams{strings.NewReader(in), &stdout, &stderr}, args)
	return code, stdout.String(), stderr.String()
}

func TestUsage(t *testing.T) {
	for _, c := range []struct {
		args []string
		code int
		out  string // in standard output
		err  string // in standard error
	}{
		{nil, exitUsage, "", "usage: go run ./kernel COMMAND"},
		{[]string{"help"}, 0, "usage: go run ./kernel COMMAND", ""},
		{[]string{"-h"}, 0, "doctor", ""},
		{[]string{"play"}, exitUsage, "", `no command "play"`},
		{[]string{"run"}, exitUsage, "", "want one notebook, have 0"},
		{[]string{"run", "a", "b"}, exitUsage, "", "want one notebook, have 2"},
		{[]string{"run", "-h"}, 0, "-timeout", ""},
		{[]string{"run", "a", "--fast"}, exitUsage, "", "-fast"},
		{[]string{"run", "a", "--timeout", "10ms"}, exitUsage, "", "whole seconds"},
		{[]string{"run", "a", "--timeout=-1s"}, exitUsage, "", "whole seconds"},
		{[]string{"run", "a", "-p", "x"}, exitUsage, "", "name=value"},
		{[]string{"run", "none.ipynb"}, exitFailed, "", "none.ipynb"},
		{[]string{"setup", "now"}, exitUsage, "", `unexpected argument "now"`},
		{[]string{"setup", "-h"}, 0, "DIVERSITY_CACHE", ""},
		{[]string{"doctor", "-x"}, exitUsage, "", "-x"},
		{[]string{"doctor", "--json", "x"}, exitUsage, "", "--json belongs to --device"},
		{[]string{"doctor", "--python", "x"}, exitUsage, "", "--python belongs to --device"},
		{[]string{"doctor", "--speed", "--device", "cpu"}, exitUsage, "", "exclude each other"},
		{[]string{"doctor", "--device", "tpu"}, exitUsage, "", `--device is "tpu", want cuda or cpu`},
		{[]string{"worker", "--trial", "all"}, exitUsage, "", "want numbers or speeds"},
		{[]string{"worker", "--small"}, exitUsage, "", "--small belongs to --trial"},
		{[]string{"lab", "-h"}, 0, "--no-browser", ""},
		{[]string{"lab", "a", "b"}, exitUsage, "", `unexpected argument "b"`},
		{[]string{"lab", "main.go"}, exitUsage, "", "not a folder"},
		{[]string{"worker"}, exitUsage, "", "--study is missing"},
		{[]string{"worker", "--study", "x", "--index", "3", "--count", "3"}, exitUsage, "", "0 <= index < count"},
		{[]string{"worker", "--study", "x", "--run", "y", "--count", "3"}, exitUsage, "", "exclude each other"},
		{[]string{"render", "x"}, exitUsage, "", "unexpected argument"},
		{[]string{"render", "--patience", "-1s"}, exitUsage, "", "--patience is -1s, want more than 0s"},
		{[]string{"proxy"}, exitUsage, "", "want a connection file"},
		{[]string{"proxy", "file"}, exitUsage, "", "want a connection file"},
		{[]string{"proxy", "none.json", "--", "gonb"}, exitFailed, "", "none.json"},
		{[]string{"proxy", "-h"}, 0, "CONNECTION_FILE", ""},
	} {
		code, out, err := call(t, "", c.args...)
		if code != c.code || !strings.Contains(out, c.out) || !strings.Contains(err, c.err) {
			t.Errorf("kernel %s: exit code %d, want %d\nstdout: %s\nstderr: %s", strings.Join(c.args, " "), code, c.code, out,
				err)
		}
		if c.err == "" && err != "" {
			t.Errorf("kernel %s: on standard error: %s", strings.Join(c.args, " "), err)
		}
	}
}

func TestExitCodes(t *testing.T) {
	for _, c := range []struct {
		err  error
		want int
	}{
		{errors.New("x"), exitFailed},
		{errReported, exitFailed},
		{usageError("x"), exitUsage},
		{&setup.Problem{What: "x"}, exitMissing},
		{errors.Join(errors.New("y"), &setup.Problem{What: "x"}), exitMissing},
		{&notebook.Failure{Reason: notebook.CellFailed}, exitFailed},
		{&notebook.Failure{Reason: notebook.Interrupted}, exitInterrupted},
		{fmt.Errorf("x: %w", context.Canceled), exitInterrupted},
		{codeError{errors.New("x"), runner.ExitNever}, runner.ExitNever},
	} {
		if got := exitCode(c.err); got != c.want {
			t.Errorf("exitCode(%v) = %d, want %d", c.err, got, c.want)
		}
	}
}

func TestParseMixesFlagsAndArguments(t *testing.T) {
	for _, c := range []struct {
		args, others string
		n            int
	}{
		{"a -n 3 b", "a b", 3},
		{"-n=4 a", "a", 4},
		{"a b", "a b", 1},
		{"a -- -n 3", "a -n 3", 1},
		{"-n 2 --", "", 2},
		{"", "", 1},
	} {
		set := flag.NewFlagSet("x", flag.ContinueOnError)
		n := set.Int("n", 1, "")
		others, err := parse(set, strings.Fields(c.args))
		if err != nil || strings.Join(others, " ") != c.others || *n != c.n {
			t.Errorf("parse(%q) = %q, -n %d, %v", c.args, others, *n, err)
		}
	}
}

func TestWorkerNeedsAStudy(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "none")
	for _, args := range [][]string{{"worker", "--study", dir},
		{"worker", "--study", dir, "--count", "4", "--index", "2"}} {
		code, _, err := call(t, "", args...)
		if code != runner.ExitNever || !strings.Contains(err, dir) {
			t.Errorf("%v: exit code %d: %s", args, code, err)
		}
	}
}

func TestRender(t *testing.T) {
	if testing.Short() {
		t.Skip("with -short no picture is drawn: those of package render are")
	}
	option := `{"xAxis":{"data":["a","b"]},"yAxis":{},"series":[{"type":"bar","data":[1,2]}]}`
	if code, out, err := call(t, option, "render", "--patience", "5m"); code != 0 ||
		!strings.HasPrefix(out, `{"svg":"<svg `) {
		t.Errorf("exit code %d: %.80s %s", code, out, err)
	}
	if code, _, err := call(t, option, "render", "--patience", "1ms"); code != exitFailed ||
		!strings.Contains(err, "longer than 1ms") {
		t.Errorf("in a hurry: exit code %d: %s", code, err)
	}
	if code, _, err := call(t, "[", "render"); code != exitFailed || !strings.Contains(err, "option") {
		t.Errorf("a bad option: exit code %d: %s", code, err)
	}
}

func TestExamine(t *testing.T) {
	status := func(s setup.Status) func(context.Context) setup.Status {
		return func(context.Context) setup.Status { return s }
	}
	var out bytes.Buffer
	missing := examine(context.Background(), &out, []setup.Component{
		{Name: "Go", Check: status(setup.Status{OK: true, Where: "/go", Version: "go1.26"})},
		{Name: "XLA", Optional: true, Check: status(setup.Status{Why: "no plugin\nno network", Mend: "setup"})},
		{Name: "gonb", Check: status(setup.Status{Why: "not built", Mend: "go run ./kernel setup"})},
	})
	want := `ok       Go              go1.26  /go
lacking  XLA` + "             " + `
                           no plugin
                           no network
                           mend: setup
MISSING  gonb` + "            " + `
                           not built
                           mend: go run ./kernel setup
`
	if missing != 1 || out.String() != want {
		t.Errorf("%d missing:\n%s", missing, out.String())
	}
}

func TestProgressOfALog(t *testing.T) {
	var out bytes.Buffer
	p := newProgress(&out)
	p.show(notebook.Event{Cell: 3, Count: 17, Title: "study.Run()"})
	p.show(notebook.Event{Cell: 3, Count: 17, Text: "half\n"})
	p.show(notebook.Event{Cell: 3, Count: 17, Ended: true})
	p.show(notebook.Event{Count: 17, Title: "// Set"})
	p.stop()
	lines := strings.Split(out.String(), "\n")
	if lines[0] != "cell  3/17  study.Run()" || !strings.HasPrefix(lines[1], "cell  3/17  0.") ||
		lines[2] != "parameters  // Set" {
		t.Errorf("progress:\n%s", out.String())
	}
}

func TestProgressOnATerminal(t *testing.T) {
	var out bytes.Buffer
	p := &progress{out: &out, terminal: true, done: make(chan struct{})}
	p.show(notebook.Event{Cell: 3, Count: 17, Title: strings.Repeat("é", 200)})
	p.show(notebook.Event{Cell: 3, Count: 17, Text: "10%\r20%\n\n"})
	p.rewrite()
	last := out.String()[strings.LastIndex(out.String(), "\r"):]
	if last != "\r\x1b[Kcell  3/17  0 s  20%" {
		t.Errorf("the line is %q", last)
	}
	for line := range strings.SplitSeq(out.String(), "\r\x1b[K") {
		if n := len([]rune(line)); n > lineWidth {
			t.Errorf("%d runes: %s", n, line)
		}
	}
}

// TestParametersLeaveTheNotebook: with a parameter the outputs go to another file, which has a name if none is given.
func TestParametersLeaveTheNotebook(t *testing.T) {
	for want, args := range map[string][]string{
		"mine-executed.ipynb": {"some/mine.ipynb", "-p", "x=1"},
		"other.ipynb":         {"some/mine.ipynb", "-p", "x=1", "--output", "other.ipynb"},
		"":                    {"some/mine.ipynb"},
	} {
		f, err := parseRun(streams{out: io.Discard, err: io.Discard}, runCommand(), args)
		if err != nil || f.output != want {
			t.Errorf("%q: output %q, %v, want %q", args, f.output, err, want)
		}
	}
}
