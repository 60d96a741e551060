package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"strings"
)

// command is a subcommand.
type command struct {
	name, args, summary string
	text                string // of its help, below the first line
	run                 func(ctx context.Context, std streams, c command, args []string) error

	kept string // what an interrupt leaves, and how to go on; "" for a command that changes nothing
}

func commands() []command {
	return []command{
		initCommand(), labCommand(), runCommand(), verifyCommand(), cleanCommand(), convertCommand(), figuresCommand(),
		notebookExportCommand(),
		analyseCommand(),
		setupCommand(),
		doctorCommand(), uninstallCommand(), studyCommand(), poolCommand(), renameCommand(), workerCommand(), renderCommand(),
		proxyCommand(),
	}
}

// overview is the help of the whole program.
func overview() string {
	var b strings.Builder
	b.WriteString("Go notebooks for the trade-off of intra- and inter-class diversity.\n\nusage: go run ./kernel COMMAND ...\n\n")
	for _, c := range commands() {
		fmt.Fprintf(&b, "  %-13s %s\n", c.name, c.summary)
	}
	b.WriteString("\n`go run ./kernel COMMAND -h` explains a command.\n" +
		"Exit codes: 0 done, 1 failed, 2 wrong usage, 3 something is missing that you have to install, 130 interrupted.\n")
	return b.String()
}

// flags returns a flag set whose help goes to standard output.
func (c command) flags(std streams) *flag.FlagSet {
	set := flag.NewFlagSet(c.name, flag.ContinueOnError)
	set.SetOutput(std.out)
	set.Usage = func() {
		fmt.Fprintf(std.out, "usage: go run ./kernel %s\n\n%s\n", strings.TrimSpace(c.name+" "+c.args),
			strings.TrimSpace(c.text))
		hasFlags := false
		set.VisitAll(func(*flag.Flag) { hasFlags = true })
		if hasFlags {
			fmt.Fprint(std.out, "\noptions:\n")
			set.PrintDefaults()
		}
	}
	return set
}

// parse reads flags before, between and after the other arguments, which it returns. What follows "--" is no flag.
func parse(set *flag.FlagSet, args []string) ([]string, error) {
	output, help := set.Output(), set.Usage
	set.SetOutput(discard{})
	set.Usage = func() {}
	var others []string
	for len(args) > 0 {
		before := len(args)
		if err := set.Parse(args); err != nil {
			if errors.Is(err, flag.ErrHelp) {
				set.SetOutput(output)
				help()
				return nil, err
			}
			return nil, codeError{err, exitUsage}
		}
		rest := set.Args()
		if n := before - len(rest); n > 0 && args[n-1] == "--" {
			return append(others, rest...), nil
		}
		if len(rest) == 0 {
			break
		}
		others, args = append(others, rest[0]), rest[1:]
	}
	return others, nil
}

// discard is where a flag set's own messages go: finish reports its errors.
type discard struct{}

func (discard) Write(p []byte) (int, error) { return len(p), nil }

// usageError is an error with the exit code of wrong usage.
func usageError(format string, args ...any) error {
	return codeError{fmt.Errorf(format, args...), exitUsage}
}

// noArguments parses the command line of a command without arguments.
func noArguments(set *flag.FlagSet, args []string) error {
	others, err := parse(set, args)
	if err == nil && len(others) > 0 {
		return usageError("unexpected argument %q", others[0])
	}
	return err
}
