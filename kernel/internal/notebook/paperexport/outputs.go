package paperexport

import (
	"context"
	"encoding/json"
	"fmt"
	"regexp"
	"strings"

	"tradeoff/diversity"
	"tradeoff/kernel/internal/cell/protocol"
	"tradeoff/kernel/internal/cell/protocol/drawing"
	"tradeoff/kernel/internal/draw/paper"
	"tradeoff/kernel/internal/jupyter/ipynb"
)

// mostPrinted is how much of a printed text is carried, in bytes.
const mostPrinted = 20_000

// outputs are what a cell of code shows.
func (p *project) outputs(ctx context.Context, cell int, c ipynb.Cell) (string, error) {
	var parts []string
	for j := range c.Outputs {
		o, err := c.Output(j)
		if err != nil {
			return "", err
		}
		part, err := p.output(ctx, cell, c, o)
		if err != nil {
			return "", fmt.Errorf("output %d: %w", j+1, err)
		}
		if part != "" {
			parts = append(parts, part)
		}
	}
	return strings.Join(parts, "\n\n"), nil
}

func (p *project) output(ctx context.Context, cell int, c ipynb.Cell, o ipynb.Output) (string, error) {
	switch o.Type {
	case ipynb.Stream:
		return p.printed(cell, string(o.Text)), nil
	case ipynb.Error:
		p.note("cell %d failed: %s: %s", cell+1, diversity.Printable(o.Ename), diversity.Printable(o.Value))
		return verbatim("This cell failed: "+o.Ename+": "+o.Value, "text"), nil
	}
	if option, ok := o.Data[protocol.Figure]; ok {
		return p.figure(ctx, cell, option)
	}
	for _, form := range []struct {
		name string
		read func(string) (string, error)
	}{
		{protocol.Markdown, p.prose(cell, c).myst},
		{protocol.HTML, func(text string) (string, error) { return p.markup(cell, text), nil }},
		{protocol.LaTeX, func(text string) (string, error) {
			return formula(strings.Trim(strings.TrimSpace(text), "$"), true), nil
		}},
		{protocol.Plain, func(text string) (string, error) { return p.printed(cell, text), nil }},
	} {
		raw, ok := o.Data[form.name]
		if !ok {
			continue
		}
		var text ipynb.Text
		if err := json.Unmarshal(raw, &text); err != nil {
			return "", fmt.Errorf("%w: %s: %w", ipynb.ErrNotebook, form.name, err)
		}
		part, err := form.read(string(text))
		return strings.TrimSpace(part), err
	}
	if len(o.Data) > 0 {
		p.note("an output of cell %d has no form that a paper can have", cell+1)
	}
	return "", nil
}

// colours are what terminals take for such.
var colours = regexp.MustCompile("\x1b\\[[0-9;]*[A-Za-z]")

// printed is a text that a cell printed.
func (p *project) printed(cell int, text string) string {
	text = colours.ReplaceAllString(text, "")
	if strings.TrimSpace(text) == "" {
		return ""
	}
	if len(text) > mostPrinted {
		p.note("what cell %d printed is cut after %d of %d bytes", cell+1, mostPrinted, len(text))
		text = strings.ToValidUTF8(text[:mostPrinted], "") + "\n…"
	}
	return verbatim(text, "text")
}

// figure draws a figure and refers to it.
func (p *project) figure(ctx context.Context, cell int, option json.RawMessage) (string, error) {
	if len(option) > drawing.MaxOption {
		return "", fmt.Errorf("%w: a figure of %d bytes, want up to %d", ipynb.ErrNotebook, len(option), drawing.MaxOption)
	}
	ctx, cancel := drawing.WithTimeout(ctx, drawing.Timeout)
	defer cancel()
	drawn, err := paper.Draw(ctx, option, p.options.Layout)
	if err != nil {
		return "", err
	}
	p.Figures++
	name, label := paper.FileName(p.Figures, drawn.Title), fmt.Sprintf("fig-%d", p.Figures)
	for ending, write := range map[string]func() ([]byte, error){"pdf": drawn.PDF, "svg": drawn.SVG} {
		content, err := write()
		if err != nil {
			return "", err
		}
		p.Files["figures/"+name+"."+ending] = content
	}
	p.origins = append(p.origins, origin{label: label, cell: cell, on: p.sources.behind(cell),
		shows: escaped(drawn.Title)})
	caption := lineStart(strings.TrimSpace(around(oneLine(drawn.Title)+".", "**") + " " + oneLine(drawn.Caption)))
	return fmt.Sprintf(":::{figure} figures/%s.*\n:label: %s\n:alt: %s\n\n%s\n:::", name, label,
		optionText(drawn.Title), caption), nil
}

// optionText is a text as the option of a directive: a quoted text of YAML.
func optionText(text string) string {
	quoted, err := json.Marshal(strings.Join(strings.Fields(diversity.Printable(text)), " "))
	if err != nil { // of a text there is none
		return `""`
	}
	return string(quoted)
}

// markup is an output in HTML: its paragraphs and tables.
func (p *project) markup(cell int, text string) string {
	var parts []string
	caption := ""
	pieces := htmlPieces(text)
	for i, piece := range pieces {
		if piece.grid == nil {
			if i == 0 && i+1 < len(pieces) && pieces[i+1].grid != nil {
				caption = piece.text
				continue
			}
			parts = append(parts, oneLine(piece.text))
			continue
		}
		parts = append(parts, p.table(cell, *piece.grid, caption))
		caption = ""
	}
	return strings.Join(parts, "\n\n")
}

// table is a table with its label, and beside it as LaTeX.
func (p *project) table(cell int, g grid, caption string) string {
	if len(g.rows) == 0 && len(g.header) == 0 {
		return ""
	}
	g, cut := g.bounded()
	if cut != "" {
		p.note("cell %d: %s", cell+1, cut)
	}
	p.Tables++
	label := fmt.Sprintf("table-%d", p.Tables)
	if caption == "" {
		caption = fmt.Sprintf("Shown by cell %d.", cell+1)
	}
	p.Files[fmt.Sprintf("tables/%02d.tex", p.Tables)] = []byte(g.latex())
	p.origins = append(p.origins, origin{label: label, cell: cell, on: p.sources.behind(cell), shows: escaped(caption)})
	return g.myst(label, oneLine(caption))
}
