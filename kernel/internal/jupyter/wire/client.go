package wire

import (
	"context"
	"fmt"
	"net"
	"sync"
	"time"

	"github.com/go-zeromq/zmq4"
	"github.com/go-zeromq/zmq4/security/null"
)

// Client is a connected DEALER or SUB socket.
type Client struct {
	mu   sync.Mutex // one writer at a time
	conn *zmq4.Conn
}

// retryTime is the time between attempts to connect.
const retryTime = 10 * time.Millisecond

// DialDealer connects to a ROUTER that may only be starting; the attempts end with ctx.
func DialDealer(ctx context.Context, address, identity string) (*Client, error) {
	return dial(ctx, address, zmq4.Dealer, identity)
}

// DialSubscriber connects to a PUB and subscribes to everything, which takes effect some time later.
func DialSubscriber(ctx context.Context, address string) (*Client, error) {
	c, err := dial(ctx, address, zmq4.Sub, "")
	if err != nil {
		return nil, err
	}
	return c, c.Send([][]byte{{1}})
}

func dial(ctx context.Context, address string, kind zmq4.SocketType, identity string) (*Client, error) {
	network, where, err := split(address)
	if err != nil {
		return nil, err
	}
	var dialer net.Dialer
	for {
		conn, err := dialer.DialContext(ctx, network, where)
		if err == nil {
			c, err := zmq4.Open(conn, null.Security(), kind, zmq4.SocketIdentity(identity), false, nil)
			if err != nil {
				return nil, fmt.Errorf("wire: %s: %w", address, err)
			}
			return &Client{conn: c}, nil
		}
		select {
		case <-ctx.Done():
			return nil, fmt.Errorf("wire: %s: %w: %w", address, context.Cause(ctx), err)
		case <-time.After(retryTime):
		}
	}
}

// Receive hands on what comes until the connection ends.
func (c *Client) Receive(take func(frames [][]byte)) {
	for {
		m, err := c.conn.RecvMsg()
		if err != nil {
			return
		}
		if m.Type == zmq4.UsrMsg {
			take(m.Frames)
		}
	}
}

// Send writes one message.
func (c *Client) Send(frames [][]byte) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	return send(c.conn, frames)
}

// Close ends the connection.
func (c *Client) Close() error { return c.conn.Close() }
