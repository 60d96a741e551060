package cell

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"tradeoff/kernel/internal/cell/protocol"
)

// versionOf is that of the values that a run has left: it stands for its code and all that went into it.
func versionOf(r protocol.Ran) string {
	sum := sha256.New()
	fmt.Fprintf(sum, "%q\n", r.Source) // never fails
	for _, name := range slices.Sorted(maps.Keys(r.Uses)) {
		fmt.Fprintf(sum, "%q %q\n", name, r.Uses[name])
	}
	return hex.EncodeToString(sum.Sum(nil)[:8])
}

// Left are the versions of the names that a run of a cell has left: of functions, types and constants those of their
// declarations, of variables that of the run.
func Left(code string, r protocol.Ran) map[string]string {
	declared, left := Versions(code), map[string]string{}
	for _, name := range Declares(code).Variables {
		delete(declared, name)
	}
	of := versionOf(r)
	for _, name := range r.Sets {
		left[name] = of
		if v, ok := declared[name]; ok {
			left[name] = v
		}
	}
	return left
}

// IsDeclared tells versions of declarations from those of runs.
func IsDeclared(version string) bool {
	return len(version) > len(declaration) && version[:len(declaration)] == declaration
}

// The limits of what a file says of a run.
const (
	mostRan      = 1 << 20 // bytes
	mostRanNames = 10_000
)

// RanOf reads what the metadata of a cell say of the run with an execution count; false for nothing, or of another run.
func RanOf(metadata map[string]any, count int) (r protocol.Ran, ok bool) {
	value, ok := metadata[protocol.RanKey]
	if !ok {
		return r, false
	}
	text, err := json.Marshal(value)
	if err != nil || len(text) > mostRan || json.Unmarshal(text, &r) != nil {
		return protocol.Ran{}, false
	}
	if r.Count != count || r.Source == "" || len(r.Uses)+len(r.Sets) > mostRanNames {
		return protocol.Ran{}, false
	}
	return r, true
}
