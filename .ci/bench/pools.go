package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"tradeoff/kernel/bench/pools"
)

func poolsCommand() command {
	return command{
		name: "pools", summary: "compare how a folder of images is read with Pillow and torchvision",
		text: `
Reads a folder CLASS/image with this laboratory (into a new cache directory, and again), with Pillow into an array and with
torchvision's ImageFolder, in turn, each process pinned to one core: every image, its middle square resized, then --draw images
by chance. Prints medians over the rounds.`,
		run: runPools,
	}
}

func runPools(ctx context.Context, std streams, c command, args []string) error {
	set := c.flags()
	o := pools.Options{Progress: std.progress}
	set.StringVar(&o.Folder, "folder", "", "of images")
	set.StringVar(&o.Python, "python", "", "an interpreter with Pillow and torchvision; empty: ours alone")
	set.IntVar(&o.Side, "side", 64, "pixels of the sides, 8 to 1024")
	set.IntVar(&o.Draw, "draw", 10_000, "images to draw")
	set.IntVar(&o.Rounds, "rounds", 3, "1 to 100")
	set.IntVar(&o.Core, "core", 0, "that the processes are pinned to")
	asJSON := set.Bool("json", false, "print every measurement as JSON instead")
	if err := c.parse(std, set, args); err != nil {
		return err
	}
	if err := o.Validate(); err != nil {
		return err
	}
	var err error
	if o.Folder, err = filepath.Abs(o.Folder); err != nil {
		return err
	}
	if o.Ours, err = os.Executable(); err != nil {
		return err
	}
	readings, err := pools.Compare(ctx, o)
	if err != nil {
		return err
	}
	if *asJSON {
		return writeJSON(std.out, readings)
	}
	fmt.Fprintf(std.out, "%s, %dx%d\n", o.Folder, o.Side, o.Side)
	return pools.Print(std.out, readings)
}
