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
		name: "doctor", args: "[--user | --sys-prefix | --prefix DIR | --speed | --device KIND [--json FILE]]",
		summary: "say what is there, what is missing and how to mend it",
		text: `
Checks every component that notebooks need: where it is, its version, and if it is missing the command that mends that. Nothing is
changed. Exit code 1 if something is missing that notebooks cannot do without. The options are those of setup: where the kernel and the
lab extension are looked for.

--speed measures instead, for about a minute and on one core, how fast a worker of this machine multiplies matrices and
trains backbones; "study estimate" says what a study of yours will cost.

--device cuda tries a GPU out, from nothing to a report: it installs the CUDA plugin if need be; computes
features, gradients, short trainings and probes of every backbone on the GPU and on the processor and
compares them, each with its tolerance; and measures products of matrices, how many small networks are
best trained at once, ResNet-18 at 64x64 and ResNet-50 at 224x224 in bfloat16, and how long they wait for
images. The processor's part takes one core some three minutes; how long a GPU takes is not known.
--device cpu does the same with small networks on this processor, against pure Go, in a minute or two: it
tries the code out. --json writes everything that was found to a file. Exit code 1 if numbers differ, 3 if
there is no such device.`,
		run: func(ctx context.Context, std streams, c command, args []string) error {
			set := c.flags(std)
			speed := set.Bool("speed", false, "measure how fast this machine trains")
			kind := set.String("device", "", "try this `KIND` of device out: cuda or cpu")
			file := set.String("json", "", "with --device: write the report to this `FILE`, too")
			python := set.String("python", "", "with --device: interpreter that runs pip and is asked for JAX (default python3)")
			place := registrationFlags(set)
			if err := noArguments(set, args); err != nil {
				return err
			}
			if err := onlyOne(*speed, *kind, *file, *python); err != nil {
				return err
			}
			if *speed {
				return printSpeeds(ctx, std)
			}
			if *kind != "" {
				d, err := newDeviceTrial(std, *python)
				if err != nil {
					return err
				}
				return tryDevice(ctx, std, d, *kind, *file)
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

// onlyOne refuses options of doctor that do not go together.
func onlyOne(speed bool, kind, file, python string) error {
	switch {
	case speed && kind != "":
		return usageError("--speed and --device exclude each other")
	case kind == "" && file != "":
		return usageError("--json belongs to --device")
	case kind == "" && python != "":
		return usageError("--python belongs to --device")
	}
	return nil
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
