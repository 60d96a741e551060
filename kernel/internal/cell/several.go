package cell

import (
	"go/ast"
	"go/parser"
	"strings"
)

// lastList finds expressions separated by commas as the last thing of a cell, x, y: no statement of Go, but what people
// write to see two values.
func lastList(body []string) span {
	chunks, _ := split(body)
	if len(chunks) == 0 {
		return span{}
	}
	last := chunks[len(chunks)-1]
	if _, before := statements(strings.Join(body[:last.from], "\n")); before == nil && last.from > 0 &&
		len(words(strings.Join(body[:last.from], "\n"))) > 0 {
		return span{}
	}
	text := strings.Join(body[last.from:last.to+1], "\n")
	list := words(text)
	if len(list) == 0 {
		return span{}
	}
	from, to := list[0].from, endOf(list[len(list)-1])
	e, err := parser.ParseExpr("f(" + text[from:to] + ")")
	call, ok := e.(*ast.CallExpr)
	quiet := strings.HasPrefix(strings.TrimSpace(text[to:]), ";")
	if err != nil || !ok || len(call.Args) < 2 || call.Ellipsis.IsValid() {
		return span{}
	}
	at := span{shower: "Show"}
	at.line, at.column = lineAndColumn(text, from)
	at.endLine, at.endColumn = lineAndColumn(text, to)
	at.line, at.endLine = at.line+last.from, at.endLine+last.from
	if onlyNames(call.Args) { // an error among them is there to be looked at
		at.shower = "ShowBound"
	}
	if quiet {
		at.shower = "Hide"
	}
	return at
}

// lineAndColumn is where an offset is, both from 0.
func lineAndColumn(text string, offset int) (line, column int) {
	before := text[:offset]
	return strings.Count(before, "\n"), offset - (strings.LastIndexByte(before, '\n') + 1)
}

func onlyNames(list []ast.Expr) bool {
	for _, e := range list {
		if _, ok := e.(*ast.Ident); !ok {
			return false
		}
	}
	return true
}

// endOf is where a token ends.
func endOf(w word) int {
	if w.text == "" {
		return w.from + len(w.kind.String())
	}
	return w.to()
}
