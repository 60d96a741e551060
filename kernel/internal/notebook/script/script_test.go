package script

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"tradeoff/kernel/internal/jupyter/ipynb"
	"unicode/utf8"
)

// roundTrip returns a notebook as it comes back from its text.
func roundTrip(t *testing.T, n *ipynb.Notebook) *ipynb.Notebook {
	t.Helper()
	text, err := Write(n)
	if err != nil {
		t.Fatal(err)
	}
	back, err := Read(text)
	if err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	return back
}

func bytesOf(t *testing.T, n *ipynb.Notebook) []byte {
	t.Helper()
	content, err := n.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	return content
}

// The committed notebooks come back byte for byte, but for their outputs.
func TestCommittedNotebooksComeBack(t *testing.T) {
	paths, err := filepath.Glob("../../../../notebooks/*.ipynb")
	if err != nil || len(paths) == 0 {
		t.Fatalf("no notebooks: %v", err)
	}
	for _, path := range paths {
		content, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		clean, err := ipynb.Clean(content)
		if err != nil {
			t.Fatal(err)
		}
		n, err := ipynb.Parse(clean)
		if err != nil {
			t.Fatal(err)
		}
		if got := bytesOf(t, roundTrip(t, n)); !bytes.Equal(got, clean) {
			t.Errorf("%s came back as\n%s", path, got)
		}
	}
}

// sources are hard: markers, prefixes and comments of the format itself, blank lines, line ends.
var sources = []string{
	"", "x := 1", "%%\nx := 1\n", "!ls\n%list", "\n", "\n\n", "a\n\n\n", "\n\na", " ", "//", "// ", "//\n//",
	"// %%", "// %% [markdown] id=3", "// // %%", "// // // %%\n// %%", "//%%", "// ---\n// jupyter: 3\n// ---",
	"%% // %%",
	"//gonb:%%", "//gonb://gonb:x", "// //gonb:%%", "a\r\nb\r\n", "\r", "é\u2028\x00\t`", "// // ---", "# T\n\n- a\n",
}

func TestHardSourcesComeBack(t *testing.T) {
	for _, source := range sources {
		for _, cellType := range []string{ipynb.Code, ipynb.Markdown, ipynb.Raw} {
			n := &ipynb.Notebook{Format: 4, Minor: 5, Metadata: map[string]any{"a": "<b>"}, Cells: []ipynb.Cell{
				{Type: cellType, ID: "a", Source: ipynb.Text(source), Metadata: map[string]any{"tags": []any{"parameters", "x y=\"]"}, "k k": map[string]any{}}},
				{Type: ipynb.Raw, ID: "b", Source: "x", Attachments: map[string]any{"p.png": map[string]any{"image/png": "AA=="}}},
				{Type: cellType, ID: "c", Source: ipynb.Text(source)},
			}}
			if got, want := bytesOf(t, roundTrip(t, n)), bytesOf(t, n); !bytes.Equal(got, want) {
				t.Errorf("%s cell %q came back as\n%s", cellType, source, got)
			}
		}
	}
}

const example = `// ---
// jupyter:
//   "kernelspec": {"display_name":"Go (diversity)","language":"go","name":"diversity"}
// ---
//go:build ignore

// %% [markdown] id="title"
// # Many classes
//
// or many samples?

// %% id="pool" tags=["parameters"]
const Budget = 4096

// %% id="run" metadata={"collapsed":true}
//gonb:%%
fmt.Println(Budget)
`

func TestExample(t *testing.T) {
	n, err := Read([]byte(example))
	if err != nil || len(n.Cells) != 3 {
		t.Fatalf("%v %+v", err, n)
	}
	if c := n.Cells[0]; c.Type != ipynb.Markdown || c.ID != "title" || c.Source != "# Many classes\n\nor many samples?" {
		t.Errorf("%+v", c)
	}
	if c := n.Cells[1]; c.Type != ipynb.Code || c.Source != "const Budget = 4096" || len(c.Tags()) != 1 {
		t.Errorf("%+v", c)
	}
	if c := n.Cells[2]; c.Source != "%%\nfmt.Println(Budget)" || c.Metadata["collapsed"] != true {
		t.Errorf("%+v", c)
	}
	if again, err := Write(n); err != nil || string(again) != example {
		t.Errorf("%v\n%s", err, again)
	}
	windows, err := Read([]byte(strings.ReplaceAll(example, "\n", "\r\n")))
	if err != nil || !bytes.Equal(bytesOf(t, windows), bytesOf(t, n)) {
		t.Errorf("with the line ends of Windows: %v", err)
	}
}

// A text that jupytext wrote is read as well.
func TestTextOfJupytext(t *testing.T) {
	n, err := Read([]byte(`// -*- coding: utf-8 -*-
// ---
// jupyter:
//   jupytext:
//     text_representation:
//       format_version: '1.3'
//   kernelspec:
//     language: go
//     name: diversity
// ---

// %% [markdown]
// # Title

// %% tags=["parameters"] jupyter={"source_hidden": true}
const Budget = 1

// %%
//gonb:%%
fmt.Println(Budget)
`))
	if err != nil || len(n.Cells) != 3 || n.Cells[2].Source != "%%\nfmt.Println(Budget)" || n.Cells[1].ID != "cell-2" {
		t.Fatalf("%v %+v", err, n)
	}
	if spec := n.Metadata["kernelspec"].(map[string]any); spec["name"] != "diversity" || n.Cells[1].Metadata["jupyter"] == nil {
		t.Errorf("%+v", n)
	}
}

// The go command passes over the text: it is no part of the package beside it.
func TestGoIgnoresTheText(t *testing.T) {
	dir := t.TempDir()
	for name, content := range map[string]string{"go.mod": "module x\n\ngo 1.26\n", "x.go": "package x\n", "note.go": example} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for _, command := range []string{"build", "vet"} {
		cmd := exec.Command("go", command, "./...")
		cmd.Dir = dir
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Errorf("go %s: %v\n%s", command, err, out)
		}
	}
}

func TestErrors(t *testing.T) {
	for text, want := range map[string]string{
		"// %%\n\xff":                   "it is not UTF-8",
		"x := 1":                        `line 1: "x := 1" stands before the first cell, which starts with "// %%"`,
		"// ---\n// a":                  "line 1: the header has no end",
		"// ---\n// a: [\n// ---":       "line 3: the header above: ",
		"// ---\n// jupyter: 3\n// ---": "line 3: the header above: ",
		"// ---\n// jupyter: {a: {1: 2}}\n// ---\n// %%\n// %% id=3": "",
		"// %% [md]":              `line 1: the cell's type is "md", want [markdown], [raw]`,
		"// %% A title":           `line 1: "A title" is no KEY=JSON`,
		"// %%\n\n// %% id=":      "line 3: id: unexpected EOF",
		"// %% id=3":              "line 1: id: json: cannot unmarshal number",
		"// %% metadata=[]":       "line 1: metadata: ",
		"// %% attachments=1":     "line 1: attachments: ",
		"// %% [markdown]\nplain": `line 2: "plain" in a cell of type markdown is no comment`,
		"// %% id=\"a b\"":        `the id of cell 1 is "a b", want 1 to 64 letters`,
	} {
		_, err := Read([]byte(text))
		if !errors.Is(err, ErrScript) || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want an ErrScript with %q", text, err, want)
		}
	}
}

func TestIDsAreMadeUp(t *testing.T) {
	n, err := Read([]byte("// %%\n\n// %% id=\"cell-1\" metadata=null tags=[\"a\"]\n\n// %%\n"))
	if err != nil || n.Cells[0].ID != "cell-4" || n.Cells[1].ID != "cell-1" || n.Cells[2].ID != "cell-3" || len(n.Cells[1].Tags()) != 1 {
		t.Errorf("%v %+v", err, n)
	}
	if n, err := Read(nil); err != nil || len(n.Cells) != 0 || n.Metadata["kernelspec"] == nil {
		t.Errorf("an empty text: %v %+v", err, n)
	}
}

// FuzzRoundTrip looks for sources that do not come back.
func FuzzRoundTrip(f *testing.F) {
	for i, source := range sources {
		f.Add(source, sources[len(sources)-1-i], uint8(i), "a", "tag")
	}
	f.Fuzz(func(t *testing.T, first, second string, types uint8, key, tag string) {
		for _, s := range []string{first, second, key, tag} {
			if !utf8.ValidString(s) {
				t.Skip("a notebook is UTF-8")
			}
		}
		kinds := []string{ipynb.Code, ipynb.Markdown, ipynb.Raw}
		n := &ipynb.Notebook{Format: 4, Minor: 5, Metadata: map[string]any{key: tag}, Cells: []ipynb.Cell{
			{Type: kinds[types%3], ID: "a", Source: ipynb.Text(first), Metadata: map[string]any{key: tag}},
			{Type: kinds[types/3%3], ID: "b", Source: ipynb.Text(second), Metadata: map[string]any{"tags": []any{tag}}},
			{Type: kinds[types/9%3], ID: "c", Source: ipynb.Text(first + second)},
		}}
		if got, want := bytesOf(t, roundTrip(t, n)), bytesOf(t, n); !bytes.Equal(got, want) {
			t.Errorf("came back as\n%s\nwant\n%s", got, want)
		}
	})
}

// FuzzRead looks for texts that are read but not written and read again with the same result.
func FuzzRead(f *testing.F) {
	f.Add([]byte(example))
	f.Add([]byte("// %% [raw] a=1 b=\"x\"\n// x"))
	f.Add([]byte("// ---\n// jupyter: {a: [1, .inf]}\n// ---\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		n, err := Read(text)
		if err != nil {
			if !errors.Is(err, ErrScript) {
				t.Fatal(err)
			}
			return
		}
		content, err := n.Bytes()
		if err != nil {
			t.Fatal(err)
		}
		if n, err = ipynb.Parse(content); err != nil {
			t.Skip("a notebook for another language")
		}
		if got := bytesOf(t, roundTrip(t, n)); !bytes.Equal(got, content) {
			t.Errorf("%q: came back as\n%s\nwant\n%s", text, got, content)
		}
	})
}

// TestCopiedCellsGetTheirOwnID: a cell that was copied in an editor, or one of a notebook with this fault, is no reason to refuse the text.
func TestCopiedCellsGetTheirOwnID(t *testing.T) {
	n, err := Read([]byte("// %% id=\"a\"\nx\n\n// %% id=\"a\"\ny\n\n// %% id=\"cell-2\"\nz"))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, c := range n.Cells {
		got = append(got, c.ID+" "+string(c.Source))
	}
	if want := []string{"a x", "cell-5 y", "cell-2 z"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestByteOrderMarkIsNoPartOfTheText(t *testing.T) {
	plain, err := Read([]byte("// %% id=\"a\"\r\nx\r\n"))
	if err != nil {
		t.Fatal(err)
	}
	marked, err := Read([]byte("\ufeff// %% id=\"a\"\r\nx\r\n"))
	if err != nil || !reflect.DeepEqual(plain, marked) || marked.Cells[0].Source != "x" {
		t.Errorf("%+v, %v; without the mark %+v", marked, err, plain)
	}
}
