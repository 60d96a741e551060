package compare

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"tradeoff/kernel/internal/cell/protocol"
	"tradeoff/kernel/internal/jupyter/ipynb"
)

// small is a notebook with a number in each place where one is compared.
const small = `{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [
 {"cell_type": "markdown", "id": "a", "metadata": {}, "source": "# Title"},
 {"cell_type": "code", "id": "b", "metadata": {}, "execution_count": 1, "source": ["%%\n", "fmt.Println(x)"], "outputs": [
  {"output_type": "stream", "name": "stdout", "text": ["slope 0.742 [0.616, 0.883], K=64\n", "done in 3.3s\n"]},
  {"output_type": "stream", "name": "stderr", "text": "warning 7\n"}]},
 {"cell_type": "code", "id": "c", "metadata": {}, "execution_count": 2, "source": "show.Table()", "outputs": [
  {"output_type": "display_data", "metadata": {}, "data": {"text/html": "<div role=\"progressbar\" aria-valuenow=\"1\">1 of 1</div>", "text/plain": "1 of 1"}},
  {"output_type": "display_data", "metadata": {}, "data": {"text/html": ["<table>\n", "<tr><td>60.5 ± 0.3</td></tr>\n", "</table>"], "text/plain": "error\n60.5 ± 0.3"}}]},
 {"cell_type": "code", "id": "d", "metadata": {}, "execution_count": 3, "source": "show.Figure(f)", "outputs": [
  {"output_type": "display_data", "metadata": {}, "data": {
   "application/vnd.echarts.v1+json": "{\"series\":[{\"name\":\"a b\",\"data\":[[4,0.605],[8,0.563]]}],\"figure\":{\"caption\":\"rms 0.12 at N = 512\"},\"x y\":true,\"image\":\"data:x,12\"}",
   "image/svg+xml": "<svg id=\"1\">", "image/png": "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGP4z8AAAAMBAQDJ/pLvAAAAAElFTkSuQmCC\n", "text/plain": "A figure"}}]},
 {"cell_type": "code", "id": "e", "metadata": {"tags": ["volatile"]}, "execution_count": 4, "source": "fmt.Println(os.Getpid())", "outputs": [
  {"output_type": "stream", "name": "stdout", "text": "4711\n"}]},
 {"cell_type": "code", "id": "f", "metadata": {}, "execution_count": 5, "source": "show.SVG(s)", "outputs": [
  {"output_type": "display_data", "metadata": {}, "data": {"image/svg+xml": "<svg id=\"2\">"}},
  {"output_type": "error", "ename": "ERROR", "evalue": "exit status 2", "traceback": ["x 1"]}]}
]}`

func load(t testing.TB, content string) *ipynb.Notebook {
	t.Helper()
	n, err := ipynb.Parse([]byte(content))
	if err != nil {
		t.Fatalf("%v\n%s", err, content)
	}
	return n
}

// differences compares the small notebook with a changed one.
func differences(t *testing.T, tolerance Tolerance, changes ...string) *Report {
	t.Helper()
	changed := strings.NewReplacer(changes...).Replace(small)
	if changed == small {
		t.Fatalf("%q change nothing", changes)
	}
	r, err := Notebooks(load(t, small), load(t, changed), tolerance)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestEqualNotebooksAgree(t *testing.T) {
	r, err := Notebooks(load(t, small), load(t, small), Tolerance{})
	if err != nil || len(r.Differences) > 0 {
		t.Fatalf("%v %v", err, r)
	}
	if want := (Report{Cells: 4, Volatile: 1, Numbers: 16, Figures: 1, Durations: 1}); fmt.Sprint(*r) != fmt.Sprint(want) {
		t.Errorf("%+v, want %+v", *r, want)
	}
}

// Each change is found, and the message names cell, output, position and both values.
func TestChangesAreFound(t *testing.T) {
	tolerance := Tolerance{Relative: 1e-6, Absolute: 1e-9}
	for _, c := range []struct{ old, changed, want string }{
		{"slope 0.742", "slope 0.743", "cell 1 of 5 `fmt.Println(x)`: stdout, line 1 (slope 0.742 [0.616, 0.883], K=64): committed 0.742, now 0.743"},
		{"K=64", "K=65", "stdout, line 1 (slope 0.742 [0.616, 0.883], K=64): committed 64, now 65"},
		{"slope 0.742", "slope -0.742", "committed 0.742, now -0.742"},
		{"K=64", "M=64", `committed "…42 [0.616, 0.883], K=64", now "…42 [0.616, 0.883], M=64"`},
		{"K=64", "K=64 (no)", "stdout, line 1: committed"},
		{"warning 7", "warning 8", "stderr (warning 7): committed 7, now 8"},
		{"done in 3.3s", "done in 3.3", "stdout, line 2"},
		{"3.3s\\n", "3.3s\\nmore\\n", "stdout: committed 2 lines, now 3 lines"},
		{"<td>60.5", "<td>60.6", "cell 2 of 5 `show.Table()`: display 1, text/html, line 2 (…60.5 ± 0.3…): committed 60.5, now 60.6"},
		{"error\\n60.5 ± 0.3", "error\\n60.5 ± 0.4", "display 1, text/plain, line 2 (60.5 ± 0.3): committed 0.3, now 0.4"},
		{"0.563", "0.564", "cell 3 of 5 `show.Figure(f)`: display 1, application/vnd.echarts.v1+json, series[0].data[1][1]: committed 0.563, now 0.564"},
		{"[8,0.563]", "[8]", "series[0].data[1]: committed 2 values, now 1 value"},
		{"rms 0.12", "rms 0.13", "figure.caption (rms 0.12 at N = 512): committed 0.12, now 0.13"},
		{`\"x y\":true`, `\"x y\":false`, `["x y"]: committed true, now false`},
		{`\"x y\":true`, `\"z\":[]`, `["x y"]: committed true, now nothing`},
		{`\"x y\":true`, `\"z\":[1]`, `z: committed nothing, now [1]`},
		{`\"x y\":true`, `\"x y\":{}`, `["x y"]: committed true, now {}`},
		{"data:x,12", "data:x,13", `image: committed "data:x,12", now "data:x,13"`},
		{"a b", "a c", `series[0].name: committed "a b", now "a c"`},
		{`<svg id=\"2\">`, `<svg id=\"3\">`, "cell 5 of 5 `show.SVG(s)`: display 1, image/svg+xml: committed a picture of"},
		{`"image/png": "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGP4z8AAAAMBAQDJ/pLvAAAAAElFTkSuQmCC\n", `,
			"", "display 1: committed application/vnd.echarts.v1+json image/png image/svg+xml text/plain, now application/vnd.echarts.v1+json image/svg+xml text/plain"},
		{"iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQ", "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAAAA",
			"cell 3 of 5 `show.Figure(f)`: display 1, image/png: committed a PNG of 69 bytes, now no PNG"},
		{"iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGP4z8AAAAMBAQDJ/pLvAAAAAElFTkSuQmCC", "R0lGODlh",
			"display 1, image/png: committed a PNG of 69 bytes, now no PNG"},
		{"iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGP4z8AAAAMBAQDJ/pLvAAAAAElFTkSuQmCC", "none",
			"now no PNG"},
		{"exit status 2", "exit status 3", "display 2, value (exit status 2): committed 2, now 3"},
		{`"output_type": "error"`, `"output_type": "display_data"`, "display 2: committed error, now display_data"},
		{`"image/svg+xml": "<svg id=\"2\">"`, `"text/plain": "x"`, "display 1: committed image/svg+xml, now text/plain"},
		{`{"output_type": "display_data", "metadata": {}, "data": {"image/svg+xml": "<svg id=\"2\">"}},`, "",
			"cell 5 of 5 `show.SVG(s)`: committed 2 outputs, now 1 output"},
	} {
		r := differences(t, tolerance, c.old, c.changed)
		var all []string
		for _, d := range r.Differences {
			all = append(all, d.String())
		}
		if !strings.Contains(strings.Join(all, "\n"), c.want) {
			t.Errorf("%q for %q: want %q in\n%s", c.changed, c.old, c.want, strings.Join(all, "\n"))
		}
	}
}

func TestWhatIsNotCompared(t *testing.T) {
	for _, c := range [][]string{
		{"done in 3.3s", "done in 1m5.25s"},
		{`aria-valuenow=\"1\">1 of 1</div>`, `aria-valuenow=\"5\">5 of 5 from the store</div>`},
		{`"text": "4711`, `"text": "4712`},
		{`<svg id=\"1\">`, `<svg id=\"7\">`},
		// another picture
		{"iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGP4z8AAAAMBAQDJ/pLvAAAAAElFTkSuQmCC",
			"iVBORw0KGgoAAAANSUhEUgAAAAIAAAABCAAAAADRSSBWAAAAC0lEQVR4nGNgZwcAABgAD5fEVcMAAAAASUVORK5CYII="},
		{"x 1", "x 2"},
		{"slope 0.742 [", "slope  0.742000 ["},
		{"0.605", "605e-3"},
		{`"text/plain": "A figure"`, `"application/vnd.diversity.runs+json": "{\"sizes\":[1]}", "text/plain": "A figure"`},
	} {
		if r := differences(t, Tolerance{}, c...); len(r.Differences) > 0 {
			t.Errorf("%q: %v", c, r.Differences)
		}
	}
}

// A cell that was never run is named as such.
func TestNotRun(t *testing.T) {
	clean, err := ipynb.Clean([]byte(small))
	if err != nil {
		t.Fatal(err)
	}
	r, err := Notebooks(load(t, string(clean)), load(t, small), Tolerance{})
	if err != nil || len(r.Differences) != 4 ||
		!strings.Contains(r.Differences[0].String(), "committed no outputs: the cell was not run, now 2") {
		t.Errorf("%v, %v", err, r.Differences)
	}
}

func TestTolerance(t *testing.T) {
	for _, c := range []struct {
		t    Tolerance
		a, b float64
		want bool
	}{
		{Tolerance{}, 1, 1, true},
		{Tolerance{}, 1, math.Nextafter(1, 2), false},
		{Tolerance{Relative: 1e-3}, 1000, 1001, true},
		{Tolerance{Relative: 1e-3}, 1000, 1001.1, false},
		{Tolerance{Relative: 0.5}, 1, -1, false},
		{Tolerance{Absolute: 0.1}, 0, 0.1, true},
		{Tolerance{Absolute: 0.1}, 0, 0.11, false},
		{Tolerance{Absolute: 1}, math.Inf(1), math.Inf(1), true},
		{Tolerance{Absolute: 1}, math.Inf(1), 3, false},
	} {
		if got := c.t.allows(c.a, c.b); got != c.want {
			t.Errorf("%+v allows %v and %v: %v", c.t, c.a, c.b, got)
		}
	}
	for _, bad := range []Tolerance{{Relative: -1}, {Relative: 1}, {Relative: math.NaN()}, {Absolute: -1},
		{Absolute: math.NaN()}, {Absolute: math.Inf(1)}} {
		if _, err := Notebooks(load(t, small), load(t, small), bad); !errors.Is(err, ErrTolerance) ||
			!strings.Contains(err.Error(), "want") {
			t.Errorf("%+v: %v", bad, err)
		}
	}
	if r := differences(t, Tolerance{Relative: 0.01}, "0.742", "0.746"); len(r.Differences) > 0 {
		t.Errorf("within the tolerance: %v", r.Differences)
	}
}

func TestOtherNotebooksAreErrors(t *testing.T) {
	for _, c := range [][2]string{
		{"fmt.Println(x)", "fmt.Println(y)"}, {`"source": "show.SVG(s)"`, `"source": ""`},
		{`"text": "warning 7\n"`, `"text": 7`},
	} {
		if _, err := Notebooks(load(t, small), load(t, strings.Replace(small, c[0], c[1], 1)), Tolerance{}); !errors.Is(err,
			ipynb.ErrNotebook) {
			t.Errorf("%q: %v", c, err)
		}
	}
}

func TestTokens(t *testing.T) {
	for line, want := range map[string]string{
		"K=64 n=32":             "64 32",
		"28x28x1, 30 groups":    "30",
		"slope -0.742":          "-0.742",
		"range 5-3 (2)-1":       "5 3 2 1",
		"[-1,+2]":               "-1 +2",
		"p = 1.9e-12 ± 2E+3":    "1.9e-12 2E+3",
		"id d365b332 07a0e04 x": "",
		"character03@180":       "180",
		"3.3s 1m23s 1h2m3.5s":   "3.3s~ 1m23s~ 1h2m3.5s~",
		"took 250 ms, 12 min.":  "250 ms~ 12 min~",
		"5 s":                   "5 s~",
		"0.3 s.e. of 4 seeds":   "0.3 4",
		"2 sizes, 3 hours":      "2 3 hours~",
		"40ns 3µs":              "40ns~ 3µs~",
		"1.5.":                  "1.5",
		"Größe7 8":              "8",
		"":                      "",
	} {
		var got []string
		joined := ""
		for _, tok := range tokens(line) {
			joined += tok.text
			switch tok.kind {
			case number:
				got = append(got, tok.text)
			case duration:
				got = append(got, tok.text+"~")
			}
		}
		if strings.Join(got, " ") != want || joined != line {
			t.Errorf("%q: %q, want %q; joined %q", line, got, want, joined)
		}
	}
}

// The committed notebooks agree with themselves, and a change of any single number in them is found.
func TestEveryNumberOfTheCommittedNotebooksCounts(t *testing.T) {
	if testing.Short() {
		t.Skip("with -short no number of a notebook is changed in turn")
	}
	content, err := os.ReadFile("../../../../notebooks/quickstart.ipynb")
	if err != nil {
		t.Fatal(err)
	}
	before, after := load(t, string(content)), load(t, string(content))
	if r, err := Notebooks(before, after, Tolerance{}); err != nil || len(r.Differences) > 0 || r.Figures < 5 ||
		r.Numbers < 1000 {
		t.Fatalf("%v, %+v", err, r)
	}
	changed := 0
	for i, c := range after.Cells {
		for j := range c.Outputs {
			o, err := c.Output(j)
			if err != nil {
				t.Fatal(err)
			}
			if passing(o) {
				continue
			}
			for mime, raw := range o.Data {
				if strings.HasPrefix(mime, "image/") || mime == protocol.Runs {
					continue
				}
				spoiled, ok := spoil(text(raw))
				if !ok {
					continue
				}
				kept := c.Outputs[j]
				after.Cells[i].Outputs[j] = replaced(t, kept, mime, spoiled)
				if r, err := Notebooks(onlyCell(before, i), onlyCell(after, i), Tolerance{Relative: 1e-6}); err != nil ||
					len(r.Differences) != 1 || r.Differences[0].Title != c.Title() {
					t.Errorf("cell %q, %s: %v, %v", c.ID, mime, err, r.Differences)
				}
				after.Cells[i].Outputs[j] = kept
				changed++
			}
		}
	}
	if changed < 20 {
		t.Errorf("only %d numbers were changed", changed)
	}
}

// onlyCell is a notebook with one of its cells: the others, which agree, take a thousand times as long to compare.
func onlyCell(n *ipynb.Notebook, i int) *ipynb.Notebook {
	one := *n
	one.Cells = n.Cells[i : i+1]
	return &one
}

// spoil changes the last number of a text.
func spoil(s string) (string, bool) {
	list := tokens(s)
	for i := len(list) - 1; i >= 0; i-- {
		if t := list[i]; t.kind == number && t.text != "0" {
			return s[:t.at] + fmt.Sprint(1.01*value(t.text)) + s[t.at+len(t.text):], true
		}
	}
	return s, false
}

func replaced(t *testing.T, output json.RawMessage, mime, content string) json.RawMessage {
	t.Helper()
	var o map[string]any
	if err := json.Unmarshal(output, &o); err != nil {
		t.Fatal(err)
	}
	o["data"].(map[string]any)[mime] = content
	raw, err := json.Marshal(o)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

// FuzzTokens looks for lines that are not the sum of their pieces, or that do not agree with themselves.
func FuzzTokens(f *testing.F) {
	for _, seed := range []string{"1h2m3.5s", "-1e-9", "5 s.e.", "28x28x1 .5 1..2", "é3\xff4"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, line string) {
		joined := ""
		for _, tok := range tokens(line) {
			joined += tok.text
		}
		if joined != line {
			t.Errorf("%q became %q", line, joined)
		}
		k := comparison{report: &Report{}}
		k.texts("", line, line)
		if len(k.report.Differences) > 0 {
			t.Errorf("%q differs from itself: %v", line, k.report.Differences)
		}
	})
}

func TestCommittedAgreeWithThemselves(t *testing.T) {
	pattern := "*.ipynb"
	if testing.Short() {
		pattern = "your-data.ipynb"
		t.Log("only your-data.ipynb, because of -short")
	}
	paths, _ := filepath.Glob("../../../../notebooks/" + pattern)
	if len(paths) == 0 {
		t.Fatal("no notebooks")
	}
	for _, path := range paths {
		n, err := ipynb.Read(path)
		if err != nil {
			t.Fatal(err)
		}
		if r, err := Notebooks(n, n, Tolerance{}); err != nil || len(r.Differences) > 0 {
			t.Errorf("%s: %v, %v", path, err, r.Differences)
		}
	}
}
