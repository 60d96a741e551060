package htmlexport

import (
	"bytes"
	"errors"
	"testing"
)

func FuzzUpgrade(f *testing.F) {
	f.Add([]byte(`<body><svg id="figure-1"></svg></body>`),
		[]byte(`{"cells":[{"outputs":[{"data":{"application/vnd.echarts.v1+json":"{}"}}]}]}`))
	f.Add([]byte(`<img src="data:image/svg+xml;base64,AAAA">`), []byte(`{}`))
	f.Add([]byte(``), []byte(`{"cells":[{"outputs":[{"data":{"application/vnd.echarts.v1+json":[]}}]}]}`))
	f.Fuzz(func(t *testing.T, page, notebook []byte) {
		out, _, err := Upgrade(page, notebook)
		switch {
		case err != nil && !errors.Is(err, ErrNotebook):
			t.Errorf("an error of another kind: %v", err)
		case err == nil && len(out) < len(page) && !bytes.Contains(page, []byte("base64")):
			t.Errorf("the page lost %d bytes", len(page)-len(out))
		}
	})
}
