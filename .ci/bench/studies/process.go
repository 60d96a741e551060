package studies

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

// usage is what a process took from start to end.
type usage struct {
	wall, cpu time.Duration
	peak      int64 // bytes of resident memory; 0 where the system does not tell
	out       []byte
}

// pinned runs a command on one core, with one thread for each numerical library.
func pinned(ctx context.Context, core int, dir string, command ...string) (usage, error) {
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
		return usage{}, ctx.Err()
	}
	if errors.Is(err, exec.ErrNotFound) {
		return usage{}, errors.New("studies: taskset is not installed, which pins processes to a core (package util-linux)")
	}
	if err != nil {
		return usage{}, fmt.Errorf("studies: %s: %w: %s", strings.Join(command[:min(3, len(command))], " "), err,
			lines.Last(complaints.String(), 1))
	}
	state := cmd.ProcessState
	return usage{wall: time.Since(start), cpu: state.UserTime() + state.SystemTime(), peak: peakMemory(state),
		out: out.Bytes()}, nil
}
