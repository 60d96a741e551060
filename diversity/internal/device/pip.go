package device

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// scratchName is a directory for temporary files inside a directory that is being filled; it is removed before the
// directory is published.
const scratchName = "scratch"

// pipPatience is how many stall timeouts pip gets without a new byte on the disk: it has timeouts and retries of its
// own.
const pipPatience = 3

// errStalled ends a download that does not advance.
var errStalled = errors.New("no data arrived in time")

// pip runs one pip command whose temporary files lie in dir, and reports the growth of dir as its progress.
func (s *search) pip(ctx context.Context, step, dir string, total int64, args []string) error {
	scratch := filepath.Join(dir, scratchName)
	if err := os.MkdirAll(scratch, 0o755); err != nil {
		return err
	}
	c := command{interpreter: s.options.python(), env: []string{"TMPDIR=" + scratch, "PIP_DISABLE_PIP_VERSION_CHECK=1"}}
	c.args = append([]string{"-m", "pip", args[0], "--only-binary=:all:", "--retries=1", "--progress-bar=off",
		"--no-input"}, args[1:]...)
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	type result struct {
		out []byte
		err error
	}
	done := make(chan result, 1)
	go func() {
		out, err := s.host.python(ctx, c)
		done <- result{out, err}
	}()
	watch := growth{search: s, step: step, dir: dir, total: total, since: time.Now()}
	tick := time.NewTicker(200 * time.Millisecond)
	defer tick.Stop()
	for {
		select {
		case r := <-done:
			return pipError(ctx, r.out, r.err)
		case <-tick.C:
			if watch.stalled() {
				cancel(errStalled)
			}
		}
	}
}

// growth watches the size of a directory.
type growth struct {
	search      *search
	step, dir   string
	size, total int64
	since       time.Time // of the last growth
}

// stalled reports the progress and tells whether there was none for too long.
func (g *growth) stalled() bool {
	size := treeSize(g.dir)
	if size != g.size {
		g.size, g.since = size, time.Now()
		done := size
		if g.total > 0 {
			done = min(size, g.total)
		}
		g.search.options.progress(g.step, done, g.total)
	}
	return time.Since(g.since) > pipPatience*g.search.options.stall()
}

// treeSize sums the sizes of all files below dir. Files may vanish while it counts.
func treeSize(dir string) (size int64) {
	_ = filepath.WalkDir(dir, func(_ string, entry fs.DirEntry, err error) error {
		if err == nil && entry.Type().IsRegular() {
			if info, err := entry.Info(); err == nil {
				size += info.Size()
			}
		}
		return nil
	})
	return size
}

// pipError says what pip said last.
func pipError(ctx context.Context, out []byte, err error) error {
	if err == nil {
		return nil
	}
	if cause := context.Cause(ctx); cause != nil {
		return fmt.Errorf("pip: %w", cause)
	}
	return fmt.Errorf("pip: %w%s", err, lastLines(out))
}

// lastLines returns the last two lines of an output as the end of an error message, "" if it is empty.
func lastLines(out []byte) string {
	text := strings.TrimSpace(string(out))
	if text == "" {
		return ""
	}
	lines := strings.Split(text, "\n")
	return ": " + strings.Join(lines[max(0, len(lines)-2):], "; ")
}
