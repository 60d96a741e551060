package protocol

// RanKey is where the metadata of a cell, and of the reply to it, say what its last run was, a [Ran]: so that a file
// tells which cells show what they made of other code than stands above them.
const RanKey = "diversity.ran"

// Ran is what a run of a cell had of others and left, without a value: the same for every run of the same code on the
// same inputs. Versions and digests are those of package cell.
type Ran struct {
	Count  int               `json:"count"`          // its execution count: of another run of the cell this says nothing
	Source string            `json:"source"`         // the digest of its code
	Uses   map[string]string `json:"uses,omitempty"` // versions of what it used of other cells
	Sets   []string          `json:"sets,omitempty"` // names of what it declared or gave a value, in order
}

// RanCell is what the kernel says on the comm of [CellsTarget] after a cell that ran.
type RanCell struct {
	Cell string `json:"cell"`
	Ran  Ran    `json:"ran"`
}
