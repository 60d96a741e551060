package compare

import (
	"encoding/json"
	"fmt"
	"slices"

	"tradeoff/kernel/internal/cell"
	"tradeoff/kernel/internal/cell/protocol"
	"tradeoff/kernel/internal/jupyter/ipynb"
)

// Order says what in a file speaks against its having been run from top to bottom as it stands: cells that ran before
// one above them or not at all, cells that were changed after they ran, and those that used what these had left. Each
// is a line that names the cell. A file without outputs has none.
func Order(n *ipynb.Notebook) (notes []string) {
	if !Ran(n) {
		return nil
	}
	var cells []ipynb.Cell
	for _, c := range n.Cells {
		if c.Runs() {
			cells = append(cells, c)
		}
	}
	in := newInputs(cells)
	highest := -1 // the cell with the highest count so far
	for i, c := range cells {
		name := fmt.Sprintf("cell %d of %d `%s`", i+1, len(cells), around(c.Title(), 0, 2*reach))
		switch {
		case c.Count == nil:
			notes = append(notes, name+" was not run, though others were")
		case highest >= 0 && *c.Count <= *cells[highest].Count:
			notes = append(notes, fmt.Sprintf("%s ran before cell %d above it: In [%d], and there In [%d]", name, highest+1, *c.Count,
				*cells[highest].Count))
		default:
			highest = i
		}
		switch why := in.note(i); {
		case why != "":
			notes = append(notes, name+" "+why)
		case in.runs[i] == nil && changed(c):
			notes = append(notes, name+" was changed after it had shown its value")
		}
	}
	return notes
}

// Ran reports whether a cell of a notebook was run.
func Ran(n *ipynb.Notebook) bool {
	return slices.ContainsFunc(n.Cells, func(c ipynb.Cell) bool { return c.Runs() && c.Count != nil })
}

// changed reports whether an output says that other code has shown it.
func changed(c ipynb.Cell) bool {
	for _, text := range c.Outputs {
		var output struct {
			Metadata map[string]any `json:"metadata"`
		}
		if json.Unmarshal(text, &output) != nil { // the comparison says so
			continue
		}
		source, ok := output.Metadata[protocol.SourceKey].(string)
		if ok && source != cell.SourceDigest(string(c.Source)) {
			return true
		}
	}
	return false
}
