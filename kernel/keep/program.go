package keep

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"unsafe"

	"tradeoff/kernel/internal/cell/protocol"
)

// Program is a running cell, as far as its variables are kept.
type Program struct {
	store     Store
	cell      int // its execution count
	kinds     *kinds
	known     *knownTypes
	memory    *memory
	variables []variable
	filled    []string // names that are to be filled
	shown     []any    // by the last expression
	busy      func() bool
	failed    bool // what was kept could not be read: nothing is written
	anyhow    bool // variables are kept as they are when the program fails, too
}

// variable is one that is kept when the program ends.
type variable struct {
	name string
	typ  reflect.Type
	at   unsafe.Pointer
	hold any  // keeps it from being collected
	used bool // the cell does not set it, it only uses what it had

	before  []byte // its memory at first, without what that points to; nil where that is not looked at
	changed bool   // since
}

// mostBefore is the size of variables up to which it is looked whether they have changed.
const mostBefore = 4096

// Open is the program that runs, the cell with an execution count. Without a folder for values it keeps nothing.
func Open(cell int) *Program {
	return openIn(os.Getenv(protocol.ValuesVariable), cell)
}

func openIn(dir string, cell int) *Program {
	k := newKinds()
	return &Program{store: Store{dir}, cell: cell, kinds: k, known: newKnownTypes(), memory: newMemory(), busy: busy}
}

// Variable says that a variable, to which p points, is kept when the program ends.
func (p *Program) Variable(name string, pointer any) {
	v := p.variable(name, pointer, false)
	if size := v.typ.Size(); size <= mostBefore {
		v.before = bytes.Clone(bytesAt(v.at, size))
	}
}

// Assigned says so of a variable that the program gives another value than its declaration does.
func (p *Program) Assigned(name string, pointer any) {
	p.variable(name, pointer, false).changed = true
}

func (p *Program) variable(name string, pointer any, used bool) *variable {
	v := reflect.ValueOf(pointer)
	p.variables = slices.DeleteFunc(p.variables, func(old variable) bool { return old.name == name })
	p.variables = append(p.variables,
		variable{name: name, typ: v.Type().Elem(), at: v.UnsafePointer(), hold: pointer, used: used})
	return &p.variables[len(p.variables)-1]
}

// Kept says that a variable has a value from an earlier cell, which this one sets anew or only uses.
func (p *Program) Kept(name string, pointer any, sets bool) {
	p.known.add(reflect.TypeOf(pointer).Elem())
	p.variable(name, pointer, !sets)
	p.filled = append(p.filled, name)
}

// Know makes a type, to which p points, known to the program: interfaces in kept values hold such.
func (p *Program) Know(pointer any) { p.known.add(reflect.TypeOf(pointer).Elem()) }

// Fill reads the variables of Kept. Where that cannot be done it panics with what is wrong and what to do: the value
// would be another one.
func (p *Program) Fill() {
	if p.store.Dir == "" || len(p.filled) == 0 {
		return
	}
	if err := p.fill(); err != nil {
		panic(err)
	}
}

func (p *Program) fill() error {
	index, err := p.store.Index()
	if err != nil {
		p.failed = true
		return fmt.Errorf("the values of earlier cells cannot be read: %w; a cell %%del * forgets them all", err)
	}
	done := map[string]bool{} // by file
	for _, name := range p.filled {
		e := index[name]
		if e.File == "" {
			return lost(name, e, errors.New("there is no such value any more"))
		}
		if done[e.File] {
			continue
		}
		done[e.File] = true
		notes, err := p.read(e.File)
		if err != nil {
			p.failed = true
			return lost(name, e, err)
		}
		for _, note := range notes {
			fmt.Fprintf(os.Stderr, "%s, a value of %s: %s\n", name, e.Origin(), note)
		}
	}
	return nil
}

// lost says what has become of a value, and what to do.
func lost(name string, e Entry, why error) error {
	name = protocol.ReadableOuts(name)
	if errors.Is(why, errNotLinked) {
		return fmt.Errorf("%s was a value of %s, which cannot be used here: %w, which no cell can name. Call in this cell, "+
			"too, what made it there (any call will do), or forget the value by a cell %%del %s", name, e.Origin(), why, name)
	}
	return fmt.Errorf("%s was a value of %s, which cannot be used here: %w. Run that cell again, or forget the value"+
		" by a cell %%del %s", name, e.Origin(), why, name)
}

// read fills the variables of a file.
func (p *Program) read(file string) (notes []string, err error) {
	text, err := readFile(filepath.Join(p.store.Dir, file))
	if err != nil {
		return nil, err
	}
	body, err := checked(text)
	if err != nil {
		return nil, err
	}
	targets := map[string]variable{}
	for _, v := range p.variables {
		if slices.Contains(p.filled, v.name) {
			targets[v.name] = v
		}
	}
	r := p.newReader(body, targets)
	err = r.all()
	return r.notes, err
}

// KeepAtFailure has End keep the variables as they are when the program panics, too.
func (p *Program) KeepAtFailure() { p.anyhow = true }

// End keeps the variables; to be deferred. What a cell that panics had changed is not kept, unless KeepAtFailure was
// called.
func (p *Program) End() {
	if p.store.Dir == "" || p.failed || !p.anyhow && panicking() {
		return
	}
	if err := p.save(); err != nil {
		fmt.Fprintf(os.Stderr, "the values of this cell are not kept: %v\n", err)
	}
}

// panicking tells a deferred call that runs because of a panic, or of runtime.Goexit, from one at the end of main.
func panicking() bool {
	callers := make([]uintptr, 16)
	frames := runtime.CallersFrames(callers[:runtime.Callers(2, callers)])
	for {
		frame, more := frames.Next()
		if frame.Function == "runtime.gopanic" || frame.Function == "runtime.Goexit" {
			return true
		}
		if !more || frame.Function == "main.main" {
			return false
		}
	}
}

// busy tells whether goroutines that package main started, or whose functions they run, have not ended. Those of
// libraries do not count.
func busy() bool {
	text := make([]byte, 1<<20)
	stacks := strings.Split(string(text[:runtime.Stack(text, true)]), "\n\n")
	for _, s := range stacks[1:] { // without this one
		if strings.Contains(s, "\nmain.") || strings.Contains(s, "created by main.") {
			return true
		}
	}
	return false
}

// save writes the variables. Memory that cannot be read, as that of another library may be, is an error and ends
// nothing.
func (p *Program) save() (err error) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		if problem := recover(); problem != nil {
			err = fmt.Errorf("%v", problem)
		}
	}()
	index, err := p.store.Index()
	if err != nil {
		return err
	}
	p.addOut(index)
	g := p.newGraph(runtime.NumGoroutine() > 1 && p.busy())
	problems := make([]error, len(p.variables))
	for i, v := range p.variables {
		problems[i] = nameable(v.typ)
		if problems[i] == nil {
			problems[i] = g.variable(protocol.ReadableOuts(v.name), v.typ, v.at)
		} else {
			g.parent = append(g.parent, i)
		}
	}
	g.merge(problems)
	groups := map[int][]variable{}
	for i, v := range p.variables {
		if problems[i] != nil {
			index[v.name] = p.refused(v, problems[i])
			continue
		}
		root := g.root(i)
		groups[root] = append(groups[root], v)
	}
	for root, group := range groups {
		if err := p.saveGroup(g, root, group, index); err != nil {
			return err
		}
	}
	limitOuts(index)
	p.clearBroken(index)
	return p.store.write(index)
}

// refused is the entry of a variable that cannot be kept.
func (p *Program) refused(v variable, why error) Entry {
	changed := v.changed || v.before != nil && !bytes.Equal(v.before, bytesAt(v.at, v.typ.Size()))
	return Entry{Cell: p.cell, Shown: shown(v.typ), Problem: why.Error(), Advice: advice(v.name, v.typ), Changed: changed}
}

// clearBroken drops names of others from the groups of entries that have been written anew.
func (p *Program) clearBroken(index map[string]Entry) {
	for name, e := range index {
		e.With = slices.DeleteFunc(e.With, func(other string) bool { return index[other].File != e.File })
		index[name] = e
	}
}

// advice is what to write instead of a variable that cannot be kept.
func advice(name string, t reflect.Type) string {
	if onlyOuts([]string{name}) {
		return "write the expression again"
	}
	if t.Kind() == reflect.Func && t.Name() == "" {
		signature := strings.TrimPrefix(shown(t), "func")
		return fmt.Sprintf("declare the function instead, func %s%s { ... }", name, signature)
	}
	return fmt.Sprintf("declare a function that makes it, func %s() %s { ... }, and call that", name, shown(t))
}
