package main

import (
	"context"
	"fmt"
	"os"
	"slices"
	"strings"

	"tradeoff/kernel/internal/bench"
)

func benchCommand() command {
	var titles strings.Builder
	for _, s := range bench.Settings() {
		fmt.Fprintf(&titles, "\n  %s  %s", s.Name, s.Title)
	}
	return command{
		name: "bench", args: "[cells] [options]", summary: "compare the speed of whole studies with PyTorch and JAX, or of cells with plain gonb",
		text: `
` + "`go run ./kernel bench cells -h`" + ` explains the comparison of cells. Without "cells":

Computes the same study by a worker of this program, by a script in PyTorch and by one in JAX: the same images, tasks, network and
updates, each in one process pinned to one core with one thread, in turn, round after round. Everything counts from start to end of
the process. Prints medians, the ratios of CPU time, and the downstream errors, which must agree. Frameworks that the interpreter
lacks are left out, and said so. The settings, on turned and distorted Omniglot characters:
` + titles.String(),
		run: runBench,
	}
}

func runBench(ctx context.Context, std streams, c command, args []string) error {
	if cells := benchCellsCommand(); len(args) > 0 && args[0] == cells.name {
		return cells.run(ctx, std, cells.of(c.name), args[1:])
	}
	set := c.flags(std)
	var o bench.Options
	set.StringVar(&o.Python, "python", "python3", "interpreter that has torch and jax")
	set.IntVar(&o.Rounds, "rounds", 3, "rounds of every program")
	set.IntVar(&o.Core, "core", 0, "core to which every process is pinned")
	names := set.String("settings", "q,h", "settings, separated by commas")
	asJSON := set.Bool("json", false, "print every measurement as JSON instead")
	if err := noArguments(set, args); err != nil {
		return err
	}
	chosen, err := chooseSettings(*names)
	if err != nil {
		return err
	}
	if o.Program, err = os.Executable(); err != nil {
		return err
	}
	if err := o.Validate(); err != nil {
		return codeError{err, exitUsage}
	}
	o.Progress = func(line string) { fmt.Fprintln(std.err, line) }
	return compareAll(ctx, std, chosen, o, *asJSON)
}

func chooseSettings(names string) (chosen []bench.Setting, err error) {
	all := bench.Settings()
	for name := range strings.SplitSeq(names, ",") {
		i := slices.IndexFunc(all, func(s bench.Setting) bool { return s.Name == strings.TrimSpace(name) })
		if i < 0 {
			return nil, usageError("--settings: there is no setting %q, see -h", name)
		}
		chosen = append(chosen, all[i])
	}
	return chosen, nil
}

func compareAll(ctx context.Context, std streams, chosen []bench.Setting, o bench.Options, asJSON bool) error {
	for _, setting := range chosen {
		report, err := bench.Compare(ctx, setting, o)
		if err != nil {
			return err
		}
		if !asJSON {
			err = report.Print(std.out)
		} else {
			err = writeJSON(std.out, report)
		}
		if err != nil {
			return err
		}
	}
	return nil
}
