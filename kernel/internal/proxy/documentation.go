package proxy

import "regexp"

// Links of gopls that lead nowhere: to a page of this module, which is published at no such site, and to files, which a front end opens
// neither here nor elsewhere.
var (
	pageLink = regexp.MustCompile(`(?:\n+---)?\n+\[[^\]\n]*\]\(https://pkg\.go\.dev/tradeoff[/#][^)\n]*\)\s*$`)
	fileLink = regexp.MustCompile(`\[([^\]\n]*)\]\(file://[^)\n]*\)`)
)

// tidy takes the links that lead nowhere out of the content of an inspect_reply, and finds nothing where there is nothing to show.
func tidy(content map[string]any) {
	data, _ := content["data"].(map[string]any)
	if content["found"] == true && len(data) == 0 {
		content["found"] = false
	}
	for _, kind := range []string{"text/markdown", "text/plain"} {
		if text, ok := data[kind].(string); ok {
			data[kind] = fileLink.ReplaceAllString(pageLink.ReplaceAllString(text, ""), "$1")
		}
	}
}
