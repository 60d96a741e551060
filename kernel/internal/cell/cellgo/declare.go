package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"tradeoff/kernel/internal/modpath"
	"tradeoff/kernel/keep"
)

// programName is the cell's [keep.Program] in the program: no name for a person.
const programName = "keptᐧ"

// goFile collects a file beside the program.
type goFile struct {
	imports map[string]string // paths by name
	body    strings.Builder
}

func newGoFile() *goFile { return &goFile{imports: map[string]string{}} }

func (f *goFile) addf(format string, args ...any) { fmt.Fprintf(&f.body, format, args...) }

// text is the file; "" for one without a declaration.
func (f *goFile) text() string {
	if f.body.Len() == 0 {
		return ""
	}
	var b strings.Builder
	b.WriteString("package main\n\n")
	for _, name := range slices.Sorted(maps.Keys(f.imports)) {
		fmt.Fprintf(&b, "import %s %q\n", name, f.imports[name])
	}
	return b.String() + "\n" + f.body.String()
}

// variable declares a kept variable.
func (f *goFile) variable(name string, e keep.Entry) {
	for alias, path := range e.Imports {
		if strings.Contains(e.Type, alias+".") {
			f.imports[alias] = path
		}
	}
	f.addf("var %s %s\n", name, e.Type)
}

// declarations declares kept variables and no more.
func declarations(index map[string]keep.Entry, names []string) string {
	f := newGoFile()
	slices.Sort(names)
	for _, name := range names {
		f.variable(name, index[name])
	}
	return f.text()
}

// declared are the kept variables that the program does not declare by itself, and stand-ins for those that are
// refused.
func (pl *plan) declared() string {
	f := newGoFile()
	for _, name := range pl.kept {
		if !pl.p.declares(name) {
			f.variable(name, pl.s.index[name])
		}
	}
	done := map[string]bool{}
	for _, u := range pl.refused {
		if !done[u.name] && !pl.p.declares(u.name) {
			f.addf("var %s struct{}\n", u.name)
		}
		done[u.name] = true
	}
	return f.text()
}

// filled declares the kept variables, and has those that are needed filled before anything else is initialised.
func (pl *plan) filled(f *goFile, sets map[string]bool) {
	f.imports["keepᐧ"] = modpath.Package("kernel/keep")
	f.addf("var %s = keepᐧ.Open(%d)\n", programName, pl.s.running.Count)
	for _, name := range pl.kept {
		f.variable(name, pl.s.index[name])
	}
	if len(pl.loaded) == 0 && !pl.s.running.AtFailure {
		return
	}
	f.addf("var _ = func() bool {\n")
	if pl.s.running.AtFailure {
		f.addf("\t%s.KeepAtFailure()\n", programName)
	}
	for _, text := range pl.dynamic(f) {
		f.addf("\t%s.Know((*%s)(nil))\n", programName, text)
	}
	for _, name := range pl.loaded {
		f.addf("\t%s.Kept(%q, &%s, %v)\n", programName, name, name, sets[name])
	}
	f.addf("\t%s.Fill()\n\treturn true\n}()\n", programName)
}

// dynamic are the types that interfaces in the values hold.
func (pl *plan) dynamic(f *goFile) (list []string) {
	for _, name := range pl.loaded {
		e := pl.s.index[name]
		for _, text := range e.Dynamic {
			if slices.Contains(list, text) {
				continue
			}
			list = append(list, text)
			for alias, path := range e.Imports {
				if strings.Contains(text, alias+".") {
					f.imports[alias] = path
				}
			}
		}
	}
	slices.Sort(list)
	return list
}
