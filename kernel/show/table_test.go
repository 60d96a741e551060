package show

import (
	"strings"
	"testing"
	"time"

	"tradeoff/kernel/internal/cell/protocol"
)

func TestTableForms(t *testing.T) {
	r := record(true)
	header := []string{"what", "K", "error"}
	cells, err := cellsOf(header, [][]any{{"a <b>", 128, 0.123456}, {time.Minute, 8, float32(2)}})
	r.table(header, cells, err)
	data := r.only(t)
	want := "what     K   error\na <b>  128  0.1235\n1m0s     8       2"
	if got := data[protocol.Plain]; got != want {
		t.Errorf("text:\n%s\nwant:\n%s", got, want)
	}
	html := data[protocol.HTML].(string)
	for _, part := range []string{`<th style="text-align:left">what</th>`, `<th style="text-align:right">K</th>`,
		`<td style="text-align:right">128</td>`, `<td style="text-align:left">a &lt;b&gt;</td>`} {
		if !strings.Contains(html, part) {
			t.Errorf("HTML lacks %s:\n%s", part, html)
		}
	}
}

func TestTableErrors(t *testing.T) {
	for name, c := range map[string]struct {
		header []string
		rows   [][]any
	}{
		"header":  {nil, nil},
		"rows[1]": {[]string{"a", "b"}, [][]any{{1, 2}, {1}}},
	} {
		r := record(true)
		cells, err := cellsOf(c.header, c.rows)
		r.table(c.header, cells, err)
		if len(r.sent) != 0 || !strings.Contains(r.log.String(), name) {
			t.Errorf("%s: sent %d, log %q", name, len(r.sent), r.log.String())
		}
	}
}

// TestTableBounds has a table that would take megabytes, and names that would act.
func TestTableBounds(t *testing.T) {
	rows := make([][]any, 100_000)
	for i := range rows {
		rows[i] = []any{i, "<img src=x onerror=alert(1)>\x1b[2J\u202e"}
	}
	header := []string{"i", "name"}
	cells, err := cellsOf(header, rows)
	r := record(true)
	r.table(header, cells, err)
	data := r.only(t)
	text, page := data[protocol.Plain].(string), data[protocol.HTML].(string)
	if len(text) > 200_000 || len(page) > 500_000 || strings.ContainsAny(text+page, "\x1b\u202e") ||
		strings.Contains(page, "<img") {
		t.Errorf("%d and %d bytes: %.300s", len(text), len(page), page)
	}
	for _, part := range []string{"\n99999", "…", "\n  499 ", "100000 rows, 1000 of them shown"} {
		if !strings.Contains(text, part) {
			t.Errorf("the text lacks %q", part)
		}
	}
	if strings.Contains(text, "\n  500 ") || !strings.Contains(page, `<div class="mathjax_ignore">`) {
		t.Error("the middle is shown, or dollars are taken for formulas")
	}
}
