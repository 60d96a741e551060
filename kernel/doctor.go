package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"strings"

	"tradeoff/diversity/study"
	"tradeoff/kernel/internal/install/setup"
)

func doctorCommand() command {
	return command{
		name: "doctor", args: "[--user | --sys-prefix | --prefix DIR | --speed]",
		summary: "say what is there, what is missing and how to mend it",
		text: `
Checks every component that notebooks need: where it is, its version, and if it is missing the command that mends that. Nothing is
changed. Exit code 1 if something is missing that notebooks cannot do without. The options are those of setup: where the kernel and the
lab extension are looked for.

--speed measures instead, for about a minute and on one core, how fast a worker of this machine multiplies matrices and
trains backbones; "study estimate" says what a study of yours will cost.`,
		run: func(ctx context.Context, std streams, c command, args []string) error {
			set := c.flags(std)
			speed := set.Bool("speed", false, "measure how fast this machine trains")
			place := registrationFlags(set)
			if err := noArguments(set, args); err != nil {
				return err
			}
			if *speed {
				return printSpeeds(ctx, std)
			}
			m, err := place.machine(ctx)
			if err != nil {
				return err
			}
			if missing := examine(ctx, std.out, m.All()); missing > 0 {
				fmt.Fprintf(std.out, "\n%d missing\n", missing)
				return errReported
			}
			fmt.Fprintln(std.out, "\nall is well")
			return nil
		},
	}
}

// examine prints the state of every component and counts those that are missing and needed.
func examine(ctx context.Context, out io.Writer, components []setup.Component) (missing int) {
	for _, c := range components {
		status := c.Check(ctx)
		fmt.Fprintf(out, "%-7s  %-14s  %s\n", verdict(c, status), c.Name, strings.TrimSpace(status.Version+"  "+status.Where))
		for line := range strings.Lines(status.Why) {
			fmt.Fprintf(out, "%25s  %s\n", "", strings.TrimSpace(line))
		}
		if status.OK {
			continue
		}
		if status.Mend != "" {
			fmt.Fprintf(out, "%25s  mend: %s\n", "", status.Mend)
		}
		if !c.Optional {
			missing++
		}
	}
	return missing
}

func verdict(c setup.Component, s setup.Status) string {
	switch {
	case s.OK:
		return "ok"
	case c.Optional:
		return "lacking"
	}
	return "MISSING"
}

// printSpeeds has a worker of this program measure.
func printSpeeds(ctx context.Context, std streams) error {
	own, err := os.Executable()
	if err != nil {
		return err
	}
	fmt.Fprintln(std.err, "measuring for about a minute")
	speeds, err := study.MeasureSpeeds(ctx, []string{own})
	if err != nil {
		return err
	}
	table := study.Table{Header: []string{"one worker", "training, images/s", "features, images/s", "of the peak", "compiling, s"}}
	for _, s := range speeds.Backbones {
		table.Rows = append(table.Rows, []string{s.Backbone, fmt.Sprintf("%.0f", s.Train), fmt.Sprintf("%.0f", s.Features),
			fmt.Sprintf("%.0f%%", 100*s.Share), fmt.Sprintf("%.1f", s.Compile)})
	}
	fmt.Fprintf(std.out, "%s\nproducts of matrices: %.1f GFLOP/s\n\n%v", speeds.Device, speeds.Peak/1e9, table)
	if speeds.Skipped > 0 {
		fmt.Fprintf(std.out, "\nno time was left for %d more\n", speeds.Skipped)
	}
	return nil
}
