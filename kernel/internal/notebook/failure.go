package notebook

import (
	"cmp"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"tradeoff/kernel/internal/lines"
)

// Reason says why a notebook ended early.
type Reason string

// The reasons of a [Failure].
const (
	CellFailed  Reason = "cell"        // a cell did not compile, panicked or ended with an exit code
	TimedOut    Reason = "timeout"     // a cell took longer than the time-out
	KernelDied  Reason = "died"        // the kernel ended by itself
	Interrupted Reason = "interrupted" // by the user
	Broken      Reason = "failed"      // the machinery failed
)

// Failure is the error of a notebook that did not run to its end.
type Failure struct {
	Reason Reason
	// the cell that ran, counted from 1 among those with code, of Count; 0 if none, or that of the parameters
	Cell, Count int
	Line        int    // of the cell, counted from 1; 0 if not known
	Source      string // that line, or the first of the cell; "" if none ran
	Message     string // one line
	Added       string // what a cell that a run adds is about; "" for the parameters and for cells of the notebook
	Output      string // the last lines that the cell wrote, or the compiler's context
}

// Error reads "cell 3 of 17, line 5 `fmt.Println(x)`: undefined: x".
func (f *Failure) Error() string {
	switch {
	case f.Source == "":
		return "no cell was run: " + f.Message
	case f.Cell == 0:
		return cmp.Or(f.Added, "the parameters") + ": " + f.Message
	}
	where := fmt.Sprintf("cell %d of %d", f.Cell, f.Count)
	if f.Line > 0 {
		where += fmt.Sprintf(", line %d", f.Line)
	}
	return fmt.Sprintf("%s `%s`: %s", where, f.Source, f.Message)
}

var position = regexp.MustCompile(`Cell\[(\d+)\]: Line (\d+)`)

// newFailure explains the end of a notebook: e is the driver's last event, running the cell at that time (nil if none),
// output what that cell wrote. The positions in the trace have cell numbers that count executions: the same as ours
// plus the injected cells.
func newFailure(e event, d *document, running *cell, output string) *Failure {
	f := &Failure{Reason: e.Kind, Count: d.count(), Message: firstLine(e.Value), Output: lines.Last(output, 20)}
	if running == nil {
		return f
	}
	f.Cell, f.Source, f.Added = running.number, running.Title(), running.added
	if e.Kind != CellFailed {
		return f
	}
	f.Output = strings.TrimSpace(f.Output + "\n" + e.Trace)
	if where := position.FindStringSubmatch(e.Trace); where != nil {
		f.locate(d, running, where)
	}
	return f
}

// locate sets the position, which may be in an earlier cell: gonb compiles the declarations of all cells each time.
func (f *Failure) locate(d *document, running *cell, where []string) {
	number, _ := strconv.Atoi(where[1]) // digits by the pattern
	line, _ := strconv.Atoi(where[2])
	at := d.executed(number)
	if at == nil {
		return
	}
	if at != running {
		f.Message += fmt.Sprintf(" (while running cell %d)", running.number)
	}
	f.Cell, f.Line, f.Source, f.Added = at.number, line, at.line(line), at.added
}

func firstLine(s string) string {
	line, _, _ := strings.Cut(strings.TrimSpace(s), "\n")
	return line
}
