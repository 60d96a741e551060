package proxy

import (
	"regexp"
	"strings"

	"tradeoff/kernel/internal/modpath"

	"tradeoff/kernel/internal/cell/protocol"
)

// Links of gopls that lead nowhere: to a page of this module, which is published at no such site, and to files, which a
// front end opens neither here nor elsewhere.
var (
	pageLink = regexp.MustCompile(`(?:\n+---)?\n+\[[^\]\n]*\]\(https://pkg\.go\.dev/([^)\n]*)\)\s*$`)
	fileLink = regexp.MustCompile(`\[([^\]\n]*)\]\(file://[^)\n]*\)`)
)

// withoutPage leaves out a link to a page of this module.
func withoutPage(text string) string {
	found := pageLink.FindStringSubmatchIndex(text)
	if found == nil {
		return text
	}
	page, own := text[found[2]:found[3]], modpath.Own()
	if !strings.HasPrefix(page, own+"/") && !strings.HasPrefix(page, own+"#") {
		return text
	}
	return text[:found[0]]
}

// removeDeadLinks takes the links that lead nowhere out of the content of an inspect_reply about Go, and finds nothing
// where there is nothing to show: what gonb says without markdown is an error of the look-up.
func removeDeadLinks(content map[string]any) {
	data, _ := content["data"].(map[string]any)
	text, _ := data[protocol.Markdown].(string)
	switch {
	case text != "":
		data[protocol.Markdown] = fileLink.ReplaceAllString(withoutPage(text), "$1")
	case content["found"] == true:
		content["found"], content["data"] = false, map[string]any{}
	}
}
