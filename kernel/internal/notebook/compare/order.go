package compare

import (
	"encoding/json"
	"fmt"

	"tradeoff/kernel/internal/cell/protocol"
	"tradeoff/kernel/internal/jupyter/ipynb"
)

// Order says what in a file speaks against its having been run from top to bottom as it stands: cells that ran before
// one above them or not at all, and cells that were changed after they had shown their value. Each is a line that names
// the cell. A file without outputs has none.
func Order(n *ipynb.Notebook) (notes []string) {
	var cells []ipynb.Cell
	ran := false
	for _, c := range n.Cells {
		if c.Runs() {
			cells = append(cells, c)
			ran = ran || c.Count != nil
		}
	}
	if !ran {
		return nil
	}
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
		if changed(c) {
			notes = append(notes, name+" was changed after it had shown its value")
		}
	}
	return notes
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
		if ok && source != protocol.SourceDigest(string(c.Source)) {
			return true
		}
	}
	return false
}
