package notebook

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tradeoff/kernel/internal/jupyter/ipynb"
	"tradeoff/kernel/internal/notebook/inline"
)

const withNumbers = `{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [
 {"cell_type": "markdown", "id": "a", "metadata": {}, "source": "<!--= x -->1<!--/--> and <!--= f(x) -->"},
 {"cell_type": "code", "id": "b", "metadata": {}, "execution_count": null, "source": "x := 2", "outputs": []}]}`

// asked is what a driver leaves: the notebook with the added cell, and the events of a run that ends so.
func asked(printed, end string) string {
	added := `,{"cell_type": "code", "id": "numbers-of-the-text", "metadata": {}, "execution_count": 2, "source": "", "outputs": [` +
		`{"output_type": "stream", "name": "stdout", "text": "` + printed + `"}]}]}`
	return `cat > "$(printf '%s\n' "$request" | sed 's/.*"output":"\([^"]*\)".*/\1/')" <<'END'
` + strings.TrimSuffix(withNumbers, "]}") + added + `
END
cat <<'END'
{"event":"start","index":1}
{"event":"start","index":2}
` + end + `
END`
}

func TestNumbersAreFilled(t *testing.T) {
	path := writeNotebook(t, withNumbers)
	stub := python(t, asked(`\"2\"\n\"a < b\"\n`, `{"event":"done","kind":"ok"}`))
	if err := Execute(context.Background(), path, Options{Python: stub}); err != nil {
		t.Fatal(err)
	}
	n, err := ipynb.Read(path)
	if err != nil || len(n.Cells) != 2 {
		t.Fatalf("%+v, %v", n, err)
	}
	if got, want := string(n.Cells[0].Source), "<!--= x -->2<!--/--> and <!--= f(x) -->a &lt; b<!--/-->"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	request, _ := os.ReadFile(filepath.Join(filepath.Dir(stub), "request.json"))
	if !strings.Contains(string(request), `"at":2`) || !strings.Contains(string(request), `fmt.Sprint(f(x))`) {
		t.Errorf("request %s", request)
	}
}

func TestNumbersThatFail(t *testing.T) {
	for name, c := range map[string]struct{ script, want string }{
		"no such name": {asked("", `{"event":"done","kind":"cell","value":"undefined: f","trace":"Cell[2]: Line 3\n"}`),
			"the numbers of the text: undefined: f"},
		"too few": {asked(`\"2\"\n`, `{"event":"done","kind":"ok"}`), "1 values of 2 expressions"},
	} {
		path := writeNotebook(t, withNumbers)
		if err := Execute(context.Background(), path, Options{Python: python(t, c.script)}); err == nil ||
			!strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v", name, err)
		}
		if got, _ := os.ReadFile(path); string(got) != withNumbers {
			t.Errorf("%s: the notebook was changed: %s", name, got)
		}
	}
	bad := writeNotebook(t, strings.Replace(withNumbers, "f(x)", "f(", 1))
	if err := Execute(context.Background(), bad, Options{}); !errors.Is(err, inline.ErrNumber) {
		t.Errorf("%v", err)
	}
}
