package htmlexport

import (
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"regexp"
	"strings"
	"testing"
	"tradeoff/kernel/internal/draw/echarts"
	"tradeoff/kernel/internal/draw/temml"
)

func TestSafeKeepsWhatIsOnlyShown(t *testing.T) {
	for _, content := range []string{
		`<p>Text with <strong>weight</strong>, <em>stress</em>, <code>a &lt; b</code> and $a &lt; b$.</p>`,
		`<h1 id="T">T<a class="anchor-link" href="#T">¶</a></h1>`,
		`<p><a href="https://arxiv.org/abs/2305.12224">paper</a>, <a href="theory.ipynb">another notebook</a></p>`,
		`<table class="dataframe" border="1"><thead><tr style="text-align: right"><th>K</th></tr></thead><tbody><tr><td colspan="2">16</td></tr></tbody></table>`,
		`<div style="display: flex; height: 12px; max-width: 560px; border-radius: 6px; overflow: hidden; background: rgba(128,128,128,0.25)"></div>`,
		`<div role="alert" style="color: #D55E00; padding: 8px 14px; white-space: pre-wrap">failed</div>`,
		`<img src="data:image/svg+xml;base64,PHN2Zy8+" alt="a"/><img src="data:image/png;base64,iVBORw0KGgo="/>`,
		`<details open=""><summary>more</summary><ul><li><input type="checkbox" disabled="" checked=""/> done</li></ul></details>`,
		`<pre><span class="kn">import</span> <span class="s">&#34;fmt&#34;</span></pre>`,
	} {
		page := markdownPage(content)
		out, warnings := Safe([]byte(page))
		if string(out) != page || len(warnings) > 0 {
			t.Errorf("%s\nbecame\n%s\n%q", page, out, warnings)
		}
	}
}

// mayAct finds what no page that went through Safe has in its body.
var mayAct = regexp.MustCompile(`(?i)<(script|iframe|object|embed|form|meta|link|base|svg|math|style|template|noscript)|<[^>]*\son\w+=|(java|vb)script:|data:text|url\(`)

func TestSafeTakesOutWhatCouldAct(t *testing.T) {
	for content, warned := range map[string]int{
		`<img src=x onerror="hit()">`: 1, `<script>hit()</script>`: 1, `<ScRiPt src=//evil.invalid>hit()</ScRiPt>`: 1,
		`<a href="javascript:hit()">x</a>`: 1, `<a href=" java&#10;script:hit()">x</a>`: 1,
		`<a href="data:text/html,<script>hit()</script>">x</a>`: 0,
		`<svg/onload="hit()">`: 1, `<svg><script>hit()</script></svg>`: 1,
		`<math><mtext></mtext><style><img src=x onerror=hit()></style></math>`: 0,
		`<iframe srcdoc="<script>hit()</script>"></iframe>`:                    1, `<object data="x"></object><embed src="x">`: 2,
		`<form action="x"><button formaction="javascript:hit()">b</button></form>`:                                               2,
		`<meta http-equiv="refresh" content="0;url=//evil.invalid"><base href="//evil.invalid"><link rel="stylesheet" href="x">`: 3,
		`<div style="background-image:url(//evil.invalid/a.png);color:red">x</div>`:                                              0,
		`<style>*{background:url(//evil.invalid)}</style>`:                                                                       0,
		`</div></div></main></body><body onload="hit()"><script>hit()</script>`:                                                  2, `<!-- --!><script>hit()</script> -->`: 1,
		`<noscript><p title="</noscript><img src=x onerror=hit()>">`: 1,
		`<template><script>hit()</script></template>`:                1, `<details open ontoggle=hit()>`: 1,
		`<input autofocus onfocus=hit()>`: 1, `<p title="<script>">x</p>`: 0,
	} {
		out, warnings := Safe([]byte(markdownPage(content)))
		_, got, _ := strings.Cut(string(out), "<body>")
		if at := mayAct.FindString(strings.ReplaceAll(got, "&lt;", "")); at != "" {
			t.Errorf("%s: %q is still in %s", content, at, got)
		}
		if len(warnings) != warned {
			t.Errorf("%s: warnings %q, want %d", content, warnings, warned)
		}
		if len(warnings) > 0 && !strings.HasPrefix(warnings[0], "cell 1: ") {
			t.Errorf("%s: the warning names no cell: %q", content, warnings)
		}
	}
}

// The policy allows the script that is in the page, by its hash, and no address.
func TestPageAllowsItsOwnScriptOnly(t *testing.T) {
	out, _, err := Upgrade([]byte(pageWith(t)), notebookWith(t, option))
	if err != nil {
		t.Fatal(err)
	}
	scripts := regexp.MustCompile(`(?s)<script>(.*?)</script>`).FindAllStringSubmatch(string(out), -1)
	if len(scripts) != 1 {
		t.Fatalf("%d scripts", len(scripts))
	}
	sum := sha256.Sum256([]byte(scripts[0][1]))
	want := fmt.Sprintf("default-src 'none'; script-src 'sha256-%s'; style-src 'unsafe-inline'; img-src data:; ",
		base64.StdEncoding.EncodeToString(sum[:]))
	if element := policyElement.FindString(string(out)); !strings.Contains(element, want) ||
		strings.Contains(element, "http:") {
		t.Errorf("policy %s, want %s", element, want)
	}
	if head := "<html><head><meta http-equiv="; !strings.HasPrefix(string(out), head) {
		t.Errorf("the policy is not the first of the page: %.200s", out)
	}
}

func TestPageCarriesLicences(t *testing.T) {
	page, _ := offline(t, markdownPage("<p>$x$</p>"), markdownNotebook(t, ""))
	checkLicences(t, page, temml.License(), "MIT License", "Bitstream Vera")
	out, _, err := Upgrade([]byte(pageWith(t)), notebookWith(t, option))
	if err != nil {
		t.Fatal(err)
	}
	checkLicences(t, string(out), echarts.License(), "Apache License", "Bostock")
	checkLicences(t, string(out), echarts.Notice, "The Apache Software Foundation")
}

// checkLicences demands that a text is whole in one comment of the page, and has what it should.
func checkLicences(t *testing.T, page, text string, parts ...string) {
	t.Helper()
	found := false
	for _, comment := range regexp.MustCompile(`(?s)<!--(.*?)-->`).FindAllStringSubmatch(page, -1) {
		found = found || strings.Contains(comment[1], strings.ReplaceAll(text, "--", "- -"))
	}
	if !found {
		t.Errorf("no comment has %.60q", text)
	}
	for _, part := range parts {
		if !strings.Contains(text, part) {
			t.Errorf("the text lacks %s", part)
		}
	}
}

// Attributes are attributes of elements: letters that look like one are letters.
func TestLettersDoNotMakeAPictureActive(t *testing.T) {
	for content, want := range map[string]string{
		`<svg aria-label="keep only = best"><text>keep only = best, on x= 3, javascript:</text></svg>`: "",
		`<svg><text>&lt;script&gt; url(http://a)</text><g clip-path="url(#a-1)"/></svg>`:               "",
		`<svg><image href="data:image/png;base64,AAAA"/></svg>`:                                        "",
		`<svg><a href="https://a"><text>x</text></a></svg>`:                                            "an element a",
		`<svg><image href="https://a/b.png"/></svg>`:                                                   "an attribute href of image",
		`<svg><image xlink:href="data:image/svg+xml;base64,AAAA"/></svg>`:                              "an attribute href of image",
		`<svg><rect fill="url(https://a)"/></svg>`:                                                     "an attribute fill of rect",
		`<svg><rect style="fill:url( 'a')"/></svg>`:                                                    "an attribute style of rect",
		`<svg><rect OnClick="a()"/></svg>`:                                                             "an attribute onclick of rect",
		`<svg><style>@import 'a'</style></svg>`:                                                        "an element style",
		`<svg><foreignObject/></svg>`:                                                                  "an element foreignObject",
		`<svg><!-- a --></svg>`:                                                                        "a comment or an instruction",
		`<svg>`:                                                                                        "what is no XML",
	} {
		problem := fmt.Sprint(inert([]byte(content)))
		if want == "" && problem != "<nil>" || want != "" && !strings.HasPrefix(problem, want) {
			t.Errorf("%s: %s, want %q", content, problem, want)
		}
	}
}
