package proxy

import (
	"regexp"

	"tradeoff/kernel/internal/cell/protocol"
)

// Links of gopls that lead nowhere: to a page of this module, which is published at no such site, and to files, which a front end opens
// neither here nor elsewhere.
var (
	pageLink = regexp.MustCompile(`(?:\n+---)?\n+\[[^\]\n]*\]\(https://pkg\.go\.dev/tradeoff[/#][^)\n]*\)\s*$`)
	fileLink = regexp.MustCompile(`\[([^\]\n]*)\]\(file://[^)\n]*\)`)
)

// removeDeadLinks takes the links that lead nowhere out of the content of an inspect_reply about Go, and finds nothing where there is nothing to show: what
// gonb says without markdown is an error of the look-up.
func removeDeadLinks(content map[string]any) {
	data, _ := content["data"].(map[string]any)
	text, _ := data[protocol.Markdown].(string)
	switch {
	case text != "":
		data[protocol.Markdown] = fileLink.ReplaceAllString(pageLink.ReplaceAllString(text, ""), "$1")
	case content["found"] == true:
		content["found"], content["data"] = false, map[string]any{}
	}
}
