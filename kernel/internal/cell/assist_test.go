package cell

import (
	"strings"
	"testing"
	"unicode/utf8"
)

var knownPackages = map[string]string{"theory": "m/theory", "figure": "m/figure"}

// at takes the mark | out of a text and returns where it was, in code points.
func at(text string) (code string, position int) {
	before, after, _ := strings.Cut(text, "|")
	return before + after, utf8.RuneCountInString(before)
}

func TestAssist(t *testing.T) {
	for text, want := range map[string]string{
		"fmt.Pri|":                                 "§%%\nfmt.Pri",
		"x := figure.|":                            "import \"m/figure\"\n§%%\nx := figure.",
		"theory.Fit(points, theory.Fi|":            "import \"m/theory\"\n§%%\ntheory.Fit(points, theory.Fi)",
		"theory.Fit(p, theory.FitOptions{|":        "import \"m/theory\"\n§%%\ntheory.Fit(p, theory.FitOptions{})",
		"f(a[1|\ng(x)":                             "§%%\nf(a[1])\ng(x)",
		"for {\n\tf(theory.|\n\tg(x)\n}":           "import \"m/theory\"\n§%%\nfor {\n\tf(theory.)\n\tg(x)\n}",
		"for {\n\tf(|":                             "§%%\nfor {\n\tf()}",
		"f()|\ng(":                                 "§%%\nf()\ng(", // what comes later is not about the cursor
		"f(\"(\", '(', `(`) // (|":                 "§%%\nf(\"(\", '(', `(`) // (",
		"f(ä, |":                                   "§%%\nf(ä, )",
		"var p figure.Fig|":                        "import \"m/figure\"\n§%%\nvar p figure.Fig",
		"var p figure.Fig\nvar q fig|":             "import \"m/figure\"\nvar p figure.Fig\n§%%\nvar q fig",
		"// why\nconst a = len(theory.|":           "import \"m/theory\"\n§%%\n// why\nconst a = len(theory.)",
		"type T struct { f figure.Fig|":            "import \"m/figure\"\ntype T struct { f figure.Fig}",
		"import \"m/figure\"\nfigure.C|":           "import \"m/figure\"\n§%%\nfigure.C",
		"x.theory.|":                               "§%%\nx.theory.",
		"theory|":                                  "§%%\ntheory",
		"%args -x\ntheory.F(|":                     "import \"m/theory\"\n§%%\n§%args -x\ntheory.F()",
		"!ls (\nf(|":                               "§%%\n§!ls (\nf()",
		"%%writefile x.go\ntheory.F(|":             "§%%writefile x.go\ntheory.F(",
		"f(theory.A, figure.B, theory.C|)":         "import \"m/figure\"\nimport \"m/theory\"\n§%%\nf(theory.A, figure.B, theory.C)",
		"func f() study.Study { return s }\nf().|": "func f() study.Study { return s }\n§%%\nf().",
	} {
		code, position := at(text)
		e := Assist(code, position, knownPackages)
		if got := marked(e.Code); got != want {
			t.Errorf("%q becomes\n%q, want\n%q", text, got, want)
		}
		if got := e.Back(e.Forward(position)); got != position {
			t.Errorf("%q: the cursor comes back at %d, not %d", text, got, position)
		}
	}
}

func TestSubject(t *testing.T) {
	for text, want := range map[string]string{ // the new place is marked in the second
		"figure.Con|tour":                      "figure.Contou|r",
		"figure.Contour|":                      "figure.Contou|r",
		"figure.Contour(|":                     "figure.Contou|r(",
		"figure.Contour(|)":                    "figure.Contou|r()",
		"figure.Contour(points, |)":            "figure.Contou|r(points, )",
		"figure.Contour(points|)":              "figure.Contour(point|s)",
		"f(g(1), |":                            "|f(g(1), ",
		"f(g(1, |":                             "f(|g(1, ",
		"theory.Fit(p, theory.FitOptions{ |})": "theory.Fit(p, theory.FitOption|s{ })",
		"ä := \"é\"\nfünf(\"ü\", |":            "ä := \"é\"\nfün|f(\"ü\", ",
		"f(( 1 + |":                            "|f(( 1 + ",
		"f(func() {\n\t|\n})":                  "f(func() {\n\t|\n})",
		"for i := range n {\n\t|":              "for i := range n {\n\t|",
		"f() |":                                "f() |",
		"f(1)\n|":                              "f(1)\n|",
		"|":                                    "|",
		")) |":                                 ")) |",
		"must.M1(split.Pretraining(letters, 1, |": "must.M1(split.Pretrainin|g(letters, 1, ",
	} {
		code, position := at(text)
		sameCode, wanted := at(want)
		if got := Subject(code, position); got != wanted || code != sameCode {
			t.Errorf("%q: %d, want %d", text, got, wanted)
		}
	}
}

func TestOwnLine(t *testing.T) {
	for text, want := range map[string]bool{"%ar|gs": true, "x\n%args|": true, "x|\n%args": false, "!ls \\\n -l|": true,
		"|": false} {
		code, position := at(text)
		if got := OwnLine(code, position); got != want {
			t.Errorf("%q: %v", text, got)
		}
	}
}

// FuzzAssist checks that nothing of the cell is lost, that the cursor comes back, and that a place asked about is in
// the cell.
func FuzzAssist(f *testing.F) {
	for _, text := range []string{"f(", "x := figure.", "for {\n\tf(a[1\n}", "%%\nx(", "`", "'(", "/*(", "ä(", "!ls (", "a\r\nb("} {
		f.Add(text, len(text))
	}
	f.Fuzz(func(t *testing.T, code string, position int) {
		if !utf8.ValidString(code) || position < 0 || position > utf8.RuneCountInString(code) {
			return // requests are JSON, which is valid
		}
		e := Assist(code, position, knownPackages)
		seen := map[int]bool{}
		for i, line := range strings.Split(e.Code, "\n") {
			if n := e.Line(i + 1); n > 0 {
				seen[n] = true
				if !OwnLine(code, positionOf(code, n-1)) && !strings.HasPrefix(line, e.Source()[n-1]) {
					t.Errorf("%q: line %d became %q", code, n, line)
				}
			}
		}
		if len(seen) != strings.Count(code, "\n")+1 {
			t.Errorf("%q: %d lines in %q", code, len(seen), e.Code)
		}
		if got := e.Back(e.Forward(position)); got != position {
			t.Errorf("%q: the cursor goes from %d to %d", code, position, got)
		}
		if at := Subject(code, position); at < 0 || at > utf8.RuneCountInString(code) {
			t.Errorf("%q: the subject is at %d", code, at)
		}
	})
}

// positionOf is where a line, from 0, starts, in code points.
func positionOf(code string, line int) int {
	return offset(strings.Split(code, "\n"), line, 0, points)
}
