// Command kernel runs notebooks of the class-diversity laboratory and makes a machine ready for them.
//
//	go run ./kernel init DIR                 make a folder for notebooks and packages of your own
//	go run ./kernel lab                      open JupyterLab
//	go run ./kernel run FILE.ipynb           execute a notebook without a browser
//	go run ./kernel verify FILE.ipynb        execute it again and compare every number
//	go run ./kernel clean FILE.ipynb         remove its outputs
//	go run ./kernel convert FILE.ipynb       turn it into plain text, or back
//	go run ./kernel figures FILE.ipynb       write its figures for a paper
//	go run ./kernel export paper FILE.ipynb  make a MyST project of it
//	go run ./kernel setup                    install what they need, which they also do by themselves
//	go run ./kernel doctor                   say what is there, what is missing and how to mend it
//	go run ./kernel uninstall                remove what was installed; results stay
//	go run ./kernel study COMMAND ...        look at studies, continue, export, move and clean up
//	go run ./kernel pool COMMAND ...         look at prepared images, prepare and remove them
//
// The commands worker, render and proxy are for the machinery. Every command explains itself with -h. Exit codes: 0
// done; 1 a cell failed or something else did; 2 wrong usage; 3 something is missing that only the user can install;
// 130 interrupted. A worker's are those of runner.ExitCode.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"tradeoff/diversity/runner"
	"tradeoff/kernel/internal/install/setup"
	"tradeoff/kernel/internal/notebook"
)

// The exit codes.
const (
	exitFailed      = 1
	exitUsage       = 2
	exitMissing     = 3
	exitInterrupted = 130
)

// errReported ends a command with exit code 1 after it said everything itself.
var errReported = errors.New("reported")

// codeError is an error with an exit code of its own.
type codeError struct {
	error
	code int
}

func (e codeError) Unwrap() error { return e.error }

// streams are the standard streams, for tests to replace.
type streams struct {
	in       io.Reader
	out, err io.Writer
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	std := streams{os.Stdin, os.Stdout, os.Stderr}
	context.AfterFunc(ctx, func() { endSoon(std, os.Args[1:], stop) })
	code := run(ctx, std, os.Args[1:])
	stop()
	os.Exit(code)
}

// run executes a command line and returns the exit code.
func run(ctx context.Context, std streams, args []string) int {
	std = std.forText()
	if len(args) == 0 {
		fmt.Fprint(std.err, overview())
		return exitUsage
	}
	if args[0] == "help" || args[0] == "-h" || args[0] == "--help" {
		fmt.Fprint(std.out, overview())
		return 0
	}
	for _, c := range commands() {
		if c.name == args[0] {
			return finish(ctx, std, c, c.run(ctx, std, c, args[1:]))
		}
	}
	fmt.Fprintf(std.err, "kernel: there is no command %q\n\n%s", args[0], overview())
	return exitUsage
}

// finish reports the error of a command and chooses the exit code. What fails after an interrupt failed because of it.
func finish(ctx context.Context, std streams, c command, err error) int {
	if err == nil || errors.Is(err, flag.ErrHelp) {
		return 0
	}
	code := exitCode(err)
	if ctx.Err() != nil && c.name != "worker" {
		code = exitInterrupted
	}
	if code == exitInterrupted {
		err = errors.New(c.interrupted())
	}
	if !errors.Is(err, errReported) {
		fmt.Fprintf(std.err, "kernel %s: %v\n", c.name, err)
	}
	if code == exitUsage {
		fmt.Fprintf(std.err, "`go run ./kernel %s -h` explains the command\n", c.name)
	}
	return code
}

func exitCode(err error) int {
	var coded codeError
	var problem *setup.Problem
	var failure *notebook.Failure
	switch {
	case errors.As(err, &coded):
		return coded.code
	case errors.As(err, &problem), errors.Is(err, runner.ErrNoDevice):
		return exitMissing
	case errors.As(err, &failure) && failure.Reason == notebook.Interrupted, errors.Is(err, context.Canceled):
		return exitInterrupted
	}
	return exitFailed
}
