package frontend

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"sync"
	"time"
	"tradeoff/kernel/internal/jupyter/wire"
)

// Client is a front end. It keeps everything that came, so it is for sessions that end.
type Client struct {
	signer  wire.Signer
	session string
	sockets map[string]*wire.Client
	fault   func(error)

	mu            sync.Mutex
	changed       chan struct{} // closed and replaced at each message
	published     map[string][]*wire.Message
	replies       map[string]*wire.Message
	inputRequests map[string][]*wire.Message // for input, by the cell that asks
}

// retryInterval is the time between questions to a kernel that is starting.
const retryInterval = 10 * time.Millisecond

// Connect waits, until ctx ends, for the kernel of a connection file to answer. What breaks the protocol goes to fault,
// which may be nil: messages that cannot be read, second replies, output after the end of its request. It is called
// from several goroutines.
func Connect(ctx context.Context, connectionFile string, fault func(error)) (*Client, error) {
	file, err := wire.ReadConnection(connectionFile)
	if err != nil {
		return nil, err
	}
	if fault == nil {
		fault = func(error) {}
	}
	c := &Client{
		signer: wire.Signer(file.Key), session: wire.NewID(), sockets: map[string]*wire.Client{}, fault: fault,
		changed:   make(chan struct{}),
		published: map[string][]*wire.Message{}, replies: map[string]*wire.Message{},
		inputRequests: map[string][]*wire.Message{},
	}
	if err := c.dial(ctx, file); err != nil {
		return nil, errors.Join(err, c.Close())
	}
	if err := c.ready(ctx); err != nil {
		return nil, errors.Join(err, c.Close())
	}
	return c, nil
}

func (c *Client) dial(ctx context.Context, file wire.Connection) error {
	for name, port := range map[string]int{"shell": file.Shell, "iopub": file.IOPub, "stdin": file.Stdin,
		"control": file.Control} {
		socket, err := c.dialOne(ctx, name, file.Address(port))
		if err != nil {
			return err
		}
		c.sockets[name] = socket
		go socket.Receive(func(frames [][]byte) { c.take(name, frames) })
	}
	return nil
}

func (c *Client) dialOne(ctx context.Context, channel, address string) (*wire.Client, error) {
	if channel == "iopub" {
		return wire.DialSubscriber(ctx, address)
	}
	return wire.DialDealer(ctx, address, c.session)
}

// ready asks until an answer is seen on iopub too, whose subscription takes effect some time after it was made.
func (c *Client) ready(ctx context.Context) error {
	for {
		id, err := c.Send("shell", "kernel_info_request", struct{}{})
		if err != nil {
			return err
		}
		if _, err := c.Reply(ctx, id); err != nil {
			return err
		}
		c.mu.Lock()
		seen := len(c.published[id]) > 0
		c.mu.Unlock()
		if seen {
			return nil
		}
		time.Sleep(retryInterval)
	}
}

// Close ends the connections.
func (c *Client) Close() error {
	var failed error
	for _, socket := range c.sockets {
		failed = errors.Join(failed, socket.Close())
	}
	return failed
}

// take notes a message.
func (c *Client) take(channel string, frames [][]byte) {
	m, err := c.signer.Decode(frames)
	if err != nil {
		c.fault(fmt.Errorf("%s: %w", channel, err))
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	id := m.Parent.ID
	switch channel {
	case "iopub":
		before := c.published[id]
		if n := len(before); n > 0 && State(before[n-1]) == idle && m.Header.Type != "status" {
			c.fault(fmt.Errorf("a %s came after the idle of its request", m.Header.Type))
		}
		c.published[id] = append(before, m)
	case "stdin":
		c.inputRequests[id] = append(c.inputRequests[id], m)
	default:
		if c.replies[id] != nil {
			c.fault(fmt.Errorf("a second reply: %s", m.Header.Type))
		}
		c.replies[id] = m
	}
	close(c.changed)
	c.changed = make(chan struct{})
}

// Send sends a request and returns its identifier.
func (c *Client) Send(channel, kind string, content any) (id string, err error) {
	return c.SendWith(channel, kind, struct{}{}, content)
}

// SendWith sends a request with metadata and returns its identifier.
func (c *Client) SendWith(channel, kind string, metadata, content any) (id string, err error) {
	m, err := wire.New(kind, c.session, nil, content)
	if err != nil {
		return "", err
	}
	if m.Metadata, err = json.Marshal(metadata); err != nil {
		return "", err
	}
	return m.Header.ID, c.SendFrames(channel, c.signer.Encode(m)...)
}

// SendFrames sends something that need not be a message.
func (c *Client) SendFrames(channel string, frames ...[]byte) error {
	if err := c.sockets[channel].Send(frames); err != nil {
		return fmt.Errorf("%s: %w", channel, err)
	}
	return nil
}

// Start sends a cell, which may ask for input, and returns the identifier of the request.
func (c *Client) Start(code string) (id string, err error) { return c.start(code, true) }

// StartAlone sends a cell that nobody can answer.
func (c *Client) StartAlone(code string) (id string, err error) { return c.start(code, false) }

func (c *Client) start(code string, input bool) (id string, err error) {
	return c.Send("shell", "execute_request", map[string]any{
		"code": code, "silent": false, "store_history": true, "user_expressions": struct{}{}, "allow_stdin": input,
		"stop_on_error": true,
	})
}
