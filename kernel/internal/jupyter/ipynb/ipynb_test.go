package ipynb

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// committed are the notebooks of this repository, written by Python's nbformat.
func committed(t testing.TB) map[string][]byte {
	t.Helper()
	paths, err := filepath.Glob("../../../../notebooks/*.ipynb")
	if err != nil || len(paths) == 0 {
		t.Fatalf("no notebooks: %v", err)
	}
	contents := map[string][]byte{}
	for _, path := range paths {
		if contents[path], err = os.ReadFile(path); err != nil {
			t.Fatal(err)
		}
	}
	return contents
}

func TestBytesAreThoseOfNbformat(t *testing.T) {
	for path, content := range committed(t) {
		n, err := Read(path)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := n.Bytes(); err != nil || !bytes.Equal(got, content) {
			t.Errorf("%s is written with other bytes: %v", path, err)
		}
	}
}

const messy = `{"nbformat_minor": 5, "nbformat": 4, "metadata": {
  "kernelspec": {"name": "diversity", "language": "go", "display_name": "Go <d> \u00e9"}, "author": {"x": 1.50, "n": 12345678901234567890},
  "language_info": {"name": "go", "version": "go1.26"}, "widgets": {"a": 1}, "papermill": {"duration": 3}, "signature": "s"},
 "cells": [
  {"cell_type": "markdown", "id": "t", "metadata": {"tags": ["a"]}, "source": "# A\nB", "attachments": {"p.png": {"image/png": "x"}}},
  {"cell_type": "code", "id": "c", "metadata": {"tags": ["parameters", "b"], "scrolled": true, "ExecuteTime": {}, "execution": {"t": 1}, "mine": [1.0]},
   "source": ["%%\n", "\n", "x := 1"], "outputs": [{"output_type": "stream", "name": "stdout", "text": ["1\n", "2"]}], "execution_count": 7}
 ]}`

const cleaned = `{
 "cells": [
  {
   "attachments": {
    "p.png": {
     "image/png": "x"
    }
   },
   "cell_type": "markdown",
   "id": "t",
   "metadata": {
    "tags": [
     "a"
    ]
   },
   "source": [
    "# A\n",
    "B"
   ]
  },
  {
   "cell_type": "code",
   "execution_count": null,
   "id": "c",
   "metadata": {
    "mine": [
     1.0
    ],
    "tags": [
     "parameters",
     "b"
    ]
   },
   "outputs": [],
   "source": [
    "%%\n",
    "\n",
    "x := 1"
   ]
  }
 ],
 "metadata": {
  "author": {
   "n": 12345678901234567890,
   "x": 1.50
  },
  "kernelspec": {
   "display_name": "Go (diversity)",
   "language": "go",
   "name": "diversity"
  },
  "language_info": {
   "codemirror_mode": "go",
   "file_extension": ".go",
   "mimetype": "text/x-go",
   "name": "go",
   "pygments_lexer": "go",
   "version": "1.26"
  }
 },
 "nbformat": 4,
 "nbformat_minor": 5
}
`

func TestClean(t *testing.T) {
	got, err := Clean([]byte(messy))
	if err != nil || string(got) != cleaned {
		t.Fatalf("%v\n%s", err, got)
	}
	for path, content := range committed(t) {
		once, err := Clean(content)
		if err != nil {
			t.Fatal(err)
		}
		if again, err := Clean(once); err != nil || !bytes.Equal(again, once) {
			t.Errorf("%s: the second cleaning changes something: %v", path, err)
		}
		n, err := Parse(once)
		if err != nil {
			t.Fatal(err)
		}
		before, _ := Parse(content)
		for i, c := range n.Cells {
			b := before.Cells[i]
			if c.ID != b.ID || c.Source != b.Source || c.Type != b.Type || !slices.Equal(c.Tags(), b.Tags()) ||
				len(c.Outputs) > 0 || c.Count != nil {
				t.Errorf("%s: cell %d: %+v", path, i+1, c)
			}
		}
	}
}

func TestCellsAndOutputs(t *testing.T) {
	n, err := Parse([]byte(messy))
	if err != nil {
		t.Fatal(err)
	}
	c := n.Cells[1]
	if c.Title() != "x := 1" || !c.Runs() || n.Cells[0].Runs() || !slices.Equal(c.Tags(), []string{"parameters", "b"}) {
		t.Errorf("title %q, tags %q", c.Title(), c.Tags())
	}
	if o, err := c.Output(0); err != nil || o.Type != Stream || o.Name != "stdout" || o.Text != "1\n2" {
		t.Errorf("output %+v, %v", o, err)
	}
	c.Outputs[0] = []byte(`{"text": 3}`)
	if _, err := c.Output(0); !errors.Is(err, ErrNotebook) || !strings.Contains(err.Error(), "output 1") {
		t.Errorf("a bad output: %v", err)
	}
}

func TestErrors(t *testing.T) {
	for content, want := range map[string]string{
		"not json":                       "invalid character",
		`{"nbformat": 3}`:                "nbformat is 3, want 4",
		`{"cells": "all"}`:               "cannot unmarshal",
		`{"nbformat": 4, "cells": []} x`: "something follows the end",
		`{"nbformat": 4, "cells": [{"cell_type": "table"}]}`:                                     `cell_type of cell 1 is "table", want code, markdown or raw`,
		`{"nbformat": 4, "cells": [null]}`:                                                       `cell_type of cell 1 is ""`,
		`{"nbformat": 4, "metadata": {"kernelspec": {"name": "python3", "language": "python"}}}`: `"python3" of the language "python", want "go"`,
	} {
		_, err := Parse([]byte(content))
		_, err2 := Clean([]byte(content))
		for _, err := range []error{err, err2} {
			if !errors.Is(err, ErrNotebook) || !strings.Contains(err.Error(), want) {
				t.Errorf("%s: %v, want an ErrNotebook with %q", content, err, want)
			}
		}
	}
	path := filepath.Join(t.TempDir(), "x.ipynb")
	if _, err := Read(path); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a missing file: %v", err)
	}
	if err := os.WriteFile(path, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := Read(path); !errors.Is(err, ErrNotebook) || !strings.Contains(err.Error(), path) {
		t.Errorf("an empty file: %v", err)
	}
}

// FuzzClean looks for input that cleaning does not survive, or that cleaning once does not clean.
func FuzzClean(f *testing.F) {
	f.Add([]byte(messy))
	f.Add([]byte(`{"nbformat": 4, "Cells": [{"cell_type": "code"}], "cells": null}`))
	f.Add([]byte(`{"nbformat": 4, "cells": [{"cell_type": "code", "metadata": {"tags": 3}, "source": []}]}`))
	f.Fuzz(func(t *testing.T, content []byte) {
		once, err := Clean(content)
		if err != nil {
			if !errors.Is(err, ErrNotebook) {
				t.Fatal(err)
			}
			return
		}
		if again, err := Clean(once); err != nil || !bytes.Equal(again, once) {
			t.Fatalf("cleaning %q again: %v\n%s\n%s", content, err, once, again)
		}
	})
}

func TestByteOrderMark(t *testing.T) {
	const text = `{"cells":[{"cell_type":"code","id":"a","source":"1+1"}],"metadata":{},"nbformat":4,"nbformat_minor":5}`
	n, err := Parse([]byte(ByteOrderMark + text))
	if err != nil || len(n.Cells) != 1 || n.Cells[0].Source != "1+1" {
		t.Fatalf("%+v, %v", n, err)
	}
	cleaned, err := Clean([]byte(ByteOrderMark + text))
	if err != nil || cleaned[0] != '{' {
		t.Errorf("%.20q, %v", cleaned, err)
	}
	for _, empty := range []string{"", " \n", ByteOrderMark} {
		if _, err := Parse([]byte(empty)); !errors.Is(err, ErrNotebook) ||
			!strings.Contains(err.Error(), "the file is empty") {
			t.Errorf("%q: %v", empty, err)
		}
	}
}
