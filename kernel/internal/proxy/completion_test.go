package proxy

import (
	"fmt"
	"testing"
)

func TestCompleteReply(t *testing.T) {
	type list = []any
	for name, c := range map[string]struct {
		names, kinds   list
		matches, types string
	}{
		"names": {list{"a", "b", "a"}, nil, "[a b]", "<nil>"},
		"kinds": {
			list{"a", "b", "a", "c", "d"}, list{"Method", "Struct", "Method", "Field", "Snippet"}, "[a b c d]",
			"[map[end:2 start:1 text:a type:method] map[end:2 start:1 text:b type:type] map[end:2 start:1 text:c type:field] map[end:2 start:1 text:d type:]]",
		},
		"too few kinds": {list{"a", "b"}, list{"Method"}, "[a b]", "<nil>"},
		"nothing":       {nil, nil, "[]", "<nil>"},
	} {
		content := map[string]any{"cursor_start": 1, "cursor_end": 2, "matches": c.names,
			"metadata": map[string]any{"kinds": c.kinds}}
		completeReply(content)
		if got := fmt.Sprint(content["matches"]); got != c.matches {
			t.Errorf("%s: %s, want %s", name, got, c.matches)
		}
		if got := fmt.Sprint(content["metadata"].(map[string]any)[typesKey]); got != c.types {
			t.Errorf("%s: types %s, want %s", name, got, c.types)
		}
	}
}

// TestCompletionErrorIsEmpty has gonb fail, in whose reply the name and text of the error are missing, which the
// protocol requires.
func TestCompletionErrorIsEmpty(t *testing.T) {
	content := map[string]any{"status": "error", "matches": []any{}, "cursor_start": 11.0, "cursor_end": 11.0}
	completeReply(content)
	matches, _ := content["matches"].([]any)
	if content["status"] != "ok" || matches == nil || len(matches) != 0 || content["cursor_end"] != 11.0 {
		t.Errorf("the reply is %v, want one without names", content)
	}
}
