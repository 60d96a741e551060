package main

import (
	"cmp"
	"context"
	"fmt"
	"os"
	"path/filepath"

	"tradeoff/kernel/internal/files"
	"tradeoff/kernel/internal/install/setup"
	"tradeoff/kernel/internal/jupyter/ipynb"
	"tradeoff/kernel/internal/notebook/compare"
)

// orderTolerance is that of verify where nothing else is asked for.
var orderTolerance = compare.Tolerance{Relative: 1e-6, Absolute: 1e-9}

// executeChecked executes a notebook into a file of its own, which takes the place of the output if it shows what the
// notebook has shown.
func executeChecked(ctx context.Context, std streams, m *setup.Machine, f runFlags) error {
	before, err := ipynb.Read(f.file)
	if err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "kernel-order-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	copied := f
	copied.output = filepath.Join(dir, filepath.Base(f.file))
	if err := execute(ctx, std, m, copied); err != nil {
		return err
	}
	after, err := ipynb.Read(copied.output)
	if err != nil {
		return err
	}
	if err := checkOrder(std, f.file, before, after); err != nil {
		return err
	}
	return files.Copy(cmp.Or(f.output, f.file), copied.output, 0o644)
}

// checkOrder fails if a notebook that was run in order shows something else than before.
func checkOrder(std streams, path string, before, after *ipynb.Notebook) error {
	const most = 20
	printOrder(std, path, before, most)
	report, err := compare.Notebooks(before, after, orderTolerance)
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	printComparison(std, path, report, verifyFlags{tolerance: orderTolerance, most: most})
	if len(report.Differences) > 0 {
		return errReported
	}
	return nil
}
