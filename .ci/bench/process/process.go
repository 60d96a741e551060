// Package process runs other programs pinned to a core, and says what they took.
package process

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"time"

	"tradeoff/kernel/internal/lines"
)

// Usage is what a process took from start to end.
type Usage struct {
	Wall, CPU time.Duration
	Peak      int64 // bytes of resident memory; 0 where the system does not tell
	Out       []byte
}

// Pinned runs a command in a directory on one core, with one thread for each numerical library.
func Pinned(ctx context.Context, core int, dir string, command ...string) (Usage, error) {
	cmd := exec.CommandContext(ctx, "taskset", append([]string{"-c", strconv.Itoa(core)}, command...)...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "OMP_NUM_THREADS=1", "OPENBLAS_NUM_THREADS=1", "MKL_NUM_THREADS=1",
		"PYTHONDONTWRITEBYTECODE=1")
	cmd.WaitDelay = 5 * time.Second
	var out, complaints bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &complaints
	start := time.Now()
	err := cmd.Run()
	if ctx.Err() != nil {
		return Usage{}, ctx.Err()
	}
	if errors.Is(err, exec.ErrNotFound) {
		return Usage{}, errors.New("taskset is not installed, which pins processes to a core (package util-linux)")
	}
	if err != nil {
		return Usage{}, fmt.Errorf("%s: %w: %s", strings.Join(command[:min(3, len(command))], " "), err,
			lines.Last(complaints.String(), 1))
	}
	state := cmd.ProcessState
	return Usage{Wall: time.Since(start), CPU: state.UserTime() + state.SystemTime(), Peak: peakMemory(state),
		Out: out.Bytes()}, nil
}
