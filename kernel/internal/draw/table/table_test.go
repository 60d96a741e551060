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
		{0.123456, Cell{Text: "0.1235", Number: true}},
		{float32(2), Cell{Text: "2", Number: true}},
		{level(0.5), Cell{Text: "0.5", Number: true}},
		{math.NaN(), Cell{Text: "NaN", Number: true}},
		{-7, Cell{Text: "-7", Number: true}},
		{uint8(7), Cell{Text: "7", Number: true}},
		{time.Second, Cell{Text: "1s", Number: false}},
		{name("a"), Cell{Text: "a", Number: false}},
		{"12", Cell{Text: "12", Number: false}},
		{true, Cell{Text: "true", Number: false}},
		{errors.New("no"), Cell{Text: "no", Number: false}},
		{nobody, Cell{Text: "<nil>", Number: false}},
		{nil, Cell{Text: "<nil>", Number: false}},
	} {
		if got := CellOf(c.value); got != c.want {
			t.Errorf("%T %v: %v, want %v", c.value, c.value, got, c.want)
		}
	}
}

var rows = [][]Cell{{{Text: "a<b"}, {Text: "1", Number: true}}, {{Text: "é\nf"}, {Text: "22", Number: true}}}

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
