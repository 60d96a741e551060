package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"tradeoff/diversity/display"
	"tradeoff/diversity/study/maintain"
	"tradeoff/kernel/internal/jupyter/ipynb"
	"tradeoff/kernel/internal/notebook/compare"
)

func verifyCommand() command {
	return command{
		kept: "the notebooks are as they were, and results of studies stay; run the command again",
		name: "verify", args: "FILE.ipynb ... [options]", summary: "execute notebooks again and compare with their outputs",
		text: `
Executes a copy of each notebook and compares what its cells show with the outputs in the file: every number in texts and tables and in
the specifications of figures and behind the expressions of running text, within a tolerance, everything else exactly. Results come from the store where it has them. The
notebooks stay as they are. Each difference is a line with the cell, the output, the position and both values; then the exit code is 1.

Named first are cells that ran before one above them, that were not run, that were changed after they ran, and those that used what such
a cell had left before: what they show cannot be of the text above it. The kernel notes that in the metadata of the cells; of a notebook
without, that is said once. Where the outputs agree all the same, it is no failure.

Not compared are durations ("3.3s", "250 ms"), progress bars, pictures beside the specification that they are drawn from, and the
outputs of cells with the tag "volatile", which only have to run. With --runs ARCHIVE.zip, made by "study pack", the cells find these
runs in a store of their own and not yours: so a notebook can be verified on a processor that would train other networks. With
--empty that store has nothing. With --executed the cells are not run: the file has been made by
go run ./kernel run FILE.ipynb --output EXECUTED.ipynb`,
		run: verify,
	}
}

// verifyFlags are the command line of verify.
type verifyFlags struct {
	tolerance compare.Tolerance
	timeout   time.Duration
	executed  string
	runs      []string // archives
	empty     bool
	most      int
}

func verify(ctx context.Context, std streams, c command, args []string) error {
	var f verifyFlags
	set := c.flags(std)
	set.Float64Var(&f.tolerance.Relative, "relative", 1e-6, "two numbers may differ by this fraction of the larger one")
	set.Float64Var(&f.tolerance.Absolute, "absolute", 1e-9, "or by this much")
	set.DurationVar(&f.timeout, "timeout", 0, "most time that one cell may take, such as 10m (default no limit)")
	set.StringVar(&f.executed, "executed", "", "compare with this executed `file` instead")
	set.Func("runs", "use the runs of this `archive` instead of the store; may be repeated", func(path string) error {
		f.runs = append(f.runs, path)
		return nil
	})
	set.BoolVar(&f.empty, "empty", false,
		"use an empty store instead, for a notebook that unpacks or computes all its runs")
	set.IntVar(&f.most, "most", 20, "print at most so many differences of a notebook")
	paths, err := parse(set, args)
	if err != nil {
		return err
	}
	if err := f.validate(paths); err != nil {
		return err
	}
	failed := false
	for _, path := range paths {
		report, err := verifyFile(ctx, std, path, f)
		if err != nil {
			return err
		}
		printComparison(std, path, report, f)
		failed = failed || len(report.Differences) > 0
	}
	if failed {
		return errReported
	}
	return nil
}

func (f verifyFlags) validate(paths []string) error {
	if err := f.tolerance.Validate(); err != nil {
		return codeError{err, exitUsage}
	}
	switch {
	case len(paths) == 0:
		return usageError("want at least one notebook")
	case f.executed != "" && len(paths) != 1:
		return usageError("--executed wants one notebook, have %d", len(paths))
	case f.executed != "" && (len(f.runs) > 0 || f.empty):
		return usageError("--executed excludes --runs and --empty: nothing is run")
	case f.most < 1:
		return usageError("--most %d: want 1 or more", f.most)
	}
	return checkTimeout(f.timeout)
}

// verifyFile executes a copy of a notebook, unless that was done before, and compares.
func verifyFile(ctx context.Context, std streams, path string, f verifyFlags) (*compare.Report, error) {
	committed, err := ipynb.Read(path)
	if err != nil {
		return nil, err
	}
	printOrder(std, path, committed, f.most)
	var again *ipynb.Notebook
	if f.executed != "" {
		again, err = ipynb.Read(f.executed)
	} else {
		again, err = executeCopy(ctx, std, path, f)
	}
	if err != nil {
		return nil, err
	}
	report, err := compare.Notebooks(committed, again, f.tolerance)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return report, nil
}

// executeCopy executes a notebook into a temporary file.
func executeCopy(ctx context.Context, std streams, path string, f verifyFlags) (*ipynb.Notebook, error) {
	dir, err := os.MkdirTemp("", "kernel-verify-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	copied := runFlags{file: path, output: filepath.Join(dir, filepath.Base(path)), timeout: f.timeout}
	if f.empty || len(f.runs) > 0 {
		copied.home = filepath.Join(dir, "home")
	}
	for _, archive := range f.runs {
		if _, err := maintain.Unpack(archive, maintain.UnpackOptions{Root: copied.home}); err != nil {
			return nil, fmt.Errorf("--runs %s: %w", archive, err)
		}
	}
	m, err := prepare(ctx, std, true)
	if err != nil {
		return nil, err
	}
	if err := execute(ctx, std, m, copied); err != nil {
		return nil, err
	}
	return ipynb.Read(copied.output)
}

// printOrder says what in a file speaks against its having been run in order, or once that it does not say it.
func printOrder(std streams, path string, n *ipynb.Notebook, most int) {
	notes := compare.Order(n)
	if compare.Ran(n) && !compare.Records(n) {
		fmt.Fprintf(std.out, "%s: the file does not say what its cells ran on: "+
			"whether one was changed since, only running them tells\n", path)
	}
	for i, note := range notes {
		if i == most {
			fmt.Fprintf(std.out, "%s: and %d more cells\n", path, len(notes)-i)
			break
		}
		fmt.Fprintf(std.out, "%s: %s\n", path, note)
	}
}

func printComparison(std streams, path string, r *compare.Report, f verifyFlags) {
	for i, d := range r.Differences {
		if i == f.most {
			fmt.Fprintf(std.out, "%s: and %d more\n", path, len(r.Differences)-i)
			break
		}
		fmt.Fprintf(std.out, "%s: %s\n", path, d)
	}
	verdict := "agree"
	if n := len(r.Differences); n > 0 {
		verdict = fmt.Sprintf("compared, %d differences", n)
	}
	fmt.Fprintf(std.out, "%s: %s, %s and %s %s (relative %v, absolute %v); not compared: %s, %s\n",
		path, display.Count(r.Cells, "cell"), display.Count(r.Numbers, "number"), display.Count(r.Figures, "figure"), verdict,
		f.tolerance.Relative, f.tolerance.Absolute, display.Count(r.Volatile, "volatile cell"),
		display.Count(r.Durations, "duration"))
}
