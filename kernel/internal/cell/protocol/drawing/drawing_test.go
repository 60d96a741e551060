package drawing

import (
	"bytes"
	"errors"
	"image"
	"image/png"
	"io"
	"net"
	"path/filepath"
	"testing"

	"tradeoff/kernel/internal/cell/protocol"
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

func TestRequestPictures(t *testing.T) {
	pictures, err := RequestPictures(serve(t, func(w io.Writer, option string) {
		_ = WritePictures(w, Pictures{SVG: "<svg>" + option, PNG: []byte{1, 0}}, nil)
	}), []byte("{}"))
	if err != nil || pictures.SVG != "<svg>{}" || string(pictures.PNG) != "\x01\x00" {
		t.Errorf("%v, %v", pictures, err)
	}
	pictures, err = RequestPictures(serve(t,
		func(w io.Writer, _ string) { _ = WritePictures(w, Pictures{SVG: "<svg>"}, nil) }), nil)
	if err != nil || pictures.PNG != nil {
		t.Errorf("without PNG: %v, %v", pictures, err)
	}
	_, err = RequestPictures(serve(t,
		func(w io.Writer, _ string) { _ = WritePictures(w, Pictures{SVG: "<svg>"}, errors.New("no ink")) }), nil)
	if err == nil || err.Error() != "no ink" {
		t.Errorf("%v", err)
	}
	for name, answer := range map[string]string{"an empty answer": "", "half an answer": `{"svg":"<sv`} {
		if _, err = RequestPictures(serve(t, func(w io.Writer, _ string) { _, _ = io.WriteString(w, answer) }),
			nil); !errors.Is(err, ErrUnreachable) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err = RequestPictures(filepath.Join(t.TempDir(), "none"), nil); !errors.Is(err, ErrUnreachable) {
		t.Errorf("no socket: %v", err)
	}
}

func TestPictureMetadata(t *testing.T) {
	for width, want := range map[int]int{1290: 860, 772: 515, 773: 515, 1: 1} {
		var b bytes.Buffer
		if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, width, 3))); err != nil {
			t.Fatal(err)
		}
		if got := PictureMetadata(b.Bytes())[protocol.PNG].(map[string]int); got["width"] != want || got["height"] != 2 {
			t.Errorf("%d by 3 pixels: %v", width, got)
		}
	}
	if got := PictureMetadata([]byte("GIF")); got != nil {
		t.Errorf("no PNG: %v", got)
	}
}
