// Command bench measures this laboratory beside other programs, from a clone of it:
//
//	go -C .ci/bench run . studies            whole studies beside PyTorch and JAX
//	go -C .ci/bench run . device             a GPU by us, by PyTorch and by JAX
//	go -C .ci/bench run . pools              a folder of images beside Pillow and torchvision
//	go -C .ci/bench run . cells              cells beside gonb as its authors released it
//	go -C .ci/bench run . hour               an hour of work in ours, gonb and ipykernel: what works
//	go -C .ci/bench run . probes             logistic regression beside scikit-learn
//	python3 .ci/bench/peers/compare.py       training alone beside PyTorch and JAX
//
// It is a module of its own: whoever uses the laboratory needs none of it. Exit codes: 0 done, 1 failed, 2 wrong
// usage, 130 interrupted.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"

	"tradeoff/diversity"
	"tradeoff/kernel/bench/pools"
)

// The exit codes.
const (
	exitFailed      = 1
	exitUsage       = 2
	exitInterrupted = 130
)

// errUsage marks what is wrong with a command line.
var errUsage = errors.New("wrong usage")

// streams are where results and progress go.
type streams struct{ out, err io.Writer }

// progress writes a line about what is being done.
func (s streams) progress(line string) { fmt.Fprintln(s.err, line) }

// command is one comparison.
type command struct {
	name, summary, text string
	run                 func(ctx context.Context, std streams, c command, args []string) error
}

func commands() []command {
	return []command{studiesCommand(), deviceCommand(), poolsCommand(), cellsCommand(), hourCommand(), probesCommand()}
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second interrupt ends the process at once
	os.Exit(run(ctx, streams{os.Stdout, os.Stderr}, os.Args[1:]))
}

// run executes a command line and returns the exit code.
func run(ctx context.Context, std streams, args []string) int {
	if len(args) == 0 {
		fmt.Fprint(std.err, overview())
		return exitUsage
	}
	if args[0] == "help" || args[0] == "-h" || args[0] == "--help" {
		fmt.Fprint(std.out, overview())
		return 0
	}
	if args[0] == pools.Hidden {
		return finish(ctx, std, command{name: pools.Hidden}, pools.Read(ctx, std.out, args[1:]))
	}
	for _, c := range commands() {
		if c.name == args[0] {
			return finish(ctx, std, c, c.run(ctx, std, c, args[1:]))
		}
	}
	fmt.Fprintf(std.err, "bench: there is no command %q\n\n%s", args[0], overview())
	return exitUsage
}

// finish reports the error of a command and chooses the exit code. What fails after an interrupt failed because of it.
func finish(ctx context.Context, std streams, c command, err error) int {
	switch {
	case err == nil || errors.Is(err, flag.ErrHelp):
		return 0
	case ctx.Err() != nil:
		fmt.Fprintf(std.err, "bench %s: interrupted\n", c.name)
		return exitInterrupted
	}
	fmt.Fprintf(std.err, "bench %s: %v\n", c.name, err)
	if errors.Is(err, errUsage) || errors.Is(err, diversity.ErrInvalid) {
		fmt.Fprintf(std.err, "`go -C .ci/bench run . %s -h` explains the command\n", c.name)
		return exitUsage
	}
	return exitFailed
}

// overview is the help of the whole program.
func overview() string {
	var b strings.Builder
	b.WriteString("Measures the laboratory beside other programs.\n\nusage: go -C .ci/bench run . COMMAND [options]\n\n")
	for _, c := range commands() {
		fmt.Fprintf(&b, "  %-8s %s\n", c.name, c.summary)
	}
	return b.String() + "\n`go -C .ci/bench run . COMMAND -h` explains a command.\n"
}

// flags returns a flag set that prints nothing: parse prints its help, and finish reports its errors.
func (c command) flags() *flag.FlagSet {
	set := flag.NewFlagSet(c.name, flag.ContinueOnError)
	set.SetOutput(io.Discard)
	return set
}

// parse reads a command line that has flags only.
func (c command) parse(std streams, set *flag.FlagSet, args []string) error {
	err := set.Parse(args)
	switch {
	case errors.Is(err, flag.ErrHelp):
		fmt.Fprintf(std.out, "usage: go -C .ci/bench run . %s [options]\n\n%s\n\noptions:\n", c.name,
			strings.TrimSpace(c.text))
		set.SetOutput(std.out)
		set.PrintDefaults()
		return err
	case err != nil:
		return fmt.Errorf("%w: %w", errUsage, err)
	case set.NArg() > 0:
		return fmt.Errorf("%w: unexpected argument %q", errUsage, set.Arg(0))
	}
	return nil
}

// writeJSON writes a report for other programs to read.
func writeJSON(out io.Writer, report any) error {
	encoder := json.NewEncoder(out)
	encoder.SetIndent("", "  ")
	return encoder.Encode(report)
}

// build compiles a program of the workspace into dir and returns its path.
func build(ctx context.Context, std streams, dir, name, pkg string) (string, error) {
	path := filepath.Join(dir, name)
	cmd := exec.CommandContext(ctx, "go", "build", "-o", path, pkg)
	cmd.Stdout, cmd.Stderr = std.err, std.err
	if err := cmd.Run(); err != nil {
		return "", fmt.Errorf("%s could not be built: %w", pkg, err)
	}
	return path, nil
}
