package protocol

// CellsTarget is the target of the comm on which the kernel tells a front end which cells are stale.
const CellsTarget = "diversity.cells"

// NotebookOrder is what the front end says when it opens the comm, and whenever it has changed.
type NotebookOrder struct {
	Order []string `json:"order"` // the identifiers of the notebook's cells
}

// StaleCells is what the kernel says, all of it each time.
type StaleCells struct {
	Stale []StaleCell `json:"stale"`
	Rerun bool        `json:"rerun"` // they are to be run again, in the order of the notebook
}

// StaleCell is a cell whose inputs have changed since it ran.
type StaleCell struct {
	Cell string `json:"cell"`
	Why  string `json:"why"`
}
