// Package funcname names the functions and methods that the text of a cell declares.
package funcname

import (
	"fmt"
	"go/ast"
)

// Of is a function's name, or TYPE.NAME of a method, whatever its type parameters.
func Of(f *ast.FuncDecl) string {
	if f.Recv.NumFields() == 0 {
		return f.Name.Name
	}
	of := f.Recv.List[0].Type
	for {
		switch t := of.(type) {
		case *ast.StarExpr:
			of = t.X
		case *ast.IndexExpr:
			of = t.X
		case *ast.IndexListExpr:
			of = t.X
		case *ast.Ident:
			return t.Name + "." + f.Name.Name
		default:
			return fmt.Sprintf("%T.%s", of, f.Name.Name)
		}
	}
}
