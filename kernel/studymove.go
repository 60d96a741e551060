package main

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"io"
	"path/filepath"

	"tradeoff/diversity/display"
	"tradeoff/diversity/export"
	"tradeoff/diversity/study"
	"tradeoff/diversity/study/maintain"
	"tradeoff/kernel/internal/files"
)

func exportCommand() command {
	return command{
		name: "export", args: "STUDY (--csv FILE | --parquet FILE) [options]", summary: "write the results as CSV or Parquet",
		text: `
Writes one row for each finished run, task and probe, for R, Python or a spreadsheet. A FILE of "-" is standard output. The columns are
listed by: go doc ./diversity/export`,
		run: exportStudy,
	}
}

func exportStudy(_ context.Context, std streams, c command, args []string) error {
	f := newStudyFlags(std, c)
	csv := f.String("csv", "", "write comma-separated values to this `file`")
	parquet := f.String("parquet", "", "write Apache Parquet to this `file`")
	dir, err := f.dir(args)
	switch {
	case err != nil:
		return err
	case *csv == "" && *parquet == "":
		return usageError("--csv or --parquet is missing")
	case *csv == *parquet:
		return usageError("--csv and --parquet want different files")
	}
	results, err := study.ReadResults(dir)
	if err != nil {
		return err
	}
	for _, target := range []struct {
		file  string
		write func(io.Writer, *study.Results) error
	}{{*csv, export.CSV}, {*parquet, export.Parquet}} {
		if target.file == "" {
			continue
		}
		if err := writeTo(std, target.file, func(w io.Writer) error { return target.write(w, results) }); err != nil {
			return err
		}
	}
	total := len(results.Runs) + len(results.Missing) + len(results.Failures)
	fmt.Fprintf(std.err, "%s: %s of %d of %s\n", results.Study.Name, display.Count(len(export.Rows(results)), "row"),
		len(results.Runs), display.Count(total, "run"))
	return nil
}

// writeTo fills a file, which is replaced as a whole, or standard output.
func writeTo(std streams, path string, fill func(io.Writer) error) error {
	if path == "-" {
		return fill(raw(std.out))
	}
	var content bytes.Buffer
	if err := fill(&content); err != nil {
		return err
	}
	return files.Write(path, content.Bytes(), 0o644)
}

func packCommand() command {
	return command{
		name: "pack", args: "STUDY [options]", summary: "put a study into one file",
		text: `
Writes a zip archive with study.json and the results, to be committed beside a notebook or sent to somebody. Equal studies give equal files.
Failures, claims and saved networks are left out. A damaged result is an error.`,
		run: packStudy,
	}
}

func packStudy(_ context.Context, std streams, c command, args []string) error {
	f := newStudyFlags(std, c)
	output := f.String("output", "",
		"write to this `file`, \"-\" for standard output (default STUDY.zip in the working directory)")
	dir, err := f.dir(args)
	if err != nil {
		return err
	}
	path := cmp.Or(*output, filepath.Base(dir)+".zip")
	counted := &counter{}
	err = writeTo(std, path, func(w io.Writer) error { return maintain.Pack(dir, io.MultiWriter(w, counted)) })
	if err == nil {
		fmt.Fprintf(std.err, "%s: %d bytes\n", path, counted.bytes)
	}
	return err
}

// counter counts what is written to it.
type counter struct{ bytes int }

func (c *counter) Write(text []byte) (int, error) {
	c.bytes += len(text)
	return len(text), nil
}

func unpackCommand() command {
	return command{
		name: "unpack", args: "FILE [options]", summary: "take the results from an archive",
		text: `
Puts the results of an archive that "study pack" wrote into the directory of their study. Everything in the archive is verified first; if
anything is wrong nothing is written. Results that are there already are kept, damaged ones are set aside and replaced.
JSON: {study, dir, added, replaced, kept, foreign}.`,
		run: unpackStudy,
	}
}

func unpackStudy(_ context.Context, std streams, c command, args []string) error {
	f := newStudyFlags(std, c)
	asJSON := f.json()
	path, err := f.argument(args, "archive")
	if err != nil {
		return err
	}
	unpacked, err := maintain.Unpack(path, maintain.UnpackOptions{Root: *f.root})
	if err != nil {
		return err
	}
	if *asJSON {
		return writeJSON(std.out, unpacked)
	}
	_, err = fmt.Fprintln(std.out, unpacked)
	return err
}

func gcCommand() command {
	return command{
		name: "gc", args: "STUDY [options]", summary: "remove files that serve nobody",
		text: `
Shows which files of a study serve nobody, and with --apply removes them: what writers that were killed left behind, claims of workers that
died, damaged files that were set aside; with --unused also the results, failures and networks of runs that the study's plan no longer has.
While a process is computing the study nothing is touched. JSON: {dir, dry_run, removed: [{path, bytes, reason}], bytes}.`,
		run: pruneStudy,
	}
}

func pruneStudy(_ context.Context, std streams, c command, args []string) error {
	f := newStudyFlags(std, c)
	asJSON := f.json()
	apply := f.Bool("apply", false, "remove the files, instead of only showing them")
	unused := f.Bool("unused", false, "also of runs that the plan no longer has")
	dir, err := f.dir(args)
	if err != nil {
		return err
	}
	pruned, err := maintain.Prune(dir, maintain.PruneOptions{Unused: *unused, DryRun: !*apply})
	if err != nil {
		return err
	}
	if *asJSON {
		return writeJSON(std.out, pruned)
	}
	_, err = fmt.Fprint(std.out, prunedText(pruned))
	return err
}

func prunedText(c maintain.Pruned) string {
	text := ""
	if len(c.Removed) > 0 {
		table := study.Table{Header: []string{"file", "bytes", "reason"}}
		for _, f := range c.Removed {
			table.Rows = append(table.Rows, []string{f.Path, fmt.Sprint(f.Bytes), f.Reason})
		}
		text = table.String() + "\n"
	}
	did := "removed"
	if c.DryRun && len(c.Removed) > 0 {
		did = "would be removed by --apply"
	}
	return text + fmt.Sprintf("%s, %d bytes %s\n", display.Count(len(c.Removed), "file"), c.Bytes, did)
}
