package cell

import (
	"fmt"
	"go/ast"
	"go/token"
	"hash/fnv"
	"strings"

	"tradeoff/kernel/internal/cell/funcname"
)

// declaration begins the version of what is declared.
const declaration = "declared "

// Versions are what a cell declares outside of its statements, each name (a method is TYPE.NAME) with a text that
// changes with its declaration, but not with comments and spaces.
func Versions(code string) map[string]string {
	versions := map[string]string{}
	s := read(code)
	if s.foreign {
		return versions
	}
	for _, c := range s.chunks() {
		if c.declaration {
			addVersions(versions, s.plain[c.from:c.to+1])
		}
	}
	return versions
}

func addVersions(versions map[string]string, lines []string) {
	fset, file := parsed(lines)
	if file == nil {
		return
	}
	source := packageHead + strings.Join(lines, "\n")
	textOf := func(n ast.Node) string {
		return source[fset.Position(n.Pos()).Offset:fset.Position(n.End()).Offset]
	}
	for _, d := range file.Decls {
		general, ok := d.(*ast.GenDecl)
		if !ok {
			versions[funcname.Of(d.(*ast.FuncDecl))] = version(textOf(d))
			continue
		}
		for _, spec := range general.Specs {
			text := textOf(spec)
			if general.Tok == token.CONST { // it may depend on those above it
				text = textOf(general)
			}
			for _, name := range declaredNames(&ast.GenDecl{Specs: []ast.Spec{spec}}) {
				versions[name] = version(general.Tok.String() + " " + text)
			}
		}
	}
}

// version is a text for the words of a declaration.
func version(text string) string {
	sum := fnv.New64a()
	for _, w := range tokens(text) {
		if w.kind == token.SEMICOLON { // written or not
			w.text = ""
		}
		fmt.Fprintf(sum, "%v %q ", w.kind, w.text) // never fails
	}
	return fmt.Sprintf("%s%x", declaration, sum.Sum64())
}
