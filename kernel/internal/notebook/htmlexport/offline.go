package htmlexport

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"golang.org/x/net/html"

	"tradeoff/kernel/internal/cell/protocol"
	"tradeoff/kernel/internal/draw/temml"
	"tradeoff/kernel/internal/jupyter/ipynb"
)

// formulaMarker starts the style sheet of formulas, so that it is not added twice.
const formulaMarker = "<!-- formulas -->"

// formulaStyle is what Temml's style sheet leaves to the page.
const formulaStyle = `
math.tml-display { overflow-x: auto; overflow-y: hidden; margin: 0.5em 0; }
code.tex { white-space: pre-wrap; }
`

// Offline makes the HTML page that nbconvert made of a notebook independent of other hosts. The formulas in its
// Markdown and LaTeX, which the page would leave to a remote MathJax, become MathML, which browsers draw without
// JavaScript; the scripts of the page's head, which load MathJax, RequireJS and Mermaid from elsewhere, go. Dollars
// elsewhere (code, text, HTML) stay.
//
// A formula that cannot be converted is shown as TeX, and a warning names the cell and the formula. What the author
// takes from other hosts gets a warning each: the page that [Upgrade] makes does not load it. A page that was treated
// before comes back unchanged. The error wraps [ErrNotebook] if the notebook cannot be read.
func Offline(page, notebook []byte) (out []byte, warnings []string, err error) {
	var source ipynb.Notebook
	if err := json.Unmarshal(notebook, &source); err != nil {
		return nil, nil, fmt.Errorf("%w: %w", ErrNotebook, err)
	}
	engine, err := temml.New()
	if err != nil {
		return nil, nil, err
	}
	defer func() { err = errors.Join(err, engine.Close()) }()
	w := walker{engine: engine, source: source.Cells}
	if err := w.walk(page); err != nil {
		return nil, nil, err
	}
	out = w.out.Bytes()
	if w.formulas > 0 && !bytes.Contains(page, []byte(formulaMarker)) {
		out = beforeEnd(out, "</head>",
			formulaMarker+"\n"+licences("The formulas of this page are drawn by the style sheet of Temml "+temml.Version+" and the font DejaVu Math TeX Gyre.",
				temml.License())+
				"<style>\n"+temml.Style()+formulaStyle+"</style>\n")
	}
	return out, w.warnings, nil
}

// beforeEnd puts an addition before the first end tag, or before everything.
func beforeEnd(page []byte, tag, addition string) []byte {
	at := max(0, bytes.Index(page, []byte(tag)))
	return bytes.Join([][]byte{page[:at], []byte(addition), page[at:]}, nil)
}

// walker copies a page and changes it on the way.
type walker struct {
	engine   *temml.Engine
	source   []ipynb.Cell
	out      bytes.Buffer
	warnings []string
	formulas int
	head     bool
	cell     int     // counted from 1; 0 before the first
	prose    nesting // within what may hold formulas
	verbatim nesting // within an element whose text is meant as it stands
}

// nesting counts the open elements of a name since the first.
type nesting struct {
	name  string
	depth int
}

func (n *nesting) enter(name string) {
	if n.depth == 0 {
		n.name = name
	}
	n.follow(name, 1)
}

func (n *nesting) follow(name string, step int) {
	if n.depth > 0 && name == n.name || n.depth == 0 && step > 0 {
		n.depth += step
	}
}

func (w *walker) walk(page []byte) error {
	tokens := html.NewTokenizer(bytes.NewReader(page))
	dropped := false // within a script that goes
	for {
		kind := tokens.Next()
		raw := slices.Clone(tokens.Raw()) // reading the name changes it
		switch kind {
		case html.ErrorToken:
			w.out.Write(raw)
			if err := tokens.Err(); !errors.Is(err, io.EOF) {
				return err
			}
			return nil
		case html.TextToken:
			if !dropped {
				w.text(raw)
			}
			continue
		case html.StartTagToken, html.SelfClosingTagToken:
			token := tokens.Token()
			if w.head && token.Data == "script" {
				dropped = true
				continue
			}
			w.start(token, kind == html.StartTagToken)
		case html.EndTagToken:
			name := tokens.Token().Data
			if dropped && name == "script" {
				dropped = false
				continue
			}
			w.end(name)
		}
		w.out.Write(raw)
	}
}

// verbatimElements are those whose text MathJax leaves alone, too.
var verbatimElements = []string{
	"annotation", "code", "iframe", "math", "noembed", "noframes", "noscript", "pre", "script", "style", "svg", "textarea",
	"title", "xmp",
}

// proseTypes are the media types whose formulas JupyterLab and nbconvert draw. (JupyterLab does so in HTML, too, where
// dollars are rarely meant.)
var proseTypes = []string{protocol.Markdown, protocol.LaTeX}

func (w *walker) start(token html.Token, opens bool) {
	class := strings.Fields(attribute(token, "class"))
	switch {
	case token.Data == "head":
		w.head = true
	case token.Data == "body":
		w.head = false
	case slices.Contains(class, "jp-Cell"):
		w.cell = w.number(attribute(token, "id"))
		w.prose, w.verbatim = nesting{}, nesting{} // whatever the author's HTML left open
	}
	w.remote(token)
	if !opens {
		return
	}
	if w.prose.depth > 0 {
		w.prose.follow(token.Data, 1)
	} else if slices.Contains(proseTypes, attribute(token, "data-mime-type")) {
		w.prose.enter(token.Data)
	}
	if w.verbatim.depth > 0 {
		w.verbatim.follow(token.Data, 1)
	} else if slices.Contains(verbatimElements, token.Data) {
		w.verbatim.enter(token.Data)
	}
}

func (w *walker) end(name string) {
	if name == "head" {
		w.head = false
	}
	w.prose.follow(name, -1)
	w.verbatim.follow(name, -1)
}

// number finds the cell of an element by its id, or takes the next.
func (w *walker) number(id string) int {
	for i, c := range w.source {
		if c.ID != "" && id == "cell-id="+c.ID {
			return i + 1
		}
	}
	return w.cell + 1
}

// loading are the attributes by which elements load what they refer to.
var loading = map[string]string{
	"script": "src", "img": "src", "link": "href", "iframe": "src", "source": "src", "video": "src", "audio": "src",
	"embed": "src", "object": "data",
}

func (w *walker) remote(token html.Token) {
	address := attribute(token, loading[token.Data])
	for _, prefix := range []string{"http://", "https://", "//"} {
		if strings.HasPrefix(address, prefix) {
			w.warn("%s is on another host, from which the page loads nothing; attach a picture to the notebook to have it in the page",
				address)
			return
		}
	}
}

func (w *walker) warn(format string, args ...any) {
	where := "the page"
	if w.cell > 0 {
		where = fmt.Sprintf("cell %d", w.cell)
		if at := w.cell - 1; at < len(w.source) && w.source[at].ID != "" {
			where += fmt.Sprintf(" (%s)", w.source[at].ID)
		}
	}
	w.warnings = append(w.warnings, where+": "+fmt.Sprintf(format, args...))
}

func attribute(token html.Token, name string) string {
	for _, a := range token.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}
