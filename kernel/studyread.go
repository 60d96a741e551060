package main

import (
	"context"
	"fmt"
	"time"

	"tradeoff/diversity"
	"tradeoff/diversity/display"
	"tradeoff/diversity/study"
	"tradeoff/diversity/study/maintain"
)

func listCommand() command {
	return command{
		name: "list", args: "[options]", summary: "which studies there are",
		text: `
Lists the studies: how many runs of the plan are done, failed and being computed, when a run was last finished, and what is wrong. Files
are counted, not verified, as "study status" does. JSON: a list of {name, dir, hash, done, total, results, failures, running, changed, problem};
total is 0 where the plan cannot be made, as a pool does not open here.`,
		run: listStudies,
	}
}

func listStudies(_ context.Context, std streams, c command, args []string) error {
	f := newStudyFlags(std, c)
	asJSON := f.json()
	if err := noArguments(f.FlagSet, args); err != nil {
		return err
	}
	studies, err := maintain.List(*f.root)
	if err != nil {
		return err
	}
	if *asJSON {
		return writeJSON(std.out, append([]maintain.Summary{}, studies...))
	}
	if len(studies) == 0 {
		fmt.Fprintln(std.err, "no studies")
		return nil
	}
	table := study.Table{Header: []string{"study", "done", "failed", "running", "last result (UTC)", "problem"}}
	for _, s := range studies {
		changed := ""
		if !s.Changed.IsZero() {
			changed = s.Changed.Format(time.DateTime)
		}
		table.Rows = append(table.Rows, []string{
			s.Name, doneText(s), fmt.Sprint(s.Failures), fmt.Sprint(s.Running), changed, s.Problem,
		})
	}
	_, err = fmt.Fprint(std.out, table)
	return err
}

// doneText reads "12 of 120, 10%", or "12 results" where the plan is not known.
func doneText(s maintain.Summary) string {
	if s.Total == 0 {
		return fmt.Sprintf("%d results", s.Results)
	}
	return fmt.Sprintf("%d of %d, %d%%", s.Done, s.Total, 100*s.Done/s.Total)
}

func statusCommand() command {
	return command{
		name: "status", args: "STUDY [options]", summary: "how far a study is, and why each missing run is missing",
		text: `
Says how many runs are done, and of each other run why it is not: a worker is computing it; its worker has not shown for long that it is
alive (stalled) or died (abandoned); it failed; its file is damaged; a newer version of this program wrote it (newer), which it is left
to; it lacks a task or probe (partial); nobody has begun it (waiting).
It says, too, if K and n are confounded with which classes have enough images, and if images of a task look like images of pre-training;
--brief leaves that out.
Every result is verified. Nothing is changed. Exit code 0 if the study is complete, 1 if not.
JSON: {study, dir, hash, total, counts: {STATE: N}, runs: [{size, repeat, seed, control, policy, hash, state, reason, worker}],
notices: [TEXT]}.`,
		run: studyStatus,
	}
}

func studyStatus(ctx context.Context, std streams, c command, args []string) error {
	f := newStudyFlags(std, c)
	asJSON := f.json()
	brief := f.Bool("brief", false, "only the summary")
	dir, err := f.dir(args)
	if err != nil {
		return err
	}
	status, err := maintain.ReadStatus(dir)
	if err != nil {
		return err
	}
	if !*brief {
		if err := addNotices(ctx, &status); err != nil {
			return err
		}
	}
	if *asJSON {
		err = writeJSON(std.out, status)
	} else {
		err = printStatus(std, status, *brief)
	}
	if err == nil && !status.Complete() {
		err = errReported
	}
	return err
}

// addNotices adds what a reader of the results has to know.
func addNotices(ctx context.Context, status *maintain.Status) error {
	s, err := study.ReadDir(status.Dir)
	if err == nil {
		status.Notices, err = s.Notices(ctx)
	}
	return err
}

func printStatus(std streams, status maintain.Status, brief bool) error {
	_, err := fmt.Fprintln(std.out, status)
	if err == nil && !brief && !status.Complete() {
		_, err = fmt.Fprintf(std.out, "\n%v", status.Table())
	}
	for _, notice := range status.Notices {
		fmt.Fprintf(std.out, "\n%s\n", notice)
	}
	for _, f := range status.Problems {
		fmt.Fprintf(std.err, "%s: %s\n", diversity.Printable(f.Path), f.Reason)
	}
	return err
}

func checkCommand() command {
	return command{
		name: "check", args: "STUDY [options]", summary: "verify every file of a study",
		text: `
Verifies every file of a study: checksums, whether a file is about the run that its name says, saved networks against their results, and
the pools that study.json names. Says also which files serve nobody; "study gc" removes those. Nothing is changed. Exit code 1 if a file is
damaged, misplaced or cannot be read. A study.json that was edited by hand has another checksum than it says: --accept takes it as it is,
if it still describes a study, and sets the edited file aside. JSON: {dir, study, files, results, total, problems, leftovers, unused, foreign}, the last four lists
of {path, bytes, reason}.`,
		run: checkStudy,
	}
}

func checkStudy(_ context.Context, std streams, c command, args []string) error {
	f := newStudyFlags(std, c)
	asJSON := f.json()
	all := f.Bool("all", false, "list also the files that serve nobody one by one")
	accept := f.Bool("accept", false, "take a study.json that was edited by hand as it is")
	dir, err := f.dir(args)
	if err != nil {
		return err
	}
	if *accept {
		if err := acceptStudy(std, dir); err != nil {
			return err
		}
	}
	report, err := maintain.Check(dir)
	if err != nil {
		return err
	}
	if *asJSON {
		err = writeJSON(std.out, report)
	} else {
		err = printReport(std, report, *all)
	}
	if err == nil && !report.OK() {
		err = errReported
	}
	return err
}

// acceptStudy takes an edited study.json.
func acceptStudy(std streams, dir string) error {
	s, err := study.Accept(dir)
	if err != nil {
		return err
	}
	plan, err := s.Plan()
	if err == nil {
		fmt.Fprintf(std.err, "%s: study.json is accepted: a plan of %s\n", s.Name, display.Count(len(plan), "run"))
	}
	return err
}

func printReport(std streams, report maintain.Report, all bool) error {
	table := study.Table{Header: []string{"", "file", "reason"}}
	addFindings(&table, "PROBLEM", report.Problems)
	hint := ""
	for _, kind := range []struct {
		name, advice string
		findings     []maintain.Finding
	}{
		{"leftover", `"study gc" removes them`, report.Leftovers},
		{"unused", `"study gc --unused" removes them`, report.Unused},
		{"foreign", "not files of the store; they stay", report.Foreign},
	} {
		if all {
			addFindings(&table, kind.name, kind.findings)
		}
		if len(kind.findings) > 0 {
			hint += fmt.Sprintf("%s: %s, %s\n", kind.name, display.Count(len(kind.findings), "file"), kind.advice)
		}
	}
	text := report.String() + "\n"
	if len(table.Rows) > 0 {
		text += "\n" + table.String()
	}
	if hint != "" {
		text += "\n" + hint
	}
	_, err := fmt.Fprint(std.out, text)
	return err
}

func addFindings(table *study.Table, kind string, findings []maintain.Finding) {
	for _, f := range findings {
		table.Rows = append(table.Rows, []string{kind, f.Path, f.Reason})
	}
}
