package keep

import (
	"fmt"
	"reflect"
	"strings"
	"unicode/utf8"

	"tradeoff/diversity/display"
)

// path is the way from a variable to a value below it, put into words only where something is wrong.
type path struct {
	up    *path
	text  string        // a name, or that of a field with its dot
	key   reflect.Value // of a map
	index int           // of a slice or an array
	depth int
}

func root(name string) *path                  { return &path{text: name} }
func (p *path) field(name string) *path       { return &path{up: p, text: "." + name, depth: p.depth + 1} }
func (p *path) element(i int) *path           { return &path{up: p, index: i, depth: p.depth + 1} }
func (p *path) value(key reflect.Value) *path { return &path{up: p, key: key, depth: p.depth + 1} }
func (p *path) keys() *path                   { return &path{up: p, text: " (a key)", depth: p.depth + 1} }
func (p *path) here(format string, a ...any) error {
	return &refusal{p.String(), fmt.Sprintf(format, a...)}
}

// deepest is how deep values may be nested: each level takes a kilobyte of stack.
const deepest = 50_000

// tooDeep is the error of values that are nested deeper.
func (p *path) tooDeep() error {
	top := p
	for top.up != nil {
		top = top.up
	}
	return top.here("is nested more than %d deep, as a long linked list is: use a slice", deepest)
}

// longestKey of a map is shown whole.
const longestKey = 40

// shortened is a key, which may be anybody's text, for a line of an error.
func shortened(key string) string {
	if len(key) <= longestKey {
		return display.Printable(key)
	}
	end := longestKey
	for end > 0 && !utf8.RuneStart(key[end]) {
		end--
	}
	return display.Printable(key[:end]) + "..."
}

func (p *path) String() string {
	var parts []string
	for ; p != nil; p = p.up {
		switch {
		case p.text != "":
			parts = append(parts, p.text)
		case p.key.IsValid():
			parts = append(parts, "["+shortened(fmt.Sprint(p.key))+"]")
		default:
			parts = append(parts, fmt.Sprintf("[%d]", p.index))
		}
	}
	var b strings.Builder
	for i := len(parts) - 1; i >= 0; i-- {
		b.WriteString(parts[i])
	}
	return b.String()
}

// refusal says which value cannot be kept, and why.
type refusal struct{ path, why string }

func (r *refusal) Error() string { return r.path + " " + r.why }
