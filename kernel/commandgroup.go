package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"strings"
)

// groupCommand makes a command of commands. The text of c says what they are about, ending how their arguments are
// given.
func groupCommand(c command, ending string, members []command) command {
	var b strings.Builder
	fmt.Fprintf(&b, "%s The commands:\n\n", c.text)
	for _, m := range members {
		fmt.Fprintf(&b, "  %-7s %s\n", m.name, m.summary)
	}
	fmt.Fprintf(&b, "\n%s `go run ./kernel %s COMMAND -h` explains\na command.", ending, c.name)
	c.args, c.text = "COMMAND ...", b.String()
	c.run = func(ctx context.Context, std streams, c command, args []string) error {
		return runMember(ctx, std, c, members, args)
	}
	return c
}

// runMember runs the command of a group that the first argument names.
func runMember(ctx context.Context, std streams, c command, members []command, args []string) error {
	var names []string
	for _, m := range members {
		names = append(names, m.name)
	}
	if len(args) == 0 {
		return usageError("which command? there are %s", strings.Join(names, ", "))
	}
	for _, m := range members {
		if m.name != args[0] {
			continue
		}
		err := m.run(ctx, std, m.of(c.name), args[1:])
		if err != nil && !errors.Is(err, flag.ErrHelp) {
			return fmt.Errorf("%s: %w", m.name, err)
		}
		return err
	}
	if _, err := parse(c.flags(std), args[:1]); err != nil { // help, or a flag that there is not
		return err
	}
	return usageError("there is no command %q, but %s", args[0], strings.Join(names, ", "))
}

// of is a command as its help names it.
func (c command) of(parent string) command {
	c.name = parent + " " + c.name
	return c
}
