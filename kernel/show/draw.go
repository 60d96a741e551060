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
	"tradeoff/kernel/internal/cell/drawing"
)

// commandVariable names the environment variable that holds the path of this module's command; the kernel sets it.
const commandVariable = "DIVERSITY_KERNEL"

// commandTimeout leaves the command time to start, and to give up by itself.
const commandTimeout = drawing.Patience + 5*time.Second

// drawByKernel has the kernel draw a figure, so that a cell need not link a JavaScript engine; where there is none, the command.
func drawByKernel(option []byte) (drawing.Pictures, error) {
	if socket := os.Getenv(drawing.Variable); socket != "" {
		pictures, err := drawing.Ask(socket, option)
		if !errors.Is(err, drawing.ErrUnreachable) {
			return pictures, err
		}
	}
	return drawByCommand(option)
}

// drawByCommand has the command draw a figure.
func drawByCommand(option []byte) (drawing.Pictures, error) {
	command := os.Getenv(commandVariable)
	if command == "" {
		return drawing.Pictures{}, fmt.Errorf("%s is not set: it names the command that draws figures, and the kernel \"Go (diversity)\" sets it", commandVariable)
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
	return drawing.Read(bytes.NewReader(answer))
}
