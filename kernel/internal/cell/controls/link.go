package controls

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"net"

	"tradeoff/kernel/internal/cell/protocol"
)

// ErrAlone is wrapped when nobody can move the controls of a cell.
var ErrAlone = errors.New("controls: there is nobody to move them")

// Link is a cell's connection to the kernel.
type Link struct {
	conn net.Conn
	box  *Mailbox
	read chan struct{} // closed when the reader has ended
}

// Dial connects a cell to the kernel's socket under the name of its channel. The error wraps [ErrAlone] where the
// controls cannot be moved.
func Dial(socket, channel string) (*Link, error) {
	conn, err := net.Dial("unix", socket)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrAlone, err)
	}
	lines := json.NewDecoder(bufio.NewReader(conn))
	var a protocol.PanelReply
	if err = json.NewEncoder(conn).Encode(channel); err == nil {
		err = lines.Decode(&a)
	}
	if err != nil || !a.Live {
		_ = conn.Close()
		return nil, errors.Join(ErrAlone, err)
	}
	l := &Link{conn: conn, box: NewMailbox(), read: make(chan struct{})}
	go l.receive(lines)
	return l, nil
}

// receive keeps the newest message until the connection ends, which is an end as well.
func (l *Link) receive(lines *json.Decoder) {
	defer close(l.read)
	for {
		var m protocol.PanelMessage
		if lines.Decode(&m) != nil {
			l.box.Put(protocol.PanelMessage{Done: true})
			return
		}
		l.box.Put(m)
	}
}

// Mailbox is where messages arrive.
func (l *Link) Mailbox() *Mailbox { return l.box }

// Close ends the connection; the front end learns of it.
func (l *Link) Close() error {
	err := l.conn.Close()
	<-l.read
	return err
}
