package controls

import (
	"bufio"
	"encoding/json"
	"net"

	"tradeoff/kernel/internal/cell/protocol"
)

// Cell is the kernel's side of a cell's connection.
type Cell struct {
	Channel string
	conn    net.Conn
	lines   *json.Decoder
	box     *Mailbox
}

// Serve accepts the connections of cells until the listener is closed. Each is handed on from a goroutine of its own;
// who takes it answers by [Cell.Refuse] or [Cell.Follow].
func Serve(listener net.Listener, take func(*Cell)) {
	for {
		conn, err := listener.Accept()
		if err != nil {
			return
		}
		go func() {
			c := &Cell{conn: conn, lines: json.NewDecoder(bufio.NewReader(conn)), box: NewMailbox()}
			if c.lines.Decode(&c.Channel) != nil {
				_ = conn.Close()
				return
			}
			take(c)
		}()
	}
}

// Refuse tells the cell that nobody can move its controls.
func (c *Cell) Refuse() {
	_ = json.NewEncoder(c.conn).Encode(protocol.PanelReply{}) // the cell may have ended
	_ = c.conn.Close()
}

// Put has the newest message passed on to the cell.
func (c *Cell) Put(m protocol.PanelMessage) { c.box.Put(m) }

// Follow passes on what is put until the cell ends the connection.
func (c *Cell) Follow() {
	defer c.conn.Close()
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_ = c.lines.Decode(new(protocol.PanelMessage)) // a cell sends nothing more: this returns when it has ended
	}()
	write := json.NewEncoder(c.conn)
	err := write.Encode(protocol.PanelReply{Live: true})
	for err == nil {
		select {
		case <-ended:
			return
		case <-c.box.Filled():
			if m, ok := c.box.Take(); ok {
				err = write.Encode(m)
			}
		}
	}
}
