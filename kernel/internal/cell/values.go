package cell

import (
	"go/ast"
	"go/token"
	"maps"
	"slices"
	"strings"

	"tradeoff/kernel/internal/cell/funcname"

	"tradeoff/kernel/internal/cell/protocol"
)

// Declared is what a cell declares.
type Declared struct {
	Variables []string // outside of functions
	Functions []string // a method is TYPE.NAME
	Others    []string // types and constants
}

// Declares lists what a cell declares outside of its statements.
func Declares(code string) (d Declared) {
	s := read(code)
	if s.foreign {
		return d
	}
	for _, c := range s.chunks() {
		if c.declaration {
			d.add(s.plain[c.from : c.to+1])
		}
	}
	return d
}

func (d *Declared) add(lines []string) {
	_, file := parsed(lines)
	if file == nil {
		return
	}
	for _, declaration := range file.Decls {
		general, ok := declaration.(*ast.GenDecl)
		switch {
		case !ok:
			d.Functions = append(d.Functions, funcname.Of(declaration.(*ast.FuncDecl)))
		case general.Tok == token.VAR:
			d.Variables = append(d.Variables, declaredNames(declaration)...)
		default:
			d.Others = append(d.Others, declaredNames(declaration)...)
		}
	}
}

// Running describes a cell for what keeps its variables.
func Running(code string, count int) protocol.Running {
	s := read(code)
	d := Declares(code)
	return protocol.Running{
		Count: count, Variables: d.Variables, Functions: d.Functions, Types: d.Others, Whole: s.whole(),
		OwnMain: slices.Contains(d.Functions, "main"), AtFailure: KeepsAtFailure(code),
	}
}

// KeepsAtFailure reports whether a cell asks for its variables to be kept as they are when it fails.
func KeepsAtFailure(code string) bool {
	return slices.ContainsFunc(Commands(code), func(c Command) bool { return c.Name == Keep })
}

// Sets lists the variables that a cell gives values at its top level, each once, in their order.
func Sets(code string) (names []string) {
	s := read(code)
	if s.foreign {
		return nil
	}
	names = Declares(code).Variables
	_, last := apart(s.chunks())
	_, list := statements(strings.Join(pick(s.plain, last), "\n"))
	add := func(e ast.Expr) {
		if id, ok := e.(*ast.Ident); ok && id.Name != "_" && !slices.Contains(names, id.Name) {
			names = append(names, id.Name)
		}
	}
	for _, statement := range list {
		switch st := statement.(type) {
		case *ast.AssignStmt:
			for _, left := range st.Lhs {
				add(left)
			}
		case *ast.IncDecStmt:
			add(st.X)
		case *ast.DeclStmt:
			for _, name := range declaredNames(st.Decl) {
				add(ast.NewIdent(name))
			}
		}
	}
	return names
}

// The commands about values, which are the kernel's own and not gonb's.
const (
	Who     = "%who"     // lists what is kept
	Del     = "%del"     // forgets some of it, or with * all
	Keep    = "%keep"    // has a cell that fails keep what it has changed
	Restore = "%restore" // gives back what an earlier session has kept
	Stale   = "%stale"   // lists the cells that used what has changed since
	Rerun   = "%rerun"   // runs them again
)

// Command is a line of gonb's own or ours.
type Command struct {
	Name string
	Args []string
}

// Commands are those of a cell, in their order; none of a cell that is not Go.
func Commands(code string) (list []Command) {
	s := read(code)
	if s.foreign {
		return nil
	}
	for i, special := range s.special {
		text, ok := commandOf(s.lines[i])
		if !special || !ok || text[0] != '%' {
			continue
		}
		words := strings.Fields(text[1:])
		if len(words) > 0 {
			list = append(list, Command{commandName(text), words[1:]})
		}
	}
	return list
}

// WithoutValues is the text of an edit for gonb, which forgets the declarations of what is deleted and does not know
// our commands. Lines stay where they are.
func (e Edit) WithoutValues(declared map[string]bool) string {
	lines := strings.Split(e.Code, "\n")
	for i, line := range lines {
		text, ok := strings.CutPrefix(line, protocol.CommandMark)
		if !ok || len(text) < 2 || text[0] != '%' {
			continue
		}
		switch commandName(text) {
		case Who, Keep, Restore, Stale, Rerun:
			lines[i] = ""
		case Del:
			lines[i] = removal(strings.Fields(text)[1:], declared)
		}
	}
	return strings.Join(lines, "\n")
}

// removal is gonb's command that removes those of the names that are declared, or with * all; "" where there are none.
func removal(names []string, declared map[string]bool) string {
	if slices.Contains(names, "*") {
		names = slices.Sorted(maps.Keys(declared))
	}
	names = slices.DeleteFunc(names, func(name string) bool { return !declared[name] })
	if len(names) == 0 {
		return ""
	}
	return protocol.CommandMark + "%rm " + strings.Join(names, " ")
}
