package notebook

import (
	"bufio"
	"cmp"
	"context"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"time"

	"tradeoff/kernel/internal/cell/sandbox"
	"tradeoff/kernel/internal/files"
	"tradeoff/kernel/internal/jupyter/ipynb"
	"tradeoff/kernel/internal/jupyter/kernelspec"
	"tradeoff/kernel/internal/lines"
)

//go:embed driver.py
var driver string

// Options says how a notebook is executed.
type Options struct {
	// file that gets the executed notebook, also after a failure; "": the notebook itself, after success only
	Output     string
	Parameters []Parameter   // for the cell tagged "parameters"; need an Output
	Timeout    time.Duration // for one cell, in whole seconds; 0: none
	Python     string        // interpreter that has nbclient
	Kernels    string        // directory that holds the folder "diversity" with the kernelspec
	// replaces values of the kernelspec's environment; not its PATH if a cell asks for documentation
	Env      map[string]string
	Progress func(Event) // called from one goroutine; may be nil
}

// Event is a step of the execution.
type Event struct {
	Cell, Count int    // counted from 1 among the cells with code; Cell is 0 for an injected one
	Title       string // first line of the cell
	Text        string // what the cell wrote or displayed just now; "" for start and end
	Ended       bool
}

// Execute runs the cells of a notebook in order in a new kernel, in the notebook's directory. The error is a [*Failure]
// if a cell fails or ctx ends: then the cell is interrupted, and the kernel with everything that it started has ended
// on return.
func Execute(ctx context.Context, path string, o Options) (err error) {
	d, err := read(path)
	if err != nil {
		return err
	}
	box, err := sandbox.New()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, box.Close()) }()
	if d.hasQuestion() {
		o.Env = documenting(o.Env)
	}
	r, err := newRequest(path, box.Dir, o)
	if err != nil {
		return err
	}
	if err := r.inject(d, o); err != nil {
		return err
	}
	numbers, err := r.ask(d)
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	failure, err := drive(ctx, box, r, d, o)
	if err != nil {
		return err
	}
	if err := answer(r.Output, numbers, failure == nil); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	if failure == nil || o.Output != "" {
		if err := files.Copy(cmp.Or(o.Output, path), r.Output, 0o644); err != nil {
			return err
		}
	}
	if failure != nil {
		return failure
	}
	return nil
}

// request is the first line that the driver reads.
type request struct {
	Input   string            `json:"input"`
	Output  string            `json:"output"`
	Cwd     string            `json:"cwd"`
	Kernel  string            `json:"kernel"`
	Kernels string            `json:"kernels"`
	Env     map[string]string `json:"env"`
	Timeout int               `json:"timeout"`
	Insert  []insertion       `json:"insert"`
	// Metadata replaces that of the notebook: what JupyterLab writes of our kernel.
	Metadata map[string]any `json:"metadata"`
}

type insertion struct {
	At     int    `json:"at"`
	Source string `json:"source"`
	ID     string `json:"id"` // and the tag
}

func newRequest(path, dir string, o Options) (*request, error) {
	input, err := filepath.Abs(path)
	if err != nil {
		return nil, err
	}
	return &request{
		Input: input, Output: filepath.Join(dir, "executed.ipynb"), Cwd: filepath.Dir(input),
		Kernel: kernelspec.Name, Kernels: o.Kernels, Env: o.Env, Timeout: int(o.Timeout / time.Second), Insert: []insertion{},
		Metadata: kernelspec.Metadata(),
	}, nil
}

// documenting leaves the PATH to the kernelspec, which has gopls on it. Where nobody types, only documentation needs
// gopls.
func documenting(env map[string]string) map[string]string {
	env = maps.Clone(env)
	delete(env, "PATH")
	return env
}

// inject adds the cell that sets the parameters to the request and to the document.
func (r *request) inject(d *document, o Options) error {
	if len(o.Parameters) == 0 {
		return nil
	}
	if o.Output == "" {
		return fmt.Errorf("%w: with parameters the executed notebook needs another file (--output)", ErrParameter)
	}
	at, err := d.parameterCell()
	if err != nil {
		return err
	}
	source, err := redeclare(string(d.Cells[at].Source), o.Parameters)
	if err != nil {
		return err
	}
	r.Insert = append(r.Insert, insertion{at + 1, source, "injected-parameters"})
	d.Cells = slices.Insert(d.Cells, at+1, cell{Cell: ipynb.Cell{Type: ipynb.Code, Source: ipynb.Text(source)}})
	return nil
}

// executed returns the cell that was the n-th to be executed, from 1; nil if there is none.
func (d *document) executed(n int) *cell {
	for i := range d.Cells {
		if d.Cells[i].Runs() {
			if n--; n == 0 {
				return &d.Cells[i]
			}
		}
	}
	return nil
}

// event is a line of the driver.
type event struct {
	Event string `json:"event"` // start, text (written), note (displayed), end or done
	Index int    `json:"index"`
	Text  string `json:"text"`
	Kind  Reason `json:"kind"` // of done; "ok" after success
	Value string `json:"value"`
	Trace string `json:"trace"`
}

// interruptDelay is the time from an interrupt to a kill: longer than the driver's own patience.
const interruptDelay = 20 * time.Second

// drive runs the driver to its end and returns why the notebook ended early, nil if it did not.
func drive(ctx context.Context, box *sandbox.Box, r *request, d *document, o Options) (*Failure, error) {
	cmd := exec.CommandContext(ctx, o.Python, "-c", driver)
	cmd.Env = append(box.Env(), "JUPYTER_RUNTIME_DIR="+filepath.Join(box.Dir, "jupyter"), "PYTHONDONTWRITEBYTECODE=1")
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} // the terminal's interrupt comes through us, once
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGINT) }
	cmd.WaitDelay = interruptDelay
	var stderr strings.Builder
	cmd.Stderr = &stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("the private Python environment does not run, set it up again: %w", err)
	}
	if err := json.NewEncoder(in).Encode(r); err != nil {
		return nil, errors.Join(err, cmd.Wait())
	}
	last, running, output := follow(out, d, o.Progress)
	err = cmd.Wait()
	switch {
	case last.Event != "done" && ctx.Err() != nil:
		return newFailure(event{Kind: Interrupted, Value: "interrupted"}, d, running, output), nil
	case last.Event != "done":
		return nil, fmt.Errorf("the driver of the notebook ended: %w\n%s", err, lines.Last(stderr.String(), 20))
	case last.Kind == "ok":
		return nil, nil
	}
	return newFailure(last, d, running, output), nil
}

// colours are the escape sequences that terminals turn into colours.
var colours = regexp.MustCompile("\x1b\\[[0-9;]*m")

// follow reads the driver's events to their end. It returns the last one, the cell that ran then and what that cell
// wrote.
func follow(out io.Reader, d *document, progress func(Event)) (last event, running *cell, output string) {
	lines := bufio.NewReader(out)
	for {
		line, err := lines.ReadBytes('\n')
		var e event
		if json.Unmarshal(line, &e) == nil {
			last = e
			if e.Event != "done" && e.Index < len(d.Cells) {
				current := &d.Cells[e.Index]
				if current != running {
					running, output = current, ""
				}
				if e.Event == "text" {
					output = tail(output+colours.ReplaceAllString(e.Text, ""), 16<<10)
				}
				report(progress, d, current, e)
			}
		}
		if err != nil {
			return last, running, output
		}
	}
}

func report(progress func(Event), d *document, c *cell, e event) {
	if silent := e.Event == "note" && e.Text == ""; progress != nil && !silent {
		progress(Event{Cell: c.number, Count: d.count(), Title: c.Title(), Text: e.Text, Ended: e.Event == "end"})
	}
}

// tail keeps the last n bytes.
func tail(s string, n int) string { return s[max(0, len(s)-n):] }

// Export returns a notebook as an HTML page by nbconvert.
func Export(ctx context.Context, python, path string) ([]byte, error) {
	cmd := exec.CommandContext(ctx, python, "-m", "nbconvert", "--to", "html", "--stdout", path)
	cmd.Env = append(os.Environ(), "PYTHONDONTWRITEBYTECODE=1")
	var stderr strings.Builder
	cmd.Stderr = &stderr
	page, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("nbconvert: %w\n%s", err, lines.Last(stderr.String(), 10))
	}
	return page, nil
}
