package show

import (
	"tradeoff/kernel/internal/cell/protocol"

	gonb "github.com/janpfeifer/gonb/gonbui/protocol"
)

// Clear removes what the cell has written and displayed so far. With wait that is put off until there is something new,
// so that nothing flickers. Outside a notebook it does nothing.
func Clear(wait bool) { here().clear(wait) }

func (s screen) clear(wait bool) {
	if !s.notebook {
		return
	}
	when := ""
	if wait {
		when = protocol.ClearLater
	}
	s.send(&gonb.DisplayData{Data: bundle{protocol.Clear: when}})
}
