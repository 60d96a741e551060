package main

import (
	"bytes"
	"go/ast"
	"go/token"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"

	"tradeoff/kernel/internal/cell/funcname"
)

// mostDropped bounds how often a program is built again.
const mostDropped = 20

// compile builds a program. Functions of earlier cells that are wrong, because a variable now has another type or is
// gone, are left out if the cell does not come to them.
func compile(args []string) (text []byte, err error) {
	path, err := behind("go")
	if err != nil {
		return nil, err
	}
	for i := range mostDropped {
		text, err = output(exec.Command(path, args...))
		if err == nil || !dropUnreached(text, i > 0) {
			break
		}
	}
	return text, err
}

// dropUnreached takes out what the compiler's errors are in, as far as the cell does not come to it.
func dropUnreached(text []byte, again bool) bool {
	s, err := readSession()
	if err != nil || s == nil || !buildLine.Match(firstError(text)) {
		return false
	}
	source, err := os.ReadFile(program)
	if err != nil {
		return false
	}
	p, err := parseProgram(source)
	if err != nil {
		return false
	}
	changes := p.unreached(s, text, again)
	if len(changes) == 0 {
		return false
	}
	return os.WriteFile(program, p.text(changes), 0o644) == nil
}

// unreached are the changes that take out functions and variables with errors that the cell does not come to, and
// imports that only they used: an import counts where it is not the first thing that is wrong, or has a dot for its
// name: such a one is for the cells that follow, too, and only the compiler knows which of them use it.
func (p *parsed) unreached(s *session, text []byte, again bool) (changes []change) {
	reached := p.reached(s.here(), func(unit) bool { return false })
	var imports []change
	for line := range bytes.Lines(text) {
		found := buildLine.FindSubmatch(bytes.TrimRight(line, "\n"))
		if found == nil {
			continue
		}
		number, _ := strconv.Atoi(string(found[1])) // digits by the pattern
		if spec := p.unusedImport(number, string(found[3])); spec != nil {
			imports = append(imports, change{p.offset(spec.Pos()), p.offset(spec.End()), `_ ` + spec.Path.Value})
			again = again || spec.Name != nil && spec.Name.Name == "."
			continue
		}
		d := p.declarationAt(number)
		if d == nil || slices.ContainsFunc(declaredBy(d), func(name string) bool { return reached[name] || name == "_" }) {
			continue
		}
		changes = append(changes, p.blank(d.Pos(), d.End()))
	}
	if len(changes) == 0 && !again {
		return nil
	}
	return append(changes, imports...)
}

// declarationAt is the function or the variables around a line; nil for anything else.
func (p *parsed) declarationAt(line int) ast.Decl {
	for _, d := range p.file.Decls {
		general, ok := d.(*ast.GenDecl)
		if ok && general.Tok != token.VAR {
			continue
		}
		if p.fset.Position(d.Pos()).Line <= line && line <= p.fset.Position(d.End()).Line {
			return d
		}
	}
	return nil
}

// declaredBy are the names of a declaration of a function or of variables.
func declaredBy(d ast.Decl) (names []string) {
	switch d := d.(type) {
	case *ast.FuncDecl:
		return []string{funcname.Of(d)}
	case *ast.GenDecl:
		for _, spec := range d.Specs {
			if v, ok := spec.(*ast.ValueSpec); ok {
				for _, name := range v.Names {
					names = append(names, name.Name)
				}
			}
		}
	}
	return names
}

// unusedImport is the import of a line of which the compiler says that it is not used; nil for any other message.
func (p *parsed) unusedImport(line int, message string) *ast.ImportSpec {
	if !strings.Contains(message, "imported and not used") && !strings.Contains(message, "imported as") {
		return nil
	}
	for _, spec := range p.file.Imports {
		if p.fset.Position(spec.Pos()).Line == line {
			return spec
		}
	}
	return nil
}
