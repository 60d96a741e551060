package proxy

import (
	"encoding/json"
	"unicode/utf8"

	"tradeoff/kernel/internal/cell/protocol"
)

// requestInspection has gonb look a name up for a cell such as "?fmt.Println". The execution then ends with an inspect_reply.
func (k *kernel) requestInspection(x *execution, name string) {
	const kind = "inspect_request"
	_, content := k.inquiry(kind, name, utf8.RuneCountInString(name))
	m := x.with(content, k.o.Log)
	m.Header.Type = kind
	if err := m.Seal(); err != nil {
		k.o.Log("question: %v", err)
		return
	}
	x.asking = true
	k.inquire(shellChannel, m)
}

// replyWithPage answers a question by a page for the front end's pager; a console without one shows its text.
func (k *kernel) replyWithPage(x *execution) {
	var content map[string]any
	_ = json.Unmarshal(x.reply.Content, &content) // without content nothing is found
	removeDeadLinks(content)
	if content["found"] != true {
		k.fail(x, failure{Name: "NotFound", Value: "no documentation of " + x.text("code")})
		return
	}
	data := content["data"].(map[string]any)
	data[protocol.Plain] = data[protocol.Markdown]
	k.reply(x, map[string]any{"source": "page", "start": 0, "data": data})
}
