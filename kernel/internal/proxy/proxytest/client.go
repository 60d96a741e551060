// Package proxytest is a front end for tests of kernels.
package proxytest

import (
	"context"
	"encoding/json"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"tradeoff/kernel/internal/proxy/wire"
)

const key = "a key"

// ConnectionFile writes a connection file with free ports.
func ConnectionFile(t testing.TB) string {
	t.Helper()
	file := map[string]any{"transport": "tcp", "ip": "127.0.0.1", "key": key, "signature_scheme": "hmac-sha256"}
	for _, name := range []string{"shell_port", "iopub_port", "stdin_port", "control_port", "hb_port"} {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		defer l.Close() // all at the end, so that the ports differ
		file[name] = l.Addr().(*net.TCPAddr).Port
	}
	text, err := json.Marshal(file)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "kernel-1234.json")
	if err := os.WriteFile(path, text, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// Client is a front end. It notes everything in the order in which it came, and checks the order of each request's messages.
type Client struct {
	t       testing.TB
	signer  wire.Signer
	session string
	sockets map[string]*wire.Client

	mu        sync.Mutex
	changed   chan struct{} // closed and replaced at each message
	published map[string][]*wire.Message
	replies   map[string]*wire.Message
}

// Patience is the most that a test waits for anything.
const Patience = 60 * time.Second

// Connect waits for a kernel to answer.
func Connect(t testing.TB, connectionFile string) *Client {
	t.Helper()
	text, err := os.ReadFile(connectionFile)
	if err != nil {
		t.Fatal(err)
	}
	var file struct {
		IP      string `json:"ip"`
		Shell   int    `json:"shell_port"`
		IOPub   int    `json:"iopub_port"`
		Stdin   int    `json:"stdin_port"`
		Control int    `json:"control_port"`
	}
	if err := json.Unmarshal(text, &file); err != nil {
		t.Fatal(err)
	}
	c := &Client{
		t: t, signer: wire.Signer(key), session: wire.NewID(), sockets: map[string]*wire.Client{}, changed: make(chan struct{}),
		published: map[string][]*wire.Message{}, replies: map[string]*wire.Message{},
	}
	ctx, cancel := context.WithTimeout(t.Context(), Patience)
	defer cancel()
	for name, port := range map[string]int{"shell": file.Shell, "iopub": file.IOPub, "stdin": file.Stdin, "control": file.Control} {
		dial := func() (*wire.Client, error) {
			address := fmt.Sprintf("tcp://%s:%d", file.IP, port)
			if name == "iopub" {
				return wire.DialSubscriber(ctx, address)
			}
			return wire.DialDealer(ctx, address, c.session)
		}
		if c.sockets[name], err = dial(); err != nil {
			t.Fatal(err)
		}
		go c.sockets[name].Receive(func(frames [][]byte) { c.take(name, frames) })
	}
	for id := ""; id == "" || !c.seen(id); { // until the subscription has taken effect
		id = c.Send("shell", "kernel_info_request", struct{}{})
		c.Reply(id)
		time.Sleep(10 * time.Millisecond)
	}
	return c
}

func (c *Client) seen(id string) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return len(c.published[id]) > 0
}

// Close ends the connections.
func (c *Client) Close() {
	for _, s := range c.sockets {
		_ = s.Close()
	}
}

// take notes a message. The reply must not come before the last output, nor anything after the idle.
func (c *Client) take(channel string, frames [][]byte) {
	m, err := c.signer.Decode(frames)
	if err != nil {
		c.t.Errorf("%s: %v", channel, err)
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	id := m.Parent.ID
	if channel == "iopub" {
		before := c.published[id]
		if n := len(before); n > 0 && State(before[n-1]) == "idle" && m.Header.Type != "status" {
			c.t.Errorf("a %s came after the idle of its request", m.Header.Type)
		}
		c.published[id] = append(before, m)
	} else if channel != "stdin" {
		if c.replies[id] != nil {
			c.t.Errorf("a second reply: %s", m.Header.Type)
		}
		c.replies[id] = m
	}
	close(c.changed)
	c.changed = make(chan struct{})
}

// State is that of a status message, else "".
func State(m *wire.Message) string {
	var content struct {
		State string `json:"execution_state"`
	}
	_ = json.Unmarshal(m.Content, &content)
	return content.State
}

// Send sends a request and returns its identifier.
func (c *Client) Send(channel, kind string, content any) string {
	c.t.Helper()
	m, err := wire.New(kind, c.session, nil, content)
	if err != nil {
		c.t.Fatal(err)
	}
	if err := c.sockets[channel].Send(c.signer.Encode(m)); err != nil {
		c.t.Fatalf("%s: %v", kind, err)
	}
	return m.Header.ID
}

// SendFrames sends something that need not be a message.
func (c *Client) SendFrames(channel string, frames ...[]byte) {
	c.t.Helper()
	if err := c.sockets[channel].Send(frames); err != nil {
		c.t.Fatal(err)
	}
}

// wait waits until a condition on what has come holds.
func (c *Client) wait(what string, holds func() bool) {
	c.t.Helper()
	deadline := time.After(Patience)
	for {
		c.mu.Lock()
		ok, changed := holds(), c.changed
		c.mu.Unlock()
		if ok {
			return
		}
		select {
		case <-changed:
		case <-deadline:
			c.t.Fatalf("not within %v: %s", Patience, what)
		}
	}
}

// Reply waits for the reply to a request and returns its content.
func (c *Client) Reply(id string) map[string]any {
	c.t.Helper()
	var m *wire.Message
	c.wait("a reply", func() bool {
		m = c.replies[id]
		return m != nil
	})
	return Content(c.t, m)
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
	var found *wire.Message
	c.wait("a "+kind, func() bool {
		for _, m := range c.published[id] {
			if m.Header.Type == kind {
				found = m
				return true
			}
		}
		return false
	})
	return Content(c.t, found)
}

// Outputs waits for the idle of a request and returns what was published for it between busy and idle.
func (c *Client) Outputs(id string) []*wire.Message {
	c.t.Helper()
	var list []*wire.Message
	c.wait("idle", func() bool {
		list = c.published[id]
		return len(list) > 1 && State(list[len(list)-1]) == "idle"
	})
	c.mu.Lock()
	defer c.mu.Unlock()
	if State(list[0]) != "busy" {
		c.t.Errorf("the first message is a %s, not busy", list[0].Header.Type)
	}
	return append([]*wire.Message{}, list[1:len(list)-1]...)
}

// Start sends a cell.
func (c *Client) Start(code string) string {
	c.t.Helper()
	return c.Send("shell", "execute_request", map[string]any{
		"code": code, "silent": false, "store_history": true, "user_expressions": struct{}{}, "allow_stdin": true, "stop_on_error": true,
	})
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
