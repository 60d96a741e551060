package show

import "tradeoff/kernel/internal/cell/protocol"

// Markdown displays text with Markdown marks; formulas stand between dollar signs.
func Markdown(text string) {
	here().show(bundle{protocol.Markdown: text, protocol.Plain: text})
}
