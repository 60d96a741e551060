package proxy

import (
	"encoding/json"
	"unicode/utf8"
)

// ask has gonb look a name up for a cell such as "?fmt.Println". The execution then ends with an inspect_reply.
func (k *kernel) ask(x *execution, name string) {
	m := x.with(map[string]any{"code": name, "cursor_pos": utf8.RuneCountInString(name), "detail_level": 0}, k.o.Log)
	m.Header.Type = "inspect_request"
	if err := m.Seal(); err != nil {
		k.o.Log("question: %v", err)
		return
	}
	k.engine.send(shellChannel, m)
}

// tell answers a question by a page for the front end's pager; a console without one shows its text.
func (k *kernel) tell(x *execution) {
	var found struct {
		Found bool           `json:"found"`
		Data  map[string]any `json:"data"`
	}
	if json.Unmarshal(x.reply.Content, &found) != nil || !found.Found {
		k.fail(x, failure{Name: "NotFound", Value: "no documentation of " + x.text("code")})
		return
	}
	if _, ok := found.Data["text/plain"]; !ok {
		found.Data["text/plain"] = found.Data["text/markdown"]
	}
	k.reply(x, map[string]any{"source": "page", "start": 0, "data": found.Data})
}
