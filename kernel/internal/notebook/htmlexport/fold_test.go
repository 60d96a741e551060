package htmlexport

import (
	"errors"
	"strings"
	"testing"
)

// cellPage is a page as nbconvert makes it, of one cell.
func cellPage(output string) string {
	return `<html><head></head><body><div class="jp-Cell jp-CodeCell jp-Notebook-cell celltag_solution" id="cell-id=one">` +
		`<div class="jp-Cell-inputWrapper"><div>code</div></div><div class="jp-Cell-outputWrapper"><div>` + output +
		`</div></div></div><div class="jp-Cell" id="cell-id=two"><p>next</p></div></body></html>`
}

func foldedNotebook(jupyter string) []byte {
	return []byte(`{"cells":[{"cell_type":"code","id":"one","metadata":{"jupyter":` + jupyter +
		`},"source":["// A <b> & c\n","x"],"outputs":[]},{"cell_type":"markdown","id":"two","metadata":{},"source":""}],"nbformat":4}`)
}

// TestFoldHidesWhatJupyterLabHides compares with the page by hand.
func TestFoldHidesWhatJupyterLabHides(t *testing.T) {
	const open, shut = `<details class="folded"><summary>`, "</details>\n"
	page := cellPage("4")
	in := `<div class="jp-Cell-inputWrapper">`
	out := `<div class="jp-Cell-outputWrapper">`
	for jupyter, want := range map[string]string{
		`{"source_hidden":true,"outputs_hidden":true}`: strings.NewReplacer(
			`id="cell-id=one">`, `id="cell-id=one">`+open+"A &lt;b&gt; &amp; c</summary>\n",
			`4</div></div></div>`, `4</div></div>`+shut+`</div>`).Replace(page),
		`{"source_hidden":true}`: strings.NewReplacer(in, in+open+"Code</summary>\n",
			`code</div></div>`, `code</div>`+shut+`</div>`).Replace(page),
		`{"outputs_hidden":true}`: strings.NewReplacer(out, out+open+"Output</summary>\n",
			`4</div></div>`, `4</div>`+shut+`</div>`).Replace(page),
		`{"source_hidden":false}`: page, `{}`: page, `7`: page,
	} {
		if want != page {
			want = strings.Replace(want, "</head>", foldStyle+"</head>", 1)
		}
		got, warnings, err := Fold([]byte(page), foldedNotebook(jupyter))
		if err != nil || len(warnings) > 0 || string(got) != want {
			t.Errorf("%s:\n%s\nwant\n%s\n%v %v", jupyter, got, want, warnings, err)
		}
		again, _, err := Fold(got, foldedNotebook(jupyter))
		if err != nil || string(again) != string(got) {
			t.Errorf("%s: the second time\n%s", jupyter, again)
		}
	}
}

// TestFoldOfOutputsThatAreNoTree: what an author's HTML does to the page, the cell stays whole and its text is there.
func TestFoldOfOutputsThatAreNoTree(t *testing.T) {
	for _, output := range []string{"<div><div>", "</div></div></div>", `<div class="jp-Cell">`, "<!-- <div", "<details><summary>"} {
		page := cellPage(output)
		got, warnings, err := Fold([]byte(page), foldedNotebook(`{"source_hidden":true,"outputs_hidden":true}`))
		if err != nil {
			t.Fatal(err)
		}
		text := strings.NewReplacer(foldStyle, "", `<details class="folded"><summary>A &lt;b&gt; &amp; c</summary>`+"\n", "",
			"</details>\n", "").Replace(string(got))
		if text != page {
			t.Errorf("%s: %s", output, got)
		}
		if output == "<div><div>" && (len(warnings) != 1 || !strings.Contains(warnings[0], `"one" stays open`)) {
			t.Errorf("%s: %v", output, warnings)
		}
		opened, shut := strings.Count(string(got), `class="folded"`), strings.Count(string(got), "</details>\n")
		if opened != shut {
			t.Errorf("%s: %d begin, %d end", output, opened, shut)
		}
	}
	if _, _, err := Fold(nil, []byte("[")); !errors.Is(err, ErrNotebook) {
		t.Errorf("no notebook: %v", err)
	}
}
