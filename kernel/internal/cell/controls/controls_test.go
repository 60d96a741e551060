package controls

import (
	"errors"
	"net"
	"path/filepath"
	"reflect"
	"testing"
	"time"

	"tradeoff/kernel/internal/cell/protocol"
)

func TestMailboxKeepsTheNewest(t *testing.T) {
	b := NewMailbox()
	if _, ok := b.Take(); ok {
		t.Error("an empty mailbox gives a message")
	}
	for i := range 1000 {
		b.Put(protocol.PanelMessage{At: []int{i}})
	}
	<-b.Filled()
	if m, ok := b.Take(); !ok || m.At[0] != 999 {
		t.Errorf("got %v, %v", m, ok)
	}
	if _, ok := b.Take(); ok {
		t.Error("the message is there twice")
	}
}

func TestMailboxForgetsNeitherTheEndNorThePositions(t *testing.T) {
	b := NewMailbox()
	b.Put(protocol.PanelMessage{At: []int{1}})
	b.Put(protocol.PanelMessage{Done: true})
	if m, _ := b.Take(); !reflect.DeepEqual(m, protocol.PanelMessage{At: []int{1}, Done: true}) {
		t.Errorf("an end after positions: %+v", m)
	}
	b.Put(protocol.PanelMessage{Done: true})
	b.Put(protocol.PanelMessage{At: []int{2}})
	if m, _ := b.Take(); !reflect.DeepEqual(m, protocol.PanelMessage{At: []int{2}, Done: true}) {
		t.Errorf("positions after an end: %+v", m)
	}
}

// serve listens as a kernel does.
func serve(t *testing.T, take func(*Cell)) (socket string) {
	t.Helper()
	socket = filepath.Join(t.TempDir(), "s")
	listener, err := net.Listen("unix", socket)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { listener.Close() })
	go Serve(listener, take)
	return socket
}

// next is the message that arrives.
func next(t *testing.T, l *Link) protocol.PanelMessage {
	t.Helper()
	for {
		select {
		case <-l.Mailbox().Filled():
			if m, ok := l.Mailbox().Take(); ok {
				return m
			}
		case <-time.After(10 * time.Second):
			t.Fatal("no message")
		}
	}
}

func TestLinkCarriesMessagesUntilTheCellEndsIt(t *testing.T) {
	cells, followed := make(chan *Cell, 1), make(chan struct{})
	link, err := Dial(serve(t, func(c *Cell) {
		cells <- c
		c.Follow()
		close(followed)
	}), "mine")
	if err != nil {
		t.Fatal(err)
	}
	c := <-cells
	if c.Channel != "mine" {
		t.Errorf("channel %q", c.Channel)
	}
	for _, want := range []protocol.PanelMessage{{At: []int{3, 0}}, {Done: true}} {
		c.Put(want)
		if got := next(t, link); !reflect.DeepEqual(got, want) {
			t.Errorf("got %+v, want %+v", got, want)
		}
	}
	if err := link.Close(); err != nil {
		t.Error(err)
	}
	select {
	case <-followed:
	case <-time.After(10 * time.Second):
		t.Error("the kernel does not notice the end of the cell")
	}
}

func TestLinkEndsWithTheKernel(t *testing.T) {
	link, err := Dial(serve(t, func(c *Cell) {
		c.Put(protocol.PanelMessage{})
		go func() {
			time.Sleep(50 * time.Millisecond)
			c.conn.Close()
		}()
		c.Follow()
	}), "mine")
	if err != nil {
		t.Fatal(err)
	}
	for !next(t, link).Done {
	}
	link.Close()
}

func TestDialAlone(t *testing.T) {
	for name, socket := range map[string]string{
		"refused":    serve(t, (*Cell).Refuse),
		"no kernel":  filepath.Join(t.TempDir(), "none"),
		"no answer":  serve(t, func(c *Cell) { c.conn.Close() }),
		"not a name": "",
	} {
		if link, err := Dial(socket, "mine"); !errors.Is(err, ErrAlone) {
			t.Errorf("%s: %v, %v", name, link, err)
		}
	}
}

func TestServeSurvivesWhoSaysNothing(t *testing.T) {
	socket := serve(t, (*Cell).Refuse)
	conn, err := net.Dial("unix", socket)
	if err != nil {
		t.Fatal(err)
	}
	conn.Write([]byte("{torn\n"))
	conn.Close()
	if _, err := Dial(socket, "mine"); !errors.Is(err, ErrAlone) {
		t.Errorf("after a torn line: %v", err)
	}
}
