package keep

import (
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"

	"tradeoff/kernel/internal/cell/protocol"
)

// The limits of values that cells have shown: the oldest go first, as nobody named them.
const (
	mostOuts     = 200
	mostOutBytes = 256 << 20
)

// Shown says what the cell shows, the results of its last expression, and returns them. A single value is kept when the
// program ends, with the type that it has now: Out[n] in later cells. An error that is nil does not count.
func (p *Program) Shown(values ...any) []any {
	shown := values
	if n := len(shown); n > 0 && shown[n-1] == nil {
		shown = shown[:n-1]
	}
	if len(shown) > 0 {
		p.shown = shown
	}
	return values
}

// outVariable is the variable that holds what the cell has shown; false for nothing. A type that no other program can
// name is held as an error, or as any value.
func (p *Program) outVariable() (v variable, ok bool) {
	if len(p.shown) != 1 || p.shown[0] == nil {
		return v, false
	}
	value := reflect.ValueOf(p.shown[0])
	t := value.Type()
	if nameable(t) != nil {
		if t = reflect.TypeFor[any](); value.Type().Implements(reflect.TypeFor[error]()) {
			t = reflect.TypeFor[error]()
		}
	}
	pointer := reflect.New(t)
	pointer.Elem().Set(value)
	return variable{
		name: protocol.OutName(p.cell), typ: t, at: pointer.UnsafePointer(), hold: pointer.Interface(),
	}, true
}

// addOut adds what the cell has shown to its variables. Of several values it notes why there is none.
func (p *Program) addOut(index map[string]Entry) {
	if n := len(p.shown); n > 1 {
		index[protocol.OutName(p.cell)] = Entry{
			Cell: p.cell, Shown: fmt.Sprintf("%d values", n), Problem: fmt.Sprintf("is %d values, and Out holds one", n),
			Advice: "give them names, a, b := f()",
		}
		return
	}
	if v, ok := p.outVariable(); ok {
		p.variables = append(p.variables, v)
	}
}

// onlyOuts reports whether variables are none that somebody has named.
func onlyOuts(names []string) bool {
	return !slices.ContainsFunc(names, func(name string) bool { _, out := protocol.OutCell(name); return !out })
}

// outs are the names of what cells have shown, the oldest first.
func outs(index map[string]Entry) []string {
	names := slices.Collect(maps.Keys(index))
	names = slices.DeleteFunc(names, func(name string) bool { return !onlyOuts([]string{name}) })
	slices.SortFunc(names, func(a, b string) int {
		first, _ := protocol.OutCell(a)
		second, _ := protocol.OutCell(b)
		return first - second
	})
	return names
}

// errOutTooLarge is the error of a value that was shown and is too large to be kept for that.
var errOutTooLarge = errors.New("takes more than " + Size(mostOutBytes) + ", which all values that were shown may take together")

// limitOuts forgets the oldest values that were shown, where there are too many or they take too much.
func limitOuts(index map[string]Entry) {
	list := outs(index)
	for len(list) > 0 && (len(list) > mostOuts || sizeOf(index, onlyOuts) > mostOutBytes) {
		forget(index, list[0])
		list = list[1:]
	}
}

// sizeOf is what the values of some variables take, those that share memory once.
func sizeOf(index map[string]Entry, which func(with []string) bool) (total int64) {
	counted := map[string]bool{}
	for name, e := range index {
		with := e.With
		if len(with) == 0 {
			with = []string{name}
		}
		if !counted[e.File] && which(with) {
			total += e.Bytes
			counted[e.File] = true
		}
	}
	return total
}

// forget takes variables out of an index.
func forget(index map[string]Entry, names ...string) {
	for _, name := range names {
		delete(index, name)
	}
	for name, e := range index {
		e.With = slices.DeleteFunc(e.With, func(other string) bool { return slices.Contains(names, other) })
		index[name] = e
	}
}
