package table

import (
	"encoding/xml"
	"errors"
	"io"
	"math"
	"regexp"
	"strings"
	"testing"
	"time"
)

type (
	level float64
	name  string
)

func TestCellOf(t *testing.T) {
	var nobody *regexp.Regexp
	for _, c := range []struct {
		value any
		want  Cell
	}{
		{0.123456, Cell{"0.1235", true}},
		{float32(2), Cell{"2", true}},
		{level(0.5), Cell{"0.5", true}},
		{math.NaN(), Cell{"NaN", true}},
		{-7, Cell{"-7", true}},
		{uint8(7), Cell{"7", true}},
		{time.Second, Cell{"1s", false}},
		{name("a"), Cell{"a", false}},
		{"12", Cell{"12", false}},
		{true, Cell{"true", false}},
		{errors.New("no"), Cell{"no", false}},
		{nobody, Cell{"<nil>", false}},
		{nil, Cell{"<nil>", false}},
	} {
		if got := CellOf(c.value); got != c.want {
			t.Errorf("%T %v: %v, want %v", c.value, c.value, got, c.want)
		}
	}
}

var rows = [][]Cell{{{"a<b", false}, {"1", true}}, {{"é\nf", false}, {"22", true}}}

func TestText(t *testing.T) {
	for _, c := range []struct {
		header []string
		rows   [][]Cell
		want   string
	}{
		{[]string{"x", "long"}, rows, "x    long\na<b     1\né f    22"},
		{nil, rows, "a<b   1\né f  22"},
		{[]string{"none"}, nil, "none"},
		{nil, nil, ""},
	} {
		if got := Text(c.header, c.rows); got != c.want {
			t.Errorf("%q: %q, want %q", c.header, got, c.want)
		}
	}
}

func TestHTML(t *testing.T) {
	for _, header := range [][]string{{"x", "y & z"}, nil} {
		page := HTML(header, rows)
		counts, texts := map[string]int{}, ""
		for d := xml.NewDecoder(strings.NewReader(page)); ; {
			token, err := d.Token()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				t.Fatalf("%v in %s", err, page)
			}
			switch token := token.(type) {
			case xml.StartElement:
				counts[token.Name.Local]++
			case xml.CharData:
				texts += strings.TrimSpace(string(token)) + "|"
			}
		}
		if counts["td"] != 4 || counts["th"] != len(header) || counts["table"] != 1 {
			t.Errorf("elements %v in %s", counts, page)
		}
		for _, text := range append([]string{"a<b", "22"}, header...) {
			if !strings.Contains(texts, text+"|") {
				t.Errorf("no %q in %s", text, page)
			}
		}
		if !strings.Contains(page, `<td style="text-align:right">22</td>`) {
			t.Errorf("a number is not to the right: %s", page)
		}
	}
}
