package cell

import (
	"go/ast"
	"go/parser"
	"go/token"
	"slices"
	"strings"

	"tradeoff/kernel/internal/modpath"
)

// ResultName is the name of the package that shows the value of a last expression in the program that gonb composes: no
// name for a person.
const ResultName = "kernelresultᐧ"

// resultPath is the import path of that package.
func resultPath() string { return modpath.Package("kernel/result") }

// span is where an expression begins and ends: lines from 0, columns in bytes from 0.
type span struct {
	line, column, endLine, endColumn int

	shower string   // the function of package result that shows it; "" for none
	bound  []string // the variables that a last statement defines, which are shown instead of an expression
}

// lastValue finds the last statement if it is an expression whose value is worth showing.
func lastValue(body []string, here map[string]bool, void func(string) bool) span {
	fset, list := statements(strings.Join(body, "\n"))
	if len(list) == 0 {
		return lastList(body)
	}
	if definition, ok := list[len(list)-1].(*ast.AssignStmt); ok {
		return lastBound(fset, definition, body)
	}
	expression, ok := list[len(list)-1].(*ast.ExprStmt)
	if !ok || hidden(expression.X, here, void) {
		return span{}
	}
	from, to := fset.Position(expression.X.Pos()), fset.Position(expression.X.End())
	at := span{
		line: from.Line - headLines - 1, column: from.Column - 1, endLine: to.Line - headLines - 1, endColumn: to.Column - 1,
		shower: shower(expression.X),
	}
	rest := strings.TrimSpace(body[at.endLine][at.endColumn:])
	if strings.HasPrefix(rest, ";") { // which hides the value, as in other kernels
		at.shower = hider(expression.X)
		if at.shower == "" {
			return span{}
		}
	}
	return at
}

// hider is the function of package result that takes a value which is not shown and which Go does not let stand alone;
// "" where it does, as a call.
func hider(e ast.Expr) string {
	call, ok := e.(*ast.CallExpr)
	if !ok {
		return "Hide"
	}
	builtin := []string{"append", "cap", "complex", "imag", "len", "make", "max", "min", "new", "real"}
	if f, ok := call.Fun.(*ast.Ident); ok && slices.Contains(builtin, f.Name) {
		return "Hide"
	}
	return ""
}

// lastBound shows the variables of a last v, ok := f(): who asks for two results wants to see them. One variable is
// quiet, as in other kernels.
func lastBound(fset *token.FileSet, s *ast.AssignStmt, body []string) span {
	if s.Tok != token.DEFINE || len(s.Lhs) < 2 || len(s.Rhs) != 1 {
		return span{}
	}
	end := fset.Position(s.End())
	at := span{endLine: end.Line - headLines - 1, endColumn: end.Column - 1, shower: "ShowBound"}
	for _, left := range s.Lhs {
		if id, ok := left.(*ast.Ident); ok && id.Name != "_" {
			at.bound = append(at.bound, id.Name)
		}
	}
	at.line = at.endLine
	if strings.HasPrefix(strings.TrimSpace(body[at.endLine][at.endColumn:]), ";") || len(at.bound) == 0 {
		return span{}
	}
	return at
}

// shower is the function of package result for an expression. An error that a call returns fails the cell, but one that
// is there to be looked at, as a variable or just made, does not.
func shower(e ast.Expr) string {
	call, ok := e.(*ast.CallExpr)
	if !ok {
		return "Show"
	}
	if f, ok := call.Fun.(*ast.SelectorExpr); ok {
		if from, ok := f.X.(*ast.Ident); ok && (from.Name == "errors" || from.Name == "fmt") {
			return "Show"
		}
	}
	return "ShowCall"
}

// hidden tells calls that have no value, or whose value nobody wants to see. Of the others the compiler decides
// (package cellgo).
func hidden(e ast.Expr, here map[string]bool, void func(string) bool) bool {
	call, ok := e.(*ast.CallExpr)
	if !ok {
		return false
	}
	switch f := call.Fun.(type) {
	case *ast.Ident:
		if isVoid, known := here[f.Name]; known {
			return isVoid
		}
		builtin := []string{"print", "println", "panic", "close", "delete", "clear", "copy", "recover"}
		return slices.Contains(builtin, f.Name) || void != nil && void(f.Name)
	case *ast.FuncLit:
		return f.Type.Results.NumFields() == 0
	case *ast.SelectorExpr:
		from, ok := f.X.(*ast.Ident)
		return ok && silent(from.Name, f.Sel.Name)
	}
	return false
}

// silent are functions of packages that write or show by themselves.
func silent(pkg, name string) bool {
	switch pkg {
	case "fmt":
		return strings.HasPrefix(name, "Print") || strings.HasPrefix(name, "Fprint")
	case "must":
		return name == "M"
	case "os":
		return name == "Exit"
	}
	return slices.Contains([]string{"show", "gonbui", "log", "slog"}, pkg)
}

// Functions tells of each function declared in a cell whether it has no results.
func Functions(code string) map[string]bool {
	s := read(code)
	found := map[string]bool{}
	chunks, _ := split(s.plain)
	for _, c := range chunks {
		if !c.declaration {
			continue
		}
		text := packageHead + strings.Join(s.plain[c.from:c.to+1], "\n")
		file, err := parser.ParseFile(token.NewFileSet(), "", text, parser.SkipObjectResolution)
		if err != nil {
			continue
		}
		for _, d := range file.Decls {
			if f, ok := d.(*ast.FuncDecl); ok && f.Recv == nil {
				found[f.Name.Name] = f.Type.Results.NumFields() == 0
			}
		}
	}
	return found
}
