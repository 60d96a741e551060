package paperexport

import (
	"bytes"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
)

// mathNode is a formula between dollars.
type mathNode struct {
	ast.BaseInline
	tex     string
	display bool
}

var mathKind = ast.NewNodeKind("Formula")

// Kind implements ast.Node.
func (*mathNode) Kind() ast.NodeKind { return mathKind }

// Dump implements ast.Node.
func (n *mathNode) Dump(source []byte, level int) {
	ast.DumpHelper(n, source, level, map[string]string{"tex": n.tex}, nil)
}

// mathParser finds formulas before anything in them is taken for Markdown, as Jupyter does.
type mathParser struct{}

// Trigger implements parser.InlineParser.
func (mathParser) Trigger() []byte { return []byte{'$'} }

// Parse implements parser.InlineParser. A single dollar begins a formula only before a character that is no space and
// ends one only behind such and before no digit: amounts of money are none.
func (mathParser) Parse(_ ast.Node, block text.Reader, _ parser.Context) ast.Node {
	line, position := block.Position()
	fence := 1
	if first, _ := block.PeekLine(); bytes.HasPrefix(first, []byte("$$")) {
		fence = 2
	}
	block.Advance(fence)
	var tex []byte
	for {
		rest, _ := block.PeekLine()
		if rest == nil {
			block.SetPosition(line, position)
			return nil
		}
		end := mathEnd(tex, rest, fence)
		if end < 0 {
			tex = append(tex, rest...)
			block.AdvanceLine()
			continue
		}
		tex = append(tex, rest[:end]...)
		if fence == 1 && (len(tex) == 0 || isSpace(tex[0])) {
			block.SetPosition(line, position)
			return nil
		}
		block.Advance(end + fence)
		return &mathNode{tex: string(tex), display: fence == 2}
	}
}

// mathEnd is where a formula ends in the rest of a line, behind what there is of it; -1 if it does not.
func mathEnd(before, rest []byte, fence int) int {
	for i := 0; i < len(rest); i++ {
		switch {
		case rest[i] == '\\':
			i++
		case fence == 2 && bytes.HasPrefix(rest[i:], []byte("$$")):
			return i
		case fence == 1 && rest[i] == '$':
			spaced := i == 0 && len(before) == 0 || i > 0 && isSpace(rest[i-1])
			if !spaced && (i+1 == len(rest) || rest[i+1] < '0' || rest[i+1] > '9') {
				return i
			}
		}
	}
	return -1
}

func isSpace(b byte) bool { return b == ' ' || b == '\t' || b == '\n' || b == '\r' }
