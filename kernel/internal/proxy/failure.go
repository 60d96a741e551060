package proxy

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"tradeoff/kernel/internal/cell"
)

// failure is an error as Jupyter has it.
type failure struct {
	Name  string
	Value string
	Trace []string // "" adds none beside name and value
}

var interrupted = failure{Name: "Interrupted", Value: "the cell was interrupted"}

// content is that of an error message. The trace stands alone: front ends show it in place of name and value.
func (f failure) content() map[string]any {
	head := red(f.Name) + ": " + f.Value
	trace := f.Trace
	if len(trace) == 0 {
		trace = []string{head}
	}
	return map[string]any{"ename": f.Name, "evalue": f.Value, "traceback": trace}
}

// errorContent is that of a reply.
func errorContent(f failure) map[string]any {
	content := f.content()
	content["status"] = "error"
	return content
}

func red(text string) string { return "\x1b[31m" + text + "\x1b[0m" }

var (
	exitText   = regexp.MustCompile(`^(exit status \d+|signal: .*)$`)
	buildError = regexp.MustCompile(`main(?:_test)?\.go:\d+:(\d+): (.+)$`)
	getError   = regexp.MustCompile(`(?m)^.*(no required module provides package .*|cannot find module providing package .*|package \S+ is not in std.*|missing go\.sum entry .*)$`)
)

// explain turns gonb's words about a failed cell into a failure. What the cell wrote to its standard error before is
// returned apart.
func (k *kernel) explain(x *execution, value string, trace []string) (written string, f failure) {
	held := colours.ReplaceAllString(x.errors.rest(), "")
	switch {
	case x.interrupted && (exitText.MatchString(value) || strings.Contains(value, "interrupt")):
		if value == "signal: killed" {
			return "", failure{Name: interrupted.Name, Value: "the cell did not end by itself and was killed"}
		}
		return "", interrupted
	case buildError.MatchString(firstMatch(value)):
		return x.errors.rest(), k.buildFailure(x, value, trace)
	case exitText.MatchString(value):
		return k.exitFailure(value, held)
	}
	if found := getError.FindStringSubmatch(value); found != nil {
		return x.errors.rest(), failure{Name: "ImportError", Value: k.plainly(found[1])}
	}
	return x.errors.rest(), failure{Name: "Error", Value: value, Trace: []string{red("Error") + ": " + value}}
}

// firstMatch is the first line with a position in it.
func firstMatch(value string) string {
	for line := range strings.Lines(value) {
		if line = strings.TrimRight(line, "\n"); buildError.MatchString(line) {
			return line
		}
	}
	return ""
}

// mostExcerpts bounds the errors that are shown with their surroundings.
const mostExcerpts = 5

// problem is an error of the compiler.
type problem struct {
	message, context string // what is wrong, and gonb's words about where
	column           int
}

// rank orders errors by how likely one is the cause of the others. A variable counts as not used where the line that
// uses it is wrong, and a call of something undefined has no results to pass on.
func (p problem) rank() int {
	switch {
	case strings.HasPrefix(p.message, "declared and not used"), strings.Contains(p.message, "imported and not used"):
		return consequence
	case strings.Contains(p.message, "undefined"), strings.Contains(p.message, notRequired),
		strings.Contains(p.message, " is not in std"):
		return cause
	}
	return between
}

// The ranks of problems.
const (
	cause = iota
	between
	consequence
)

// notRequired is what is said of a package of no module that a go.mod requires.
const notRequired = " is in no module that "

const tooMany = "too many errors"

// problems lists the compiler's errors, causes first and consequences last, and whether there were more. Lines of
// gonb's trace correspond to those of its value.
func (k *kernel) problems(value string, trace []string) (all []problem, more bool) {
	for i, line := range strings.Split(value, "\n") {
		if len(all) > 0 && strings.HasSuffix(line, tooMany) {
			more = true
			continue
		}
		found := buildError.FindStringSubmatch(line)
		if found == nil {
			continue
		}
		p := problem{message: k.plainly(found[2])}
		p.column, _ = strconv.Atoi(found[1]) // digits by the pattern
		if i < len(trace) {
			p.context = colours.ReplaceAllString(trace[i], "")
		}
		all = append(all, p)
	}
	slices.SortStableFunc(all, func(a, b problem) int { return a.rank() - b.rank() })
	return all, more
}

var (
	missing = regexp.MustCompile(`(?:no required module provides package |cannot find module providing package )([^;:\s]+)[;:]?.*$`)
	noSum   = regexp.MustCompile(`(missing go\.sum entry for (?:go\.mod file|module providing package \S+)).*$`)
	atMain  = regexp.MustCompile(` \(declared at [^)]*main\.go:\d+:\d+\)`)
	inRoot  = regexp.MustCompile(`(package \S+ is not in std) \([^)]*\)`)
)

// plainly says what to do about a package that is missing, and leaves out what is ours or of this machine.
func (k *kernel) plainly(message string) string {
	message = strings.ReplaceAll(message, " in argument to "+cell.ResultName+".Show", "")
	message = atMain.ReplaceAllString(message, "")
	message = k.aboutPackage(message)
	return inRoot.ReplaceAllString(message, "$1")
}

// aboutPackage names the go.mod file that lacks a package, and what adds it there. In the laboratory's own module a
// package is added for one kernel only: its requirements are those of everybody.
func (k *kernel) aboutPackage(message string) string {
	w := k.o.Workspace
	path, get := w.GoMod(), "!*go get"
	if w.Project {
		get = "!go get"
	}
	if found := missing.FindStringSubmatch(message); found != nil {
		return fmt.Sprintf("package %s%s%s requires: get it with a cell `%s %[1]s@latest`", found[1], notRequired, path, get)
	}
	if found := noSum.FindStringSubmatch(message); found != nil {
		return fmt.Sprintf("%s: run `go mod tidy` in %s", found[1], w.Module)
	}
	if found := inRoot.FindStringSubmatch(message); found != nil && w.Project {
		return inRoot.ReplaceAllString(message, "$1, nor in the module of "+path)
	}
	return message
}

// buildFailure lists the compiler's errors, each with the lines of the cell.
func (k *kernel) buildFailure(x *execution, value string, trace []string) failure {
	all, more := k.problems(value, trace)
	f := failure{Name: "CompileError", Value: all[0].message}
	if len(all) > 1 {
		f.Value += fmt.Sprintf(" (and %d more)", len(all)-1)
	}
	for i, p := range all {
		excerpt := ""
		if i < mostExcerpts {
			excerpt = k.excerpt(p.context, p.column)
		}
		if excerpt == "" && i == 0 { // behind the cell, where something is missing
			source := x.edit.Source()
			excerpt = excerptOf(executedCell{x.count, x.edit}, len(source), "")
		}
		f.Trace = append(f.Trace, excerpt+red(p.message)+k.elsewhere(x, p.context))
	}
	if more {
		f.Trace = append(f.Trace, tooMany)
	}
	return f
}

// elsewhere says what to do about an error in an earlier cell, which was right until this one declared something else.
func (k *kernel) elsewhere(x *execution, context string) string {
	p, _, ok := k.locate(context)
	if !ok || p.count == x.count {
		return ""
	}
	return fmt.Sprintf("\nCell[%d] uses what Cell[%d] declares anew: put both in one cell, so that they change together",
		p.count, x.count)
}

// refusal is the failure of a cell that gonb does not get.
func (x *execution) refusal(r cell.Refusal) failure {
	return failure{Name: r.Name, Value: r.Message,
		Trace: []string{excerptOf(executedCell{x.count, x.edit}, r.Line, "") + red(r.Message)}}
}

var cellLine = regexp.MustCompile(`Cell ?\[(\d+)\]:? Line (\d+)`)

// locate finds the cell and the user's line that gonb means; ok is false for lines that are not the user's.
func (k *kernel) locate(context string) (p executedCell, line int, ok bool) {
	found := cellLine.FindStringSubmatch(context)
	if found == nil {
		return executedCell{}, 0, false
	}
	number, _ := strconv.Atoi(found[1]) // digits by the pattern
	line, _ = strconv.Atoi(found[2])
	p, ok = k.cells[number]
	line = p.edit.Line(line)
	return p, line, ok && line > 0
}

// excerpt shows the lines around an error and a caret below its column, which is that of a line in gonb's program; 0
// for none.
func (k *kernel) excerpt(context string, column int) string {
	p, line, ok := k.locate(context)
	if !ok {
		return ""
	}
	return excerptOf(p, line, caret(p.edit.Source()[line-1], programLine(context), column))
}

// excerptOf shows the lines around one, from 1, with a line below it.
func excerptOf(p executedCell, line int, below string) string {
	source := p.edit.Source()
	var b strings.Builder
	fmt.Fprintf(&b, "Cell[%d]: Line %d\n", p.count, line)
	for n := max(1, line-2); n <= min(len(source), line+2); n++ {
		mark := "    "
		if n == line {
			mark = red("--> ")
		}
		fmt.Fprintf(&b, "%s%3d  %s\n", mark, n, source[n-1])
		if n == line {
			b.WriteString(below)
		}
	}
	return b.String()
}

// programLine is the line above the caret of gonb's excerpt.
func programLine(context string) string {
	lines := strings.Split(context, "\n")
	for i, line := range lines {
		if i > 0 && strings.TrimLeft(line, " ") == "^" {
			return lines[i-1]
		}
	}
	return ""
}

// caret points at the text of the user's line that stands at the column of the program's line, where gonb may have put
// it elsewhere, and where a statement that keeps a value may follow it.
func caret(line, program string, column int) string {
	if column < 1 || column > len(program) {
		return ""
	}
	at := column - 1
	if !strings.HasPrefix(program, line) || at >= len(line) {
		text, _, _ := strings.Cut(program[at:], "; ")
		for !strings.Contains(line, text) && strings.TrimRight(text, ").") != text { // of the calls around a shown value
			text = text[:len(text)-1]
		}
		if at = strings.Index(line, text); at < 0 || text == "" {
			return ""
		}
	}
	indent := strings.Map(func(r rune) rune {
		if r == '\t' {
			return r
		}
		return ' '
	}, line[:at])
	return strings.Repeat(" ", 9) + indent + red("^") + "\n"
}
