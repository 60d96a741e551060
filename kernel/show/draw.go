package show

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"time"

	"tradeoff/kernel/internal/cell/protocol"
	"tradeoff/kernel/internal/cell/protocol/drawing"
)

// commandTimeout leaves the command time to start, and to give up by itself.
const commandTimeout = drawing.Timeout + 5*time.Second

// drawByKernel has the kernel draw a figure, so that a cell need not link a JavaScript engine; where there is none, the
// command.
func drawByKernel(option []byte) (drawing.Pictures, error) {
	if socket := os.Getenv(protocol.DrawingVariable); socket != "" {
		pictures, err := drawing.RequestPictures(socket, option)
		if !errors.Is(err, drawing.ErrUnreachable) {
			return pictures, err
		}
	}
	return drawByCommand(option)
}

// drawByCommand has the command draw a figure.
func drawByCommand(option []byte) (drawing.Pictures, error) {
	command := os.Getenv(protocol.KernelVariable)
	if command == "" {
		return drawing.Pictures{}, fmt.Errorf("%s is not set: it names the command that draws figures, and the kernel \"Go (diversity)\" sets it",
			protocol.KernelVariable)
	}
	ctx, cancel := context.WithTimeout(context.Background(), commandTimeout)
	defer cancel()
	process := exec.CommandContext(ctx, command, "render")
	process.Stdin = bytes.NewReader(option)
	var problem bytes.Buffer
	process.Stderr = &problem
	answer, err := process.Output()
	if err != nil {
		return drawing.Pictures{}, fmt.Errorf("%s render: %w: %s", command, err, strings.TrimSpace(problem.String()))
	}
	return drawing.ReadPictures(bytes.NewReader(answer))
}
