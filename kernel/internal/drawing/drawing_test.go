package drawing

import (
	"errors"
	"io"
	"net"
	"path/filepath"
	"testing"
)

// serve answers one request.
func serve(t *testing.T, answer func(io.Writer, string)) (socket string) {
	t.Helper()
	socket = filepath.Join(t.TempDir(), "s")
	listener, err := net.Listen("unix", socket)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { listener.Close() })
	go func() {
		conn, err := listener.Accept()
		if err != nil {
			return
		}
		defer conn.Close()
		option, _ := io.ReadAll(conn)
		answer(conn, string(option))
	}()
	return socket
}

func TestAsk(t *testing.T) {
	picture, err := Ask(serve(t, func(w io.Writer, option string) { _ = Reply(w, "<svg>"+option, nil) }), []byte("{}"))
	if err != nil || picture != "<svg>{}" {
		t.Errorf("%q, %v", picture, err)
	}
	_, err = Ask(serve(t, func(w io.Writer, _ string) { _ = Reply(w, "", errors.New("no ink")) }), nil)
	if err == nil || err.Error() != "no ink" {
		t.Errorf("%v", err)
	}
	if _, err = Ask(serve(t, func(io.Writer, string) {}), nil); !errors.Is(err, ErrUnreachable) {
		t.Errorf("an empty answer: %v", err)
	}
	if _, err = Ask(filepath.Join(t.TempDir(), "none"), nil); !errors.Is(err, ErrUnreachable) {
		t.Errorf("no socket: %v", err)
	}
}
