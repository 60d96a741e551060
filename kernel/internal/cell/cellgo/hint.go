package main

import (
	"go/ast"
	"go/token"
	"golang.org/x/tools/go/packages"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"tradeoff/kernel/internal/cell/importable"
	"tradeoff/kernel/internal/cell/nearest"
	"tradeoff/kernel/internal/cell/protocol"
)

// buildLine is an error of the compiler about the program.
var buildLine = regexp.MustCompile(`^(?:\./)?main\.go:(\d+):(\d+): (.+)$`)

// explained adds to the compiler's errors what was meant: the nearest name that there is, or what hides a package.
func explained(text []byte, failed error) []byte {
	if failed == nil || !buildLine.Match(firstError(text)) {
		return text
	}
	h := newHelper()
	lines := strings.Split(protocol.ReadableOuts(string(text)), "\n")
	for i, line := range lines {
		found := buildLine.FindStringSubmatch(line)
		if found == nil {
			continue
		}
		at := token.Position{}
		at.Line, _ = strconv.Atoi(found[1]) // digits by the pattern
		at.Column, _ = strconv.Atoi(found[2])
		if hint := h.hint(found[3], at); hint != "" {
			lines[i] += hint
		}
	}
	return []byte(strings.Join(lines, "\n"))
}

// firstError is the first line that is an error about the program.
func firstError(text []byte) []byte {
	for line := range strings.Lines(string(text)) {
		if line = strings.TrimSuffix(line, "\n"); buildLine.MatchString(line) {
			return []byte(line)
		}
	}
	return nil
}

// helper knows the program's types and the packages that it could import.
type helper struct {
	program  *packages.Package // without types if it cannot be loaded
	file     *ast.File
	packages map[string][]string // import paths by name
}

func newHelper() *helper {
	h := &helper{program: load("."), packages: map[string][]string{}}
	for _, file := range h.program.Syntax {
		if filepath.Base(h.program.Fset.Position(file.Package).Filename) == program {
			h.file = file
		}
	}
	for _, path := range standard() {
		h.add(path[strings.LastIndex(path, "/")+1:], path)
	}
	known, err := importable.Find(os.Getenv(protocol.ModuleVariable), os.Getenv(protocol.ProjectVariable))
	if err != nil {
		return h
	}
	for name, list := range known {
		for _, p := range list {
			h.add(name, p.Path)
		}
	}
	return h
}

func (h *helper) add(name, path string) { h.packages[name] = append(h.packages[name], path) }

// load loads a package with the types of what it imports; what is wrong with it is in it.
func load(path string) *packages.Package {
	list, err := packages.Load(&packages.Config{Mode: packages.LoadSyntax}, path)
	if err != nil || len(list) != 1 {
		return &packages.Package{}
	}
	return list[0]
}

var (
	undefinedOf   = regexp.MustCompile(`^undefined: (\w+)\.(\w+)$`)
	undefinedName = regexp.MustCompile(`^undefined: ([\pL_][\pL\pN_]*)$`)
	noMember      = regexp.MustCompile(`undefined \(type .+ has no field or method ([\pL_][\pL\pN_]*)\)$`)
	unknownField  = regexp.MustCompile(`^unknown field (\S+) in struct literal of type .+$`)
	notStandard   = regexp.MustCompile(`^package (\S+) is not in std`)
	notFunction   = regexp.MustCompile(`cannot call (?:non-function )?(\w+) \(variable of`)
)

// hint is what follows an error; "" for nothing.
func (h *helper) hint(message string, at token.Position) string {
	switch {
	case undefinedOut.MatchString(message):
		return missingOut()
	case message == "undefined: "+outName:
		return ": a value that a cell has shown is Out[3], with a number, as each has a type of its own"
	case undefinedOf.MatchString(message):
		found := undefinedOf.FindStringSubmatch(message)
		return meant(found[2], h.exported(found[1]))
	case undefinedName.MatchString(message):
		return h.undefined(undefinedName.FindStringSubmatch(message)[1], at)
	case noMember.MatchString(message):
		return h.member(noMember.FindStringSubmatch(message)[1], at)
	case unknownField.MatchString(message):
		return meantOr(unknownField.FindStringSubmatch(message)[1], h.fieldsAt(at))
	case notStandard.MatchString(message):
		return meant(notStandard.FindStringSubmatch(message)[1], standard())
	case notFunction.MatchString(message):
		return hiddenBuiltin(notFunction.FindStringSubmatch(message)[1])
	}
	return ""
}

// meant asks for the nearest of the names.
func meant(word string, names []string) string {
	if near := nearest.Name(word, names); near != "" {
		return " (did you mean " + near + "?)"
	}
	return ""
}

// fewNames are no more than a person reads.
const fewNames = 8

// meantOr asks for the nearest of the names or, where none is near, lists them.
func meantOr(word string, names []string) string {
	if hint := meant(word, names); hint != "" || len(names) == 0 || len(names) > fewNames {
		return hint
	}
	return " (there are " + strings.Join(names, ", ") + ")"
}

// undefined explains a name that is declared nowhere. One of a package that could be imported has no member of the name
// that is asked for, else it would have been.
func (h *helper) undefined(name string, at token.Position) string {
	selector := h.selectorAt(at)
	if selector == nil {
		return meant(name, h.visible(at))
	}
	if paths := h.packages[name]; len(paths) > 0 {
		path := paths[0]
		return " (package " + path + " has no " + selector.Sel.Name + meantOf(selector.Sel.Name, path) + ")"
	}
	return meant(name, append(h.packageNames(), h.visible(at)...))
}

func meantOf(word, path string) string {
	if near := nearest.Name(word, exportedNames(load(path).Types)); near != "" {
		return ": did you mean " + near + "?"
	}
	return ""
}

// member explains a field or method that a value does not have. A variable may have taken the name of a package.
func (h *helper) member(name string, at token.Position) string {
	selector := h.selectorAt(at)
	if selector == nil {
		return ""
	}
	if x, ok := selector.X.(*ast.Ident); ok && h.packages[x.Name] != nil && ast.IsExported(name) &&
		h.packageHas(x.Name, name) {
		return h.hides(x)
	}
	return meantOr(name, h.members(selector.X))
}

// hides says that a name stands before a package.
func (h *helper) hides(x *ast.Ident) string {
	text := " (" + x.Name + " is declared in a cell here and hides the package " + x.Name
	if h.program.TypesInfo == nil {
		return text + ": rename it)"
	}
	if of := h.program.TypesInfo.Uses[x]; of != nil && h.program.Types != nil && of.Parent() == h.program.Types.Scope() {
		return text + ": rename it there, and remove this one by a cell %rm " + x.Name + ")"
	}
	return text + ": rename it)"
}

// builtins are functions that need no package.
var builtins = []string{
	"append", "cap", "clear", "close", "complex", "copy", "delete", "imag", "len", "make", "max", "min", "new", "panic",
	"print", "println",
	"real", "recover",
}

func hiddenBuiltin(name string) string {
	if slices.Contains(builtins, name) {
		return " (a variable hides the function " + name + ": rename it)"
	}
	return ""
}
