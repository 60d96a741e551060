package wire

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/go-zeromq/zmq4"

	"tradeoff/kernel/internal/proxy/journal"
)

// echo is a ROUTER that sends back what it gets.
func echo(t *testing.T, j *journal.Journal) (address string) {
	t.Helper()
	var r *Router
	ready := make(chan struct{})
	r, err := NewRouter(t.Context(), "shell", "tcp://127.0.0.1:0", j.Log,
		func(frames [][]byte) { <-ready; r.Send(frames) })
	if err != nil {
		t.Fatal(err)
	}
	close(ready)
	return "tcp://" + r.listener.Addr().String()
}

// ask sends a message through a new connection and waits for its echo.
func ask(t *testing.T, address string, frames ...[]byte) {
	t.Helper()
	c, err := DialDealer(t.Context(), address, "me")
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	got := make(chan [][]byte, 1)
	go c.Receive(func(f [][]byte) { got <- f })
	if err := c.Send(frames); err != nil {
		t.Fatal(err)
	}
	select {
	case f := <-got:
		if !bytes.Equal(bytes.Join(f, nil), bytes.Join(frames, nil)) || len(f) != len(frames) {
			t.Errorf("got %d frames back, not the %d sent", len(f), len(frames))
		}
	case <-time.After(5 * time.Second):
		t.Fatal("no echo")
	}
}

func TestRouter(t *testing.T) {
	var j journal.Journal
	address := echo(t, &j)
	ask(t, address, []byte("a"), nil, make([]byte, 70000), []byte("b"))
	t.Run("zmq4's own socket", func(t *testing.T) {
		c := zmq4.NewReq(t.Context())
		defer c.Close()
		if err := c.Dial(address); err != nil {
			t.Fatal(err)
		}
		if err := c.Send(zmq4.NewMsgString("ping")); err != nil {
			t.Fatal(err)
		}
		if m, err := c.Recv(); err != nil || string(m.Frames[0]) != "ping" {
			t.Errorf("%v, %v", m, err)
		}
	})
}

// greeting is what a well-behaved DEALER sends first.
func greeting() []byte {
	g := make([]byte, 64)
	g[0], g[9], g[10] = 0xff, 0x7f, 3
	copy(g[12:], "NULL")
	ready := "\x05READY\x0bSocket-Type\x00\x00\x00\x06DEALER"
	return append(append(g, 4, byte(len(ready))), ready...)
}

func TestRouterOutlivesBadPeers(t *testing.T) {
	var j journal.Journal
	address := echo(t, &j)
	huge := binary.BigEndian.AppendUint64([]byte{2}, 1<<62)
	random := make([]byte, 5000)
	for i := range random {
		random[i] = byte(rand.IntN(256))
	}
	for name, bytes := range map[string][]byte{
		"silent":            nil,
		"half a greeting":   greeting()[:30],
		"no handshake":      greeting()[:64],
		"torn handshake":    append(greeting()[:64], 4, 5, 5, 'R', 'E', 'A', 'D'),
		"crooked handshake": append(greeting()[:64], 4, 9, 5, 'R', 'E', 'A', 'D', 'Y', 200, 'a', 'b'),
		"random":            random,
		"random messages":   append(greeting(), random...),
		"huge frame":        append(greeting(), huge...),
		"half a message":    append(greeting(), 0, 200, 1, 2, 3),
		"a command":         append(greeting(), 4, 3, 200, 1, 2),
		"endless message":   append(greeting(), make([]byte, 2*mostFrames+10)...),
	} {
		if name == "endless message" {
			for i := len(greeting()); i < len(bytes); i += 2 {
				bytes[i] = moreFlag
			}
		}
		conn, err := net.Dial("tcp", strings.TrimPrefix(address, "tcp://"))
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		_, _ = conn.Write(bytes) // the server may have closed already
		ask(t, address, []byte(name))
	}
	for deadline := time.Now().Add(5 * time.Second); strings.Count(j.String(),
		errTooLarge.Error()) < 2; time.Sleep(10 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("the log does not tell of two messages that are too large:\n%s", j.String())
		}
	}
}

func TestPublisher(t *testing.T) {
	var j journal.Journal
	p, err := NewPublisher(t.Context(), "iopub", "tcp://127.0.0.1:0", j.Log)
	if err != nil {
		t.Fatal(err)
	}
	c, err := DialSubscriber(t.Context(), "tcp://"+p.listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	got := make(chan string, 2000)
	go c.Receive(func(f [][]byte) { got <- string(f[1]) })
	for first := false; !first; { // the subscription takes effect some time later
		p.Send([][]byte{[]byte("topic"), []byte("first")})
		select {
		case <-got:
			first = true
		case <-time.After(10 * time.Millisecond):
		}
	}
	for i := range 1000 {
		p.Send([][]byte{[]byte("topic"), fmt.Append(nil, i)})
	}
	for i := 0; i < 1000; {
		switch text := <-got; text {
		case "first":
		case fmt.Sprint(i):
			i++
		default:
			t.Fatalf("message %s came where %d was due", text, i)
		}
	}
}

func TestAddresses(t *testing.T) {
	for _, address := range []string{"", "udp://127.0.0.1:1", "tcp://127.0.0.1:1:1"} {
		if _, err := NewRouter(t.Context(), "shell", address, t.Logf, nil); err == nil {
			t.Errorf("%q was bound", address)
		}
	}
	path := t.TempDir() + "/socket"
	if _, err := NewRouter(t.Context(), "shell", "ipc://"+path, t.Logf, nil); err != nil {
		t.Error(err)
	}
}

func TestDialEndsWithContext(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if _, err := DialDealer(ctx, "tcp://127.0.0.1:1", "me"); err == nil || !strings.Contains(err.Error(), "127.0.0.1:1") {
		t.Errorf("%v", err)
	}
}

// TestIdentityInUse has a second peer that says it is the first: it gets nothing that is for the first, and loses
// nothing that it may have once the first is gone.
func TestIdentityInUse(t *testing.T) {
	var j journal.Journal
	address := echo(t, &j)
	dial := func() (c *Client, got chan string, ended chan struct{}) {
		c, err := DialDealer(t.Context(), address, "session")
		if err != nil {
			t.Fatal(err)
		}
		got, ended = make(chan string, 10), make(chan struct{})
		go func() {
			c.Receive(func(f [][]byte) { got <- string(f[0]) })
			close(ended)
		}()
		return c, got, ended
	}
	say := func(c *Client, text string) {
		if err := c.Send([][]byte{[]byte(text)}); err != nil {
			t.Fatal(err)
		}
	}
	first, gotFirst, _ := dial()
	say(first, "1")
	<-gotFirst
	second, gotSecond, ended := dial()
	say(second, "2")
	for range 100 {
		say(first, "mine")
		if text := <-gotFirst; text != "mine" {
			t.Fatalf("the first got %q", text)
		}
	}
	select {
	case <-ended:
	case <-time.After(10 * time.Second):
		t.Fatal("the second connection was not ended")
	}
	if len(gotSecond) > 0 || len(gotFirst) > 0 {
		t.Errorf("the second got %d messages, the first %d more", len(gotSecond), len(gotFirst))
	}
	if !strings.Contains(j.String(), "identity is in use") {
		t.Errorf("the log does not say why:\n%s", j.String())
	}
	third, gotThird, _ := dial()
	say(third, "3")
	if err := first.Close(); err != nil { // as a front end that connects anew before its old connection has ended
		t.Fatal(err)
	}
	select {
	case text := <-gotThird:
		if text != "3" {
			t.Errorf("got %q", text)
		}
	case <-time.After(10 * time.Second):
		t.Error("who came after the first was refused")
	}
}

// Subscribers may share an identity: what is published is for all.
func TestSubscribersShareIdentity(t *testing.T) {
	var j journal.Journal
	p, err := NewPublisher(t.Context(), "iopub", "tcp://127.0.0.1:0", j.Log)
	if err != nil {
		t.Fatal(err)
	}
	got := make(chan string, 2000)
	for i := range 2 {
		c, err := dial(t.Context(), "tcp://"+p.listener.Addr().String(), zmq4.Sub, "same")
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		if err := c.Send([][]byte{{1}}); err != nil {
			t.Fatal(err)
		}
		go c.Receive(func([][]byte) { got <- fmt.Sprint(i) })
	}
	seen := map[string]bool{}
	for deadline := time.After(10 * time.Second); len(seen) < 2; {
		p.Send([][]byte{[]byte("topic")})
		select {
		case who := <-got:
			seen[who] = true
		case <-time.After(10 * time.Millisecond): // until the subscriptions take effect
		case <-deadline:
			t.Fatalf("only %v got something", seen)
		}
	}
}
