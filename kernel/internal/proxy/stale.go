package proxy

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"unicode/utf8"

	"tradeoff/kernel/internal/cell"
	"tradeoff/kernel/internal/cell/protocol"
	"tradeoff/kernel/internal/files"
	"tradeoff/kernel/internal/jupyter/wire"
	"tradeoff/kernel/internal/proxy/stale"
	"tradeoff/kernel/keep"
)

// The limits of what a front end says about cells.
const (
	mostCells   = 20_000
	longestCell = 256 // bytes of an identifier
)

// mostUsed bounds the description of what a cell uses.
const mostUsed = 1 << 20

// watcher is a front end that shows which cells are stale.
type watcher struct {
	session string
	said    string // the last that it was told
}

// cellOf is which cell of the notebook a request runs: by the identifier that the front end gives, or else by its code.
func (r *request) cellOf() string {
	var metadata struct {
		ID string `json:"cellId"`
	}
	if json.Unmarshal(r.Metadata, &metadata) == nil && metadata.ID != "" && len(metadata.ID) <= longestCell {
		return metadata.ID
	}
	return "code " + r.text("code")
}

// learn notes what a cell that ran has used and left.
func (k *kernel) learn(x *execution, failed bool) {
	if k.values.box == nil {
		return
	}
	index, err := k.values.store().Index()
	if err != nil {
		k.o.Log("values: %v", err)
		return
	}
	sets := k.versions(x, index, failed)
	if x.silent {
		k.ledger.Set(sets)
		maps.DeleteFunc(k.left, func(name, _ string) bool { _, set := sets[name]; return set })
		return
	}
	uses := k.usedBy(x)
	k.ledger.Add(stale.Run{
		Cell: x.cell, Count: x.count, Code: x.text("code"), Uses: uses, Sets: sets, Keeps: failed,
	})
	ran := k.ran(x, uses, sets)
	x.record = &ran
}

// versions are what a cell has left: what it declares, the variables that it set, and those that have changed though it
// did not name them. One that failed has left what gonb knows of it, which is no variable.
func (k *kernel) versions(x *execution, index map[string]keep.Entry, failed bool) map[string]string {
	code := x.text("code")
	sets := cell.Versions(code)
	if failed && !cell.KeepsAtFailure(code) {
		for _, name := range cell.Declares(code).Variables {
			delete(sets, name)
		}
		return sets
	}
	named := cell.Sets(code)
	for name, e := range index {
		v := versionOf(e)
		if e.Problem == "" && (slices.Contains(named, name) || v != k.ledger.Version(name)) {
			sets[name] = v
		}
	}
	return sets
}

// versionOf is the same for values that are equal; where that is not known, for those that one run has left.
func versionOf(e keep.Entry) string {
	if e.Digest == "" {
		return fmt.Sprintf("kept by cell %d", e.Cell)
	}
	return "kept " + e.Digest
}

// usedBy reads what a cell uses; nothing where it was not built.
func (k *kernel) usedBy(x *execution) []string {
	text, err := files.ReadOwn(filepath.Join(k.values.dir(), protocol.UsedFile), mostUsed)
	var used protocol.Used
	if err == nil {
		err = json.Unmarshal(text, &used)
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		k.o.Log("what a cell uses: %v", err)
	}
	if err != nil || used.Count != x.count {
		return nil
	}
	return used.Names
}

// staleCells is a text that lists them.
func (k *kernel) staleCells() string {
	if k.values.box == nil {
		return "Cells are not compared: " + KeepVariable + " is off.\n"
	}
	marks := k.marks()
	if len(marks) == 0 {
		return "No cell is stale.\n"
	}
	var b strings.Builder
	for _, m := range marks {
		fmt.Fprintf(&b, "Cell[%d] %s\n    %s\n", m.Count, m.Why, firstLine(m.Code))
	}
	return b.String()
}

// marks are the stale cells, with names as people write them.
func (k *kernel) marks() []stale.Mark {
	marks := k.ledger.Stale()
	for i, m := range marks {
		marks[i].Why = protocol.ReadableOuts(m.Why)
	}
	return marks
}

// mostShown is how much of a cell tells which one it is.
const mostShown = 60 // code points

// firstLine is the first line of a cell with something in it.
func firstLine(code string) string {
	line, _, more := strings.Cut(strings.TrimSpace(code), "\n")
	if utf8.RuneCountInString(line) > mostShown {
		return string([]rune(line)[:mostShown]) + " ..."
	}
	if more {
		line += " ..."
	}
	return line
}

// isCellsComm tells a message of a front end that shows which cells are stale.
func (k *kernel) isCellsComm(r *request, comm string) bool {
	if r.Header.Type == "comm_open" {
		return r.text("target_name") == protocol.CellsTarget
	}
	return k.watchers[comm] != nil
}

func (k *kernel) cellsMessage(r *request, comm string) {
	switch r.Header.Type {
	case "comm_open":
		k.watchers[comm] = &watcher{session: r.Header.Session}
	case "comm_close":
		delete(k.watchers, comm)
		return
	}
	var o protocol.NotebookOrder
	r.member("data", &o)
	if o.Order != nil && len(o.Order) <= mostCells {
		k.ledger.Order(o.Order)
	}
	k.tellStale(r.Message)
}

// tellStale tells all who show it which cells are stale, where that has changed.
func (k *kernel) tellStale(parent *wire.Message) {
	if len(k.watchers) == 0 {
		return
	}
	now := protocol.StaleCells{Stale: []protocol.StaleCell{}}
	for _, m := range k.marks() {
		now.Stale = append(now.Stale, protocol.StaleCell{Cell: m.Cell, Why: m.Why})
	}
	text, _ := json.Marshal(now) // strings always encode
	for _, comm := range slices.Sorted(maps.Keys(k.watchers)) {
		if w := k.watchers[comm]; w.said != string(text) {
			w.said = string(text)
			k.publish("comm_msg", parent, map[string]any{"comm_id": comm, "data": now})
		}
	}
}

// watcherComms are the comms that outlive gonb.
func (k *kernel) watcherComms() map[string]string {
	comms := map[string]string{}
	for comm := range k.watchers {
		comms[comm] = protocol.CellsTarget
	}
	return comms
}
