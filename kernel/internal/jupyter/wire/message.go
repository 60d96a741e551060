package wire

import (
	"bytes"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"time"
)

// The errors of Decode.
var (
	ErrFrames    = errors.New("wire: not the frames of a Jupyter message")
	ErrSignature = errors.New("wire: the signature is wrong")
	ErrJSON      = errors.New("wire: a part is no JSON object")
)

// Version is that of the protocol.
const Version = "5.4"

var delimiter = []byte("<IDS|MSG>")

// Header identifies a message.
type Header struct {
	ID      string `json:"msg_id"`
	Session string `json:"session"`
	User    string `json:"username"`
	Date    string `json:"date"`
	Type    string `json:"msg_type"`
	Version string `json:"version"`
}

// Message is a Jupyter message. Its JSON parts stay raw, so that an unchanged part keeps its bytes.
type Message struct {
	IDs      [][]byte // of those who asked; for published messages the topic
	Header   Header
	Parent   Header // of the request that this answers; zero for a request
	Content  json.RawMessage
	Metadata json.RawMessage
	Buffers  [][]byte

	rawHeader, rawParent json.RawMessage
}

// NewID returns a random identifier.
func NewID() string {
	b := make([]byte, 16)
	_, _ = rand.Read(b) // never fails
	return hex.EncodeToString(b)
}

// New returns a message of our own. The parent is the request it answers, nil for none.
func New(kind, session string, parent *Message, content any) (*Message, error) {
	m := &Message{
		Header: Header{ID: NewID(), Session: session, User: "kernel", Type: kind, Version: Version,
			Date: time.Now().UTC().Format("2006-01-02T15:04:05.000000Z")},
		Metadata: json.RawMessage("{}"), rawParent: json.RawMessage("{}"),
	}
	if parent != nil {
		m.Parent, m.rawParent = parent.Header, parent.rawHeader
	}
	var err, err2 error
	m.Content, err = json.Marshal(content)
	m.rawHeader, err2 = json.Marshal(m.Header)
	return m, errors.Join(err, err2)
}

// Adopt makes the message an answer to the given request, with the request's header as it came.
func (m *Message) Adopt(parent *Message) {
	m.Parent, m.rawParent = parent.Header, parent.rawHeader
}

// Seal takes a changed header into what is sent.
func (m *Message) Seal() (err error) {
	m.rawHeader, err = json.Marshal(m.Header)
	return err
}

// Signer signs messages and checks signatures with the key of a connection. An empty key means no signatures.
type Signer []byte

func (s Signer) sign(parts [][]byte) []byte {
	if len(s) == 0 {
		return []byte{}
	}
	mac := hmac.New(sha256.New, s)
	for _, part := range parts {
		mac.Write(part)
	}
	return []byte(hex.EncodeToString(mac.Sum(nil)))
}

// Decode checks the signature before anything else is looked at: signing a forged message again would make it a true
// one.
func (s Signer) Decode(frames [][]byte) (*Message, error) {
	at := -1
	for i, frame := range frames {
		if bytes.Equal(frame, delimiter) {
			at = i
			break
		}
	}
	if at < 0 || len(frames) < at+6 {
		return nil, fmt.Errorf("%w: %d of them", ErrFrames, len(frames))
	}
	signature, parts := frames[at+1], frames[at+2:at+6]
	if !hmac.Equal(signature, s.sign(parts)) {
		return nil, ErrSignature
	}
	m := &Message{
		IDs: frames[:at], rawHeader: parts[0], rawParent: parts[1], Metadata: parts[2], Content: parts[3],
		Buffers: frames[at+6:],
	}
	if err := json.Unmarshal(parts[0], &m.Header); err != nil {
		return nil, fmt.Errorf("%w: header: %w", ErrJSON, err)
	}
	if err := json.Unmarshal(parts[1], &m.Parent); err != nil {
		return nil, fmt.Errorf("%w: parent header: %w", ErrJSON, err)
	}
	for name, part := range map[string][]byte{"header": parts[0], "metadata": parts[2], "content": parts[3]} {
		var object map[string]json.RawMessage
		if err := json.Unmarshal(part, &object); err != nil || object == nil {
			return nil, fmt.Errorf("%w: %s", ErrJSON, name)
		}
	}
	return m, nil
}

// Encode returns the frames of a message, signed.
func (s Signer) Encode(m *Message) [][]byte {
	parts := [][]byte{m.rawHeader, m.rawParent, m.Metadata, m.Content}
	frames := make([][]byte, 0, len(m.IDs)+6+len(m.Buffers))
	frames = append(frames, m.IDs...)
	frames = append(frames, delimiter, s.sign(parts))
	frames = append(frames, parts...)
	return append(frames, m.Buffers...)
}
