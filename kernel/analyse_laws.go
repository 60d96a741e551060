package main

import (
	"errors"
	"fmt"
	"math"
	"strings"

	"tradeoff/diversity"
	"tradeoff/diversity/laws"
	"tradeoff/diversity/study"
	"tradeoff/diversity/theory"
)

// writeLaws compares the laws: the verdict, the numbers, and what each law says.
func (f findings) writeLaws(r *report) {
	r.title("The laws")
	if f.scoresErr != nil {
		r.paragraph("They cannot be compared: %v.", f.scoresErr)
		return
	}
	r.paragraph("%s", f.InNumbers(theory.JudgeLaws(f.scores).Sentence))
	fmt.Fprintln(r)
	table := study.Table{Header: []string{"  law", "misses the largest N by", "best in", "loses there", "fits all"}}
	heldOut := true
	for _, s := range f.scores {
		table.Rows = append(table.Rows, f.lawRow(s))
		heldOut = heldOut && s.HeldOutErr == nil
	}
	r.WriteString(table.String())
	r.item(2, "",
		fmt.Sprintf("Each law was fitted to the smaller budgets and asked for the errors of the largest: what it misses and what its choice loses there, in %s, and in"+
			" what share of refits it is the best. Fits all: whether the errors of all budgets scatter about it by no more than noise.",
			f.gapUnit()))
	if !heldOut {
		r.item(2, "", "A dash: the smaller budgets cannot tell the law's parameters apart, or it has no best size.")
	}
	f.writeLawErrors(r)
	fmt.Fprintln(r)
	for _, s := range f.scores {
		r.item(14, "  "+s.Law.Name(), lawInWords(s.Law))
	}
}

// writeLawErrors says why laws could not be fitted, each reason once.
func (f findings) writeLawErrors(r *report) {
	var reasons []string
	names := map[string][]string{}
	for _, s := range f.scores {
		if s.Err == nil {
			continue
		}
		reason := strings.ReplaceAll(s.Err.Error(), "the "+s.Law.Name()+" law", "the law")
		if parameters := laws.ParameterNames(s.Law); len(parameters) > 0 {
			reason = strings.ReplaceAll(reason, fmt.Sprintf("the %d parameters", len(parameters)), "the parameters")
		}
		if sizes := fmt.Sprintf("measure at least %d sizes", len(laws.ParameterNames(s.Law))); strings.Contains(reason,
			sizes) {
			reason = strings.ReplaceAll(reason, sizes, "measure at least as many sizes as it has parameters")
		}
		if names[reason] == nil {
			reasons = append(reasons, reason)
		}
		names[reason] = append(names[reason], s.Law.Name())
	}
	for _, reason := range reasons {
		r.item(2, "", fmt.Sprintf("Not fitted: %s: %s.", strings.Join(names[reason], ", "), f.InNumbers(reason)))
	}
}

// lawRow is a law in the table.
func (f findings) lawRow(s theory.LawScore) []string {
	row := []string{"  " + s.Law.Name(), "-", "-", "-", "not known"}
	if s.HeldOutErr == nil {
		row[1], row[2] = f.gap(s.HeldOut), fmt.Sprintf("%.0f%%", 100*s.Wins)
		if !math.IsNaN(s.Regret) {
			row[3] = f.gap(s.Regret)
		}
	}
	switch {
	case errors.Is(s.Err, diversity.ErrTooFew):
		row[4] = "too few sizes"
	case s.Err != nil:
		row[4] = "cannot be fitted"
	case s.LackOfFit.Known && s.LackOfFit.Rejects():
		row[4] = "no, off by " + f.InNumbers(fmt.Sprintf("%.1f points", 100*s.LackOfFit.MisfitOfTheMeans))
	case s.LackOfFit.Known:
		row[4] = fmt.Sprintf("yes (p = %.2g)", s.LackOfFit.PValue)
	}
	return row
}

// lawInWords is the formula of a law and what it claims, in a line.
func lawInWords(law laws.Law) string {
	switch law := law.(type) {
	case laws.Tied:
		if law.Exponent != 0 {
			return fmt.Sprintf("the tied law with a = %v given, which leaves less to fit", law.Exponent)
		}
		return "E + A/K^a + B/n^a: classes and images help at the same rate, so that the best K/n does not depend on N (the paper's claim)"
	case laws.Untied:
		return "E + A/K^a + B/n^b: they help at rates of their own, so that the best K/n moves with N"
	case laws.Capped:
		return "E + A/K^a + B/(n^b + m^b): untied, but fewer than about m images of a class teach nothing, so that the error stops rising there"
	case laws.Pooled:
		return "E + A/K^a + C/N^c: only classes and the number of images count, so that more classes are always better"
	case laws.Flat:
		return "E + C/N^c: only the number of images counts, so that all K are as good"
	case laws.Nested:
		return "E + A/K^a + B/(K^a n^b): images help only within their classes, so that the best n does not depend on N"
	case laws.Saturating:
		return "E + A/K^a + B exp(-n/m): beyond a few times m images of a class further ones teach nothing"
	case laws.Reliability:
		return "1 - k0/sqrt(1 + k1/K + k2/(K n)): the law of correlations that are foretold from K participants with n minutes each"
	case laws.Interacting:
		return "E + B/(K^b n^(a + c ln K)): the more classes, the faster images of a class help"
	case laws.Bent:
		return fmt.Sprintf("untied, with one bend in %s, from one exponent far below m to another, c, far above",
			strings.TrimPrefix(law.Name(), "bent "))
	case laws.TwoStep:
		return "E + C/(1 + exp(m - A/K^a - B/n^b)): a sigmoid of a loss by the untied law, so that the error flattens where nothing is learnt yet"
	case laws.WithTotal:
		return fmt.Sprintf("the %s law and C/N^c, which moves all errors of a budget together and not its best size",
			law.Law.Name())
	}
	return law.TeX()
}
