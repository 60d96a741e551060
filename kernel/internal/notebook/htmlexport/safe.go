package htmlexport

import (
	"bytes"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/microcosm-cc/bluemonday"
	"golang.org/x/net/html"
)

// Safe takes out of the body of nbconvert's page what could act: scripts, handlers of events, frames, forms, addresses
// that are code. It is what Jupyter takes out of the Markdown and HTML of a notebook that nobody trusts, whoever wrote
// it; a line says where something was left out. As HTML of an author may end any element, the whole body is treated
// alike, the parts of nbconvert's template included.
func Safe(page []byte) (out []byte, warnings []string) {
	start, end := bodyOf(page)
	body := page[start:end]
	warnings = active(body)
	return slices.Concat(page[:start], policy().SanitizeBytes(body), page[end:]), warnings
}

// bodyOf is where the content of the body starts and ends; all is body if there is none.
func bodyOf(page []byte) (start, end int) {
	tokens := html.NewTokenizer(bytes.NewReader(page))
	for at := 0; ; {
		kind := tokens.Next()
		if kind == html.ErrorToken {
			return 0, len(page)
		}
		at += len(tokens.Raw())
		if name, _ := tokens.TagName(); kind == html.StartTagToken && string(name) == "body" {
			end = bytes.LastIndex(page, []byte("</body>"))
			if end < at {
				end = len(page)
			}
			return at, end
		}
	}
}

// What JupyterLab 4.6 lets stay in text that nobody trusts, but for forms and their parts: a page has nobody to send
// them to.
var (
	keptElements = strings.Fields("a abbr acronym address article aside audio b bdi bdo big blockquote br caption center cite code col colgroup " +
		"data dd del details dfn div dl dt em figcaption figure font footer h1 h2 h3 h4 h5 h6 header hgroup hr i img input ins kbd label li main mark " +
		"meter nav nobr ol p pre progress q s samp section small source span strike strong sub summary sup table tbody td tfoot th thead time " +
		"tr track tt u ul var video wbr")
	keptAttributes = strings.Fields("class dir hidden id lang role tabindex title translate data-mime-type aria-label aria-hidden aria-valuemin " +
		"aria-valuemax aria-valuenow align alt border char charoff checked cite color colspan controls datetime disabled face headers height " +
		"loop low high max min muted open optimum reversed rowspan scope size span start type valign value width")
	keptStyles = strings.Fields("background background-color border border-bottom border-bottom-color border-bottom-left-radius " +
		"border-bottom-right-radius border-bottom-style border-bottom-width border-collapse border-color border-left border-left-color " +
		"border-left-style border-left-width border-radius border-right border-right-color border-right-style border-right-width border-spacing " +
		"border-style border-top border-top-color border-top-left-radius border-top-right-radius border-top-style border-top-width border-width " +
		"clear color column-gap display flex flex-direction flex-wrap float font font-family font-size font-style font-variant font-weight gap " +
		"height letter-spacing line-height list-style-type margin margin-bottom margin-left margin-right margin-top max-height max-width " +
		"min-height min-width opacity overflow overflow-wrap overflow-x overflow-y padding padding-bottom padding-left padding-right padding-top " +
		"text-align text-decoration text-indent text-transform vertical-align white-space width word-break word-spacing")
	// plainStyle is a value that names no address and no function but those of colours.
	plainStyle = regexp.MustCompile(`^(?:[\w\s.,%#'"!/+-]|\b(?:rgba?|hsla?)\([\d\s.,%/]+\))*$`)
	// picture is the data of an image, which can do nothing: not even a script within an SVG runs there.
	picture = regexp.MustCompile(`^image/(?:png|jpeg|gif|webp|svg\+xml);base64,`)
)

func policy() *bluemonday.Policy {
	p := bluemonday.NewPolicy()
	p.AllowElements(keptElements...)
	p.AllowNoAttrs().OnElements(keptElements...)
	p.AllowAttrs(keptAttributes...).Globally()
	p.AllowAttrs("href", "rel", "target", "name").OnElements("a")
	p.AllowAttrs("src").OnElements("img", "source", "track", "audio", "video")
	p.AllowAttrs("type").Matching(regexp.MustCompile(`^checkbox$`)).OnElements("input")
	p.AllowStyles(keptStyles...).Matching(plainStyle).Globally()
	p.RequireParseableURLs(true)
	p.AllowRelativeURLs(true)
	p.AllowURLSchemes("http", "https", "mailto")
	p.AllowDataURIImages()
	p.AllowURLSchemeWithCustomPolicy("data", isPicture)
	return p
}

// active says in which cells something is left out that could act.
func active(body []byte) []string {
	var warnings []string
	tokens, cell := html.NewTokenizer(bytes.NewReader(body)), 0
	for {
		switch tokens.Next() {
		case html.ErrorToken:
			return warnings
		case html.StartTagToken, html.SelfClosingTagToken:
			token := tokens.Token()
			if slices.Contains(strings.Fields(attribute(token, "class")), "jp-Cell") {
				cell++
			}
			for _, what := range actsBy(token) {
				warnings = append(warnings, fmt.Sprintf("cell %d: %s is left out of the page, for it could act", cell, what))
			}
		}
	}
}

// actsBy lists what of an element could act.
func actsBy(token html.Token) []string {
	var found []string
	if slices.Contains([]string{"script", "iframe", "object", "embed", "form", "meta", "link", "base"}, token.Data) {
		found = append(found, "an element "+token.Data)
	}
	for _, a := range token.Attr {
		value := strings.ToLower(strings.Join(strings.Fields(a.Val), ""))
		if strings.HasPrefix(a.Key, "on") || strings.HasPrefix(value, "javascript:") ||
			strings.HasPrefix(value, "vbscript:") {
			found = append(found, fmt.Sprintf("the attribute %s of an element %s", a.Key, token.Data))
		}
	}
	return found
}
