package controls

import (
	"sync"

	"tradeoff/kernel/internal/cell/protocol"
)

// Mailbox holds the newest message, for a reader who may be slow. Who puts never waits. The zero value is not usable:
// see [NewMailbox].
type Mailbox struct {
	mu     sync.Mutex
	newest *protocol.PanelMessage
	filled chan struct{} // holds one token while there may be a message
}

// NewMailbox returns an empty one.
func NewMailbox() *Mailbox { return &Mailbox{filled: make(chan struct{}, 1)} }

// Put replaces the message that nobody has taken yet. An end stays, and so do positions where the new message has none.
func (b *Mailbox) Put(m protocol.PanelMessage) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if old := b.newest; old != nil {
		m.Done = m.Done || old.Done
		if m.At == nil {
			m.At = old.At
		}
	}
	b.newest = &m
	select {
	case b.filled <- struct{}{}:
	default:
	}
}

// Filled tells when there may be something to take.
func (b *Mailbox) Filled() <-chan struct{} { return b.filled }

// Take empties the mailbox.
func (b *Mailbox) Take() (m protocol.PanelMessage, ok bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.newest == nil {
		return protocol.PanelMessage{}, false
	}
	m, b.newest = *b.newest, nil
	return m, true
}
