package proxy

import (
	"context"
	"sync"
)

// mostWaiting bounds the bytes that wait for the front end: from there on those who produce more are made to wait.
const mostWaiting = 4 << 20

// outbox sends messages to the front end one after the other, in the order in which they came, so that what was
// published before a reply is sent before it. A front end that takes nothing holds up the sender, but not the loop.
type outbox struct {
	mu      sync.Mutex
	queue   []outgoing
	bytes   int           // of the queue and of the message that is being sent
	changed chan struct{} // closed and replaced at each change
}

// outgoing is a message that waits.
type outgoing struct {
	send   func(frames [][]byte)
	frames [][]byte
	size   int
	of     string // the request whose output of text this is; "" for all else
	text   int    // bytes of that text
}

func newOutbox() *outbox { return &outbox{changed: make(chan struct{})} }

// put adds a message without waiting.
func (o *outbox) put(m outgoing) {
	for _, frame := range m.frames {
		m.size += len(frame)
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	o.queue = append(o.queue, m)
	o.change(m.size)
}

// change adds to the bytes, with mu held.
func (o *outbox) change(bytes int) {
	o.bytes += bytes
	close(o.changed)
	o.changed = make(chan struct{})
}

// run sends until ctx ends.
func (o *outbox) run(ctx context.Context) {
	for o.until(ctx, func() bool { return len(o.queue) > 0 }) {
		o.mu.Lock()
		if len(o.queue) == 0 { // it was dropped
			o.mu.Unlock()
			continue
		}
		m := o.queue[0]
		o.queue = o.queue[1:]
		o.mu.Unlock()
		m.send(m.frames)
		o.mu.Lock()
		o.change(-m.size)
		o.mu.Unlock()
	}
}

// until waits for a condition; it fails when ctx ends.
func (o *outbox) until(ctx context.Context, holds func() bool) bool {
	for {
		o.mu.Lock()
		ok, changed := holds(), o.changed
		o.mu.Unlock()
		if ok {
			return true
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return false
		}
	}
}

// room waits until there is place for more.
func (o *outbox) room(ctx context.Context) {
	o.until(ctx, func() bool { return o.bytes < mostWaiting })
}

// sent waits until all is sent.
func (o *outbox) sent(ctx context.Context) {
	o.until(ctx, func() bool { return o.bytes == 0 })
}

// drop forgets the text of a request that waits, if that is more than a limit, and returns how many bytes it was.
func (o *outbox) drop(request string, limit int) (dropped int) {
	o.mu.Lock()
	defer o.mu.Unlock()
	for _, m := range o.queue {
		if m.of == request {
			dropped += m.text
		}
	}
	if dropped <= limit {
		return 0
	}
	var kept []outgoing
	freed := 0
	for _, m := range o.queue {
		if m.of == request {
			freed += m.size
		} else {
			kept = append(kept, m)
		}
	}
	o.queue = kept
	o.change(-freed)
	return dropped
}
