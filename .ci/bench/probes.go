package main

import (
	"context"

	"tradeoff/kernel/bench/probes"
)

func probesCommand() command {
	return command{
		name: "probes", summary: "compare the speed of logistic regression with scikit-learn",
		text: `
Fits logistic regression at a list of strengths to the same features by probe.Logistic, which begins each fit where the one before
ended, and by scikit-learn, each fit from zero as CLIP did (L-BFGS, at most 1000 steps, its own tolerance), both with one thread, in
turn, round after round. Prints CPU times, their ratio, and the errors of each strength on validation images, which must agree.`,
		run: runProbes,
	}
}

func runProbes(ctx context.Context, std streams, c command, args []string) error {
	set := c.flags()
	o := probes.Options{Progress: std.progress}
	set.StringVar(&o.Python, "python", "python3", "interpreter that has scikit-learn")
	set.IntVar(&o.Rounds, "rounds", 3, "rounds of both")
	set.IntVar(&o.Images, "images", 10_000, "training images")
	set.IntVar(&o.Features, "features", 512, "features of each")
	set.IntVar(&o.Classes, "classes", 100, "classes")
	set.IntVar(&o.Strengths, "strengths", 10, "strengths, from 1e6 to --least in equal ratio")
	set.Float64Var(&o.Least, "least", 1e-5, "the least strength")
	asJSON := set.Bool("json", false, "print every measurement as JSON instead")
	if err := c.parse(std, set, args); err != nil {
		return err
	}
	report, err := probes.Compare(ctx, o)
	if err != nil {
		return err
	}
	if *asJSON {
		return writeJSON(std.out, report)
	}
	return report.Print(std.out)
}
