package paperexport

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// piece is a paragraph or a table of an output in HTML.
type piece struct {
	text string
	grid *grid
}

// mostNesting bounds how deep the elements of an output may lie; what is deeper is left out.
const mostNesting = 100

// htmlPieces are the paragraphs and tables of a fragment of HTML: its words, without anything that acts or loads.
func htmlPieces(fragment string) []piece {
	nodes, err := html.ParseFragment(strings.NewReader(fragment),
		&html.Node{Type: html.ElementNode, Data: "body", DataAtom: atom.Body})
	if err != nil {
		return nil
	}
	var r reader
	for _, n := range nodes {
		r.read(n, 0)
	}
	r.end()
	return r.pieces
}

// htmlText is what a fragment of HTML says, paragraphs apart.
func htmlText(fragment string) string {
	var parts []string
	for _, p := range htmlPieces(fragment) {
		if p.grid == nil {
			parts = append(parts, p.text)
			continue
		}
		for _, row := range append([][]string{p.grid.header}, p.grid.rows...) {
			parts = append(parts, strings.Join(row, " "))
		}
	}
	return strings.Join(parts, "\n\n")
}

type reader struct {
	pieces []piece
	line   strings.Builder
}

// end ends a paragraph.
func (r *reader) end() {
	if text := strings.Join(strings.Fields(r.line.String()), " "); text != "" {
		r.pieces = append(r.pieces, piece{text: text})
	}
	r.line.Reset()
}

func (r *reader) read(n *html.Node, depth int) {
	if depth > mostNesting || silent(n) {
		return
	}
	switch {
	case n.Type == html.TextNode:
		r.line.WriteString(n.Data)
	case n.DataAtom == atom.Table:
		r.end()
		g := gridOf(n)
		r.pieces = append(r.pieces, piece{grid: &g})
		return
	case isBlock(n):
		r.end()
		defer r.end()
	case n.Type == html.ElementNode:
		r.line.WriteString(inlineText(n, depth))
		return
	}
	for child := n.FirstChild; child != nil; child = child.NextSibling {
		r.read(child, depth+1)
	}
}

// silent tells of what says nothing: programs, styles, progress bars.
func silent(n *html.Node) bool {
	switch n.DataAtom {
	case atom.Script, atom.Style, atom.Iframe, atom.Object, atom.Svg, atom.Template, atom.Noscript, atom.Head:
		return true
	}
	return n.Type == html.CommentNode || attribute(n, "role") == "progressbar"
}

func isBlock(n *html.Node) bool {
	switch n.DataAtom {
	case atom.P, atom.Div, atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6, atom.Li, atom.Pre, atom.Blockquote,
		atom.Section, atom.Details, atom.Summary, atom.Dt, atom.Dd, atom.Hr, atom.Br, atom.Ul, atom.Ol, atom.Body:
		return true
	}
	return false
}

func attribute(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

// inlineText is the text of an element in one line: exponents behind ^, indices behind _, fractions with /.
func inlineText(n *html.Node, depth int) string {
	if depth > mostNesting || silent(n) {
		return ""
	}
	if n.Type == html.TextNode {
		return n.Data
	}
	var parts []string
	for child := n.FirstChild; child != nil; child = child.NextSibling {
		parts = append(parts, inlineText(child, depth+1))
	}
	switch {
	case n.DataAtom == atom.Sup:
		return "^" + operand(strings.Join(parts, ""))
	case n.DataAtom == atom.Sub:
		return "_" + operand(strings.Join(parts, ""))
	case len(parts) == 2 && strings.Contains(attribute(n, "style"), "inline-block"): // a fraction of package formula
		return operand(parts[0]) + "/" + operand(parts[1])
	}
	return strings.Join(parts, "")
}

// operand is a text in parentheses, unless it is one sign, or a number.
func operand(text string) string {
	text = strings.TrimSpace(text)
	bare := strings.TrimPrefix(strings.TrimPrefix(text, "−"), "-")
	if utf8.RuneCountInString(bare) <= 1 || strings.Trim(bare, "0123456789.") == "" {
		return text
	}
	return "(" + text + ")"
}

// gridOf reads the rows of a table, not those of tables within its cells.
func gridOf(table *html.Node) grid {
	var g grid
	var walk func(n *html.Node, inHead bool, depth int)
	walk = func(n *html.Node, inHead bool, depth int) {
		for child := n.FirstChild; child != nil && depth < mostNesting; child = child.NextSibling {
			if child.DataAtom == atom.Tr {
				g.add(child, inHead)
				continue
			}
			walk(child, inHead || child.DataAtom == atom.Thead, depth+1)
		}
	}
	walk(table, false, 0)
	return g
}

// add reads a row.
func (g *grid) add(row *html.Node, inHead bool) {
	var cells []string
	for cell := row.FirstChild; cell != nil; cell = cell.NextSibling {
		if cell.DataAtom != atom.Td && cell.DataAtom != atom.Th {
			continue
		}
		if j := len(cells); !inHead {
			for len(g.right) <= j {
				g.right = append(g.right, false)
			}
			g.right[j] = strings.Contains(attribute(cell, "style"), "text-align:right")
		}
		cells = append(cells, strings.Join(strings.Fields(inlineText(cell, 0)), " "))
	}
	if inHead && g.header == nil {
		g.header = cells
		return
	}
	g.rows = append(g.rows, cells)
}
