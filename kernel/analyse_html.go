package main

import (
	"context"
	"path/filepath"
	"slices"
	"strings"

	"tradeoff/diversity"
	"tradeoff/diversity/estimate"
	answer "tradeoff/diversity/report"
	"tradeoff/kernel/page"
)

// savePage writes what a table says as a page, with a calculator; without a file it does nothing.
func (f findings) savePage(ctx context.Context, file, table string, read estimate.Table) error {
	if file == "" {
		return nil
	}
	of := answer.Table{Name: tableName(table), Points: f.points, Controls: f.controlsOf(read.Controls),
		Warnings: read.Warnings, Scale: f.scale}
	o := answer.Options{Budget: f.budgetInUnits(), Limits: f.limits(), Seed: f.seed, Laws: f.laws,
		Ceiling: f.ceilingError(), Tolerance: f.tolerance}
	if f.prices.total > 0 {
		o.Spend = f.prices.spend()
	}
	r, err := answer.OfTable(ctx, of, o)
	if err != nil {
		return err
	}
	return page.Save(r, file)
}

// controlsOf are those of the task and the probe that are looked at; none if these have none.
func (a analysis) controlsOf(all []diversity.Measurement) []diversity.Measurement {
	sized := slices.Clone(all)
	for i := range sized {
		sized[i].Size = diversity.Size{Classes: 1, PerClass: 1} // they have none, and a mean over tasks asks for one
	}
	if len(sized) == 0 {
		return nil
	}
	chosen, err := a.choose(sized)
	if err != nil {
		return nil
	}
	return chosen
}

// tableName is that of a file without its folder and extension.
func tableName(file string) string {
	if file == "-" {
		return "standard input"
	}
	return strings.TrimSuffix(filepath.Base(file), filepath.Ext(file))
}
