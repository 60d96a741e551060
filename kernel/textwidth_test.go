package main

import (
	"bytes"
	"strings"
	"testing"
)

func TestWrapText(t *testing.T) {
	for _, c := range []struct{ text, first, others, want string }{
		{"one two three four", "", "", "one two\nthree four"},
		{"one two three four", "a: ", "   ", "a: one two\n   three\n   four"},
		{"  one\n\ttwo ", "", "", "one two"},
		{"incomprehensibilities are long", "", "", "incomprehensibilities\nare long"},
		{"äöü äöü äöü", "", "", "äöü äöü\näöü"},
		{"", "! ", "  ", "! "},
	} {
		if got := wrapText(c.text, c.first, c.others, 10); got != c.want {
			t.Errorf("%q behind %q: %q, want %q", c.text, c.first, got, c.want)
		}
	}
}

func TestTextWidth(t *testing.T) {
	for columns, want := range map[string]int{"": 100, "72": 72, "3": 40, "9999": 160, "wide": 100, "-5": 100} {
		t.Setenv("COLUMNS", columns)
		if got := textWidth(&bytes.Buffer{}); got != want {
			t.Errorf("COLUMNS=%s: %d, want %d", columns, got, want)
		}
	}
}

func TestDrawCurvesFitsItsWidth(t *testing.T) {
	_, out, _ := call(t, worldTable(t), "analyse", "-")
	_, picture, _ := strings.Cut(out, "|")
	picture, _, _ = strings.Cut(picture, "a capital")
	for _, letter := range "aAbBcC" {
		if !strings.ContainsRune(picture, letter) {
			t.Errorf("no %c in\n%s", letter, picture)
		}
	}
}
