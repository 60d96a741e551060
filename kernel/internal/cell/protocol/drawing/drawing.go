// Package drawing is what a cell's program and the kernel's process agree on about the static copies of figures. It is
// not within package protocol, of which every cell with a variable has something: few need the network or pictures.
package drawing

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"image/png"
	"io"
	"math"
	"net"
	"time"

	"tradeoff/kernel/internal/cell/protocol"
)

// PictureScale is the number of pixels to a unit of length in the PNG of a figure: sharp enough for paper (200 pixels
// to an inch) and projectors. An average figure takes 30 kB; at a scale of 1 it would take 18 kB, at 2 it would take
// 43.
const PictureScale = 1.5

// MaxOption bounds the option that a cell may have drawn, in bytes.
const MaxOption = 64 << 20

// Timeout is how long the static copies of a figure may take before the cell goes on without: five times what
// 40,000 cells of a heat map take on a quiet machine, so that a busy one loses no picture.
const Timeout = 30 * time.Second

// TimeoutError is the cause of a context of [WithTimeout] that has ended a drawing after so long.
type TimeoutError time.Duration

// Error says what is missing, and what is not.
func (l TimeoutError) Error() string {
	return fmt.Sprintf("drawing it takes longer than %v; the interactive figure is complete", time.Duration(l))
}

// WithTimeout is a context for a drawing that may take so long.
func WithTimeout(ctx context.Context, timeout time.Duration) (context.Context, context.CancelFunc) {
	return context.WithTimeoutCause(ctx, timeout, TimeoutError(timeout))
}

// ErrUnreachable is wrapped when nothing answers at the socket.
var ErrUnreachable = errors.New("drawing: the kernel does not draw")

// Pictures are the static copies of a figure.
type Pictures struct {
	SVG string `json:"svg"`
	// PictureScale pixels to a unit; nil if the figure cannot be drawn so, for a script that the fonts lack
	PNG []byte `json:"png,omitempty"`
}

// PictureMetadata is what the metadata of an output say about its PNG: the size at which it is to be shown, for front
// ends would show each pixel as one. It is nil for what is no PNG.
func PictureMetadata(picture []byte) map[string]any {
	size, err := png.DecodeConfig(bytes.NewReader(picture))
	if err != nil {
		return nil
	}
	units := func(pixels int) int { return int(math.Round(float64(pixels) / PictureScale)) }
	return map[string]any{protocol.PNG: map[string]int{"width": units(size.Width), "height": units(size.Height)}}
}

// WithoutPicture is the text form of a figure whose static copies could not be drawn: it says why.
func WithoutPicture(text string, problem error) string {
	return fmt.Sprintf("%s\n\n(no static picture: %v)", text, problem)
}

// answer is what the socket, and the command where there is no socket, return.
type answer struct {
	Pictures
	Problem string `json:"problem,omitempty"`
}

// RequestPictures sends an ECharts option to the socket and returns the pictures.
func RequestPictures(socket string, option []byte) (Pictures, error) {
	conn, err := net.DialUnix("unix", nil, &net.UnixAddr{Name: socket, Net: "unix"})
	if err != nil {
		return Pictures{}, fmt.Errorf("%w: %w", ErrUnreachable, err)
	}
	defer conn.Close()
	if _, err := conn.Write(option); err != nil {
		return Pictures{}, fmt.Errorf("%w: %w", ErrUnreachable, err)
	}
	if err := conn.CloseWrite(); err != nil {
		return Pictures{}, fmt.Errorf("%w: %w", ErrUnreachable, err)
	}
	return ReadPictures(conn)
}

// ReadPictures takes what [WritePictures] wrote. The error is the one that was replied, or wraps [ErrUnreachable] if
// the answer is not whole.
func ReadPictures(r io.Reader) (Pictures, error) {
	var a answer
	if err := json.NewDecoder(r).Decode(&a); err != nil {
		return Pictures{}, fmt.Errorf("%w: no whole answer: %w", ErrUnreachable, err)
	}
	if a.Problem != "" {
		return Pictures{}, errors.New(a.Problem)
	}
	return a.Pictures, nil
}

// WritePictures answers [RequestPictures].
func WritePictures(w io.Writer, pictures Pictures, err error) error {
	a := answer{Pictures: pictures}
	if err != nil {
		a = answer{Problem: err.Error()}
	}
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	return encoder.Encode(a)
}
