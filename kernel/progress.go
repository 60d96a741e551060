package main

import (
	"fmt"
	"io"
	"os"
	"strings"
	"sync"
	"time"

	"tradeoff/diversity"
	"tradeoff/kernel/internal/notebook"
)

// progress shows the cells of a notebook while they run: on a terminal one line that is written over, with the time and
// what the cell wrote last; elsewhere a line at the start and at the end of each.
type progress struct {
	out      io.Writer
	terminal bool

	mutex   sync.Mutex // guards what follows
	current notebook.Event
	started time.Time
	text    string // the cell's last line
	done    chan struct{}
}

const lineWidth = 100 // runes of a line

func newProgress(out io.Writer) *progress {
	p := &progress{out: raw(out), terminal: isTerminal(raw(out)), done: make(chan struct{})}
	if p.terminal {
		go p.tick()
	}
	return p
}

// isTerminal reports whether a stream is a terminal.
func isTerminal(stream any) bool {
	f, ok := stream.(*os.File)
	if !ok {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0 && f.Name() != os.DevNull
}

// tick keeps the time on the terminal.
func (p *progress) tick() {
	clock := time.NewTicker(time.Second)
	defer clock.Stop()
	for {
		select {
		case <-p.done:
			return
		case <-clock.C:
			p.mutex.Lock()
			p.rewrite()
			p.mutex.Unlock()
		}
	}
}

// stop ends the clock.
func (p *progress) stop() { close(p.done) }

// show takes the events of [notebook.Execute].
func (p *progress) show(e notebook.Event) {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	switch {
	case e.Text != "":
		p.note(e.Text)
	case e.Ended:
		p.end(e)
	default:
		p.current, p.started, p.text = e, time.Now(), ""
		if !p.terminal {
			fmt.Fprintln(p.out, cutLine(label(e)+"  "+e.Title))
		}
		p.rewrite()
	}
}

// note keeps the last line that has text.
func (p *progress) note(text string) {
	for line := range strings.FieldsFuncSeq(text, func(r rune) bool { return r == '\n' || r == '\r' }) {
		if line = strings.TrimSpace(line); line != "" {
			p.text = line
		}
	}
}

func (p *progress) end(e notebook.Event) {
	line := fmt.Sprintf("%s  %.1f s", label(e), time.Since(p.started).Seconds())
	if p.terminal {
		fmt.Fprintf(p.out, "\r\x1b[K%s\n", cutLine(line+"  "+e.Title))
	} else {
		fmt.Fprintln(p.out, line)
	}
	p.started = time.Time{}
}

// rewrite writes the running cell over the line.
func (p *progress) rewrite() {
	if !p.terminal || p.started.IsZero() {
		return
	}
	line := fmt.Sprintf("%s  %.0f s  %s", label(p.current), time.Since(p.started).Seconds(), p.current.Title)
	if p.text != "" {
		line = fmt.Sprintf("%s  %.0f s  %s", label(p.current), time.Since(p.started).Seconds(), p.text)
	}
	fmt.Fprintf(p.out, "\r\x1b[K%s", cutLine(line))
}

func label(e notebook.Event) string {
	if e.Cell == 0 {
		return "parameters"
	}
	return fmt.Sprintf("cell %2d/%d", e.Cell, e.Count)
}

// cutLine shortens a line for the terminal, which it must not command.
func cutLine(line string) string {
	line = diversity.Printable(line)
	runes := []rune(line)
	if len(runes) <= lineWidth {
		return line
	}
	return string(runes[:lineWidth-1]) + "…"
}
