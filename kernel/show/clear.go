package show

import "github.com/janpfeifer/gonb/gonbui/protocol"

// clearKind is the media type by which the kernel knows that outputs are to be removed.
const clearKind protocol.MIMEType = "application/vnd.diversity.clear"

// Clear removes what the cell has written and displayed so far. With wait that is put off until there is something new, so that nothing
// flickers. Outside a notebook it does nothing.
func Clear(wait bool) { here().clear(wait) }

func (s screen) clear(wait bool) {
	if !s.notebook {
		return
	}
	when := ""
	if wait {
		when = "wait"
	}
	s.send(&protocol.DisplayData{Data: bundle{clearKind: when}})
}
