package keep

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// nameable says why a type cannot be written in another program; nil if it can.
func nameable(t reflect.Type) error {
	if t.Name() != "" {
		if t.PkgPath() != "" && t.PkgPath() != "main" && !exported(t.Name()) {
			return fmt.Errorf("its type %v has no name outside its package", t)
		}
		return importable(t)
	}
	switch t.Kind() {
	case reflect.Pointer, reflect.Slice, reflect.Array, reflect.Chan:
		return nameable(t.Elem())
	case reflect.Map:
		return errors.Join(nameable(t.Key()), nameable(t.Elem()))
	case reflect.Struct:
		var all []error
		for f := range t.Fields() {
			all = append(all, nameable(f.Type))
		}
		return errors.Join(all...)
	}
	return nil
}

// importable says why the package of a type, or that of a type argument of it, cannot be imported by a cell.
func importable(t reflect.Type) error {
	_, arguments, _ := strings.Cut(t.Name(), "[")
	paths := append(strings.FieldsFunc(arguments, func(r rune) bool { return !ofPath(r) }), t.PkgPath())
	for _, path := range paths {
		inside := func(element string) bool { return element == "internal" || strings.HasPrefix(element, "internal.") }
		if slices.ContainsFunc(strings.Split(path, "/"), inside) || strings.HasPrefix(path, "vendor/") {
			return fmt.Errorf("its type %v is of an internal package, which cells cannot import", t)
		}
	}
	return nil
}

func exported(name string) bool {
	r, _ := utf8.DecodeRuneInString(name)
	return unicode.IsUpper(r)
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
	var b strings.Builder
	for text != "" {
		start := strings.IndexFunc(text, ofPath)
		if start < 0 {
			break
		}
		end := len(text)
		if length := strings.IndexFunc(text[start:], func(r rune) bool { return !ofPath(r) }); length >= 0 {
			end = start + length
		}
		b.WriteString(text[:start] + n.qualifyName(text[start:end]))
		text = text[end:]
	}
	return b.String() + text
}

// ofPath tells what paths of packages and names consist of.
func ofPath(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsDigit(r) || strings.ContainsRune("_./~-", r)
}

// qualifyName rewrites one name; what has no path stays. Dots before it are those of a last parameter.
func (n *naming) qualifyName(text string) string {
	whole := strings.TrimLeft(text, ".")
	dots := text[:len(text)-len(whole)]
	dot := strings.LastIndexByte(whole, '.')
	if dot <= 0 || dot < strings.LastIndexByte(whole, '/') || dot == len(whole)-1 || !startsName(whole[dot+1:]) {
		return text
	}
	path, name := whole[:dot], whole[dot+1:]
	if path == "main" {
		n.own[name] = true
		return dots + name
	}
	return dots + n.alias(path) + "." + name
}

func startsName(text string) bool {
	r, _ := utf8.DecodeRuneInString(text)
	return r == '_' || unicode.IsLetter(r)
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
