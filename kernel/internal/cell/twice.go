package cell

import (
	"go/ast"
	"go/parser"
	"go/token"
	"strings"

	"tradeoff/kernel/internal/cell/funcname"
)

// twice finds what the cell declares a second time, and a main function beside statements: gonb keeps the last and
// drops the other without a word.
func (s *source) twice() (r Refusal, refused bool) {
	if s.whole() {
		return Refusal{}, false
	}
	seen := map[string]bool{}
	statements := s.main >= 0
	main := 0
	for _, c := range s.chunks() {
		if !c.declaration {
			statements = true
			continue
		}
		for _, d := range declarationsOf(s.plain[c.from : c.to+1]) {
			line := c.from + d.line
			if seen[d.name] {
				return Refusal{"CompileError", d.name + " is declared twice in this cell", line}, true
			}
			seen[d.name] = true
			if d.name == "main" {
				main = line
			}
		}
	}
	if statements && main > 0 {
		return Refusal{"CompileError", "func main would not run beside statements: call it by another name, or leave them out",
			main}, true
	}
	return Refusal{}, false
}

// declared is a name with its line, from 1, of what was parsed. That of a method has its type.
type declared struct {
	name string
	line int
}

// declarationsOf lists what lines of declarations declare; nothing if they are broken.
func declarationsOf(lines []string) (list []declared) {
	fset, file := parsed(lines)
	if file == nil {
		return nil
	}
	for _, d := range file.Decls {
		names := declaredNames(d)
		if f, ok := d.(*ast.FuncDecl); ok {
			names = []string{funcname.Of(f)}
		}
		for _, name := range names {
			if name != "_" {
				list = append(list, declared{name, fset.Position(d.Pos()).Line - 1})
			}
		}
	}
	return list
}

// parsed reads lines of declarations; nil if they are broken.
func parsed(lines []string) (*token.FileSet, *ast.File) {
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, "", packageHead+strings.Join(lines, "\n"), parser.SkipObjectResolution)
	if err != nil {
		return fset, nil
	}
	return fset, file
}
