package wire

import (
	"bytes"
	"errors"
	"slices"
	"testing"
)

var key = Signer("secret")

func request(t testing.TB) *Message {
	t.Helper()
	m, err := New("execute_request", "session", nil, map[string]any{"code": "1+1"})
	if err != nil {
		t.Fatal(err)
	}
	m.IDs = [][]byte{[]byte("client")}
	m.Buffers = [][]byte{{1, 2}}
	return m
}

func TestThereAndBack(t *testing.T) {
	sent := request(t)
	got, err := key.Decode(key.Encode(sent))
	if err != nil {
		t.Fatal(err)
	}
	if got.Header != sent.Header || string(got.Content) != `{"code":"1+1"}` ||
		!slices.EqualFunc(got.IDs, sent.IDs, bytes.Equal) || len(got.Buffers) != 1 {
		t.Errorf("%+v", got)
	}
	reply, err := New("execute_reply", "ours", got, map[string]any{"status": "ok"})
	if err != nil {
		t.Fatal(err)
	}
	if reply, err = key.Decode(key.Encode(reply)); err != nil || reply.Parent != sent.Header {
		t.Errorf("%+v, %v", reply, err)
	}
}

func TestNoKey(t *testing.T) {
	if _, err := Signer(nil).Decode(Signer(nil).Encode(request(t))); err != nil {
		t.Error(err)
	}
}

func TestDecodeRejects(t *testing.T) {
	change := func(frame int, value string) [][]byte {
		frames := key.Encode(request(t))
		frames[frame] = []byte(value)
		return frames
	}
	signed := func(frame int, value string) [][]byte { // by somebody who has the key
		frames := change(frame, value)
		frames[2] = key.sign(frames[3:7])
		return frames
	}
	for name, c := range map[string]struct {
		frames [][]byte
		want   error
	}{
		"nothing":          {nil, ErrFrames},
		"no delimiter":     {change(1, "x"), ErrFrames},
		"too few":          {key.Encode(request(t))[:6], ErrFrames},
		"other content":    {change(6, `{"code":"rm()"}`), ErrSignature},
		"other header":     {change(3, `{}`), ErrSignature},
		"empty signature":  {change(2, ""), ErrSignature},
		"other key":        {Signer("other").Encode(request(t)), ErrSignature},
		"no key":           {Signer(nil).Encode(request(t)), ErrSignature},
		"header no JSON":   {signed(3, "["), ErrJSON},
		"header a list":    {signed(3, "[]"), ErrJSON},
		"parent no JSON":   {signed(4, ""), ErrJSON},
		"metadata a null":  {signed(5, "null"), ErrJSON},
		"content a number": {signed(6, "3"), ErrJSON},
	} {
		if _, err := key.Decode(c.frames); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
}

// FuzzDecode cuts random text into frames: no message without the key passes, and none breaks the parser.
func FuzzDecode(f *testing.F) {
	f.Add(bytes.Join(key.Encode(request(f)), []byte{0}), false)
	f.Add([]byte("<IDS|MSG>\x00\x00{}\x00{}\x00{}\x00{}"), true)
	f.Add([]byte{}, true)
	f.Fuzz(func(t *testing.T, text []byte, sign bool) {
		frames := bytes.Split(text, []byte{0})
		if sign {
			if at := slices.IndexFunc(frames, func(f []byte) bool { return bytes.Equal(f, delimiter) }); at >= 0 &&
				len(frames) >= at+6 {
				frames[at+1] = key.sign(frames[at+2 : at+6])
			}
		}
		m, err := key.Decode(frames)
		if err != nil {
			return
		}
		if again, err := key.Decode(key.Encode(m)); err != nil || again.Header != m.Header {
			t.Errorf("not the same again: %v", err)
		}
	})
}

// FuzzLimited feeds the follower of frames random streams in random pieces.
func FuzzLimited(f *testing.F) {
	f.Add(join([][]byte{make([]byte, 300), {1}}), 7)
	f.Add([]byte{2, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff}, 3)
	f.Fuzz(func(t *testing.T, stream []byte, piece int) {
		l := &limited{}
		for p := range slices.Chunk(stream, 1+(piece&0xff)) {
			if l.follow(p) != nil {
				return
			}
		}
		if l.total > largestMessage || len(l.header) > 9 {
			t.Errorf("followed too far: %+v", l)
		}
	})
}
