package proxy

// typesKey is Jupyter's name for a list that says of each match what it is.
const typesKey = "_jupyter_types_experimental"

// typeOf are Go's words for the kinds of gopls; front ends show them.
var typeOf = map[string]string{
	"Function": "function", "Method": "method", "Struct": "type", "Interface": "type", "Class": "type",
	"TypeParameter": "type",
	"Module":        "package", "Keyword": "keyword", "Variable": "variable", "Field": "field", "Constant": "constant",
}

// completeReply makes the content of gonb's complete_reply what front ends want: every name once, since gopls may name
// one twice, and its type. gonb sends the kinds in the order of the names. Its error, such as a busy gopls, has none of
// the members that the protocol wants of one: it is a reply without names.
func completeReply(content map[string]any) {
	names, _ := content["matches"].([]any)
	metadata, _ := content["metadata"].(map[string]any)
	kinds, _ := metadata["kinds"].([]any)
	seen := map[any]bool{}
	kept, types := []any{}, []any{}
	for i, name := range names {
		if seen[name] {
			continue
		}
		seen[name] = true
		kept = append(kept, name)
		if len(kinds) == len(names) {
			kind, _ := kinds[i].(string)
			types = append(types, map[string]any{"text": name, "type": typeOf[kind], "start": content["cursor_start"],
				"end": content["cursor_end"]})
		}
	}
	content["matches"], content["metadata"], content["status"] = kept, map[string]any{}, "ok"
	if len(types) > 0 {
		content["metadata"] = map[string]any{typesKey: types}
	}
}
