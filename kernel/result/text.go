package result

import (
	"cmp"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// The bounds of a text.
const (
	lineWidth    = 80     // characters of a value that stays on one line
	mostElements = 200    // of each list in a text
	mostDepth    = 6      // of values within values, for those that hold themselves
	mostText     = 20_000 // bytes
	mostBytes    = 32     // of bytes that are no text
)

const more = "…"

// textOf writes a value as fmt does, with the names of fields. Unlike fmt it follows pointers, names functions and
// channels by their types, since addresses differ in every run; it quotes strings within values; and it comes to an
// end.
func textOf(v reflect.Value) string {
	if text, ok := ownText(v); ok {
		return text
	}
	if text, ok := letters(v); ok {
		return text
	}
	var p printer
	p.value(v, 0)
	return p.String()
}

// ownText is what the value's String or Error method says, or what image it is.
func ownText(v reflect.Value) (string, bool) {
	if !v.IsValid() {
		return "<nil>", true
	}
	if !v.CanInterface() {
		return "", false
	}
	if hasText(v.Type()) {
		return fmt.Sprint(v.Interface()), true // which takes a nil receiver
	}
	if picture, ok := asImage(v.Interface()); ok {
		return imageText(picture), true
	}
	return "", false
}

// letters is the text of a string, or of bytes.
func letters(v reflect.Value) (string, bool) {
	if v.Kind() == reflect.String {
		return v.String(), true
	}
	if v.Kind() != reflect.Slice || v.Type().Elem().Kind() != reflect.Uint8 || v.Len() == 0 {
		return "", false
	}
	bytes := v.Bytes()
	if readable(bytes) {
		return string(bytes), true
	}
	text := fmt.Sprintf("%d bytes: % x", len(bytes), bytes[:min(mostBytes, len(bytes))])
	if len(bytes) > mostBytes {
		text += " " + more
	}
	return text, true
}

// readable reports whether bytes are text: valid, and without control characters but those between lines and columns.
func readable(bytes []byte) bool {
	control := func(r rune) bool { return unicode.IsControl(r) && !strings.ContainsRune("\n\r\t", r) }
	return utf8.Valid(bytes) && !strings.ContainsFunc(string(bytes), control)
}

var (
	stringer  = reflect.TypeFor[fmt.Stringer]()
	errorType = reflect.TypeFor[error]()
)

func hasText(t reflect.Type) bool { return t.Implements(stringer) || t.Implements(errorType) }

// printer writes one value.
type printer struct{ strings.Builder }

func (p *printer) value(v reflect.Value, depth int) {
	if text, ok := ownText(v); ok {
		p.WriteString(text)
		return
	}
	if depth > mostDepth || p.Len() > mostText {
		p.WriteString(more)
		return
	}
	if text, ok := letters(v); ok {
		p.WriteString(strconv.Quote(text))
		return
	}
	switch v.Kind() {
	case reflect.Interface, reflect.Pointer:
		p.pointer(v, depth)
	case reflect.Struct:
		p.fields(v, depth)
	case reflect.Map:
		keys := sortedKeys(v)
		p.list(len(keys), "map[", "]", func(i int) {
			p.value(keys[i], depth+1)
			p.WriteString(":")
			p.value(v.MapIndex(keys[i]), depth+1)
		})
	case reflect.Slice, reflect.Array:
		p.list(v.Len(), "[", "]", func(i int) { p.value(v.Index(i), depth+1) })
	case reflect.Func, reflect.Chan, reflect.UnsafePointer:
		p.WriteString(v.Type().String())
	default:
		fmt.Fprint(p, v)
	}
}

func (p *printer) pointer(v reflect.Value, depth int) {
	if !v.IsNil() && v.Kind() == reflect.Pointer {
		p.WriteString("&")
		depth++
	}
	p.value(v.Elem(), depth)
}

// fields writes a struct; one without fields is known by its type only.
func (p *printer) fields(v reflect.Value, depth int) {
	if v.NumField() == 0 {
		p.WriteString(v.Type().String())
		return
	}
	p.list(v.NumField(), "{", "}", func(i int) {
		p.WriteString(v.Type().Field(i).Name + ":")
		p.value(v.Field(i), depth+1)
	})
}

// list writes elements with spaces between them.
func (p *printer) list(n int, open, end string, element func(i int)) {
	p.WriteString(open)
	for i := range min(n, mostElements) {
		if i > 0 {
			p.WriteString(" ")
		}
		element(i)
	}
	if n > mostElements {
		fmt.Fprintf(p, " %s and %d more", more, n-mostElements)
	}
	p.WriteString(end)
}

// sortedKeys are the keys of a map in order: numbers by value, others by their text.
func sortedKeys(m reflect.Value) []reflect.Value {
	keys := m.MapKeys()
	slices.SortFunc(keys, func(a, b reflect.Value) int {
		switch {
		case a.CanInt():
			return cmp.Compare(a.Int(), b.Int())
		case a.CanUint():
			return cmp.Compare(a.Uint(), b.Uint())
		case a.CanFloat():
			return cmp.Compare(a.Float(), b.Float())
		}
		return cmp.Compare(textOf(a), textOf(b))
	})
	return keys
}

// short cuts a text that is too long for a line.
func short(text string, most int) string {
	if utf8.RuneCountInString(text) <= most {
		return text
	}
	return string([]rune(text)[:most-1]) + more
}

// fits tells a text that stays on one line.
func fits(text string) bool {
	return utf8.RuneCountInString(text) <= lineWidth && !strings.Contains(text, "\n")
}
