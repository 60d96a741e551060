package htmlexport

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"regexp"
	"strings"
	"testing"

	"tradeoff/kernel/internal/cell/protocol"
	"tradeoff/kernel/internal/draw/echarts"
)

const option = `{"series":[{"type":"line","name":"</script><b>","data":[[1,2.50]]}],"figure":{"width":400}}`

func notebookWith(t *testing.T, data any) []byte {
	t.Helper()
	encoded, err := json.Marshal(map[string]any{"cells": []any{
		map[string]any{"cell_type": "markdown", "source": "x"},
		map[string]any{"cell_type": "code", "outputs": []any{
			map[string]any{"output_type": "display_data", "data": map[string]any{protocol.Figure: data, "text/plain": "t"}},
			map[string]any{"output_type": "stream", "text": "s"},
		}},
	}})
	if err != nil {
		t.Fatal(err)
	}
	return encoded
}

// What is behind the points of a figure goes into the page as data, whatever it holds; of the same figure twice, what says more.
func TestUpgradeAddsRuns(t *testing.T) {
	output := func(runs any) any {
		return map[string]any{"data": map[string]any{protocol.Figure: option, protocol.Runs: runs}}
	}
	for name, c := range map[string]struct {
		outputs []any
		want    string
	}{
		"an object":  {[]any{output(map[string]any{"a": "</script><script>alert(1)</script>"})}, `{"a":"\u003c/script\u003e\u003cscript\u003ealert(1)\u003c/script\u003e"}`},
		"as a text":  {[]any{output(`{"a": "b"}`)}, `{"a":"b"}`},
		"two":        {[]any{output(`{"a":1}`), output(`{"a":1,"b":2}`), output(`{}`)}, `{"a":1,"b":2}`},
		"a number":   {[]any{output(1)}, ""},
		"no JSON":    {[]any{output("{")}, ""},
		"an array":   {[]any{output([]int{1})}, ""},
		"it is null": {[]any{output(nil)}, ""},
	} {
		notebook, err := json.Marshal(map[string]any{"cells": []any{map[string]any{"cell_type": "code", "outputs": c.outputs}}})
		if err != nil {
			t.Fatal(err)
		}
		out, _, err := Upgrade([]byte(pageWith(t)), notebook)
		if err != nil {
			t.Fatal(err)
		}
		id, _ := echarts.FigureID([]byte(option))
		got := regexp.MustCompile(`<script type="application/json" data-runs="([^"]*)">(.*?)</script>`).FindAllStringSubmatch(string(out), -1)
		if c.want == "" && len(got) > 0 || c.want != "" && (len(got) != 1 || got[0][1] != id || got[0][2] != c.want) {
			t.Errorf("%s: %q, want %s", name, got, c.want)
		}
	}
}

func pageWith(t *testing.T) string {
	t.Helper()
	id, err := echarts.FigureID([]byte(option))
	if err != nil {
		t.Fatal(err)
	}
	return `<html><head></head><body><p>before</p><svg id="` + id + `" width="400"></svg></body></html>`
}

var policyElement = regexp.MustCompile(`<meta http-equiv="Content-Security-Policy" content="[^"]*">`)

// withoutPolicy is a page without its policy, which it must have.
func withoutPolicy(t *testing.T, page string) string {
	t.Helper()
	if n := len(policyElement.FindAllString(page, -1)); n != 1 {
		t.Errorf("%d policies", n)
	}
	return policyElement.ReplaceAllString(page, "")
}

func TestUpgradeAddsLibraryAndOptionsOnce(t *testing.T) {
	page := pageWith(t)
	for name, data := range map[string]any{"string": option, "object": json.RawMessage(option)} {
		out, _, err := Upgrade([]byte(page), notebookWith(t, data))
		if err != nil {
			t.Fatal(err)
		}
		text := string(out)
		if strings.Count(text, marker) != 1 || strings.Count(text, `data-figure="figure-`) != 1 {
			t.Errorf("%s: want one addition and one figure", name)
		}
		if !strings.HasPrefix(withoutPolicy(t, text), strings.TrimSuffix(page, "</body></html>")) ||
			!strings.HasSuffix(text, "</body></html>") {
			t.Errorf("%s: the page itself changed", name)
		}
		if got, want := strings.Count(text, "</script>"), 2; got != want {
			t.Errorf("%s: %d ends of scripts, want %d: the data or the library ends its element", name, got, want)
		}
		if !strings.Contains(text, "classList.add('in-print')") ||
			!strings.Contains(text, "@media screen {\n  .in-print { display: none; }") {
			t.Errorf("%s: no static picture for paper", name)
		}
		again, _, err := Upgrade(out, notebookWith(t, data))
		if err != nil || string(again) != text {
			t.Errorf("%s: upgrading twice changed the page (%v)", name, err)
		}
	}
}

func TestUpgradeInlinesImagesOfFiguresOnly(t *testing.T) {
	id, err := echarts.FigureID([]byte(option))
	if err != nil {
		t.Fatal(err)
	}
	image := func(picture string) string {
		return `<img alt="a" src="data:image/svg+xml;base64,` + base64.StdEncoding.EncodeToString([]byte(picture)) + `">`
	}
	figure := `<svg id="` + id + `"><text>readable</text></svg>`
	other := image(`<svg id="other"></svg>`)
	unsafe := image(`<svg id="` + id + `" onload="alert(1)"></svg>`)
	out, warnings, err := Upgrade([]byte("<body>"+image(figure)+other+unsafe+"</body>"), notebookWith(t, option))
	if err != nil {
		t.Fatal(err)
	}
	if want := "the figure " + id + ` stays static: its picture holds an attribute onload of svg: "alert(1)"`; len(warnings) != 1 ||
		warnings[0] != want {
		t.Errorf("warnings %q, want %s", warnings, want)
	}
	if want := "<body>" + figure + other + unsafe + "\n" + marker; !strings.HasPrefix(withoutPolicy(t, string(out)),
		want) {
		t.Errorf("got %.400s", out)
	}
}

// The static copy of big data is an image within the SVG. It is exchanged as others are, and the PNG beside it does not
// get into the page.
func TestUpgradeTakesFlattenedPictures(t *testing.T) {
	id, err := echarts.FigureID([]byte(option))
	if err != nil {
		t.Fatal(err)
	}
	flat := `<svg id="` + id + `" role="img" width="9"><desc>All.</desc><image width="9" height="9" href="data:image/png;base64,iVBORw0KGgo="/><text x="1">a</text></svg>`
	page := `<body><img src="data:image/svg+xml;base64,` + base64.StdEncoding.EncodeToString([]byte(flat)) + `"></body>`
	notebook := strings.Replace(string(notebookWith(t, option)), `"text/plain"`, `"image/png":"SUdOT1JFRA==","text/plain"`,
		1)
	out, _, err := Upgrade([]byte(page), []byte(notebook))
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(withoutPolicy(t, string(out)), "<body>"+flat+"\n"+marker) ||
		strings.Contains(string(out), "SUdOT1JFRA") {
		t.Errorf("got %.500s", out)
	}
}

func TestUpgradeLeavesOtherPagesAlone(t *testing.T) {
	page := []byte("<html><body>no figures</body></html>")
	out, _, err := Upgrade(page, notebookWith(t, option))
	if err != nil || withoutPolicy(t, string(out)) != string(page) {
		t.Errorf("changed (%v): %s", err, out)
	}
}

func TestUpgradeErrors(t *testing.T) {
	for name, notebook := range map[string][]byte{
		"not JSON":   []byte("{"),
		"bad option": notebookWith(t, []int{1}),
		"bad string": notebookWith(t, "{"),
	} {
		if _, _, err := Upgrade([]byte(pageWith(t)), notebook); !errors.Is(err, ErrNotebook) {
			t.Errorf("%s: got %v", name, err)
		}
	}
}
