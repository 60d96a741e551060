// Package formula writes the TeX of laws as HTML and as text, without JavaScript: letters in italics, exponents raised,
// fractions stacked. It knows what such formulas are made of and says of others that it does not. It is light: cells
// link it. Formulas in prose are typeset by JupyterLab, and in exported pages by package temml.
//
// It is ours because cells link it: with temml each cell would link a JavaScript engine.
package formula

import (
	"errors"
	"html"
	"strings"
	"unicode"
	"unicode/utf8"
)

// errUnknown says that a formula holds what is not known here.
var errUnknown = errors.New("unknown TeX")

// The bounds of a formula.
const (
	mostLength = 2000 // bytes
	mostDepth  = 20   // of groups within groups
)

// HTML returns the formula as inline HTML; false if it holds TeX that is not known here.
func HTML(tex string) (string, bool) {
	w, err := read(tex)
	return w.html, err == nil
}

// Text returns the formula in one line of text, or the TeX itself if that is not known here.
func Text(tex string) string {
	w, err := read(tex)
	if err != nil {
		return strings.Join(strings.Fields(tex), " ")
	}
	return strings.Join(strings.Fields(w.text), " ")
}

// written is a piece of a formula in both forms.
type written struct {
	html, text string
	single     bool // the text needs no parentheses as an operand
}

func plain(s string) written { return written{html.EscapeString(s), s, utf8.RuneCountInString(s) == 1} }

func read(tex string) (written, error) {
	if len(tex) > mostLength || !utf8.ValidString(tex) {
		return written{}, errUnknown
	}
	p := parser{rest: tex}
	w, err := p.sequence(0)
	if err == nil && p.rest != "" {
		err = errUnknown // a brace that nothing opened
	}
	return w, err
}

type parser struct{ rest string }

// sequence reads up to a closing brace or the end.
func (p *parser) sequence(depth int) (written, error) {
	if depth > mostDepth {
		return written{}, errUnknown
	}
	all := written{single: true}
	operand, count := false, 0 // whether a sign that follows stands between two operands; pieces read
	for {
		p.rest = strings.TrimLeftFunc(p.rest, unicode.IsSpace)
		if p.rest == "" || p.rest[0] == '}' {
			all.single = all.single && count <= 1
			return all, nil
		}
		piece, err := p.piece(depth, operand)
		if err != nil {
			return all, err
		}
		if strings.HasPrefix(piece.text, "(") && strings.HasSuffix(all.text, applied) { // ln(x), but ln x
			all.html, all.text = strings.TrimSuffix(all.html, applied), strings.TrimSuffix(all.text, applied)
		}
		all.html += piece.html
		all.text += piece.text
		all.single = all.single && piece.single
		count++
		operand = !strings.HasSuffix(strings.TrimRight(piece.text, " "), "(") && !strings.HasSuffix(piece.text, " ")
	}
}

// piece reads an operand with its scripts, or a sign.
func (p *parser) piece(depth int, operand bool) (written, error) {
	if sign, ok := signs[p.rest[0]]; ok {
		p.rest = p.rest[1:]
		if operand {
			return written{html: " " + sign.html + " ", text: " " + sign.text + " "}, nil
		}
		return sign, nil
	}
	return p.atom(depth)
}

// signs have spaces around them between two operands.
var signs = map[byte]written{
	'+': plain("+"), '-': {html: "−", text: "-", single: true}, '=': plain("="), '<': plain("<"), '>': plain(">"),
}

func (p *parser) atom(depth int) (written, error) {
	r, size := utf8.DecodeRuneInString(p.rest)
	p.rest = p.rest[size:]
	switch {
	case r == '\\':
		return p.command(depth)
	case r == '{':
		return p.group(depth)
	case r == '^' || r == '_':
		return p.script(r, depth)
	case strings.ContainsRune("$&#%~", r):
		return written{}, errUnknown
	case unicode.IsLetter(r):
		return written{"<i>" + string(r) + "</i>", string(r), true}, nil
	}
	if r == ',' || r == ';' {
		return written{string(r) + "\u2009", string(r) + " ", false}, nil
	}
	return plain(string(r)), nil
}

// group reads what is left of {...}.
func (p *parser) group(depth int) (written, error) {
	w, err := p.sequence(depth + 1)
	if err == nil && p.rest == "" {
		return w, errUnknown
	}
	if err == nil {
		p.rest = p.rest[1:]
	}
	return w, err
}

// argument reads one letter, command or group.
func (p *parser) argument(depth int) (written, error) {
	p.rest = strings.TrimLeftFunc(p.rest, unicode.IsSpace)
	if p.rest == "" {
		return written{}, errUnknown
	}
	return p.atom(depth + 1)
}

// script reads an exponent or an index.
func (p *parser) script(mark rune, depth int) (written, error) {
	w, err := p.argument(depth)
	element := "sup"
	if mark == '_' {
		element = "sub"
	}
	text := strings.TrimSpace(w.text)
	if inner := strings.TrimPrefix(text, "-"); !w.single && utf8.RuneCountInString(inner) > 1 && !isNumber(inner) {
		text = "(" + text + ")"
	}
	return written{"<" + element + ">" + w.html + "</" + element + ">", string(mark) + text, true}, err
}

func isNumber(s string) bool { return strings.Trim(s, "0123456789.") == "" }
