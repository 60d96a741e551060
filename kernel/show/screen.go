package show

import (
	"fmt"
	"io"
	"os"

	"github.com/janpfeifer/gonb/gonbui"
	gonb "github.com/janpfeifer/gonb/gonbui/protocol"

	"tradeoff/kernel/internal/cell/protocol"
	"tradeoff/kernel/internal/cell/protocol/drawing"
)

// bundle holds the forms of one output by media type.
type bundle map[gonb.MIMEType]any

// message is a bundle as it is sent: for the display of an identity, anew if there is one already, or for a new display
// if it is "".
func (b bundle) message(id string) *gonb.DisplayData {
	m := &gonb.DisplayData{Data: b, DisplayID: id}
	if picture, ok := b[protocol.PNG].([]byte); ok {
		m.Metadata = drawing.PictureMetadata(picture)
	}
	return m
}

// screen is where output goes.
type screen struct {
	notebook bool                                          // send bundles; otherwise write text
	send     func(*gonb.DisplayData)                       // to the notebook, returning once it has arrived
	out, log io.Writer                                     // standard output and standard error
	draw     func(option []byte) (drawing.Pictures, error) // the static copies of a figure
}

// here is the screen of this process: the cell it runs in, or its terminal.
func here() screen {
	s := screen{out: os.Stdout, log: os.Stderr, draw: drawByKernel}
	if s.notebook = gonbui.IsNotebook && gonbui.Open() == nil; s.notebook {
		s.send = func(data *gonb.DisplayData) {
			gonbui.SendData(data)
			if gonbui.Error() == nil { // else there is nobody to wait for
				gonbui.Sync()
			}
		}
	}
	return s
}

// show displays a bundle; its text form is what a terminal gets.
func (s screen) show(b bundle) {
	if s.notebook {
		s.send(b.message(""))
		return
	}
	fmt.Fprintln(s.out, b[protocol.Plain])
}

// complain reports a problem with displaying.
func (s screen) complain(what string, err error) {
	fmt.Fprintf(s.log, "show.%s: not shown: %v\n", what, err)
}
