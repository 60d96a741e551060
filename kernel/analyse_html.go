package main

import (
	"context"
	"path/filepath"
	"strings"

	"tradeoff/diversity/estimate"
	answer "tradeoff/diversity/report"
	"tradeoff/kernel/page"
)

// savePage writes what a table says as a page, with a calculator; without a file it does nothing.
func (f findings) savePage(ctx context.Context, file, table string, read estimate.Table) error {
	if file == "" {
		return nil
	}
	controls, err := f.choose(read.Controls)
	if len(read.Controls) == 0 || err != nil { // of another task or probe
		controls = nil
	}
	r, err := answer.OfTable(ctx, answer.Table{Name: tableName(table), Points: f.points, Controls: controls,
		Warnings: read.Warnings}, answer.Options{Budget: f.budget, Limits: f.limits, Seed: f.seed})
	if err != nil {
		return err
	}
	return page.Save(r, file)
}

// tableName is that of a file without its folder and extension.
func tableName(file string) string {
	if file == "-" {
		return "standard input"
	}
	return strings.TrimSuffix(filepath.Base(file), filepath.Ext(file))
}
