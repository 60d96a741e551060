package compare

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"tradeoff/kernel/internal/cell"
	"tradeoff/kernel/internal/cell/protocol"
	"tradeoff/kernel/internal/jupyter/ipynb"
)

// inputs is what the cells of a notebook ran on, as far as the file says it.
type inputs struct {
	cells []ipynb.Cell
	runs  []*protocol.Ran     // of the runs whose outputs are there; nil where the file does not say it
	sets  []map[string]string // versions of what the cells set; "" of what the text sets and no run has
	who   map[string][]int    // cells that set a name, in order
	stale []bool              // what a cell shows is not of the notebook as it stands
}

func newInputs(cells []ipynb.Cell) *inputs {
	in := &inputs{
		cells: cells, runs: make([]*protocol.Ran, len(cells)), sets: make([]map[string]string, len(cells)),
		who: map[string][]int{}, stale: make([]bool, len(cells)),
	}
	for i, c := range cells {
		if c.Count != nil {
			if r, ok := cell.RanOf(c.Metadata, *c.Count); ok {
				in.runs[i] = &r
			}
		}
		in.sets[i] = in.leaves(i)
		for name := range in.sets[i] {
			in.who[name] = append(in.who[name], i)
		}
	}
	return in
}

// leaves are the names that a cell sets, with their versions.
func (in *inputs) leaves(i int) map[string]string {
	code := string(in.cells[i].Source)
	names := map[string]string{}
	if in.runs[i] == nil || in.changed(i) {
		for _, name := range slices.Concat(cell.Sets(code), cell.Declares(code).Functions, cell.Declares(code).Others) {
			names[name] = ""
		}
	}
	if in.runs[i] == nil {
		return names
	}
	for name, version := range cell.Left(code, *in.runs[i]) {
		if in.changed(i) && !cell.IsDeclared(version) { // of the text before
			version = ""
		}
		names[name] = version
	}
	return names
}

// mostReasons of one cell are named.
const mostReasons = 3

// changed reports whether a cell has other code than it ran.
func (in *inputs) changed(i int) bool {
	return in.runs[i] != nil && in.runs[i].Source != cell.Digest(string(in.cells[i].Source))
}

// note says why what a cell shows is not of the notebook as it stands; "" if it is, or where the file does not say it.
// The cells above it have been asked before.
func (in *inputs) note(i int) string {
	if in.runs[i] == nil {
		return ""
	}
	var why []string
	if in.changed(i) {
		why = append(why, "was changed after it ran")
	}
	for _, name := range slices.Sorted(maps.Keys(in.runs[i].Uses)) {
		if text := in.reason(i, name, in.runs[i].Uses[name]); text != "" {
			why = append(why, text)
		}
	}
	if len(why) == 0 {
		return ""
	}
	if n := len(why); n > mostReasons {
		why = append(why[:mostReasons], fmt.Sprintf("%d more such", n-mostReasons))
	}
	in.stale[i] = true
	does := "shows"
	if len(in.cells[i].Outputs) == 0 {
		does = "left"
	}
	return strings.Join(why, ", and ") + ": what it " + does + " is not of the notebook as it stands"
}

// reason says what is wrong with the version of a name that a cell used; "" for nothing.
func (in *inputs) reason(i int, name, used string) string {
	p := in.setter(i, name)
	if p < 0 {
		return in.reasonBelow(i, name, used)
	}
	what := shortened(name)
	switch now := in.sets[p][name]; {
	case in.runs[p] == nil && in.cells[p].Count != nil: // nobody knows
		return ""
	case now == used && in.stale[p]:
		return fmt.Sprintf("used %s of cell %d, of which the same is true", what, p+1)
	case now == used:
		return ""
	case now == "" || cell.IsDeclared(used) || cell.IsDeclared(now):
		return fmt.Sprintf("used %s as it was before cell %d was changed", what, p+1)
	case in.sets[i][name] != "":
		return fmt.Sprintf("used %s as another run than the last of cell %d left it", what, p+1)
	}
	return fmt.Sprintf("used %s of a run of cell %d with other code or on other inputs than its last", what, p+1)
}

// reasonBelow is that for a name which no cell above sets: another may, where cells ran in another order.
func (in *inputs) reasonBelow(i int, name, used string) string {
	for _, k := range in.who[name] {
		if in.sets[k][name] == used || k > i && in.runs[k] == nil {
			return ""
		}
	}
	return fmt.Sprintf("used %s of code that no cell has now", shortened(name))
}

// setter is the nearest cell above that sets a name; -1 for none.
func (in *inputs) setter(i int, name string) int {
	at, _ := slices.BinarySearch(in.who[name], i)
	if at == 0 {
		return -1
	}
	return in.who[name][at-1]
}

// longestName of another's file is shown whole.
const longestName = 80

func shortened(name string) string { return around(name, 0, longestName) }

// Records reports whether a cell of a notebook says what it ran on. One that was run by another kernel, or by this one
// before it noted that, has none.
func Records(n *ipynb.Notebook) bool {
	return slices.ContainsFunc(n.Cells, func(c ipynb.Cell) bool {
		if c.Count == nil {
			return false
		}
		_, ok := cell.RanOf(c.Metadata, *c.Count)
		return ok
	})
}
