package page

import (
	"bytes"
	_ "embed"
	"html/template"
	"io"

	"tradeoff/kernel/internal/draw/contentpolicy"
)

//go:embed law.html
var lawSource string

//go:embed law.js
var lawScript string

// Law writes the page that teaches the additive law without a kernel: sliders for its constants, the budget and the
// price of a class move the valley of the budget and the landscape of the error together. notebooks/valley.html is this
// page. Its numbers are those of worlds.Planted.
func Law(w io.Writer) error {
	source, err := template.New("law").Parse(lawSource)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := source.Execute(&b, template.JS(lawScript)); err != nil { // our own
		return err
	}
	_, err = w.Write(contentpolicy.Add(b.Bytes(), lawScript))
	return err
}
