package wire

import (
	"encoding/binary"

	"github.com/go-zeromq/zmq4"
)

// send writes the frames of one message at once: zmq4's own way takes two system calls for each.
func send(c *zmq4.Conn, frames [][]byte) error {
	_, err := c.Write(join(frames))
	return err
}

// join lays the frames of a message out as ZMTP has them.
func join(frames [][]byte) []byte {
	size := 0
	for _, frame := range frames {
		size += 9 + len(frame)
	}
	out := make([]byte, 0, size)
	for i, frame := range frames {
		var flags byte
		if i < len(frames)-1 {
			flags = moreFlag
		}
		if len(frame) > 255 {
			out = binary.BigEndian.AppendUint64(append(out, flags|longFlag), uint64(len(frame)))
		} else {
			out = append(out, flags, byte(len(frame)))
		}
		out = append(out, frame...)
	}
	return out
}
