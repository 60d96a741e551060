package saved

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/format"
	"go/parser"
	"go/token"
	"maps"
	"slices"
	"strings"

	"tradeoff/diversity/display"
	"tradeoff/kernel/keep"
)

// The names by which programs import the packages of types begin so (package keep).
const aliasPrefix = "keptᐧ"

// The limits of texts, in bytes.
const (
	longestType = 1 << 20
	longestName = 1000
)

// cleaned is an entry whose texts, which become part of programs, are what they should be: names are names, and types
// are types, written anew from what was understood.
func cleaned(name string, e keep.Entry) (keep.Entry, error) {
	if !token.IsIdentifier(name) || len(name) > longestName {
		return e, fmt.Errorf("%w: %.*q is no name", keep.ErrDamaged, longestName, name)
	}
	if e.Problem != "" || e.Advice != "" || len(e.Shown) > longestType {
		return e, fmt.Errorf("%w: what is said of %s", keep.ErrDamaged, name)
	}
	e.Shown = display.Printable(e.Shown)
	typ, err := typeText(e.Type)
	if err != nil {
		return e, err
	}
	e.Type, e.Dynamic, e.Own = typ, slices.Clone(e.Dynamic), slices.Clone(e.Own)
	for i, text := range e.Dynamic {
		if e.Dynamic[i], err = typeText(text); err != nil {
			return e, err
		}
	}
	for _, own := range append(e.Own, e.Fields...) {
		if !token.IsIdentifier(own) {
			return e, fmt.Errorf("%w: %q is no name", keep.ErrDamaged, own)
		}
	}
	e.Imports = maps.Clone(e.Imports)
	for alias, path := range e.Imports {
		if !token.IsIdentifier(alias) || !strings.HasPrefix(alias, aliasPrefix) || !isImportPath(path) {
			return e, fmt.Errorf("%w: the import %q of %q", keep.ErrDamaged, alias, path)
		}
	}
	return e, nil
}

// isImportPath tells what can stand in an import.
func isImportPath(path string) bool {
	other := func(r rune) bool {
		return !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("-._~/+", r))
	}
	return path != "" && path != "C" && !strings.HasPrefix(path, "/") && !strings.ContainsFunc(path, other) &&
		!strings.Contains(path, "..")
}

// typeText is the text of a type.
func typeText(text string) (string, error) {
	bad := fmt.Errorf("%w: %.80q is no type", keep.ErrDamaged, text)
	if len(text) > longestType {
		return "", bad
	}
	e, err := parser.ParseExpr(text)
	if err != nil || !isType(e) {
		return "", bad
	}
	var b bytes.Buffer
	if err := format.Node(&b, token.NewFileSet(), e); err != nil {
		return "", bad
	}
	return b.String(), nil
}

// isType reports whether an expression consists of what types consist of: no call, no function with a body, no text but
// the tags of fields.
func isType(e ast.Expr) bool {
	ok := true
	ast.Inspect(e, func(n ast.Node) bool {
		switch n := n.(type) {
		case nil, *ast.Ident, *ast.SelectorExpr, *ast.StarExpr, *ast.ArrayType, *ast.MapType, *ast.ChanType, *ast.FuncType,
			*ast.StructType, *ast.InterfaceType, *ast.IndexExpr, *ast.IndexListExpr, *ast.Ellipsis, *ast.ParenExpr,
			*ast.FieldList, *ast.Field:
		case *ast.BasicLit:
			ok = ok && (n.Kind == token.INT || n.Kind == token.STRING)
		default:
			ok = false
		}
		return ok
	})
	return ok
}
