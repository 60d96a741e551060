package htmlexport

import (
	"encoding/json"
	"errors"
	"html"
	"reflect"
	"strings"
	"testing"
)

// slideCells is a notebook of Markdown cells (upper case) and code cells (lower case) with the types of their slides.
func slideCells(cells ...string) []byte {
	var all []map[string]any
	for _, c := range cells {
		id, kind, typed := strings.Cut(c, ":")
		cell := map[string]any{"cell_type": "code", "id": id, "metadata": map[string]any{}, "source": "", "outputs": []any{}}
		if strings.ToUpper(id) == id {
			cell["cell_type"] = "markdown"
			delete(cell, "outputs")
		}
		if typed {
			cell["metadata"] = map[string]any{"slideshow": map[string]any{"slide_type": kind}}
		}
		all = append(all, cell)
	}
	text, err := json.Marshal(map[string]any{"cells": all, "nbformat": 4, "nbformat_minor": 5, "metadata": map[string]any{}})
	if err != nil {
		panic(err)
	}
	return text
}

func TestSlidesOfNotebooks(t *testing.T) {
	const page = `<html><head></head><body class="jp-Notebook"><main></main></body></html>`
	for _, c := range []struct {
		cells []string
		want  [][]string
	}{
		{[]string{"A", "b", "c", "D", "E", "f"}, [][]string{{"A", "b", "c"}, {"D"}, {"E", "f"}}},
		{[]string{"a", "B"}, [][]string{{"a"}, {"B"}}},
		{[]string{"A:slide", "B", "c:subslide", "D:fragment", "E:notes", "f:skip", "G:-"}, [][]string{{"A", "B"}, {"c", "D", "G"}}},
		{[]string{"A:unheard-of", "b"}, [][]string{{"A", "b"}}},
		{[]string{`X"'<&`}, [][]string{{`X"'<&`}}},
	} {
		got, err := Slides([]byte(page), slideCells(c.cells...))
		if err != nil {
			t.Fatal(c.cells, err)
		}
		_, rest, _ := strings.Cut(string(got), ` data-slides="`)
		attribute, rest, found := strings.Cut(rest, `"`)
		if !found || !strings.HasPrefix(rest, ` class="jp-Notebook">`) || !isPresentation(got) || isPresentation([]byte(page)) {
			t.Fatalf("%v: %s", c.cells, got)
		}
		var slides []slide
		if err := json.Unmarshal([]byte(html.UnescapeString(attribute)), &slides); err != nil {
			t.Fatal(c.cells, err)
		}
		var ids [][]string
		for _, s := range slides {
			ids = append(ids, s.Cells)
		}
		if !reflect.DeepEqual(ids, c.want) {
			t.Errorf("%v: %v, want %v", c.cells, ids, c.want)
		}
	}
}

func TestSlidesOfWhatIsNone(t *testing.T) {
	for _, c := range []struct{ page, notebook string }{
		{"<body></body>", "{"}, {"<body></body>", `{"cells":[]}`}, {"<p>", string(slideCells("A"))},
		{"<body></body>", string(slideCells("A:skip", "b:notes"))},
	} {
		if _, err := Slides([]byte(c.page), []byte(c.notebook)); !errors.Is(err, ErrNotebook) {
			t.Errorf("%q of %q: %v", c.notebook, c.page, err)
		}
	}
}

// TestUpgradeRunsThePresentation: also without a figure, and the policy allows the script that is there.
func TestUpgradeRunsThePresentation(t *testing.T) {
	plain := []byte(`<html><head></head><body></body></html>`)
	page, err := Slides(plain, slideCells("A"))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		page []byte
		want bool
	}{{page, true}, {plain, false}} {
		got, _, err := Upgrade(c.page, slideCells("A"))
		if err != nil || strings.Contains(string(got), "slide-bar") != c.want && c.want {
			t.Errorf("%v: %v\n%s", c.want, err, got)
		}
		if c.want != strings.Contains(string(got), "<script>"+script()+"</script>") {
			t.Errorf("the script is not there, or where it is not needed: %s", got)
		}
	}
}
