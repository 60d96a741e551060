package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"tradeoff/kernel/internal/cell/protocol"
	"tradeoff/kernel/internal/files"
	"tradeoff/kernel/internal/jupyter/ipynb"
	"tradeoff/kernel/internal/notebook/script"
)

func convertCommand() command {
	return command{
		kept: "no file was changed; run the command again",
		name: "convert", args: "FILE.ipynb --output FILE.go | FILE.go --output FILE.ipynb",
		summary: "turn a notebook into plain text, or back",
		text: `
Writes a notebook as text in the percent format of jupytext and many editors: cells start with "// %%", Markdown is a comment, what is
for the kernel rather than Go follows "//gonb:". Sources, types, identifiers and tags come back as they were. Outputs are not in the
text; where the notebook to be written exists, cells that have not changed keep theirs. The output "-" is standard output (for
example as a git textconv).`,
		run: convert,
	}
}

func convert(_ context.Context, std streams, c command, args []string) error {
	set := c.flags(std)
	output := set.String("output", "", "the `file` to be written, .go for a notebook and .ipynb for a text")
	paths, err := parse(set, args)
	if err != nil {
		return err
	}
	if len(paths) != 1 {
		return usageError("want one file, have %d", len(paths))
	}
	path := paths[0]
	from, to := filepath.Ext(path), filepath.Ext(*output)
	var content []byte
	switch {
	case *output == "":
		return usageError("--output is missing")
	case from == ".ipynb" && (to == ".go" || *output == "-"):
		content, err = toText(path)
	case from == ".go" && (to == ".ipynb" || *output == "-"):
		content, err = toNotebook(path, *output)
	default:
		return usageError("%s to %s: want FILE.ipynb --output FILE.go, or FILE.go --output FILE.ipynb", path, *output)
	}
	if err != nil {
		return err
	}
	if *output == "-" {
		_, err = raw(std.out).Write(content)
		return err
	}
	return files.Write(*output, content, 0o644)
}

func toText(path string) ([]byte, error) {
	n, err := ipynb.Read(path)
	if err != nil {
		return nil, err
	}
	return script.Write(n)
}

func toNotebook(path, output string) ([]byte, error) {
	content, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	n, err := script.Read(content)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	if output != "-" {
		old, err := ipynb.Read(output)
		switch {
		case err == nil:
			keepOutputs(n, old)
		case !errors.Is(err, os.ErrNotExist):
			return nil, err
		}
	}
	return n.Bytes()
}

// keepOutputs gives the cells that are the same in another notebook its outputs.
func keepOutputs(n, old *ipynb.Notebook) {
	known := map[string]ipynb.Cell{}
	for _, c := range old.Cells {
		known[c.ID] = c
	}
	for i, c := range n.Cells {
		if o := known[c.ID]; o.Type == c.Type && o.Source == c.Source {
			n.Cells[i].Outputs, n.Cells[i].Count = o.Outputs, o.Count
			if ran, ok := o.Metadata[protocol.RanKey]; ok { // which is of them
				n.Cells[i].Metadata[protocol.RanKey] = ran
			}
		}
	}
}
