package protocol

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
)

// RanKey is where the metadata of a cell, and of the reply to it, say what its last run was, a [Ran]: so that a file
// tells which cells show what they made of other code than stands above them.
const RanKey = "diversity.ran"

// Ran is what a run of a cell had of others and left, without a value: the same for every run of the same code on the
// same inputs.
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

// Version is that of the values that the run has left: it stands for its code and all that went into it.
func (r Ran) Version() string {
	sum := sha256.New()
	fmt.Fprintf(sum, "%q\n", r.Source) // never fails
	for _, name := range slices.Sorted(maps.Keys(r.Uses)) {
		fmt.Fprintf(sum, "%q %q\n", name, r.Uses[name])
	}
	return hex.EncodeToString(sum.Sum(nil)[:8])
}

// The limits of what a file says of a run.
const (
	mostRan      = 1 << 20 // bytes
	mostRanNames = 10_000
)

// RanOf reads what the metadata of a cell say of the run with an execution count; false for nothing, or of another run.
func RanOf(metadata map[string]any, count int) (r Ran, ok bool) {
	value, ok := metadata[RanKey]
	if !ok {
		return r, false
	}
	text, err := json.Marshal(value)
	if err != nil || len(text) > mostRan || json.Unmarshal(text, &r) != nil {
		return Ran{}, false
	}
	if r.Count != count || r.Source == "" || len(r.Uses)+len(r.Sets) > mostRanNames {
		return Ran{}, false
	}
	return r, true
}
