package main

import (
	"context"
	"flag"
	"fmt"
	"strings"

	answer "tradeoff/diversity/report"
	"tradeoff/diversity/study"
	"tradeoff/diversity/theory/design"
	"tradeoff/kernel/internal/draw/document"
	"tradeoff/kernel/page"
)

// metricFlags are the options that name what of a study is looked at.
func metricFlags(set *flag.FlagSet) *study.Metric {
	m := &study.Metric{}
	set.StringVar(&m.Task, "task", "", "the task to look at, where the study has several")
	set.StringVar(&m.Probe, "probe", "", "the probe to look at, where the study has several")
	set.StringVar(&m.Policy, "policy", "", "the policy to look at, where the study has several")
	return m
}

// metricError is an error about what of a study is looked at in the words of the command line.
type metricError struct{ error }

// Error names flags instead of the fields that they set.
func (e metricError) Error() string {
	return strings.NewReplacer("Metric.Task", "--task", "Metric.Probe", "--probe", "Metric.Policy", "--policy", "Options.Budget", "--budget").
		Replace(e.error.Error())
}

// Unwrap is the error as package study knows it.
func (e metricError) Unwrap() error { return e.error }

func reportCommand() command {
	return command{
		name: "report", args: "STUDY [options]", summary: "what the finished runs say: one card, or a page with a calculator",
		text: `
Answers in one card: what to label for a budget, what that is expected to lose and what would change it, the best size of every measured
budget, the verdict on each claim of the paper, what is missing for an honest answer, the cost so far, and how to cite it. With --html FILE
the same is written as one page for any browser, without a network, with a calculator for other budgets and prices.`,
		run: reportStudy,
	}
}

func reportStudy(ctx context.Context, std streams, c command, args []string) error {
	f := newStudyFlags(std, c)
	metric := metricFlags(f.FlagSet)
	budget := f.Int("budget", 0, "how many images there are to label; 0 = four times the largest measured budget")
	html := f.String("html", "", "also write a page with a calculator to this file")
	dir, err := f.dir(args)
	if err != nil {
		return err
	}
	results, err := study.ReadResults(dir)
	if err != nil {
		return err
	}
	r, err := answer.Of(ctx, results, *metric, answer.Options{Budget: *budget})
	if err != nil {
		return metricError{err}
	}
	if *html != "" {
		if err := page.Save(r, *html); err != nil {
			return err
		}
	}
	_, err = fmt.Fprintln(std.out, document.Text(r.Display()))
	return err
}

func compareCommand() command {
	return command{
		name: "compare", args: "FIRST SECOND [options]", summary: "by how much two studies differ, and whether the best number of classes moves",
		text: `
Compares the finished runs of two studies of one pool, task and probe at the sizes and repeats that both have: the mean difference at each
size, by how much the best number of classes moves at each budget, and a sentence on whether it does. Runs of one size and repeat are pairs
where both studies have the same seed.`,
		run: compareStudies,
	}
}

func compareStudies(_ context.Context, std streams, c command, args []string) error {
	f := newStudyFlags(std, c)
	metric := metricFlags(f.FlagSet)
	names, err := parse(f.FlagSet, args)
	if err != nil {
		return err
	}
	if len(names) != 2 {
		return usageError("want two studies, have %d", len(names))
	}
	var of [2]*study.Results
	for i, name := range names {
		dir, err := studyDir(*f.root, name)
		if err != nil {
			return err
		}
		if of[i], err = study.ReadResults(dir); err != nil {
			return err
		}
	}
	compared, err := answer.Compare(of[0], of[1], answer.CompareOptions{Metric: *metric})
	if err != nil {
		return metricError{err}
	}
	_, err = fmt.Fprintln(std.out, document.Text(compared.Display()))
	return err
}

// writePower says which repeats and budgets would tell the claims apart, with the study's finished runs as the pilot.
func writePower(ctx context.Context, std streams, dir string, metric study.Metric) error {
	results, err := study.ReadResults(dir)
	if err != nil {
		return err
	}
	points, err := results.Points(metric)
	if err != nil {
		return metricError{err}
	}
	power, err := design.Pilot(ctx, points, design.PowerOptions{Seed: results.Study.Seed})
	if err != nil {
		return fmt.Errorf("the finished runs are no pilot: %w", err)
	}
	_, err = fmt.Fprintln(std.out, "\n"+document.Text(power.Display()))
	return err
}
