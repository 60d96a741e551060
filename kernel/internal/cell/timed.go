package cell

import (
	"go/ast"
	"go/token"
	"slices"
	"strconv"
	"strings"

	"tradeoff/kernel/internal/modpath"
)

// The commands that time statements: those of the rest of their line, or where nothing follows %time, of the cell.
const (
	Time   = "%time"
	Timeit = "%timeit"
)

// timingName is the name of package timing in the program that gonb composes.
const timingName = "kerneltimeᐧ"

func timingPath() string { return modpath.Package("kernel/timing") }

// timedLine is what a line with such a command has for Go: what follows it, in its columns.
func timedLine(line string) (name, rest string, ok bool) {
	text, command := commandOf(line)
	if !command || text[0] != '%' {
		return "", "", false
	}
	name = commandName(text)
	at := strings.Index(line, strings.TrimPrefix(name, "%"))
	if name != Time && name != Timeit || at < 0 {
		return "", "", false
	}
	at += len(name) - 1
	return name, strings.Repeat(" ", at) + line[at:], true
}

// added lines of Go, before and behind some lines of the statements.
type addedLines struct {
	before, behind map[int][]string
}

// timing are the lines that time statements, and whether there are any. A last value that is timed often is not shown.
func (s *source) timing(last []int, at *span) (a addedLines, timed bool) {
	if len(s.timed) == 0 {
		return a, false
	}
	a = addedLines{map[int][]string{}, map[int][]string{}}
	fset, list := statements(strings.Join(pick(s.plain, last), "\n"))
	for i, line := range last {
		name := s.timed[line]
		if name == "" {
			continue
		}
		first, end, alone := i, i, ast.Stmt(nil)
		if strings.TrimSpace(s.plain[line]) == "" { // all that follows
			end = len(last) - 1
		}
		for _, statement := range list {
			if lineOf(fset, statement.Pos()) == i {
				end, alone = max(end, lineOf(fset, statement.End())), statement
			}
		}
		if name == Time {
			timer := "timeᐧ" + strconv.Itoa(line)
			a.before[first] = append(a.before[first], timer+" := "+timingName+".Start()")
			a.behind[end] = slices.Insert(a.behind[end], 0, timer+".Stop()")
			continue
		}
		opening, closing := timingName+".Repeat(func() {", "})"
		if isValue(alone) {
			opening += " " + timingName + ".Use("
			s.plain[last[end]] = withParenthesis(s.plain[last[end]])
		}
		a.before[first] = append(a.before[first], opening)
		a.behind[end] = append(a.behind[end], closing)
		if at.shower != "" && at.line >= first && at.line <= end {
			*at = span{}
		}
	}
	return a, true
}

// withParenthesis is a line with a parenthesis behind its code.
func withParenthesis(line string) string {
	list := words(line)
	to := endOf(list[len(list)-1])
	return line[:to] + ")" + line[to:]
}

func lineOf(fset *token.FileSet, at token.Pos) int { return fset.Position(at).Line - headLines - 1 }

// isValue tells a statement that Go takes only where its value is used: an expression, unless it is a call that may be
// made for what it does.
func isValue(s ast.Stmt) bool {
	e, ok := s.(*ast.ExprStmt)
	if !ok {
		return false
	}
	switch e := ast.Unparen(e.X).(type) {
	case *ast.CallExpr:
		name, ok := ast.Unparen(e.Fun).(*ast.Ident)
		if !ok {
			_, conversion := e.Fun.(*ast.ArrayType)
			return conversion
		}
		return slices.Contains(valueCalls, name.Name)
	case *ast.UnaryExpr:
		return e.Op != token.ARROW
	}
	return true
}

// valueCalls are functions and types of Go whose calls have to be used.
var valueCalls = []string{
	"append", "cap", "complex", "imag", "len", "make", "max", "min", "new", "real",
	"bool", "byte", "complex64", "complex128", "float32", "float64", "int", "int8", "int16", "int32", "int64", "rune", "string",
	"uint", "uint8", "uint16", "uint32", "uint64", "uintptr",
}
