package main

import (
	"context"
	"fmt"
	"os"
	"slices"
	"strings"

	"tradeoff/diversity"
	"tradeoff/kernel/bench/studies"
)

func studiesCommand() command {
	var titles strings.Builder
	for _, s := range studies.Settings() {
		fmt.Fprintf(&titles, "\n  %s  %s", s.Name, s.Title)
	}
	return command{
		name: "studies", summary: "compare the speed of whole studies with PyTorch and JAX",
		text: `
Computes the same study by a worker of the laboratory, by a script in PyTorch and by one in JAX: the same images, tasks, network
and updates, each in one process pinned to one core with one thread, in turn, round after round. Everything counts from start to
end of the process. Prints medians, the ratios of CPU time, and the downstream errors, which must agree. Frameworks that the
interpreter lacks are left out, and said so. The settings, on turned and distorted Omniglot characters:
` + titles.String() + `
and with --photographs FOLDER, which has MNIST's four files, such as those of Debian's dataset-fashion-mnist:
  p  ResNet-20
  c  convolutional network`,
		run: runStudies,
	}
}

func runStudies(ctx context.Context, std streams, c command, args []string) error {
	set := c.flags()
	o := studies.Options{Program: "kernel", Progress: std.progress} // the program, until it is built
	set.StringVar(&o.Python, "python", "python3", "interpreter that has torch and jax")
	set.IntVar(&o.Rounds, "rounds", 3, "rounds of every program")
	set.IntVar(&o.Core, "core", 0, "core to which every process is pinned")
	names := set.String("settings", "q,h", "settings, separated by commas")
	folder := set.String("photographs", "", "folder of the images of the settings p and c")
	epochs := set.Int("epochs", 10, "epochs of the settings p and c")
	asJSON := set.Bool("json", false, "print every measurement as JSON instead")
	if err := c.parse(std, set, args); err != nil {
		return err
	}
	chosen, err := chooseSettings(*names, *folder, *epochs)
	if err != nil {
		return err
	}
	if err := o.Validate(); err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "diversity-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	if o.Program, err = build(ctx, std, dir, "kernel", "tradeoff/kernel"); err != nil {
		return err
	}
	return compareAll(ctx, std, chosen, o, *asJSON)
}

func chooseSettings(names, folder string, epochs int) (chosen []studies.Setting, err error) {
	all := studies.Settings()
	if epochs < 1 || epochs > 1000 {
		return nil, fmt.Errorf("%w: --epochs: %w", errUsage, diversity.Invalid("epochs", epochs, "1..1000"))
	}
	if folder != "" {
		more, err := studies.Photographs(folder, epochs)
		if err != nil {
			return nil, fmt.Errorf("%w: --photographs: %w", errUsage, err)
		}
		all = append(all, more...)
	}
	for name := range strings.SplitSeq(names, ",") {
		i := slices.IndexFunc(all, func(s studies.Setting) bool { return s.Name == strings.TrimSpace(name) })
		if i < 0 {
			return nil, fmt.Errorf("%w: --settings: there is no setting %q, see -h", errUsage, name)
		}
		chosen = append(chosen, all[i])
	}
	return chosen, nil
}

func compareAll(ctx context.Context, std streams, chosen []studies.Setting, o studies.Options, asJSON bool) error {
	for _, setting := range chosen {
		report, err := studies.Compare(ctx, setting, o)
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
