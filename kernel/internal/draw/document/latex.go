package document

import (
	"strings"

	"tradeoff/diversity/display"
	"tradeoff/kernel/internal/draw/formula"
	"tradeoff/kernel/internal/draw/table"
)

// LaTeX is the document as LaTeX to be read by \input: tables with the rules of the package booktabs, to their last
// row, each in an environment tabular, without a float; paragraphs and formulas between. What the packages inputenc and
// amsmath know is all that it needs else. Texts are escaped, and a formula that is not known to be one is a text: so
// nothing in it acts.
func LaTeX(d display.Document) string {
	var parts []string
	if d.Title != "" {
		parts = append(parts, "% "+oneLine(d.Title))
	}
	for _, part := range d.Parts {
		if text := partLaTeX(part); text != "" {
			parts = append(parts, text)
		}
	}
	return strings.Join(parts, "\n\n") + "\n"
}

func partLaTeX(part display.Part) string {
	switch p := part.(type) {
	case display.Text:
		return texText(string(p))
	case display.Warning:
		return `\emph{` + texText(string(p)) + "}"
	case display.Formula:
		if tex, ok := texFormula(string(p)); ok {
			return `\[` + tex + `\]`
		}
		return texText(string(p))
	case display.Facts:
		return tabular(nil, factsOf(p), factRows(p))
	case display.Table:
		rows, note := allCells(p)
		text := tabular(p.Header, p.Rows, rows)
		if p.Title != "" {
			text = "% " + oneLine(p.Title) + "\n" + text
		}
		if note != "" {
			text += "\n% " + oneLine(note)
		}
		return text
	case display.Card:
		return `\textbf{` + texText(string(outcome(p))) + ":} " + texText(p.Claim) + "\n\n" + texText(p.Answer)
	case display.Picture:
		return texText(p.Caption)
	}
	return ""
}

// factsOf are the rows of facts that are shown, as values.
func factsOf(facts display.Facts) (rows [][]any) {
	for _, fact := range facts {
		if CellOf(fact.Value).Text != "" {
			rows = append(rows, []any{fact.Name, fact.Value})
		}
	}
	return rows
}

// Tabular is a table of cells as [LaTeX] writes tables; without a header if that is nil.
func Tabular(header []string, rows [][]table.Cell) string {
	return tabular(header, make([][]any, len(rows)), rows)
}

// tabular is a table of cells, of which those that are formulas are taken from the values. A gap moves the values on.
func tabular(header []string, values [][]any, rows [][]table.Cell) string {
	if len(rows) == 0 {
		return ""
	}
	var b strings.Builder
	b.WriteString(`\begin{tabular}{` + columns(rows) + "}\n\\toprule\n")
	if len(header) > 0 {
		names := make([]string, len(header))
		for i, name := range header {
			names[i] = texText(name)
		}
		b.WriteString(strings.Join(names, " & ") + " \\\\\n\\midrule\n")
	}
	behind := len(rows) - len(values) // 1 from the gap on
	for i, row := range rows {
		from := i
		if behind > 0 && (i >= len(values) || isGap(rows[:i])) {
			from = i - behind
		}
		texts := make([]string, len(row))
		for j, c := range row {
			texts[j] = texCell(c, values[from], j)
		}
		b.WriteString(strings.Join(texts, " & ") + " \\\\\n")
	}
	b.WriteString("\\bottomrule\n\\end{tabular}")
	return b.String()
}

// isGap tells whether a gap is among rows.
func isGap(rows [][]table.Cell) bool {
	for _, row := range rows {
		if len(row) > 0 && row[0].Text == more && row[len(row)-1].Text == more {
			return true
		}
	}
	return false
}

// columns sets numbers to the right.
func columns(rows [][]table.Cell) string {
	var b strings.Builder
	for j := range rows[0] {
		letter := "r"
		for _, row := range rows {
			if !row[j].Number && row[j].Text != "" {
				letter = "l"
			}
		}
		b.WriteString(letter)
	}
	return b.String()
}

func texCell(c table.Cell, values []any, j int) string {
	if j < len(values) && c.Text != more {
		if f, ok := values[j].(display.Formula); ok {
			if tex, ok := texFormula(string(f)); ok {
				return "$" + tex + "$"
			}
		}
	}
	return texText(c.Text)
}

// texFormula is a formula that is known to be one: all its commands are those of formulas.
func texFormula(tex string) (string, bool) {
	_, known := formula.HTML(tex)
	return tex, known && !strings.ContainsAny(tex, "$%#\n")
}

// oneLine is a comment, which ends with its line.
func oneLine(s string) string { return strings.Join(strings.Fields(display.PrintableLines(s)), " ") }

// texText is a text as LaTeX shows it.
func texText(s string) string {
	return texEscapes.Replace(display.PrintableLines(strings.TrimSpace(s)))
}

// texEscapes are what LaTeX takes for a command, and signs that not all of its fonts have.
var texEscapes = strings.NewReplacer(`\`, `\textbackslash{}`, "{", `\{`, "}", `\}`, "&", `\&`, "%", `\%`, "$", `\$`,
	"#", `\#`, "_", `\_`, "^", `\textasciicircum{}`, "~", `\textasciitilde{}`, "<", `$<$`, ">", `$>$`, "|", `$|$`,
	"[", "{[}", "]", "{]}", "−", `$-$`, "×", `$\times$`, "±", `$\pm$`, "≤", `$\le$`, "≥", `$\ge$`, "≈", `$\approx$`,
	"∞", `$\infty$`, "…", `\ldots{}`, "–", "--", "—", "---", "²", `$^2$`, "✓", `$\surd$`, "✗", `$\times$`, "α", `$\alpha$`,
	"β", `$\beta$`, "→", `$\to$`, "∝", `$\propto$`, "·", `$\cdot$`, `"`, "''")
