package paperexport

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tradeoff/diversity"
	"tradeoff/diversity/figure"
	"tradeoff/kernel/internal/jupyter/ipynb"
	"tradeoff/kernel/internal/notebook/inline"
)

type object = map[string]any

// put writes a notebook of cells into a folder and returns its path.
func put(t testing.TB, dir string, cells ...object) string {
	t.Helper()
	text, err := json.Marshal(object{"nbformat": 4, "nbformat_minor": 5, "metadata": object{}, "cells": cells})
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "a.ipynb")
	if err := os.WriteFile(path, text, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func words(text string) object {
	return object{"cell_type": "markdown", "id": "m", "metadata": object{}, "source": text}
}

func code(source string, outputs ...object) object {
	return object{"cell_type": "code", "id": "c", "metadata": object{}, "execution_count": 1, "source": source,
		"outputs": append([]object{}, outputs...)}
}

func shown(form string, content any) object {
	return object{"output_type": "display_data", "metadata": object{}, "data": object{form: content}}
}

func printed(text string) object {
	return object{"output_type": "stream", "name": "stdout", "text": text}
}

func read(t testing.TB, o Options, dir string, cells ...object) *Project {
	t.Helper()
	p, err := Read(context.Background(), put(t, dir, cells...), o)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestProject(t *testing.T) {
	f, err := figure.Line([]figure.LineSeries{{X: []float64{1, 2}, Y: []float64{3, 4}}},
		figure.LineOptions{Title: "Two points"})
	if err != nil {
		t.Fatal(err)
	}
	option, err := f.WithCaption("What it shows.").Option()
	if err != nil {
		t.Fatal(err)
	}
	table := `<table><thead><tr><th>N</th><th>error</th></tr></thead><tbody><tr><td style="text-align:right">512</td>` +
		`<td>a|b <i>K</i><sup>−0.5</sup></td></tr></tbody></table>`
	p := read(t, Options{Authors: []string{"Ada Lovelace"}}, t.TempDir(),
		words("# A *title* of $5\n\nThe slope is <!--= slope -->0.598<!--/-->, and $a \\le b$."),
		code("slope := fit(7)\nSeed: 3", printed("done\n")),
		code("show.Figure(slope)", shown("application/vnd.echarts.v1+json", option)),
		code("x", shown("text/html", "<p>The means</p>"+table), shown("text/html", `<div role="progressbar">3 of 4</div>`)))
	if p.Title != "A title of $5" || p.Figures != 1 || p.Tables != 1 || p.Numbers != 1 || p.Studies != 0 {
		t.Errorf("%q: %d figures, %d tables, %d numbers, %d studies", p.Title, p.Figures, p.Tables, p.Numbers, p.Studies)
	}
	index := string(p.Files["index.md"])
	for _, want := range []string{"title: A title of $5\n", `The slope is [0.598](#number-1), and $a \le b$.`, "```text\ndone\n```",
		":::{figure} figures/01-two-points.*\n:label: fig-1\n:alt: \"Two points\"\n\n**Two points.** What it shows.\n:::",
		":::{table} The means\n:label: table-1\n\n| N | error |\n| --: | :-- |\n| 512 | a\\|b K\\^−0.5 |\n\n:::",
		"| seeds written in cells | 3 (cell 2) |", "| compute | not recorded |",
		"(number-1)=\nThe number (cell 1): 0.598 is `slope`. Rests on cell 2; no study with an archive is named there.",
		"[](#fig-1) (cell 3): Two points. Rests on cells 2, 3;",
	} {
		if !strings.Contains(index, want) {
			t.Errorf("no %q in\n%s", want, index)
		}
	}
	if strings.Contains(index, "3 of 4") {
		t.Error("it has a progress bar")
	}
	for name, want := range map[string]string{"figures/01-two-points.pdf": "%PDF", "figures/01-two-points.svg": "<svg",
		"tables/01.tex": `\begin{tabular}{rl}`, "CITATION.cff": "  - family-names: Lovelace\n    given-names: Ada\n",
		"myst.yml": "template: ./template", "template/template.tex": `\documentclass`, "code.md": "## Cell 3",
		"reproducibility.json": `"rests_on_cells": [`, "README.md": "myst build"} {
		if !strings.Contains(string(p.Files[name]), want) {
			t.Errorf("%s: no %q in %.200q", name, want, p.Files[name])
		}
	}
}

// What another person wrote does nothing: MyST shows it as the words that it is.
func TestHostileText(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(filepath.Dir(dir), "secret.png"), []byte("secret"), 0o600); err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]string{
		"```{include} /etc/passwd\n```":                 "```\n\n```",
		":::{raw} latex\n\\input{x}\n:::":               "\\:::\\{raw\\} latex\n\\\\input\\{x\\}\n\\:::",
		"{raw:latex}`\\write18{x}`":                     "\\{raw:latex\\}`\\write18{x}`",
		"a <script>alert(1)</script> b":                 "a alert(1) b",
		"<script>\nalert(1)\n</script>":                 "",
		"a <scr<b>ipt>":                                 "a \\<script\\>",
		"$\\input{/etc/passwd}$":                        "`\\input{/etc/passwd}`",
		"$^^5cinput{x}$":                                "`^^5cinput{x}`",
		"$a$ costs $5 and $6":                           "$a$ costs \\$5 and \\$6",
		"$$\\begin{verbatim}$$":                         "`\\begin{verbatim}`",
		"$\\begin {x}$":                                 "`\\begin {x}`",
		"[a](javascript:alert(1)) [b](/etc/passwd)":     "a b",
		"![x](../secret.png) ![](http://a/b.png)":       "*(picture: x)* *(picture: no description)*",
		"[a](https://b.example/`x)":                     "[a](<https://b.example/%60x>)",
		"---\ntitle: x\n---":                            "***\n\n## title: x",
		"(a)=\n% b\n+++\n@key [@key]":                   "\\(a)=\n\\% b\n\\+++\n\\@key \\[\\@key\\]",
		"a\\\nb":                                        "a\\\nb",
		"&lt;b&gt; &#123;x&#125;":                       "\\<b\\> \\{x\\}",
		"| a | {raw}`x` |\n|--|--:|\n| b\\|c | $x|y$ |": "",
		"1986\\. A year":                                "1986\\. A year",
		"[x]: /etc/passwd\n\n[x]":                       "x",
	} {
		p := read(t, Options{}, dir, words("# t"), words(text), code("x", printed("y")))
		_, body, _ := strings.Cut(string(p.Files["index.md"]), "---\n\n")
		body, _, _ = strings.Cut(body, "\n\n```text\ny")
		body, _, _ = strings.Cut(body, "```text\ny")
		if want != "" && body != want || strings.Contains(strings.ReplaceAll(body, `\<`, ""), "<script") {
			t.Errorf("%q became %q, want %q", text, body, want)
		}
		for name, content := range p.Files {
			if strings.Contains(string(content), "secret") && name != "code.md" && !strings.Contains(name, "index") {
				t.Errorf("%s holds what lies elsewhere", name)
			}
		}
	}
}

// Outputs are no more trusted than the text.
func TestHostileOutputs(t *testing.T) {
	deep := strings.Repeat("<div>", 5000) + "x" + strings.Repeat("> ", 300)
	p := read(t, Options{}, t.TempDir(), words(strings.Repeat("> - ", 2000)+"deep"),
		code("x", shown("text/html", deep), shown("text/html", "<table><tr><td>`{raw}`</td></tr></table><iframe src=x>"),
			shown("text/latex", `$$\input{x}$$`), shown("text/markdown", "```{raw} latex\n\\x\n```\n{eval}`1+1`"),
			shown("image/png", "AAAA"), printed("````\n```{include} x\n\x1b[31mred\x1b[0m"),
			object{"output_type": "error", "ename": "E", "evalue": "```{x}"}, printed(strings.Repeat("long ", 10_000))))
	index := string(p.Files["index.md"])
	for _, want := range []string{"`````text\n````\n```{include} x\nred\n`````", "`\\input{x}`", "\\{eval\\}`1+1`",
		"| \\`\\{raw\\}\\` |", "````text\nThis cell failed: E: ```{x}\n````"} {
		if !strings.Contains(index, want) {
			t.Errorf("no %q", want)
		}
	}
	if strings.Contains(index, "{raw} latex") || len(index) > 200_000 {
		t.Errorf("%d bytes, or a directive:\n%.3000s", len(index), index)
	}
	notes := strings.Join(p.Notes, "\n")
	for _, want := range []string{"no form that a paper can have", "is cut after 20000 of 50000", "cell 2 failed", "no author"} {
		if !strings.Contains(notes, want) {
			t.Errorf("no note %q in %s", want, notes)
		}
	}
}

// What the archives beside a notebook hold is told where it names them, and of an archive elsewhere on request.
func TestArchives(t *testing.T) {
	const name, hash = "quickstart-8192", "2bc7dbdab10ac1414e6f1806bb1bc72a398bec4c524501c7636b08038a1ec96a"
	committed := filepath.Join("..", "..", "..", "..", "notebooks", name+".zip")
	content, err := os.ReadFile(committed)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	for file, text := range map[string][]byte{name + ".zip": content, "other.zip": content, "broken.zip": []byte("PK")} {
		if err := os.WriteFile(filepath.Join(dir, file), text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	names := []object{code(`runs := maintain.ReadArchive("` + name + `.zip"); "broken.zip"`), code("runs", printed("0.5"))}
	for _, c := range []struct {
		what  string
		p     *Project
		notes string
	}{
		{"named", read(t, Options{}, dir, names...), "broken.zip beside the notebook cannot be read"},
		{"given", read(t, Options{Runs: []string{committed}}, t.TempDir(), code("x", printed("y"))), ""},
		{"both", read(t, Options{Runs: []string{committed}}, dir, names...), ""},
	} {
		if c.p.Studies != 1 || c.p.Runs != 27 || !strings.Contains(strings.Join(c.p.Notes, "\n"), c.notes) {
			t.Errorf("%s: %d studies, %d runs, %q", c.what, c.p.Studies, c.p.Runs, c.p.Notes)
		}
		for file, want := range map[string]string{"CITATION.cff": "study " + name + ", sha256:" + hash,
			"reproducibility.json": hash, "index.md": "| runs | 27 finished: 24 pre-trainings and 3 controls with random or published weights |"} {
			if !strings.Contains(string(c.p.Files[file]), want) {
				t.Errorf("%s: no %q in %s", c.what, want, file)
			}
		}
	}
	if p := read(t, Options{}, dir, code("x", printed("y"))); p.Studies != 0 {
		t.Errorf("%d studies that nothing names", p.Studies)
	}
}

func TestPictures(t *testing.T) {
	const png = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
	dir := t.TempDir()
	content, err := base64.StdEncoding.DecodeString(png)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "b c.png"), content, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("/etc/hostname", filepath.Join(dir, "link.png")); err != nil {
		t.Fatal(err)
	}
	cell := words("![one](attachment:x.png) ![two](b%20c.png) ![three](link.png) ![four](attachment:y.png)")
	cell["attachments"] = object{"x.png": object{"image/png": png}}
	p := read(t, Options{}, dir, cell, code("x", printed("y")))
	if !strings.Contains(string(p.Files["index.md"]),
		"![one](<pictures/01.png>) ![two](<pictures/02.png>) *(picture: three)* *(picture: four)*") {
		t.Errorf("%s", p.Files["index.md"])
	}
	if string(p.Files["pictures/02.png"]) != string(content) || len(p.Notes) < 2 {
		t.Errorf("notes %q", p.Notes)
	}
}

func TestErrors(t *testing.T) {
	dir := t.TempDir()
	figureOf := func(option string) object {
		return code("x", shown("application/vnd.echarts.v1+json", json.RawMessage(option)))
	}
	for name, c := range map[string]struct {
		cells []object
		o     Options
		want  error
	}{
		"not executed": {[]object{words("a"), code("x")}, Options{}, ErrNotExecuted},
		"number":       {[]object{words("<!--= ) -->"), code("x", printed("y"))}, Options{}, inline.ErrNumber},
		"output":       {[]object{code("x", object{"output_type": 7})}, Options{}, ipynb.ErrNotebook},
		"text":         {[]object{code("x", shown("text/html", 7))}, Options{}, ipynb.ErrNotebook},
		"figure":       {[]object{figureOf("7")}, Options{}, nil},
		"archive":      {[]object{code("x", printed("y"))}, Options{Runs: []string{filepath.Join(dir, "no.zip")}}, os.ErrNotExist},
		"width":        {nil, Options{Layout: layoutOf(8)}, diversity.ErrInvalid},
	} {
		_, err := Read(context.Background(), put(t, dir, c.cells...), c.o)
		if err == nil || c.want != nil && !errors.Is(err, c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := Read(context.Background(), dir, Options{}); err == nil {
		t.Error("it read a folder")
	}
}

// Markdown of any kind becomes a text in which nothing of MyST is but what this package wrote.
func FuzzMarkdown(f *testing.F) {
	for _, text := range []string{"# a\n\n- b\n  1. c `d` $e$", "> ```{x}\n> y", "| a |\n|--|\n| `b` |", "<b>x</b> ![a](b)",
		"<!--= x -->1<!--/-->", "a\\\\`{b}`", "$$a\n\nb$$"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		p := prose{note: func(string, ...any) {}, number: func(inline.Number) string { return "N" },
			picture: func(string) string { return "" }}
		out, err := p.myst(text)
		if err != nil {
			return
		}
		inFence := ""
		for line := range strings.SplitSeq(out, "\n") {
			line = strings.TrimLeft(line, " >-0123456789.")
			if fence := line[:len(line)-len(strings.TrimLeft(line, "`"))]; len(fence) >= 3 {
				if inFence == "" {
					inFence = fence
				} else if line == inFence {
					inFence = ""
				}
				if inFence == fence && strings.HasPrefix(line, fence+"{") {
					t.Errorf("%q became a directive: %q", text, out)
				}
				continue
			}
			if inFence == "" && (strings.HasPrefix(line, ":::") || strings.HasPrefix(line, "%") || strings.HasPrefix(line, "+++")) {
				t.Errorf("%q became %q", text, out)
			}
		}
	})
}
