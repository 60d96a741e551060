package proxy

import (
	"net"
	"path/filepath"
	"sync"

	"tradeoff/kernel/internal/cell/protocol"
	"tradeoff/kernel/internal/jupyter/wire"
)

// flow counts what was taken until gonb has connected.
type flow struct {
	mu   sync.Mutex
	conn net.Conn
	owed int
}

func (e *engine) flowSocket() string { return filepath.Join(e.box.Dir, protocol.FlowSocket) }

// serveFlow waits for gonb to connect.
func (e *engine) serveFlow() error {
	listener, err := e.listen(e.flowSocket())
	if err != nil {
		return err
	}
	go func() {
		conn, err := listener.Accept()
		if err != nil {
			return
		}
		e.flow.mu.Lock()
		e.flow.conn = conn
		owed := e.flow.owed
		e.flow.owed = 0
		e.flow.mu.Unlock()
		e.flow.add(owed)
		<-e.exited
		_ = conn.Close()
	}()
	return nil
}

// taken tells gonb that a message was taken, if it is one that counts.
func (e *engine) taken(m *wire.Message) {
	switch m.Header.Type {
	case "stream", "display_data", "update_display_data":
		e.flow.add(1)
	}
}

func (f *flow) add(n int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.conn == nil {
		f.owed += n
		return
	}
	_, _ = f.conn.Write(make([]byte, n)) // of an error the end of the process tells
}
