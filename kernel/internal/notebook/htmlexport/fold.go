package htmlexport

import (
	"bytes"
	"encoding/json"
	"fmt"
	"html"
	"slices"
	"strings"

	parser "golang.org/x/net/html"

	"tradeoff/kernel/internal/jupyter/ipynb"
)

// foldStyle is how a folded part looks.
const foldStyle = "<style>\ndetails.folded { margin: 4px 0; } details.folded > summary { cursor: pointer; padding: 4px 8px; " +
	"color: var(--jp-content-font-color2, #666666); font: 13px/1.4 sans-serif; }\n</style>\n"

// Fold hides in nbconvert's page what JupyterLab hides of code cells (jupyter.source_hidden, jupyter.outputs_hidden),
// such as the solution of an exercise: a click opens it, without JavaScript. nbconvert shows everything. Where both the
// code and its outputs are hidden they fold as one, under the first line of the code. A cell whose end cannot be found
// stays open, and a warning says so. A page that was treated before comes back unchanged. The error wraps
// [ErrNotebook].
func Fold(page, notebook []byte) (out []byte, warnings []string, err error) {
	var source ipynb.Notebook
	if err := json.Unmarshal(notebook, &source); err != nil {
		return nil, nil, fmt.Errorf("%w: %w", ErrNotebook, err)
	}
	hidden := map[string]folded{}
	for _, c := range source.Cells {
		if f := foldedOf(c); f.code || f.outputs {
			hidden[c.ID] = f
		}
	}
	if len(hidden) == 0 || bytes.Contains(page, []byte(foldStyle)) {
		return page, nil, nil
	}
	edits, open := foldEdits(page, hidden)
	for _, id := range open {
		warnings = append(warnings, fmt.Sprintf("the cell %q stays open: its HTML ends nowhere", id))
	}
	return beforeEnd(apply(page, edits), "</head>", foldStyle), warnings, nil
}

// folded is what of a cell is hidden, and what it is called.
type folded struct {
	code, outputs bool
	title         string
}

func foldedOf(c ipynb.Cell) folded {
	member, _ := c.Metadata["jupyter"].(map[string]any)
	f := folded{title: strings.TrimSpace(strings.TrimPrefix(c.Title(), "//"))}
	if c.Type == ipynb.Code && c.ID != "" {
		f.code, f.outputs = member["source_hidden"] == true, member["outputs_hidden"] == true
	}
	return f
}

// class is that of the element that folds.
func (f folded) class() string {
	switch {
	case f.code && f.outputs:
		return "jp-Cell"
	case f.code:
		return "jp-Cell-inputWrapper"
	}
	return "jp-Cell-outputWrapper"
}

func (f folded) summary() string {
	switch {
	case f.code && f.outputs && f.title != "":
		return f.title
	case f.code:
		return "Code"
	}
	return "Output"
}

// edit is a text to be put into a page.
type edit struct {
	at   int
	text string
}

// folder finds the hidden parts of a page.
type folder struct {
	hidden map[string]folded // by the identifier of the cell
	edits  []edit            // that fold them
	open   []string          // the cells whose end was not found

	depth       int    // of elements div
	cell        string // the identifier of the one that began last
	outer       int    // its depth
	begun       edit   // of a part that has not ended, "" if there is none
	begunWithin int    // the depth of that part
}

// foldEdits are the elements that fold the hidden parts; open are the cells whose end is not found.
func foldEdits(page []byte, hidden map[string]folded) (edits []edit, open []string) {
	f, at := folder{hidden: hidden}, 0
	for tokens := parser.NewTokenizer(bytes.NewReader(page)); ; {
		kind := tokens.Next()
		begins := at
		at += len(tokens.Raw())
		switch kind {
		case parser.ErrorToken:
			f.giveUp()
			return f.edits, f.open
		case parser.StartTagToken:
			f.start(tokens.Token(), at)
		case parser.EndTagToken:
			f.end(tokens.Token(), begins)
		}
	}
}

// start is told of an element, after which a folded part may begin.
func (f *folder) start(token parser.Token, at int) {
	if token.Data != "div" {
		return
	}
	f.depth++
	classes := strings.Fields(attribute(token, "class"))
	if id, is := strings.CutPrefix(attribute(token, "id"), "cell-id="); is && slices.Contains(classes, "jp-Cell") {
		f.giveUp()
		f.cell, f.outer = id, f.depth
	}
	part, folds := f.hidden[f.cell]
	if folds && f.begun.text == "" && f.depth <= f.outer+1 && slices.Contains(classes, part.class()) {
		summary := html.EscapeString(part.summary())
		f.begun = edit{at, `<details class="folded"><summary>` + summary + "</summary>\n"}
		f.begunWithin = f.depth
	}
}

// end is told of an end tag, before which a folded part may end.
func (f *folder) end(token parser.Token, before int) {
	if token.Data != "div" {
		return
	}
	if f.begun.text != "" && f.depth == f.begunWithin {
		f.edits = append(f.edits, f.begun, edit{before, "</details>\n"})
		f.begun = edit{}
	}
	f.depth--
}

// giveUp leaves a part that did not end as it is.
func (f *folder) giveUp() {
	if f.begun.text != "" {
		f.open = append(f.open, f.cell)
		f.begun = edit{}
	}
}

// apply puts the texts into the page, which are in its order.
func apply(page []byte, edits []edit) []byte {
	var out bytes.Buffer
	from := 0
	for _, e := range edits {
		out.Write(page[from:e.at])
		out.WriteString(e.text)
		from = e.at
	}
	out.Write(page[from:])
	return out.Bytes()
}
