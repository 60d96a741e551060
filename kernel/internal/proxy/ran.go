package proxy

import (
	"encoding/json"
	"maps"
	"slices"

	"tradeoff/kernel/internal/cell"
	"tradeoff/kernel/internal/cell/protocol"
)

// ran describes a run that has used and set names, and notes what it left for those that follow. Values that were shown
// are known by counts, which another run has other ones of: they are left out.
func (k *kernel) ran(x *execution, uses []string, sets map[string]string) protocol.Ran {
	code := x.text("code")
	r := protocol.Ran{Count: x.count, Source: cell.Digest(code), Uses: map[string]string{}}
	for _, name := range uses {
		if v, known := k.left[name]; known {
			r.Uses[name] = v
		}
	}
	for _, name := range slices.Sorted(maps.Keys(sets)) {
		if _, out := protocol.OutCell(name); !out {
			r.Sets = append(r.Sets, name)
		}
	}
	maps.Copy(k.left, cell.Left(code, r))
	return r
}

// tellRan tells those who show the notebook what a cell ran on, for its metadata. One that runs within another has no
// output of its own.
func (k *kernel) tellRan(x *execution) {
	if x.record == nil || x.again != nil {
		return
	}
	for _, comm := range slices.Sorted(maps.Keys(k.watchers)) {
		if k.watchers[comm].session == x.Header.Session {
			said := protocol.RanCell{Cell: x.cell, Ran: *x.record}
			k.publish("comm_msg", x.Message, map[string]any{"comm_id": comm, "data": said})
		}
	}
}

// replyMetadata says the same in the reply, for those who run a notebook without showing it.
func (x *execution) replyMetadata() json.RawMessage {
	if x.record == nil || x.again != nil {
		return json.RawMessage("{}")
	}
	text, _ := json.Marshal(map[string]any{protocol.RanKey: x.record}) // strings and numbers always encode
	return text
}
