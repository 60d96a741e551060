package main

import (
	"context"
	"encoding/json"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"tradeoff/diversity/display"
	"tradeoff/kernel/internal/cell/protocol"
	"tradeoff/kernel/internal/cell/protocol/drawing"
	"tradeoff/kernel/internal/draw/paper"
	"tradeoff/kernel/internal/files"
	"tradeoff/kernel/internal/jupyter/ipynb"
)

func figuresCommand() command {
	return command{
		kept: "the figures written so far stay; run the command again",
		name: "figures", args: "FILE.ipynb --output DIR [options]", summary: "write the figures of a notebook for a paper",
		text: `
Writes each figure in the outputs of a notebook as PDF and SVG in the width of a column, their letters as large as those of print, and
prints the names of the files with the captions. Nothing is run. A PDF holds text as text with the fonts that it needs; in an SVG
letters are outlines. Titles and captions stand in the text of a paper and are left out, unless --titled. Figures are numbered in
their order, so that other names stay when one gets another title.`,
		run: writeFigures,
	}
}

// figuresFlags are the command line of figures.
type figuresFlags struct {
	file, output string
	layout       paper.Layout
	formats      []string
}

func parseFigures(std streams, c command, args []string) (figuresFlags, error) {
	f := figuresFlags{formats: []string{"pdf", "svg"}}
	set := c.flags(std)
	set.StringVar(&f.output, "output", "", "write the files into this `directory`")
	set.Float64Var(&f.layout.Width, "width", paper.Column, "of the figures in `millimetres`, 40 to 400; 174 is a page of two columns")
	set.Float64Var(&f.layout.Height, "height", 0, "of the figures in `millimetres`, 20 to 400; 0 is what suits each")
	set.Float64Var(&f.layout.Letters, "letters", paper.Letters, "size of ticks and names of axes in `points`, 4 to 16")
	set.BoolVar(&f.layout.Titled, "titled", false, "with titles and captions")
	set.Func("formats", "pdf, svg or both, which is the default (`pdf,svg`)", func(list string) error {
		f.formats = strings.Split(list, ",")
		return nil
	})
	others, err := parse(set, args)
	if err != nil {
		return f, err
	}
	for _, format := range f.formats {
		if !slices.Contains([]string{"pdf", "svg"}, format) {
			return f, usageError("--formats %q: want pdf, svg or pdf,svg", format)
		}
	}
	switch err := f.layout.Validate("options"); {
	case len(others) != 1:
		return f, usageError("want one notebook, have %d", len(others))
	case f.output == "":
		return f, usageError("--output is missing: the directory for the files")
	case err != nil:
		return f, codeError{err, exitUsage}
	}
	f.file = others[0]
	return f, nil
}

func writeFigures(ctx context.Context, std streams, c command, args []string) error {
	f, err := parseFigures(std, c, args)
	if err != nil {
		return err
	}
	n, err := ipynb.Read(f.file)
	if err != nil {
		return err
	}
	options, err := figuresOf(n)
	if err != nil {
		return fmt.Errorf("%s: %w", f.file, err)
	}
	if len(options) == 0 {
		return fmt.Errorf("%s has no figure in its outputs: execute it first (go run ./kernel run)", f.file)
	}
	for i, option := range options {
		if err := f.write(ctx, std, i+1, option); err != nil {
			return fmt.Errorf("figure %d: %w", i+1, err)
		}
	}
	fmt.Fprintf(std.out, "%s in %s\n", display.Count(len(options), "figure"), f.output)
	return nil
}

// figuresOf are the figures in the outputs of a notebook, in their order.
func figuresOf(n *ipynb.Notebook) (options [][]byte, err error) {
	for i, c := range n.Cells {
		for j := range c.Outputs {
			o, err := c.Output(j)
			if err != nil {
				return nil, fmt.Errorf("cell %d: %w", i+1, err)
			}
			option, ok := o.Data[protocol.Figure]
			if !ok {
				continue
			}
			if len(option) > drawing.MaxOption {
				return nil, fmt.Errorf("cell %d: %w: a figure of %d bytes, want up to %d", i+1, ipynb.ErrNotebook, len(option),
					drawing.MaxOption)
			}
			options = append(options, option)
		}
	}
	return options, nil
}

func (f figuresFlags) write(ctx context.Context, std streams, number int, option json.RawMessage) error {
	ctx, cancel := drawing.WithTimeout(ctx, drawing.Timeout)
	defer cancel()
	drawn, err := paper.Draw(ctx, option, f.layout)
	if err != nil {
		return err
	}
	name := paper.FileName(number, drawn.Title)
	for _, format := range f.formats {
		write := map[string]func(paper.Picture) ([]byte, error){"pdf": paper.Picture.PDF, "svg": paper.Picture.SVG}[format]
		content, err := write(drawn)
		if err != nil {
			return err
		}
		const readable = 0o644
		if err := files.Write(filepath.Join(f.output, name+"."+format), content, readable); err != nil {
			return err
		}
	}
	_, err = fmt.Fprintf(std.out, "%s: %s\n", name, strings.Join(strings.Fields(drawn.Title+". "+drawn.Caption), " "))
	return err
}
