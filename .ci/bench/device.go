package main

import (
	"context"
	"os"

	"tradeoff/kernel/bench/devices"
)

func deviceCommand() command {
	return command{
		name: "device", summary: "compare the speed of a GPU by us with PyTorch and JAX",
		text: `
Tries a device out by "kernel doctor --device" and has PyTorch (channels last, compiled, CUDA graphs) and JAX train the same networks
on it, one program after the other: small networks, ours several at once and the others' one after the other, in runs per minute, and
ResNet-18 at 64x64 and ResNet-50 at 224x224 in bfloat16, in images per second. Prints medians of the rounds and their ratios. Frameworks
that the interpreter lacks are left out, and said so. With --device cpu only the MLP is compared, on few images: that tries the command
out and says nothing of a GPU. Nothing of this has been run on a GPU yet.`,
		run: runDevice,
	}
}

func runDevice(ctx context.Context, std streams, c command, args []string) error {
	set := c.flags()
	o := devices.Options{Progress: std.progress, Program: "kernel"} // the program, until it is built
	set.StringVar(&o.Python, "python", "python3", "interpreter that has torch, torchvision and jax with CUDA")
	set.StringVar(&o.Device, "device", "cuda", "cuda or cpu")
	set.IntVar(&o.Rounds, "rounds", 3, "rounds of the other programs; ours has three")
	asJSON := set.Bool("json", false, "print everything that was measured as JSON instead")
	if err := c.parse(std, set, args); err != nil {
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
	report, err := devices.Compare(ctx, dir, o)
	if err != nil {
		return err
	}
	if *asJSON {
		return writeJSON(std.out, report)
	}
	return report.Print(std.out)
}
