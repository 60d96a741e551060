package funcname

import (
	"go/ast"
	"go/parser"
	"go/token"
	"slices"
	"testing"
)

func TestOf(t *testing.T) {
	const source = `package p
func plain() {}
func (a T) value() {}
func (a *T) pointer() {}
func (a G[X]) one() {}
func (a *G[X, Y]) two() {}
func (a [3]T) odd() {}
`
	file, err := parser.ParseFile(token.NewFileSet(), "", source, 0)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, d := range file.Decls {
		names = append(names, Of(d.(*ast.FuncDecl)))
	}
	if want := []string{"plain", "T.value", "T.pointer", "G.one", "G.two", "*ast.ArrayType.odd"}; !slices.Equal(names, want) {
		t.Errorf("names %q, want %q", names, want)
	}
}
