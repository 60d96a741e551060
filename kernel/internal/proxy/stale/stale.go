// Package stale finds the cells of a notebook whose inputs have changed since they ran: values, functions and types of
// other cells.
//
// A cell is meant to have its inputs from the cells above it, as when all cells run in order. It is stale when one of
// these, or where none above sets a name any other cell, has run later and left something else: so a notebook that is
// run from top to bottom has no stale cell, also where cells change what earlier ones have used.
package stale

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Run is a cell that has run.
type Run struct {
	Cell  string            // which one: it replaces the earlier run of the same
	Count int               // its execution count
	Code  string            // its source
	Uses  []string          // names of other cells that it uses
	Sets  map[string]string // names that it sets or declares, with a version each: equal for what is equal
	Keeps bool              // what it set before it has not taken back, as a cell that failed
}

// Mark is a stale cell.
type Mark struct {
	Cell     string
	Count    int
	Code     string
	Position int // among the cells that have run, from 0
	Why      string
}

// mostCells bounds the cells that are remembered.
const mostCells = 5000

// Ledger remembers which cell used and left which versions.
type Ledger struct {
	cells []*record // in the order in which they ran first
	now   map[string]string
	order map[string]int // positions in the notebook by cell; nil where they are not known
	runs  int
}

// record is the last run of a cell.
type record struct {
	Run
	at   int               // number of the run
	used map[string]string // versions of what it uses, once it had run
	sets map[string]setting
}

// setting is what a cell has left of a name.
type setting struct {
	version   string
	at, count int
}

// NewLedger returns one without a cell.
func NewLedger() *Ledger { return &Ledger{now: map[string]string{}} }

// Clear forgets all cells, but for where they stand.
func (l *Ledger) Clear() { l.cells, l.now = nil, map[string]string{} }

// Version is what a name has now; "" for one that no cell has set.
func (l *Ledger) Version(name string) string { return l.now[name] }

// Set notes versions that no cell of the notebook has made.
func (l *Ledger) Set(versions map[string]string) { maps.Copy(l.now, versions) }

// Order says where the cells of the notebook stand. Others count no longer.
func (l *Ledger) Order(cells []string) {
	l.order = map[string]int{}
	for i, c := range cells {
		l.order[c] = i
	}
}

// Add notes a run.
func (l *Ledger) Add(r Run) {
	l.runs++
	maps.Copy(l.now, r.Sets)
	n := &record{Run: r, at: l.runs, used: map[string]string{}, sets: map[string]setting{}}
	for _, name := range r.Uses {
		if v, known := l.now[name]; known {
			n.used[name] = v
		}
	}
	i := slices.IndexFunc(l.cells, func(c *record) bool { return c.Cell == r.Cell })
	if i >= 0 && r.Keeps {
		maps.Copy(n.sets, l.cells[i].sets)
	}
	for name, v := range r.Sets {
		n.sets[name] = setting{v, l.runs, r.Count}
	}
	if i >= 0 {
		l.cells[i] = n
		return
	}
	l.cells = append(l.cells, n)
	if len(l.cells) > mostCells {
		l.cells = slices.Delete(l.cells, 0, 1)
	}
}

// ordered are the cells as the notebook has them.
func (l *Ledger) ordered() []*record {
	if l.order == nil {
		return l.cells
	}
	list := slices.DeleteFunc(slices.Clone(l.cells), func(c *record) bool { _, ok := l.order[c.Cell]; return !ok })
	slices.SortStableFunc(list, func(a, b *record) int { return l.order[a.Cell] - l.order[b.Cell] })
	return list
}

// Stale lists the stale cells in the order of the notebook.
func (l *Ledger) Stale() (marks []Mark) {
	cells := l.ordered()
	stale := map[*record]bool{}
	for i, c := range cells {
		var why []string
		for _, name := range slices.Sorted(maps.Keys(c.used)) {
			if text := c.changed(name, cells[:i], cells[i+1:], stale); text != "" {
				why = append(why, text)
			}
		}
		if len(why) > 0 {
			stale[c] = true
			marks = append(marks, Mark{c.Cell, c.Count, c.Code, i, strings.Join(why, "; ")})
		}
	}
	return marks
}

// changed says why a cell is stale by one of its names; "" if it is not. A cell that gives a name a value without using
// the one before hides all that stand above it.
func (c *record) changed(name string, above, below []*record, stale map[*record]bool) string {
	found := false
	for _, p := range slices.Backward(above) {
		s, sets := p.sets[name]
		if !sets {
			continue
		}
		found = true
		_, uses := p.used[name]
		switch {
		case s.at > c.at && s.version != c.used[name]:
			return s.because(name)
		case stale[p]:
			return fmt.Sprintf("uses %s of Cell[%d], which is stale", name, s.count)
		case s.at > c.at || !uses:
			return ""
		}
	}
	if found {
		return ""
	}
	last := setting{at: c.at}
	for _, p := range below {
		if s, sets := p.sets[name]; sets && s.at > last.at {
			last = s
		}
	}
	if last.at == c.at || last.version == c.used[name] {
		return ""
	}
	return last.because(name)
}

func (s setting) because(name string) string {
	return fmt.Sprintf("uses %s, which Cell[%d] changed", name, s.count)
}
