package document

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"tradeoff/diversity/display"
)

func TestLaTeXOfATable(t *testing.T) {
	got := LaTeX(display.Document{Title: "a\nstudy", Parts: []display.Part{
		display.Table{Header: []string{"task_1", "error %", "law"}, Rows: [][]any{
			{"plain & simple", display.Percent(0.605), display.Formula(`K^{-a}`)},
			{`\input{/etc/passwd}`, 7, display.Formula(`\input{/etc/passwd}`)},
			{"60.5 [59.6, 61.4]", nil, ""},
		}}}})
	want := `% a study

\begin{tabular}{lrl}
\toprule
task\_1 & error \% & law \\
\midrule
plain \& simple & 60.5 & $K^{-a}$ \\
\textbackslash{}input\{/etc/passwd\} & 7 & \textbackslash{}input\{/etc/passwd\} \\
60.5 {[}59.6, 61.4{]} &  &  \\
\bottomrule
\end{tabular}
`
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// A table is there to its last row, but for what its maker left out.
func TestLaTeXOfLongTables(t *testing.T) {
	rows := make([][]any, 100)
	for i := range rows {
		rows[i] = []any{i, display.Formula("K")}
	}
	whole := LaTeX(display.Document{Parts: []display.Part{display.Table{Header: []string{"i", "law"}, Rows: rows}}})
	if n := strings.Count(whole, ` & $K$ \\`); n != 100 {
		t.Errorf("%d of 100 rows", n)
	}
	short := LaTeX(display.Document{Parts: []display.Part{
		display.Rows("", []string{"i", "law"}, 100, func(i int) []any { return rows[i] })}})
	for _, want := range []string{"19 & $K$ \\\\\n\\ldots{} & \\ldots{} \\\\\n90 & $K$", "% 100 rows, 30 of them shown"} {
		if !strings.Contains(short, want) {
			t.Errorf("no %q in\n%s", want, short)
		}
	}
	nothing := display.Document{Parts: []display.Part{display.Table{}, display.Facts{}}}
	if empty := LaTeX(nothing); strings.TrimSpace(empty) != "" {
		t.Errorf("of nothing: %q", empty)
	}
}

// LaTeX itself reads all kinds of parts.
func TestLaTeXIsRead(t *testing.T) {
	program, err := exec.LookPath("pdflatex")
	if err != nil {
		t.Skip("pdflatex is not installed, and nothing else here reads LaTeX")
	}
	text := LaTeX(display.Document{Parts: []display.Part{display.Text("50 % of {x_1} \\ ~ ^ # $ & < > | − ≤"),
		display.Warning("careful"), display.Formula(`E + A\,K^{-a}`), display.Facts{{Name: "a", Value: 1}},
		display.Card{Claim: "c", Answer: "d"}, display.Table{Header: []string{"[x]"}, Rows: [][]any{{"[y]"}, {"*"}}}}})
	dir := t.TempDir()
	source := `\documentclass{article}\usepackage{booktabs,amsmath}\begin{document}` + text + `\end{document}`
	if err := os.WriteFile(filepath.Join(dir, "a.tex"), []byte(source), 0o600); err != nil {
		t.Fatal(err)
	}
	command := exec.Command(program, "-interaction=nonstopmode", "-halt-on-error", "a.tex")
	command.Dir = dir
	if out, err := command.CombinedOutput(); err != nil {
		t.Errorf("%v\n%s\n%s", err, out, text)
	}
}
