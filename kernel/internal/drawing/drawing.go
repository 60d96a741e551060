// Package drawing is how a cell has the kernel draw its figures: the kernel keeps an engine ready, so that the cell neither links nor loads
// one.
package drawing

import (
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
)

// Variable names the kernel's socket to its cells.
const Variable = "DIVERSITY_DRAWING"

// ErrUnreachable is wrapped when nothing answers at the socket.
var ErrUnreachable = errors.New("drawing: the kernel does not draw")

// The first bytes of an answer.
const (
	good = "+"
	bad  = "-"
)

// Ask sends an ECharts option to the socket and returns the picture as SVG.
func Ask(socket string, option []byte) (string, error) {
	conn, err := net.DialUnix("unix", nil, &net.UnixAddr{Name: socket, Net: "unix"})
	if err != nil {
		return "", fmt.Errorf("%w: %w", ErrUnreachable, err)
	}
	defer conn.Close()
	if _, err := conn.Write(option); err != nil {
		return "", fmt.Errorf("%w: %w", ErrUnreachable, err)
	}
	if err := conn.CloseWrite(); err != nil {
		return "", fmt.Errorf("%w: %w", ErrUnreachable, err)
	}
	text, err := io.ReadAll(conn)
	if err != nil {
		return "", fmt.Errorf("%w: %w", ErrUnreachable, err)
	}
	answer := string(text)
	if picture, ok := strings.CutPrefix(answer, good); ok {
		return picture, nil
	}
	if problem, ok := strings.CutPrefix(answer, bad); ok {
		return "", errors.New(problem)
	}
	return "", fmt.Errorf("%w: an empty answer", ErrUnreachable)
}

// Reply answers Ask.
func Reply(w io.Writer, picture string, err error) error {
	answer := good + picture
	if err != nil {
		answer = bad + err.Error()
	}
	_, err = io.WriteString(w, answer)
	return err
}
