package main

import (
	"fmt"
	"io"
	"strings"
	"sync"
	"time"

	"tradeoff/diversity"
	"tradeoff/diversity/study"
)

// lineProgress shows how far something is: on a terminal one line that is written over; elsewhere a line now and then.
type lineProgress struct {
	out      io.Writer
	terminal bool

	mutex sync.Mutex // guards what follows
	line  string     // shown last
	next  time.Time  // when a log gets its next line
	last  string     // reported last

	noticed int // notices that were written
}

func newLineProgress(std streams) *lineProgress {
	return &lineProgress{out: raw(std.err), terminal: isTerminal(raw(std.err))}
}

const logInterval = 10 * time.Second

// showRuns takes the reports of study.RunOptions.OnProgress.
func (p *lineProgress) showRuns(now study.Progress) {
	p.notice(now.Notices)
	p.show(bar(now.Done, now.Failed, now.Total), now.String())
}

// notice writes what was not written yet, each on lines of its own.
func (p *lineProgress) notice(notices []string) {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	for _, text := range notices[min(p.noticed, len(notices)):] {
		if p.terminal {
			fmt.Fprint(p.out, "\r\x1b[K")
		}
		fmt.Fprintln(p.out, diversity.Printable(text))
		p.noticed++
	}
}

// show takes a report; the bar is for terminals.
func (p *lineProgress) show(bar, now string) {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	p.last = now
	if p.terminal {
		p.line = cutLine(bar + now)
		fmt.Fprintf(p.out, "\r\x1b[K%s", p.line)
		return
	}
	if time.Now().After(p.next) {
		p.log()
		p.next = time.Now().Add(logInterval)
	}
}

// end shows the last report.
func (p *lineProgress) end() {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	switch {
	case p.terminal && p.line != "":
		fmt.Fprintln(p.out)
	case !p.terminal && p.last != "":
		p.log()
	}
}

func (p *lineProgress) log() {
	if p.last != p.line {
		p.line = p.last
		fmt.Fprintln(p.out, cutLine(p.last))
	}
}

// barWidth is how many characters the bar of a terminal has.
const barWidth = 10

// bar is the part that is done, as the bar of a cell shows it, and then the part that failed.
func bar(done, failed, total int) string {
	part := func(count int) int { return count * barWidth / max(total, 1) }
	full, ended := part(done), part(done+failed)
	return strings.Repeat("█", full) + strings.Repeat("▒", ended-full) + strings.Repeat("░", barWidth-ended) + " "
}
