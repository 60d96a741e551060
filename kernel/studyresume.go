package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"strings"
	"sync"
	"time"

	"tradeoff/diversity/study"
)

func resumeCommand() command {
	return command{
		name: "resume", args: "STUDY [options]", summary: "compute what a study lacks",
		text: `
Computes the runs that are missing, in worker processes on this machine, and shows how far it is. Runs that failed before are tried again;
those that other processes are computing are waited for. What is finished stays: Ctrl-C stops the workers within seconds, and another
resume goes on from there. Exit code 1 if runs could not be computed, 130 after Ctrl-C.`,
		run: resumeStudy,
	}
}

func resumeStudy(ctx context.Context, std streams, c command, args []string) error {
	f := newStudyFlags(std, c)
	workers := f.Int("workers", 0, "worker processes (default one for each core, or for each GPU)")
	worker := f.String("worker", os.Getenv(study.WorkerVariable),
		"program that computes, one of your own with runner.Main (default what "+study.WorkerVariable+" names, else this one)")
	dir, err := f.dir(args)
	if err != nil {
		return err
	}
	if *worker == "" {
		if *worker, err = os.Executable(); err != nil {
			return err
		}
	}
	if *workers < 0 {
		return usageError("--workers is %d, want at least 1, or 0 for the default", *workers)
	}
	processes := study.Processes{Command: []string{*worker}, Count: *workers}
	if err := announceGPUs(ctx); err != nil {
		return err
	}
	screen := &runsProgress{out: raw(std.err), terminal: isTerminal(raw(std.err))}
	results, err := study.Resume(ctx, dir, study.RunOptions{Executor: processes, OnProgress: screen.show})
	screen.end()
	if results != nil && len(results.Failures) > 0 {
		fmt.Fprint(std.out, failureTable(results.Failures))
	}
	return err
}

func failureTable(failures []study.Failure) study.Table {
	table := study.Table{Header: []string{"failed run", "reason"}}
	for _, f := range failures {
		table.Rows = append(table.Rows, []string{f.Run.String(), strings.ReplaceAll(f.Message, "\n", " ")})
	}
	return table
}

// runsProgress shows how far a study is: on a terminal one line that is written over; elsewhere a line now and then.
type runsProgress struct {
	out      io.Writer
	terminal bool

	mutex sync.Mutex // guards what follows
	line  string     // shown last
	next  time.Time  // when a log gets its next line
	last  study.Progress
}

const logInterval = 10 * time.Second

// show takes the reports of study.RunOptions.OnProgress.
func (p *runsProgress) show(now study.Progress) {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	p.last = now
	if p.terminal {
		p.line = cutLine(bar(now) + now.String())
		fmt.Fprintf(p.out, "\r\x1b[K%s", p.line)
		return
	}
	if time.Now().After(p.next) {
		p.log()
		p.next = time.Now().Add(logInterval)
	}
}

// end shows the last report.
func (p *runsProgress) end() {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	switch {
	case p.terminal && p.line != "":
		fmt.Fprintln(p.out)
	case !p.terminal && p.last.Total > 0:
		p.log()
	}
}

func (p *runsProgress) log() {
	if line := p.last.String(); line != p.line {
		p.line = line
		fmt.Fprintln(p.out, line)
	}
}

// barWidth is how many characters the bar of a terminal has.
const barWidth = 10

// bar is the part of the runs that is done, as the bar of a cell shows it, and then the part that failed.
func bar(p study.Progress) string {
	part := func(runs int) int { return runs * barWidth / max(p.Total, 1) }
	done, ended := part(p.Done), part(p.Done+p.Failed)
	return strings.Repeat("█", done) + strings.Repeat("▒", ended-done) + strings.Repeat("░", barWidth-ended) + " "
}
