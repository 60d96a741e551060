package wire

import (
	"encoding/binary"
	"errors"
	"net"
	"time"
)

// The limits of a connection.
const (
	largestMessage = 256 << 20        // bytes of all frames together
	mostFrames     = 4096             // of one message
	greetingSize   = 64               // bytes before the first frame
	greetingTime   = 10 * time.Second // for greeting and handshake
	// in which a peer has to take what is written to it; libzmq reads nothing while 500 messages wait.
	writeTime = 30 * time.Second
)

// errTooLarge ends a connection whose peer announces more than it may send.
var errTooLarge = errors.New("wire: a message is larger than allowed")

// The flags of a frame.
const (
	moreFlag = 1
	longFlag = 2
)

// limited is a connection that reads along: zmq4 would allocate whatever size a frame claims to have. Whoever does not
// read for long loses the connection, so that one peer cannot hold up the others.
type limited struct {
	net.Conn
	skip   uint64 // bytes until the next frame's header
	header []byte // what is there of it
	total  uint64 // bytes of the message so far
	frames int
}

func newLimited(conn net.Conn) *limited { return &limited{Conn: conn, skip: greetingSize} }

// Read checks what it hands on.
func (l *limited) Read(p []byte) (int, error) {
	n, err := l.Conn.Read(p)
	if tooLarge := l.follow(p[:n]); tooLarge != nil {
		return 0, errors.Join(tooLarge, l.Close())
	}
	return n, err
}

// follow steps through the frames of a stream.
func (l *limited) follow(p []byte) error {
	for len(p) > 0 {
		if l.skip > 0 {
			n := min(l.skip, uint64(len(p)))
			l.skip -= n
			p = p[n:]
			continue
		}
		l.header, p = append(l.header, p[0]), p[1:]
		size, whole := l.size()
		if !whole {
			continue
		}
		more := l.header[0]&moreFlag != 0
		l.header = l.header[:0]
		l.frames++
		if size > largestMessage || l.total+size > largestMessage || l.frames > mostFrames {
			return errTooLarge
		}
		l.total += size
		l.skip = size
		if !more {
			l.total, l.frames = 0, 0
		}
	}
	return nil
}

// size is that of the frame whose header is being read, once that is whole.
func (l *limited) size() (size uint64, whole bool) {
	switch long := l.header[0]&longFlag != 0; {
	case long && len(l.header) == 9:
		return binary.BigEndian.Uint64(l.header[1:]), true
	case !long && len(l.header) == 2:
		return uint64(l.header[1]), true
	}
	return 0, false
}

// Write gives up on a peer that does not take anything; what it has got so far is a torn message, so the connection
// ends.
func (l *limited) Write(p []byte) (int, error) {
	if err := l.SetWriteDeadline(time.Now().Add(writeTime)); err != nil {
		return 0, err
	}
	n, err := l.Conn.Write(p)
	if err != nil {
		return n, errors.Join(err, l.Close())
	}
	return n, nil
}
