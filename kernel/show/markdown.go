package show

import "github.com/janpfeifer/gonb/gonbui/protocol"

// Markdown displays text with Markdown marks; formulas stand between dollar signs.
func Markdown(text string) {
	here().show(bundle{protocol.MIMETextMarkdown: text, protocol.MIMETextPlain: text})
}
