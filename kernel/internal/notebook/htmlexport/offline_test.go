package htmlexport

import (
	"encoding/json"
	"errors"
	"html"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"tradeoff/kernel/internal/jupyter/ipynb"
)

// markdownPage is what nbconvert makes of a Markdown cell.
func markdownPage(content string) string {
	return "<!DOCTYPE html><html><head><title>a $b$</title></head><body><main>\n" +
		`<div class="jp-Cell jp-MarkdownCell jp-Notebook-cell" id="cell-id=one"><div class="jp-RenderedHTMLCommon" data-mime-type="text/markdown">` +
		content + "</div></div>\n</main></body></html>"
}

// markdownNotebook is a notebook of one Markdown cell.
func markdownNotebook(t *testing.T, source string) []byte {
	t.Helper()
	encoded, err := json.Marshal(map[string]any{"cells": []any{map[string]any{"cell_type": "markdown", "id": "one",
		"source": source}}})
	if err != nil {
		t.Fatal(err)
	}
	return encoded
}

func offline(t *testing.T, page string, notebook []byte) (string, []string) {
	t.Helper()
	out, warnings, err := Offline([]byte(page), notebook)
	if err != nil {
		t.Fatal(err)
	}
	return string(out), warnings
}

// body is the page without its head, formulas as their TeX between < and >, which no text of the page has.
func body(page string) string {
	element := regexp.MustCompile(`(?s)<math[^>]*?( display="block")?[^>]*>.*?<annotation[^>]*>(.*?)</annotation></semantics></math>`)
	_, page, _ = strings.Cut(page, "<body>")
	return element.ReplaceAllString(page, "‹$2›")
}

func TestOfflineConvertsFormulas(t *testing.T) {
	for content, want := range map[string]string{
		"<p>With $N = K n$ and $x^*$.</p>":                  "<p>With ‹N = K n› and ‹x^*›.</p>",
		"<p>$$\n\\frac12 .\n$$</p>":                         "<p>‹\n\\frac12 .\n›</p>",
		"<p>$a &lt; b \\&amp; c$</p>":                       "<p>‹a &lt; b \\&amp; c›</p>",
		"<table><tr><td>$K$</td></tr></table>":              "<table><tr><td>‹K›</td></tr></table>",
		"<p>$\\text{if $x$ is}$</p>":                        "<p>‹\\text{if $x$ is}›</p>",
		"<p>\\(x\\), \\[y\\]</p>":                           "<p>‹x›, ‹y›</p>",
		"<p>\\begin{align} a &amp;= b \\end{align}</p>":     "<p>‹\\begin{align} a &amp;= b \\end{align}›</p>",
		"<p>$\\$5$</p>":                                     "<p>‹\\$5›</p>",
		"<div><div>$a$</div></div><p>$b$</p>":               "<div><div>‹a›</div></div><p>‹b›</p>",
		"<p><code>$a$</code> $b$</p>":                       "<p><code>$a$</code> ‹b›</p>",
		"<pre><code>$a$ <span>$b$</span></code> $c$</pre>":  "<pre><code>$a$ <span>$b$</span></code> $c$</pre>",
		"<p>It costs $5.</p><p>Or $6.</p>":                  "<p>It costs $5.</p><p>Or $6.</p>",
		"<p>$$$$ and $ $</p>":                               "<p>$$$$ and $ $</p>",
		"<script>'$a$'</script><p title=\"$a$\">\\$a$</p>":  "<script>'$a$'</script><p title=\"$a$\">\\$a$</p>",
		"<!-- $a$ --><br/><img alt=\"$a$\"/><p>\\begin{x}$": "<!-- $a$ --><br/><img alt=\"$a$\"/><p>\\begin{x}$",
	} {
		page := markdownPage(content)
		out, warnings := offline(t, page, markdownNotebook(t, ""))
		if got := body(out); got != body(markdownPage(want)) {
			t.Errorf("%s:\n%s", content, got)
		}
		if len(warnings) > 0 {
			t.Errorf("%s: %q", content, warnings)
		}
		if again, _ := offline(t, out, markdownNotebook(t, "")); again != out {
			t.Errorf("%s: the second time changed the page", content)
		}
		if formulas := strings.Contains(out, "<math"); formulas != strings.Contains(out, formulaMarker) || !formulas &&
			out != page {
			t.Errorf("%s: formulas %v: the style sheet stands where it should not, or lacks", content, formulas)
		}
	}
}

func TestOfflineTellsDisplayFromInline(t *testing.T) {
	out, _ := offline(t, markdownPage("<p>$a$</p><p>$$b$$</p>"), markdownNotebook(t, ""))
	if strings.Count(out, "<math>") != 1 || strings.Count(out, `<math display="block"`) != 1 {
		t.Errorf("got %s", body(out))
	}
}

// Markdown makes $5 of \$5: only the source tells it from a formula.
func TestOfflineLeavesEscapedDollars(t *testing.T) {
	source := "It costs \\$5 and \\$6, not $a\n  + b$ or \\\\(c\\\\)."
	out, _ := offline(t, markdownPage("<p>It costs $5 and $6, not $a\n+ b$ or $c$.</p>"), markdownNotebook(t, source))
	if want := "<p>It costs $5 and $6, not ‹a\n+ b› or ‹c›.</p>"; !strings.Contains(body(out), want) {
		t.Errorf("got %s", body(out))
	}
}

func TestOfflineTouchesProseOnly(t *testing.T) {
	output := func(kind, text string) string {
		return `<div class="jp-OutputArea-output" data-mime-type="` + kind + `"><div>` + text + `</div></div>`
	}
	page := markdownPage("<div>left open $a$") + `<div class="jp-Cell jp-CodeCell">` +
		`<div class="highlight"><pre>x := "$a$"</pre></div>` + output("text/html", "<td>$1 or $2</td>") + output("text/plain",
		"$1 or $2") +
		output("text/markdown", "$b$") + output("text/latex", "$$c$$") + output("image/svg+xml",
		"<svg><text>$d$</text></svg>") + "</div>"
	out, _ := offline(t, page, markdownNotebook(t, ""))
	want := strings.NewReplacer("open $a$", "open ‹a›", "$b$", "‹b›", "$$c$$", "‹c›").Replace(page)
	if got := body(out); got != body(want) {
		t.Errorf("got %s", got)
	}
}

func TestOfflineKeepsWhatItCannotConvert(t *testing.T) {
	out, warnings := offline(t, markdownPage("<p>$a &lt; \\nosuch$ and $b$</p>"), markdownNotebook(t, ""))
	if want := `<p><code class="tex">$a &lt; \nosuch$</code> and ‹b›</p>`; !strings.Contains(body(out), want) {
		t.Errorf("got %s", body(out))
	}
	if len(warnings) != 1 || !strings.HasPrefix(warnings[0], `cell 1 (one): the formula $a < \nosuch$ is shown as TeX: `) {
		t.Errorf("got %q", warnings)
	}
}

func TestOfflineTakesScriptsOutOfTheHead(t *testing.T) {
	script := `<script src="https://example.org/require.js"></script><script type="module">await import("https://example.org/m.mjs") // </div>
</script>`
	picture := `<img src="https://example.org/a.png">`
	page := strings.Replace(markdownPage(picture+"<script>1</script>"), "</head>", "<style>a</style>"+script+"</head>", 1)
	out, warnings := offline(t, page, markdownNotebook(t, ""))
	if want := strings.Replace(page, script, "", 1); out != want {
		t.Errorf("got %s", out)
	}
	if len(warnings) != 1 || warnings[0] != "cell 1 (one): https://example.org/a.png is on another host, from which the page loads nothing; "+
		"attach a picture to the notebook to have it in the page" {
		t.Errorf("got %q", warnings)
	}
}

// committedProse lists the texts of a notebook that may have formulas.
func committedProse(t *testing.T, notebook []byte) []string {
	t.Helper()
	var document ipynb.Notebook
	if err := json.Unmarshal(notebook, &document); err != nil {
		t.Fatal(err)
	}
	var texts []string
	for _, c := range document.Cells {
		texts = append(texts, prose(c))
	}
	return texts
}

func TestOfflineRefusesOtherFiles(t *testing.T) {
	if _, _, err := Offline(nil, []byte("{")); !errors.Is(err, ErrNotebook) {
		t.Errorf("got %v", err)
	}
}

// TestCommittedFormulasConvert puts the Markdown of the committed notebooks into a page, since nbconvert escapes
// formulas and otherwise leaves them as they are.
func TestCommittedFormulasConvert(t *testing.T) {
	if testing.Short() {
		t.Skip("with -short there is no time to convert every formula of the notebooks")
	}
	paths, err := filepath.Glob("../../../../notebooks/*.ipynb")
	if err != nil || len(paths) == 0 {
		t.Fatalf("no notebooks: %v", err)
	}
	code := regexp.MustCompile("(?s)```.*?```|`[^`\n]*`")
	for _, path := range paths {
		notebook, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		var page strings.Builder
		for _, text := range committedProse(t, notebook) {
			page.WriteString("<p>" + html.EscapeString(code.ReplaceAllString(text, "")) + "</p>")
		}
		out, warnings := offline(t, markdownPage(page.String()), []byte("{}"))
		for _, warning := range warnings {
			t.Errorf("%s: %s", path, warning)
		}
		if left := regexp.MustCompile(`\$[^$]*\$`).FindString(body(out)); left != "" {
			t.Errorf("%s: %s stayed", path, left)
		}
		t.Logf("%s: %d formulas", path, strings.Count(out, "</math>"))
	}
}
