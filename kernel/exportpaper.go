package main

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"

	"tradeoff/diversity"
	"tradeoff/diversity/display"
	"tradeoff/kernel/internal/draw/paper"
	"tradeoff/kernel/internal/notebook/paperexport"
)

func notebookExportCommand() command {
	return groupCommand(command{
		name: "export", summary: "make a paper of a notebook",
		text: `
Turns executed notebooks into what others read.`,
	}, "Nothing is run.", []command{paperCommand()})
}

func paperCommand() command {
	return command{
		kept: "run the command again",
		name: "paper", args: "FILE.ipynb --output DIR [options]", summary: "a MyST project: text, figures, tables, checklist, citation",
		text: `
Makes a project for MyST (mystmd, from PyPI or npm) of an executed notebook, without running it: its text, each figure as PDF and SVG in
the width of a column, tables as Markdown and as LaTeX, the numbers of the text, the code as an appendix, and CITATION.cff. The last
section has what another person needs: seeds, versions, devices, hours, runs, data sets with their digests, and for each
figure, table and number the cells and the studies that it rests on. What the runs were is read from the archives ("study pack")
beside the notebook which its code or its outputs name, and from --runs; what is in neither is said to be not recorded.

"myst build --tex" in DIR makes LaTeX without a network, "myst start" shows pages. HTML, raw LaTeX and paths in the notebook's text are
not carried over. DIR is new or empty, or holds an earlier export whose files are as they were written; else nothing is written.`,
		run: exportPaper,
	}
}

// paperFlags are the command line of export paper.
type paperFlags struct {
	file, output string
	options      paperexport.Options
}

func parsePaper(std streams, c command, args []string) (paperFlags, error) {
	var f paperFlags
	set := c.flags(std)
	set.StringVar(&f.output, "output", "", "write the project into this `directory`")
	set.Func("runs", "read the runs of this `archive` too; may be repeated", func(path string) error {
		f.options.Runs = append(f.options.Runs, path)
		return nil
	})
	set.Func("author", "`name` of an author, given name first; may be repeated (default: those of the notebook's metadata)",
		func(name string) error {
			if name = strings.Join(strings.Fields(diversity.Printable(name)), " "); name == "" {
				return fmt.Errorf("want a name")
			}
			f.options.Authors = append(f.options.Authors, name)
			return nil
		})
	set.Float64Var(&f.options.Layout.Width, "width", paper.Column, "of the figures in `millimetres`, 40 to 400; 174 is a page of two columns")
	others, err := parse(set, args)
	if err != nil {
		return f, err
	}
	switch err := f.options.Layout.Validate("options"); {
	case len(others) != 1:
		return f, usageError("want one notebook, have %d", len(others))
	case f.output == "":
		return f, usageError("--output is missing: the directory for the project")
	case err != nil:
		return f, codeError{err, exitUsage}
	}
	f.file = others[0]
	return f, nil
}

func exportPaper(ctx context.Context, std streams, c command, args []string) error {
	f, err := parsePaper(std, c, args)
	if err != nil {
		return err
	}
	p, err := paperexport.Read(ctx, f.file, f.options)
	if err != nil {
		return err
	}
	if err := p.Save(f.output); err != nil {
		return err
	}
	for _, note := range p.Notes {
		fmt.Fprintf(std.out, "note: %s\n", note)
	}
	fmt.Fprintf(std.out, "%s: %s, %s, %s in the text; %s with %s\n", filepath.Join(f.output, "index.md"),
		display.Count(p.Figures, "figure"), display.Count(p.Tables, "table"), display.Count(p.Numbers, "number"),
		display.Count(p.Studies, "study"), display.Count(p.Runs, "run"))
	fmt.Fprintf(std.out, "to build it: cd %s && myst build --tex\n", f.output)
	return nil
}
