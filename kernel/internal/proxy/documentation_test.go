package proxy

import (
	"encoding/json"
	"testing"
)

func TestLinksThatLeadNowhereAreLeftOut(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"```go\nfunc figure.Contour()\n```\n\n---\n\nIt wraps [ErrEmpty](file:///m/figure.go#15,5) or [Other](file:///m/x.go).\n\n\n---\n\n[`figure.Contour` on pkg.go.dev](https://pkg.go.dev/tradeoff/diversity/figure#Contour)",
			"```go\nfunc figure.Contour()\n```\n\n---\n\nIt wraps ErrEmpty or Other."},
		{"Text.\n\n\n---\n\n[`(study.Study).Run` on pkg.go.dev](https://pkg.go.dev/tradeoff/diversity/study#Study.Run)",
			"Text."},
		{"Text.\n\n\n---\n\n[`fmt.Println` on pkg.go.dev](https://pkg.go.dev/fmt#Println)",
			"Text.\n\n\n---\n\n[`fmt.Println` on pkg.go.dev](https://pkg.go.dev/fmt#Println)"},
		{"[`x` on pkg.go.dev](https://pkg.go.dev/tradeoffs/x#X)", "[`x` on pkg.go.dev](https://pkg.go.dev/tradeoffs/x#X)"},
	} {
		content := map[string]any{"found": true, "data": map[string]any{"text/markdown": c.text}}
		removeDeadLinks(content)
		if got := content["data"].(map[string]any)["text/markdown"]; got != c.want || content["found"] != true {
			t.Errorf("%q becomes %q, want %q", c.text, got, c.want)
		}
	}
}

func TestNoDocumentationIsNotFound(t *testing.T) {
	for _, sent := range []string{`{"found":true,"data":{}}`, `{"found":true}`, `{"found":true,"data":null}`,
		`{"found":true,"data":{"text/markdown":""}}`, `{"found":true,"data":{"text/plain":"no identifier"}}`} {
		var content map[string]any
		if err := json.Unmarshal([]byte(sent), &content); err != nil {
			t.Fatal(err)
		}
		removeDeadLinks(content)
		if content["found"] != false {
			t.Errorf("%s: found = %v", sent, content["found"])
		}
	}
}
