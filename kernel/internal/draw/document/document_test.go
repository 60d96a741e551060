package document

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"tradeoff/diversity/display"
)

// all has every kind of part.
func all() display.Document {
	return display.Document{Title: "a & b"}.Add(
		display.Text("one two\nthree"),
		display.Warning("careful"),
		display.Formula(`A\,K^{-a}`),
		display.Facts{{Name: "share %", Value: display.Percent(0.1234)}, {Name: "blank"},
			{Name: "law", Value: display.Formula("K^2")}},
		display.Table{Title: "t", Header: []string{"x", "mixed", "y"}, Rows: [][]any{
			{1, "a", 0.123456}, {nil, 2, display.Points(math.NaN())}, {math.Inf(1), display.Hash(strings.Repeat("ab", 32)), 10},
		}},
		display.Card{Outcome: display.Refuted, Claim: "c", Answer: "It is not."}, display.Card{Answer: "Who knows."},
		display.Picture{SVG: "<svg/>", Letters: "  a\n b\n", Caption: "two <letters>"}, display.Picture{Caption: "no picture"})
}

func TestText(t *testing.T) {
	want := `a & b
one two
three
! careful
A K^-a
share %  12.3
law      K^2
t
   x  mixed          y
   1  a         0.1235
      2
+Inf  abababab      10
REJECTED: c
It is not.
UNDECIDED
Who knows.
  a
 b
two <letters>
no picture`
	if got := Text(all()); got != want {
		t.Errorf("\n%s\nwant\n%s", got, want)
	}
}

func TestHTML(t *testing.T) {
	page := HTML(all())
	for _, part := range []string{
		`<div class="mathjax_ignore">`, "<p><strong>a &amp; b</strong></p>", ">one two<br>three</p>", ">⚠ careful</p>",
		"<i>A</i>\u2009<i>K</i><sup>−<i>a</i></sup>", "<strong>share %</strong></td>", ">12.3</td>", "<i>K</i><sup>2</sup>",
		`<td style="text-align:right">0.1235</td>`, `<td style="text-align:left">2</td>`, "border-left:5px solid #d55e00",
		"<strong>✗ rejected</strong>: c", "<strong>? undecided</strong>",
		`<img style="max-width:100%" alt="two &lt;letters&gt;" src="data:image/svg+xml;base64,PHN2Zy8+"/>`, ">two &lt;letters&gt;</p>",
	} {
		if !strings.Contains(page, part) {
			t.Errorf("no %s in\n%s", part, page)
		}
	}
}

// TestHostile has text that would act in every place where there is text.
func TestHostile(t *testing.T) {
	const bad = "<script>x</script>\"'\x1b]0;x\a\u202e$\\href{javascript:x}{y}$"
	d := display.Document{Title: bad}.Add(
		display.Text(bad), display.Warning(bad), display.Formula(bad), display.Facts{{Name: bad, Value: bad}},
		display.Table{Title: bad, Header: []string{bad}, Rows: [][]any{{bad}, {display.Formula(bad)}, {display.Hash(bad)}}},
		display.Card{Outcome: bad, Claim: bad, Answer: bad},
		display.Picture{SVG: bad, Letters: bad, Caption: bad})
	for name, text := range map[string]string{"text": Text(d), "page": HTML(d)} {
		if strings.ContainsAny(text, "\x1b\a\u202e") {
			t.Errorf("%s: control characters: %q", name, text)
		}
	}
	if page := HTML(d); strings.Contains(page, "<script") || strings.Contains(page, "mathjax_process") ||
		strings.Count(page, "&lt;script&gt;") != 16 {
		t.Errorf("%d of 16 texts are escaped in\n%s", strings.Count(page, "&lt;script&gt;"), page)
	}
}

// TestUnknownFormula leaves TeX that is not known here to MathJax, which JupyterLab has.
func TestUnknownFormula(t *testing.T) {
	d := display.Document{}.Add(display.Formula(`\int_0^1 x<y`))
	if page := HTML(d); !strings.Contains(page, `<span class="mathjax_process">$\int_0^1 x&lt;y$</span>`) {
		t.Error(page)
	}
}

func TestBounds(t *testing.T) {
	rows := display.Rows("", []string{"i", "x"}, 1_000_000,
		func(i int) []any { return []any{i, strings.Repeat("x", 1000)} })
	if len(rows.Rows) != 30 {
		t.Errorf("%d rows were made", len(rows.Rows))
	}
	d := display.Document{}.Add(rows, display.Text(strings.Repeat("y", 1e6)))
	for range 100 {
		d = d.Add(display.Text("more"))
	}
	text, page := Text(d), HTML(d)
	if len(text) > 30_000 || len(page) > 40_000 {
		t.Errorf("%d and %d bytes", len(text), len(page))
	}
	for _, part := range []string{"1000000 rows, 30 of them shown", "999999", "and 62 more parts"} {
		if !strings.Contains(text, part) || !strings.Contains(page, part) {
			t.Errorf("%q is missing", part)
		}
	}
	long := display.Table{Header: []string{"i"}}
	for i := range 41 {
		long.Rows = append(long.Rows, []any{i})
	}
	if text := Text(display.Document{}.Add(long)); !strings.Contains(text, "19\n …\n31") ||
		!strings.HasSuffix(text, "41 rows, 30 of them shown") {
		t.Errorf("%q", text)
	}
}

type point struct{ x, y any }

func (p point) Fields() []display.Field {
	fields := []display.Field{{Name: "x", Value: p.x}}
	if p.y != nil {
		fields = append(fields, display.Field{Name: "y", Value: p.y})
	}
	return append(fields, display.Field{Name: "never", Value: nil}, display.Field{Name: "z", Value: "z"})
}

// TestColumns lets records lack fields; what no record has is no column.
func TestColumns(t *testing.T) {
	table := display.TableOf("", []point{{1, nil}, {2, 3}})
	if got := fmt.Sprint(table.Header, table.Rows); got != "[x y z] [[1 <nil> z] [2 3 z]]" {
		t.Error(got)
	}
}
