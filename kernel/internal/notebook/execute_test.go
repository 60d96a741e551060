package notebook

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"tradeoff/kernel/internal/jupyter/ipynb"
)

const threeCells = `{"nbformat": 4, "nbformat_minor": 5, "metadata": {"kernelspec": {"name": "diversity", "language": "go"}}, "cells": [
 {"cell_type": "markdown", "id": "a", "metadata": {}, "source": "# Title"},
 {"cell_type": "code", "id": "b", "metadata": {"tags": ["parameters"]}, "source": ["// Images.\n", "const Budget = 16"], "outputs": []},
 {"cell_type": "code", "id": "c", "metadata": {}, "source": "  ", "outputs": []},
 {"cell_type": "code", "id": "d", "metadata": {}, "source": "%%\nfmt.Println(Budget)\npanic(1)", "outputs": []}]}`

func writeNotebook(t *testing.T, content string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "test.ipynb")
	if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

// python is a stub of the interpreter: it keeps the request, writes "executed" as the notebook and runs the rest of the
// script.
func python(t *testing.T, script string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "python")
	text := `#!/bin/sh
read -r request
printf '%s\n' "$request" > "$(dirname "$0")/request.json"
printf executed > "$(printf '%s\n' "$request" | sed 's/.*"output":"\([^"]*\)".*/\1/')"
` + script
	if err := os.WriteFile(path, []byte(text), 0o755); err != nil {
		t.Fatal(err)
	}
	return path
}

const goodRun = `
cat <<'END'
{"event":"start","index":1}
{"event":"end","index":1}
{"event":"start","index":3}
{"event":"text","index":3,"text":"16\n"}
{"event":"end","index":3}
{"event":"done","kind":"ok"}
END`

const badRun = `
cat <<'END'
{"event":"start","index":1}
{"event":"start","index":3}
{"event":"text","index":3,"text":"16\n"}
{"event":"done","kind":"cell","value":"panic: 1","trace":"panic: 1\nCell[2]: Line 3\n--> 3  panic(1)"}
END`

func TestExecuteInPlace(t *testing.T) {
	path := writeNotebook(t, threeCells)
	var events []string
	err := Execute(context.Background(), path, Options{Python: python(t, goodRun), Progress: func(e Event) {
		events = append(events, strings.TrimSpace(e.Title+" "+e.Text))
	}})
	if got, _ := os.ReadFile(path); err != nil || string(got) != "executed" {
		t.Errorf("%v; the notebook reads %q", err, got)
	}
	want := "// Images.|// Images.|fmt.Println(Budget)|fmt.Println(Budget) 16|fmt.Println(Budget)"
	if got := strings.Join(events, "|"); got != want {
		t.Errorf("events %q, want %q", got, want)
	}
}

func TestFailureLeavesTheNotebook(t *testing.T) {
	path := writeNotebook(t, threeCells)
	err := Execute(context.Background(), path, Options{Python: python(t, badRun)})
	var failure *Failure
	if !errors.As(err, &failure) || failure.Cell != 2 || failure.Count != 2 || failure.Line != 3 {
		t.Fatalf("error = %v", err)
	}
	if want := "cell 2 of 2, line 3 `panic(1)`: panic: 1"; err.Error() != want {
		t.Errorf("error = %q, want %q", err, want)
	}
	if got, _ := os.ReadFile(path); string(got) != threeCells {
		t.Errorf("the notebook was changed: %s", got)
	}
}

func TestFailureFillsTheOutput(t *testing.T) {
	path := writeNotebook(t, threeCells)
	output := filepath.Join(t.TempDir(), "new", "out.ipynb")
	if err := Execute(context.Background(), path, Options{Python: python(t, badRun), Output: output}); err == nil {
		t.Error("no error")
	}
	if got, _ := os.ReadFile(output); string(got) != "executed" {
		t.Errorf("the output reads %q", got)
	}
}

func TestParametersAreInserted(t *testing.T) {
	path := writeNotebook(t, threeCells)
	stub := python(t, strings.NewReplacer(`"index":3`, `"index":4`, "Cell[2]", "Cell[3]").Replace(badRun))
	stubbed := Options{Python: stub, Output: path + ".out", Parameters: []Parameter{{"Budget", "64"}}}
	err := Execute(context.Background(), path, stubbed)
	request, _ := os.ReadFile(filepath.Join(filepath.Dir(stub), "request.json"))
	if !strings.Contains(string(request),
		`"insert":[{"at":2,"source":"// Set by kernel run -p.\n// Images.\nconst Budget = 64","id":"injected-parameters"}]`) {
		t.Errorf("request %s", request)
	}
	if err == nil || !strings.HasPrefix(err.Error(), "cell 2 of 2, line 3") {
		t.Errorf("the injected cell was counted: %v", err)
	}
	stubbed.Output = ""
	if err := Execute(context.Background(), path, stubbed); !errors.Is(err, ErrParameter) {
		t.Errorf("parameters without an output: %v", err)
	}
}

func TestBrokenDriver(t *testing.T) {
	path := writeNotebook(t, threeCells)
	err := Execute(context.Background(), path, Options{Python: python(t, "echo 'ImportError: no nbclient' >&2; exit 1")})
	if err == nil || !strings.Contains(err.Error(), "no nbclient") {
		t.Errorf("error = %v", err)
	}
	if err := Execute(context.Background(), path, Options{Python: filepath.Join(t.TempDir(), "none")}); err == nil ||
		!strings.Contains(err.Error(), "set it up again") {
		t.Errorf("without Python: %v", err)
	}
}

func TestInterrupt(t *testing.T) {
	path := writeNotebook(t, threeCells)
	ctx, cancel := context.WithCancel(context.Background())
	stub := python(t, `
trap 'echo "{\"event\":\"done\",\"kind\":\"interrupted\",\"value\":\"interrupted\"}"; exit 0' INT
echo '{"event":"start","index":1}'
while :; do sleep 0.05; done`)
	err := Execute(ctx, path, Options{Python: stub, Progress: func(Event) { cancel() }})
	var failure *Failure
	if !errors.As(err, &failure) || failure.Reason != Interrupted || failure.Cell != 1 {
		t.Errorf("error = %#v", err)
	}
}

func TestReadErrors(t *testing.T) {
	for content, want := range map[string]string{
		"not json":         "not a Go notebook",
		`{"nbformat": 3}`:  "nbformat is 3, want 4",
		`{"cells": "all"}`: "not a Go notebook",
		`{"nbformat": 4, "cells": [], "metadata": {"kernelspec": {"name": "python3", "language": "python"}}}`: `"python3"`,
	} {
		path := writeNotebook(t, content)
		err := Execute(context.Background(), path, Options{Python: "/nowhere"})
		if !errors.Is(err, ipynb.ErrNotebook) || !strings.Contains(err.Error(), want) ||
			!strings.Contains(err.Error(), path) {
			t.Errorf("%s: %v, want an ErrNotebook with %q", content, err, want)
		}
	}
	if err := Execute(context.Background(), filepath.Join(t.TempDir(), "none.ipynb"), Options{}); !errors.Is(err,
		os.ErrNotExist) {
		t.Errorf("a missing file: %v", err)
	}
	path := writeNotebook(t, strings.Replace(threeCells, `"parameters"`, `"other"`, 1))
	err := Execute(context.Background(), path, Options{Output: path, Parameters: []Parameter{{"Budget", "1"}}})
	if !errors.Is(err, ErrParameter) || !strings.Contains(err.Error(), `no cell has the tag "parameters"`) {
		t.Errorf("without the tag: %v", err)
	}
}

func TestFailureMessages(t *testing.T) {
	d, err := read(writeNotebook(t, threeCells))
	if err != nil {
		t.Fatal(err)
	}
	running := &d.Cells[3]
	for _, c := range []struct {
		name   string
		e      event
		output string
		want   string
	}{
		{
			"compile", event{
				Kind: CellFailed, Value: "undefined: Budgt (and 1 more)", Trace: "Cell[2]: Line 2\nfmt.Println(Budgt)",
			}, "",
			"cell 2 of 2, line 2 `fmt.Println(Budget)`: undefined: Budgt (and 1 more)",
		},
		{
			"in an earlier cell", event{Kind: CellFailed, Value: "too large", Trace: "Cell[1]: Line 2\n"}, "",
			"cell 1 of 2, line 2 `const Budget = 16`: too large (while running cell 2)",
		},
		{
			"panic", event{Kind: CellFailed, Value: "panic: disk full", Trace: "panic: disk full\nCell[2]: Line 3\n"}, "16\n",
			"cell 2 of 2, line 3 `panic(1)`: panic: disk full",
		},
		{"exit", event{Kind: CellFailed, Value: "exit status 7"}, "bye", "cell 2 of 2 `fmt.Println(Budget)`: exit status 7"},
		{
			"missing module", event{Kind: CellFailed,
				Value: "package example.org/x is in no module that /m/go.mod requires: get it with a cell `!*go get example.org/x@latest`"},
			"",
			"cell 2 of 2 `fmt.Println(Budget)`: package example.org/x is in no module that /m/go.mod requires: get it with a cell `!*go get example.org/x@latest`",
		},
		{"unknown cell", event{Kind: CellFailed, Value: "x", Trace: "Cell[9]: Line 1\n"}, "",
			"cell 2 of 2 `fmt.Println(Budget)`: x"},
		{"time-out", event{Kind: TimedOut, Value: "the cell took longer"}, "",
			"cell 2 of 2 `fmt.Println(Budget)`: the cell took longer"},
	} {
		if got := newFailure(c.e, d, running, c.output).Error(); got != c.want {
			t.Errorf("%s:\n got %s\nwant %s", c.name, got, c.want)
		}
	}
	injected := &cell{Cell: ipynb.Cell{Type: ipynb.Code, Source: "// Set by kernel run -p.\nvar rate = 2.0"}}
	if got, want := newFailure(event{Kind: CellFailed, Value: "bad"}, d, injected, "").Error(),
		"the parameters: bad"; got != want {
		t.Errorf("in the injected cell: %s, want %s", got, want)
	}
	if got := newFailure(event{Kind: Broken, Value: "no kernel\nmore"}, d, nil,
		"").Error(); got != "no cell was run: no kernel" {
		t.Errorf("before the first cell: %s", got)
	}
}

func TestTimeoutIsPassedOn(t *testing.T) {
	path := writeNotebook(t, threeCells)
	stub := python(t, goodRun)
	if err := Execute(context.Background(), path,
		Options{Python: stub, Timeout: 90 * time.Second, Kernels: "/k", Env: map[string]string{"PATH": "/p"}}); err != nil {
		t.Fatal(err)
	}
	request, _ := os.ReadFile(filepath.Join(filepath.Dir(stub), "request.json"))
	for _, want := range []string{`"timeout":90`, `"kernels":"/k"`, `"env":{"PATH":"/p"}`, `"kernel":"diversity"`,
		`"cwd":"` + filepath.Dir(path) + `"`} {
		if !strings.Contains(string(request), want) {
			t.Errorf("the request has no %s: %s", want, request)
		}
	}
}

// TestDocumentationNeedsThePathOfTheKernelspec: only there gopls is on it.
func TestDocumentationNeedsThePathOfTheKernelspec(t *testing.T) {
	env := map[string]string{"PATH": "/bin", "A": "1"}
	for source, want := range map[string]string{"?theory.Fit": `"env":{"A":"1"}`,
		"x ? y": `"env":{"A":"1","PATH":"/bin"}`} {
		python := python(t, goodRun)
		text := strings.Replace(threeCells, `"  "`, `"`+source+`"`, 1)
		if err := Execute(t.Context(), writeNotebook(t, text), Options{Python: python, Env: env}); err != nil {
			t.Fatal(err)
		}
		request, err := os.ReadFile(filepath.Join(filepath.Dir(python), "request.json"))
		if err != nil || !strings.Contains(string(request), want) {
			t.Errorf("%s: %s, %v, want %s", source, request, err, want)
		}
	}
	if env["PATH"] == "" {
		t.Error("the caller's environment was changed")
	}
}
