package htmlexport

import (
	"encoding/json"
	"fmt"
	"html"
	"regexp"
	"strings"
	"tradeoff/kernel/internal/jupyter/ipynb"
)

// opener finds what may start a formula, and a dollar that does not.
var opener = regexp.MustCompile(`\\\$|\$\$|\$|\\\[|\\\(|\\begin\{[a-zA-Z]+\*?\}`)

// closers are the ends of formulas by their starts.
var closers = map[string]string{"$$": "$$", "$": "$", `\[`: `\]`, `\(`: `\)`}

// text copies a text of the page, with its formulas converted if it can have some.
func (w *walker) text(raw []byte) {
	if w.prose.depth == 0 || w.verbatim.depth > 0 {
		w.out.Write(raw)
		return
	}
	rest := string(raw)
	for {
		at := opener.FindStringIndex(rest)
		if at == nil {
			break
		}
		f, ok := formulaAt(rest[at[0]:], rest[at[0]:at[1]])
		if !ok || !w.meant(f) {
			w.out.WriteString(rest[:at[1]])
			rest = rest[at[1]:]
			continue
		}
		w.out.WriteString(rest[:at[0]])
		w.formula(f)
		rest = rest[at[0]+len(f.raw):]
	}
	w.out.WriteString(rest)
}

// formula is a formula in a page.
type formula struct {
	raw, tex string // with and without the delimiters; only raw is HTML
	display  bool
}

// formulaAt reads the formula at the start of a text. As for MathJax, a formula ends at a delimiter outside braces.
func formulaAt(text, opening string) (formula, bool) {
	if name, ok := strings.CutPrefix(opening, `\begin`); ok {
		end := `\end` + name
		at := strings.Index(text, end)
		if at < 0 {
			return formula{}, false
		}
		raw := text[:at+len(end)]
		return formula{raw: raw, tex: html.UnescapeString(raw), display: true}, true
	}
	closing, ok := closers[opening]
	if !ok {
		return formula{}, false
	}
	body := text[len(opening):]
	at := closingAt(body, closing)
	if at < 0 || strings.TrimSpace(body[:at]) == "" {
		return formula{}, false
	}
	return formula{
		raw: text[:len(opening)+at+len(closing)], tex: html.UnescapeString(body[:at]), display: opening == "$$" ||
			opening == `\[`,
	}, true
}

func closingAt(body, closing string) int {
	depth := 0
	for i := 0; i < len(body); i++ {
		switch {
		case depth == 0 && strings.HasPrefix(body[i:], closing):
			return i
		case body[i] == '\\':
			i++
		case body[i] == '{':
			depth++
		case body[i] == '}':
			depth = max(0, depth-1)
		}
	}
	return -1
}

// meant tells dollars of formulas from those that the author escaped as \$, which nbconvert writes as plain dollars:
// then the formula stands in the notebook as it does in the page.
func (w *walker) meant(f formula) bool {
	if w.cell < 1 || w.cell > len(w.source) {
		return true
	}
	source := prose(w.source[w.cell-1])
	if !strings.Contains(source, `\$`) {
		return true
	}
	tex := squeeze(f.tex)
	return strings.HasPrefix(f.raw, `\`) || containsUnescaped(squeeze(source), "$"+tex+"$") ||
		strings.Contains(squeeze(source), `\\(`+tex+`\\)`) || strings.Contains(squeeze(source), `\\[`+tex+`\\]`)
}

// containsUnescaped looks for a part that no backslash precedes.
func containsUnescaped(s, part string) bool {
	for {
		at := strings.Index(s, part)
		if at < 0 || at == 0 || s[at-1] != '\\' {
			return at >= 0
		}
		s = s[at+1:]
	}
}

// prose is the text of a cell and of its outputs that may hold formulas.
func prose(c ipynb.Cell) string {
	if c.Type != ipynb.Code {
		return string(c.Source)
	}
	var all strings.Builder
	for _, raw := range c.Outputs {
		var output struct {
			Data map[string]json.RawMessage `json:"data"`
		}
		var text ipynb.Text
		for _, kind := range proseTypes {
			if json.Unmarshal(raw, &output) == nil && json.Unmarshal(output.Data[kind], &text) == nil {
				all.WriteString(string(text) + "\n")
			}
		}
	}
	return all.String()
}

// squeeze takes out white space, which Markdown may change at the ends of lines.
func squeeze(s string) string { return strings.Join(strings.Fields(s), "") }

// formula writes a formula as MathML, or as it stands.
func (w *walker) formula(f formula) {
	w.formulas++
	element, err := w.engine.MathML(f.tex, f.display)
	if err != nil {
		w.warn("the formula %s is shown as TeX: %v", oneLine(html.UnescapeString(f.raw)), err)
		element = fmt.Sprintf(`<code class="tex">%s</code>`, f.raw)
	}
	w.out.WriteString(element)
}

// oneLine is a text without line breaks.
func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }
