package htmlexport

import (
	"net/url"
	"strings"
)

func isPicture(address *url.URL) bool { return picture.MatchString(address.Opaque) }

// licences is a comment with the licences that must accompany what is in the page.
func licences(about string, texts ...string) string {
	text := strings.ReplaceAll(strings.Join(texts, "\n\n"), "--", "- -") // which would end the comment
	return "<!-- " + about + "\n\n" + text + "\n-->\n"
}
