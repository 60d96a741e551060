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
	if err != nil || !ok || len(call.Args) < 2 || call.Ellipsis.IsValid() || strings.HasPrefix(strings.TrimSpace(text[to:]), ";") {
		return span{}
	}
	at := span{line: last.from, endLine: last.from, shower: "Show"}
	at.line, at.column = at.line+strings.Count(text[:from], "\n"), from-start(strings.Split(text, "\n"), strings.Count(text[:from], "\n"))
	at.endLine, at.endColumn = at.endLine+strings.Count(text[:to], "\n"), to-start(strings.Split(text, "\n"), strings.Count(text[:to], "\n"))
	if onlyNames(call.Args) { // an error among them is there to be looked at
		at.shower = "ShowBound"
	}
	return at
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
