package keep

import (
	"errors"
	"fmt"
	"go/token"
	"reflect"
	"regexp"
	"strings"
	"unicode"
)

// nameable says why a type cannot be written in another program; nil if it can.
func nameable(t reflect.Type) error {
	if t.Name() != "" {
		if t.PkgPath() != "" && t.PkgPath() != "main" && !token.IsExported(t.Name()) {
			return fmt.Errorf("its type %v has no name outside its package", t)
		}
		return nil
	}
	switch t.Kind() {
	case reflect.Pointer, reflect.Slice, reflect.Array, reflect.Chan:
		return nameable(t.Elem())
	case reflect.Map:
		return errors.Join(nameable(t.Key()), nameable(t.Elem()))
	}
	return nil
}

// shown is a type as people write it in a cell.
func shown(t reflect.Type) string {
	text := strings.ReplaceAll(t.String(), "main.", "")
	return strings.ReplaceAll(text, "interface {}", "any")
}

// naming writes types as Go does, and collects what that needs.
type naming struct {
	imports map[string]string // paths by name
	own     map[string]bool   // types of cells
}

// alias is the name by which generated code imports a package: no name that a cell could have.
func (n *naming) alias(path string) string {
	letters := strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return r
		}
		return '_'
	}, path)
	name := "keptᐧ" + letters
	for n.imports[name] != "" && n.imports[name] != path {
		name += "_"
	}
	n.imports[name] = path
	return name
}

var qualified = regexp.MustCompile(`([A-Za-z0-9_./~-]*/)?([A-Za-z0-9_.-]+)\.([\pL_][\pL\pN_]*)`)

func (n *naming) expression(t reflect.Type) string {
	if t.Name() != "" {
		return n.named(t)
	}
	switch t.Kind() {
	case reflect.Pointer:
		return "*" + n.expression(t.Elem())
	case reflect.Slice:
		return "[]" + n.expression(t.Elem())
	case reflect.Array:
		return fmt.Sprintf("[%d]", t.Len()) + n.expression(t.Elem())
	case reflect.Map:
		return "map[" + n.expression(t.Key()) + "]" + n.expression(t.Elem())
	case reflect.Chan:
		return t.ChanDir().String() + " " + n.expression(t.Elem())
	case reflect.Struct:
		return n.structure(t)
	case reflect.Func:
		return n.function(t)
	}
	return n.qualify(t.String())
}

func (n *naming) named(t reflect.Type) string {
	if t.PkgPath() == "" {
		return t.Name()
	}
	name, arguments, generic := strings.Cut(t.Name(), "[")
	text := name
	if t.PkgPath() == "main" {
		n.own[name] = true
	} else {
		text = n.alias(t.PkgPath()) + "." + name
	}
	if generic {
		text += "[" + n.qualify(arguments)
	}
	return text
}

// qualify rewrites the names in a type's text, which have whole paths.
func (n *naming) qualify(text string) string {
	return qualified.ReplaceAllStringFunc(text, func(s string) string {
		m := qualified.FindStringSubmatch(s)
		if m[1]+m[2] == "main" {
			n.own[m[3]] = true
			return m[3]
		}
		return n.alias(m[1]+m[2]) + "." + m[3]
	})
}

func (n *naming) structure(t reflect.Type) string {
	var fields []string
	for f := range t.Fields() {
		name := f.Name + " "
		if f.Anonymous {
			name = ""
		}
		tag := ""
		if f.Tag != "" {
			tag = fmt.Sprintf(" %q", f.Tag)
		}
		fields = append(fields, name+n.expression(f.Type)+tag)
	}
	return "struct{" + strings.Join(fields, "; ") + "}"
}

func (n *naming) function(t reflect.Type) string {
	var in, out []string
	for i := range t.NumIn() {
		text := n.expression(t.In(i))
		if t.IsVariadic() && i == t.NumIn()-1 {
			text = "..." + n.expression(t.In(i).Elem())
		}
		in = append(in, text)
	}
	for p := range t.Outs() {
		out = append(out, n.expression(p))
	}
	return "func(" + strings.Join(in, ", ") + ") (" + strings.Join(out, ", ") + ")"
}
