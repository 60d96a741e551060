package paperexport

import (
	"fmt"
	"net/url"
	"regexp"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	tables "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"

	"tradeoff/kernel/internal/notebook/inline"
)

// The bounds of a text; what is beyond is cut.
const (
	mostText  = 1 << 20 // bytes of a cell
	mostDepth = 12      // of lists and quotations within others
)

// prose writes Markdown as MyST.
type prose struct {
	source  []byte
	numbers []inline.Number               // of the text, where their places stand
	number  func(n inline.Number) string  // what stands for one
	picture func(target string) string    // the file of a picture of the notebook; "" if it is not carried
	note    func(format string, a ...any) // on what is left out
	depth   int
}

// The place of a number in a text, while that is parsed: a character that no text has, around its index.
const place = "\ue5ce"

var places = regexp.MustCompile(place + `(\d+)` + place)

// myst is a text of Markdown as MyST.
func (p prose) myst(markdown string) (string, error) {
	if len(markdown) > mostText {
		markdown = strings.ToValidUTF8(markdown[:mostText], "")
		p.note("the text of a cell is cut after %d bytes", mostText)
	}
	markdown = strings.ReplaceAll(markdown, place, "")
	marked, numbers, err := inline.Replace(markdown, func(i int, _ inline.Number) string {
		return place + fmt.Sprint(i) + place
	})
	if err != nil {
		return "", err
	}
	p.source, p.numbers = []byte(marked), numbers
	root := markdownParser().Parse(text.NewReader(p.source))
	return strings.TrimSpace(p.blocks(root)), nil
}

func markdownParser() parser.Parser {
	return goldmark.New(goldmark.WithExtensions(extension.Table),
		goldmark.WithParserOptions(parser.WithInlineParsers(util.Prioritized(mathParser{}, 90)))).Parser()
}

// blocks are the blocks below a node.
func (p prose) blocks(n ast.Node) string {
	var parts []string
	for child := n.FirstChild(); child != nil; child = child.NextSibling() {
		if part := strings.Trim(p.block(child), "\n"); strings.TrimSpace(part) != "" {
			parts = append(parts, part)
		}
	}
	return strings.Join(parts, "\n\n")
}

func (p prose) block(n ast.Node) string {
	switch n := n.(type) {
	case *ast.Heading:
		title := strings.Join(strings.Fields(p.inlines(n)), " ")
		return strings.Repeat("#", n.Level) + " " + title
	case *ast.Paragraph, *ast.TextBlock:
		return lineStart(strings.TrimSpace(p.inlines(n)))
	case *ast.FencedCodeBlock:
		return verbatim(p.lines(n), plainLanguage(string(n.Language(p.source))))
	case *ast.CodeBlock:
		return verbatim(p.lines(n), "")
	case *ast.HTMLBlock:
		return p.html(p.lines(n))
	case *ast.ThematicBreak:
		return "***"
	case *ast.Blockquote:
		return p.nested(n, "> ", "> ")
	case *ast.List:
		return p.list(n)
	case *tables.Table:
		return p.table(n)
	}
	return p.blocks(n)
}

// plainLanguage is the name of a language, never that of a directive.
func plainLanguage(name string) string {
	if !regexp.MustCompile(`^[a-zA-Z0-9+#-]{1,20}$`).MatchString(name) {
		return ""
	}
	return name
}

// lines are the lines of a block that is shown as it is written, with its numbers.
func (p prose) lines(n ast.Node) string {
	var b strings.Builder
	for i := range n.Lines().Len() {
		segment := n.Lines().At(i)
		b.Write(segment.Value(p.source))
	}
	if block, ok := n.(*ast.HTMLBlock); ok && block.HasClosure() {
		b.Write(block.ClosureLine.Value(p.source))
	}
	return b.String()
}

// nested are the blocks below a node, indented; what lies too deep is not.
func (p prose) nested(n ast.Node, first, others string) string {
	if p.depth++; p.depth > mostDepth {
		return p.blocks(n)
	}
	text := strings.ReplaceAll(p.blocks(n), "\n", "\n"+others)
	return first + strings.ReplaceAll(text, others+"\n", strings.TrimRight(others, " ")+"\n")
}

func (p prose) list(n *ast.List) string {
	var items []string
	number := n.Start
	for item := n.FirstChild(); item != nil; item = item.NextSibling() {
		first := "- "
		if n.IsOrdered() {
			first = fmt.Sprintf("%d. ", number)
			number++
		}
		items = append(items, p.nested(item, first, strings.Repeat(" ", len(first))))
	}
	between := "\n"
	if !n.IsTight {
		between = "\n\n"
	}
	return strings.Join(items, between)
}

func (p prose) table(n *tables.Table) string {
	var rows []string
	for row := n.FirstChild(); row != nil; row = row.NextSibling() {
		var cells []string
		for cell := row.FirstChild(); cell != nil; cell = cell.NextSibling() {
			cells = append(cells, strings.Join(strings.Fields(p.inlines(cell)), " "))
		}
		rows = append(rows, pipeRow(cells))
		if len(rows) == 1 {
			rows = append(rows, rule(len(cells), func(i int) bool {
				return i < len(n.Alignments) && n.Alignments[i] == tables.AlignRight
			}))
		}
	}
	return strings.Join(rows, "\n")
}

// inlines are what stands in the lines of a node.
func (p prose) inlines(n ast.Node) string {
	if p.depth++; p.depth > 4*mostDepth {
		return ""
	}
	var b strings.Builder
	for child := n.FirstChild(); child != nil; child = child.NextSibling() {
		b.WriteString(p.inline(child))
	}
	return b.String()
}

func (p prose) inline(n ast.Node) string {
	switch n := n.(type) {
	case *ast.Text:
		return p.words(string(n.Segment.Value(p.source))) + ending(n)
	case *ast.String:
		return p.words(string(n.Value))
	case *ast.CodeSpan:
		return inlineCode(p.plain(n))
	case *ast.Emphasis:
		return around(p.inlines(n), strings.Repeat("*", n.Level))
	case *ast.Link:
		return p.link(p.inlines(n), string(n.Destination))
	case *ast.AutoLink:
		return p.link(escaped(string(n.Label(p.source))), string(n.URL(p.source)))
	case *ast.Image:
		return p.image(n)
	case *ast.RawHTML:
		return ""
	case *mathNode:
		return formula(n.tex, n.display)
	}
	return p.inlines(n)
}

func ending(n *ast.Text) string {
	switch {
	case n.HardLineBreak():
		return "\\\n"
	case n.SoftLineBreak():
		return "\n"
	}
	return ""
}

// around puts marks around what stands between the spaces of a text.
func around(text, marks string) string {
	inner := strings.TrimSpace(text)
	if inner == "" {
		return text
	}
	before, after, _ := strings.Cut(text, inner)
	return before + marks + inner + marks + after
}

// words are text of Markdown, its escapes and entities read, as MyST shows it.
func (p prose) words(raw string) string {
	raw = string(util.ResolveEntityNames(util.ResolveNumericReferences(util.UnescapePunctuations([]byte(raw)))))
	var b strings.Builder
	last := 0
	for _, at := range places.FindAllStringSubmatchIndex(raw, -1) {
		var index int
		if _, err := fmt.Sscan(raw[at[2]:at[3]], &index); err != nil || index >= len(p.numbers) {
			continue
		}
		b.WriteString(escaped(raw[last:at[0]]) + p.number(p.numbers[index]))
		last = at[1]
	}
	return b.String() + escaped(strings.ReplaceAll(raw[last:], place, ""))
}

// plain is the text below a node as it is written.
func (p prose) plain(n ast.Node) string {
	var b strings.Builder
	for child := n.FirstChild(); child != nil; child = child.NextSibling() {
		if t, ok := child.(*ast.Text); ok {
			b.Write(t.Segment.Value(p.source))
			if t.SoftLineBreak() {
				b.WriteByte(' ')
			}
			continue
		}
		b.WriteString(p.plain(child))
	}
	return b.String()
}

// link is a link to the web; of another what it says is kept.
func (p prose) link(text, target string) string {
	if address, ok := webAddress(target); ok && strings.TrimSpace(text) != "" {
		return "[" + text + "](<" + address + ">)"
	}
	return text
}

// webAddress is an address of the web or of mail as Markdown can hold it.
func webAddress(target string) (string, bool) {
	u, err := url.Parse(strings.TrimSpace(target))
	if err != nil || u.Scheme != "http" && u.Scheme != "https" && u.Scheme != "mailto" {
		return "", false
	}
	return strings.NewReplacer("<", "%3C", ">", "%3E", `\`, "%5C", "\n", "", "\r", "", " ", "%20", "{", "%7B", "}", "%7D",
		"`", "%60", "|", "%7C").Replace(u.String()), true
}

func (p prose) image(n *ast.Image) string {
	said := escaped(p.plain(n))
	if file := p.picture(string(n.Destination)); file != "" {
		return "![" + said + "](<" + file + ">)"
	}
	if said == "" {
		said = "no description"
	}
	return "*(picture: " + said + ")*"
}

// html is what a block of HTML says, without its tags and without what programs would run.
func (p prose) html(block string) string {
	text := strings.TrimSpace(htmlText(block))
	if places.MatchString(block) && !places.MatchString(text) {
		p.note("a number within HTML is left out")
	}
	var parts []string
	for part := range strings.SplitSeq(text, "\n\n") {
		if part = strings.TrimSpace(part); part != "" {
			parts = append(parts, lineStart(p.words(part)))
		}
	}
	return strings.Join(parts, "\n\n")
}
