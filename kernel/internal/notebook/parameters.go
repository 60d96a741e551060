package notebook

import (
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"slices"
	"strconv"
	"strings"
)

// ErrParameter is wrapped by errors about a parameter that cannot be set.
var ErrParameter = errors.New("parameter")

// Parameter gives a constant or variable of the cell tagged "parameters" another value.
type Parameter struct{ Name, Value string }

// ParseParameter reads "name=value".
func ParseParameter(setting string) (Parameter, error) {
	name, value, ok := strings.Cut(setting, "=")
	name = strings.TrimSpace(name)
	if !ok || !token.IsIdentifier(name) || name == "_" {
		return Parameter{}, fmt.Errorf("%w %q: want name=value with the name of a Go constant or variable", ErrParameter,
			setting)
	}
	return Parameter{name, strings.TrimSpace(value)}, nil
}

// declared is a constant or variable of the parameters cell.
type declared struct {
	typ        string   // as written, "" if it follows from the value
	value      ast.Expr // nil if there is none
	from, to   int      // bytes of the source that a new value takes the place of
	impossible string   // why it cannot have a value of its own; "" if it can
}

// redeclare returns the source of the parameters cell with other values. As a cell that follows it replaces all its
// declarations: gonb would lose the other names of a group if only some were declared again. A value has to be of the
// kind of the default: a number, a truth value, a string (with or without quotes), else any Go expression.
func redeclare(source string, parameters []Parameter) (string, error) {
	defaults, err := declarations(source)
	if err != nil {
		return "", err
	}
	type edit struct {
		declared
		text string
	}
	var edits []edit
	for _, p := range parameters {
		d, ok := defaults[p.Name]
		if !ok {
			return "", fmt.Errorf("%w %q: the cell tagged %q declares no such constant or variable, only %s",
				ErrParameter, p.Name, parametersTag, names(defaults))
		}
		text, err := d.literal(p.Value)
		if err != nil {
			return "", fmt.Errorf("%w %s=%s: %w", ErrParameter, p.Name, p.Value, err)
		}
		if d.value == nil {
			text = " = " + text
		}
		edits = slices.DeleteFunc(edits, func(e edit) bool { return e.from == d.from }) // the last of a name counts
		edits = append(edits, edit{d, text})
	}
	slices.SortFunc(edits, func(a, b edit) int { return b.from - a.from })
	for _, e := range edits {
		source = source[:e.from] + e.text + source[e.to:]
	}
	return "// Set by kernel run -p.\n" + source, nil
}

// clause makes a cell a file for the parser.
const clause = "package p;"

// declarations lists what the parameters cell declares at its top level.
func declarations(source string) (map[string]declared, error) {
	file, err := parser.ParseFile(token.NewFileSet(), "", clause+source, parser.SkipObjectResolution)
	if err != nil {
		return nil, fmt.Errorf("%w: the cell tagged %q may have declarations only: %w", ErrParameter, parametersTag, err)
	}
	found := map[string]declared{}
	for _, decl := range file.Decls {
		group, ok := decl.(*ast.GenDecl)
		if !ok || group.Tok != token.CONST && group.Tok != token.VAR {
			continue
		}
		for _, spec := range group.Specs {
			value := spec.(*ast.ValueSpec)
			for i, name := range value.Names {
				found[name.Name] = declaredBy(source, value, i)
			}
		}
	}
	return found, nil
}

// declaredBy describes the i-th name of a specification.
func declaredBy(source string, spec *ast.ValueSpec, i int) declared {
	at := func(p token.Pos) int { return int(p) - 1 - len(clause) }
	var d declared
	if spec.Type != nil {
		d.typ = source[at(spec.Type.Pos()):at(spec.Type.End())]
	}
	switch {
	case len(spec.Values) == len(spec.Names):
		d.value = spec.Values[i]
		d.from, d.to = at(d.value.Pos()), at(d.value.End())
	case len(spec.Values) > 0:
		d.impossible = "it gets its value together with others, from one call"
	case spec.Type == nil:
		d.impossible = "it repeats the expression of the constant above it"
	case len(spec.Names) > 1:
		d.impossible = "it is declared together with others, without a value"
	default:
		d.from = at(spec.Type.End())
		d.to = d.from
	}
	return d
}

func names(defaults map[string]declared) string {
	var list []string
	for name := range defaults {
		list = append(list, name)
	}
	slices.Sort(list)
	return strings.Join(list, ", ")
}

// literal returns the text of a value of the same kind as the default.
func (d declared) literal(value string) (string, error) {
	if d.impossible != "" {
		return "", errors.New(d.impossible)
	}
	kind := d.kind()
	if kind == token.STRING {
		return quoted(value), nil
	}
	expr, err := parser.ParseExpr(value)
	if err != nil {
		return "", fmt.Errorf("not a Go expression: %w", err)
	}
	have := kindOf(expr)
	switch {
	case kind == token.FLOAT && have == token.INT:
		return value + ".0", nil // else the type of the variable would change
	case kind != token.ILLEGAL && have != kind:
		return "", fmt.Errorf("want a value of the kind of the default, %s", kindNames[kind])
	}
	return value, nil
}

// kind is that of the declared type, else of the default; ILLEGAL if neither is plain.
func (d declared) kind() token.Token {
	switch {
	case d.typ == "string":
		return token.STRING
	case d.typ != "":
		return token.ILLEGAL
	}
	return kindOf(d.value)
}

// boolean stands for truth values, which have no token of their own.
const boolean = token.IDENT

var kindNames = map[token.Token]string{token.INT: "a whole number", token.FLOAT: "a number", boolean: "true or false"}

// kindOf tells INT, FLOAT, STRING or boolean; ILLEGAL for any other expression.
func kindOf(expr ast.Expr) token.Token {
	switch x := expr.(type) {
	case *ast.UnaryExpr:
		if kind := kindOf(x.X); x.Op == token.SUB && (kind == token.INT || kind == token.FLOAT) {
			return kind
		}
	case *ast.BasicLit:
		return x.Kind
	case *ast.Ident:
		if x.Name == "true" || x.Name == "false" {
			return boolean
		}
	}
	return token.ILLEGAL
}

// quoted leaves a Go string literal as it is and quotes anything else.
func quoted(value string) string {
	if _, err := strconv.Unquote(value); err == nil && value[0] != '\'' {
		return value
	}
	return strconv.Quote(value)
}
