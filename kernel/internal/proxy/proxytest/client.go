// Package proxytest is a front end for tests of kernels.
package proxytest

import (
	"context"
	"encoding/json"
	"os"
	"strings"
	"testing"
	"time"
	"tradeoff/kernel/internal/jupyter/frontend"
	"tradeoff/kernel/internal/jupyter/wire"
)

// ConnectionFile writes a connection file with free ports.
func ConnectionFile(t testing.TB) string {
	t.Helper()
	path, err := frontend.NewConnection(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	return path
}

// ShortTemp is a temporary directory whose name leaves room for those of sockets.
func ShortTemp(t testing.TB) string {
	t.Helper()
	dir, err := os.MkdirTemp("/tmp", "k-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	return dir
}

// Client is a front end that ends the test where something is amiss, such as the order of a request's messages.
type Client struct {
	t testing.TB
	c *frontend.Client
}

// Patience is the most that a test waits for anything.
const Patience = 60 * time.Second

// patient is a context that ends with the test's patience.
func patient(t testing.TB) (context.Context, context.CancelFunc) {
	return context.WithTimeout(t.Context(), Patience)
}

// Connect waits for a kernel to answer.
func Connect(t testing.TB, connectionFile string) *Client {
	t.Helper()
	ctx, cancel := patient(t)
	defer cancel()
	c, err := frontend.Connect(ctx, connectionFile, func(err error) { t.Error(err) })
	if err != nil {
		t.Fatal(err)
	}
	return &Client{t, c}
}

// Close ends the connections.
func (c *Client) Close() { _ = c.c.Close() }

// Send sends a request and returns its identifier.
func (c *Client) Send(channel, kind string, content any) string {
	c.t.Helper()
	id, err := c.c.Send(channel, kind, content)
	if err != nil {
		c.t.Fatalf("%s: %v", kind, err)
	}
	return id
}

// SendWith sends a request with metadata and returns its identifier.
func (c *Client) SendWith(channel, kind string, metadata, content any) string {
	c.t.Helper()
	id, err := c.c.SendWith(channel, kind, metadata, content)
	if err != nil {
		c.t.Fatalf("%s: %v", kind, err)
	}
	return id
}

// SendFrames sends something that need not be a message.
func (c *Client) SendFrames(channel string, frames ...[]byte) {
	c.t.Helper()
	if err := c.c.SendFrames(channel, frames...); err != nil {
		c.t.Fatal(err)
	}
}

// Reply waits for the reply to a request and returns its content.
func (c *Client) Reply(id string) map[string]any {
	c.t.Helper()
	return Content(c.t, c.ReplyMessage(id))
}

// ReplyMessage waits for the whole of a reply.
func (c *Client) ReplyMessage(id string) *wire.Message {
	c.t.Helper()
	ctx, cancel := patient(c.t)
	defer cancel()
	m, err := c.c.Reply(ctx, id)
	if err != nil {
		c.t.Fatal(err)
	}
	return m
}

// Content decodes a message.
func Content(t testing.TB, m *wire.Message) map[string]any {
	t.Helper()
	var content map[string]any
	if err := json.Unmarshal(m.Content, &content); err != nil {
		t.Fatal(err)
	}
	return content
}

// Published waits until something of a kind was published for a request, and returns the first of it.
func (c *Client) Published(id, kind string) map[string]any {
	c.t.Helper()
	ctx, cancel := patient(c.t)
	defer cancel()
	m, err := c.c.Published(ctx, id, kind)
	if err != nil {
		c.t.Fatal(err)
	}
	return Content(c.t, m)
}

// Until waits until a condition holds on what was published for a request, which may still run.
func (c *Client) Until(id, what string, holds func([]*wire.Message) bool) {
	c.t.Helper()
	ctx, cancel := patient(c.t)
	defer cancel()
	if err := c.c.Until(ctx, id, what, holds); err != nil {
		c.t.Fatal(err)
	}
}

// WaitOutput waits until a request has written a text to its standard output.
func (c *Client) WaitOutput(id, text string) {
	c.t.Helper()
	c.Until(id, "output "+text, func(list []*wire.Message) bool {
		return strings.Contains(Text(c.t, list, "stdout"),
			text)
	})
}

// Outputs waits for the idle of a request and returns what was published for it between busy and idle.
func (c *Client) Outputs(id string) []*wire.Message {
	c.t.Helper()
	ctx, cancel := patient(c.t)
	defer cancel()
	list, err := c.c.Outputs(ctx, id)
	if err != nil {
		c.t.Fatal(err)
	}
	return list
}

// Start sends a cell.
func (c *Client) Start(code string) string {
	c.t.Helper()
	id, err := c.c.Start(code)
	if err != nil {
		c.t.Fatal(err)
	}
	return id
}

// StartAlone sends a cell that nobody can answer.
func (c *Client) StartAlone(code string) string {
	c.t.Helper()
	id, err := c.c.StartAlone(code)
	if err != nil {
		c.t.Fatal(err)
	}
	return id
}

// InputRequest waits until a cell has asked for input for the n-th time, from 1, and returns what it says.
func (c *Client) InputRequest(id string, n int) map[string]any {
	c.t.Helper()
	ctx, cancel := patient(c.t)
	defer cancel()
	m, err := c.c.InputRequest(ctx, id, n)
	if err != nil {
		c.t.Fatal(err)
	}
	return Content(c.t, m)
}

// Type answers a cell that asks for input.
func (c *Client) Type(value string) {
	c.t.Helper()
	c.Send("stdin", "input_reply", map[string]string{"status": "ok", "value": value})
}

// Run executes a cell to its end and returns its reply and outputs.
func (c *Client) Run(code string) (reply map[string]any, outputs []*wire.Message) {
	c.t.Helper()
	id := c.Start(code)
	return c.Reply(id), c.Outputs(id)
}

// Text is the text that a stream of the outputs got.
func Text(t testing.TB, outputs []*wire.Message, stream string) (text string) {
	t.Helper()
	for _, m := range outputs {
		if content := Content(t, m); m.Header.Type == "stream" && content["name"] == stream {
			text += content["text"].(string)
		}
	}
	return text
}
