package wire

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strings"
	"sync"
	"time"

	"github.com/go-zeromq/zmq4"
	"github.com/go-zeromq/zmq4/security/null"
)

// Log writes a line about something odd.
type Log func(format string, args ...any)

// server accepts the connections of a bound socket.
type server struct {
	kind     zmq4.SocketType
	name     string // for the log
	log      Log
	listener net.Listener
	serve    func(id string, c *zmq4.Conn) // until the connection ends

	mu    sync.Mutex
	conns map[*zmq4.Conn]string // the peer's identity
}

// listen binds to an address such as tcp://127.0.0.1:5555 or ipc://path.
func (s *server) listen(ctx context.Context, address string) error {
	network, where, err := split(address)
	if err != nil {
		return fmt.Errorf("wire: %s: %w", s.name, err)
	}
	listener, err := (&net.ListenConfig{}).Listen(ctx, network, where)
	if err != nil {
		return fmt.Errorf("wire: %s: %w", s.name, err)
	}
	s.listener, s.conns = listener, map[*zmq4.Conn]string{}
	context.AfterFunc(ctx, s.close)
	go s.accept()
	return nil
}

// split takes an address apart for package net.
func split(address string) (network, where string, err error) {
	transport, where, _ := strings.Cut(address, "://")
	network, ok := map[string]string{"tcp": "tcp", "ipc": "unix"}[transport]
	if !ok {
		return "", "", fmt.Errorf("address %q: want tcp://HOST:PORT or ipc://PATH", address)
	}
	return network, where, nil
}

func (s *server) accept() {
	for {
		conn, err := s.listener.Accept()
		if errors.Is(err, net.ErrClosed) {
			return
		}
		if err != nil {
			s.log("%s: %v", s.name, err)
			time.Sleep(100 * time.Millisecond) // too many open files, perhaps
			continue
		}
		go s.greet(conn)
	}
}

// greet shakes hands and serves a connection to its end. zmq4 panics on some malformed handshakes.
func (s *server) greet(conn net.Conn) {
	defer conn.Close()
	defer func() {
		if r := recover(); r != nil {
			s.log("%s: a malformed handshake from %s: %v", s.name, conn.RemoteAddr(), r)
		}
	}()
	if err := conn.SetReadDeadline(time.Now().Add(greetingTime)); err != nil {
		return
	}
	c, err := zmq4.Open(newLimited(conn), null.Security(), s.kind, nil, true, nil)
	if err != nil {
		s.log("%s: no handshake with %s: %v", s.name, conn.RemoteAddr(), err)
		return
	}
	if err := conn.SetReadDeadline(time.Time{}); err != nil {
		return
	}
	id := c.Peer.Meta["Identity"]
	if id == "" {
		id = NewID()
	}
	if !s.admit(c, id) {
		s.log("%s: a connection from %s is refused: its identity is in use", s.name, conn.RemoteAddr())
		return
	}
	s.serve(id, c)
	s.remove(c)
}

// leaveTime is what a connection whose peer has gone has to be noticed, before a new one of the same identity is
// refused.
const leaveTime = time.Second

// admit notes a connection. As with libzmq, the identity of a ROUTER's peer belongs to the first who uses it: another
// one would receive what is meant for the first.
func (s *server) admit(c *zmq4.Conn, id string) bool {
	for deadline := time.Now().Add(leaveTime); ; time.Sleep(leaveTime / 100) {
		if s.add(c, id) {
			return true
		}
		if time.Now().After(deadline) {
			return false
		}
	}
}

func (s *server) add(c *zmq4.Conn, id string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.kind == zmq4.Router {
		for _, used := range s.conns {
			if used == id {
				return false
			}
		}
	}
	s.conns[c] = id
	return true
}

func (s *server) remove(c *zmq4.Conn) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.conns, c)
}

func (s *server) close() {
	_ = s.listener.Close()
	s.mu.Lock()
	defer s.mu.Unlock()
	for c := range s.conns {
		_ = c.Close()
	}
}

// receive hands on what a peer sends, until the connection ends. Whatever is wrong with a message's size ends it.
func (s *server) receive(c *zmq4.Conn, take func(frames [][]byte)) {
	for {
		m, err := c.RecvMsg()
		switch {
		case errors.Is(err, errTooLarge):
			s.log("%s: connection ended: %v", s.name, err)
			return
		case err != nil:
			return
		case m.Type == zmq4.UsrMsg:
			take(m.Frames)
		}
	}
}

// Router is a bound ROUTER socket.
type Router struct{ server }

// NewRouter binds; take is called from several goroutines, with the peer's identity as first frame.
func NewRouter(ctx context.Context, name, address string, log Log, take func(frames [][]byte)) (*Router, error) {
	r := &Router{server{kind: zmq4.Router, name: name, log: log}}
	r.serve = func(id string, c *zmq4.Conn) {
		r.receive(c, func(frames [][]byte) { take(append([][]byte{[]byte(id)}, frames...)) })
	}
	return r, r.listen(ctx, address)
}

// Send writes to the peer that the first frame names. One who is gone misses it.
func (r *Router) Send(frames [][]byte) {
	if len(frames) == 0 {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	for c, id := range r.conns {
		if id == string(frames[0]) {
			r.write(c, frames[1:])
		}
	}
}

// write sends whole messages in one system call; the caller holds the lock.
func (s *server) write(c *zmq4.Conn, frames [][]byte) {
	for _, frame := range frames {
		if len(frame) > largestMessage {
			s.log("%s: a frame of %d bytes is too large to be sent", s.name, len(frame))
			return
		}
	}
	if err := send(c, frames); err != nil {
		s.log("%s: %v", s.name, err)
		delete(s.conns, c)
		_ = c.Close()
	}
}

// Publisher is a bound PUB socket that has written when it returns, so that what is published before a reply is sent
// before it.
type Publisher struct {
	server
	topics map[*zmq4.Conn]map[string]bool
}

// NewPublisher binds.
func NewPublisher(ctx context.Context, name, address string, log Log) (*Publisher, error) {
	p := &Publisher{server: server{kind: zmq4.Pub, name: name, log: log}, topics: map[*zmq4.Conn]map[string]bool{}}
	p.serve = func(_ string, c *zmq4.Conn) {
		p.receive(c, func(frames [][]byte) { p.subscribe(c, frames) })
		p.mu.Lock()
		defer p.mu.Unlock()
		delete(p.topics, c)
	}
	return p, p.listen(ctx, address)
}

// subscribe obeys a subscription, which is a frame of 1 (or 0 to end it) and the topic.
func (p *Publisher) subscribe(c *zmq4.Conn, frames [][]byte) {
	if len(frames) != 1 || len(frames[0]) == 0 || frames[0][0] > 1 {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	topics := p.topics[c]
	if topics == nil {
		topics = map[string]bool{}
		p.topics[c] = topics
	}
	if topic := string(frames[0][1:]); frames[0][0] == 1 {
		topics[topic] = true
	} else {
		delete(topics, topic)
	}
}

// Send writes to everybody who subscribed to a beginning of the first frame.
func (p *Publisher) Send(frames [][]byte) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for c := range p.conns {
		for topic := range p.topics[c] {
			if strings.HasPrefix(string(frames[0]), topic) {
				p.write(c, frames)
				break
			}
		}
	}
}
