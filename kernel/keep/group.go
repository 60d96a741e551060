package keep

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"slices"
)

// saveGroup writes variables that share memory into one file. Where there is no room, or the disk refuses, each of them
// has an entry that says so.
func (p *Program) saveGroup(g *graph, root int, group []variable, index map[string]Entry) error {
	w := p.newWriter(g)
	w.group(root)
	if w.err == nil {
		w.err = p.room(index, group, w.bytes())
	}
	var file string
	if w.err == nil {
		file, w.err = p.writeFile(w.file(group))
	}
	if w.err != nil {
		for _, v := range group {
			index[v.name] = p.refused(v, w.err)
		}
		return nil
	}
	return p.enter(w, group, file, index)
}

// room says whether the values fit beside those of other variables. What was only shown makes room for what has a name.
func (p *Program) room(index map[string]Entry, group []variable, size int64) error {
	names := namesOf(group)
	if onlyOuts(names) && size > mostOutBytes {
		return errOutTooLarge
	}
	others := func(with []string) bool {
		return !slices.ContainsFunc(with, func(name string) bool { return slices.Contains(names, name) })
	}
	for _, out := range outs(index) {
		if size+sizeOf(index, others) > p.memory.most && !onlyOuts(names) && !slices.Contains(names, out) {
			forget(index, out)
		}
	}
	if size+sizeOf(index, others) > p.memory.most {
		return fmt.Errorf("it takes %s, and all kept values together may take %s: remove others by %%del, or write it to a file",
			Size(size), Size(p.memory.most))
	}
	return nil
}

func namesOf(group []variable) []string {
	names := make([]string, len(group))
	for i, v := range group {
		names[i] = v.name
	}
	return names
}

func (p *Program) writeFile(text []byte) (string, error) {
	f, err := os.CreateTemp(p.store.Dir, valueFiles) // mode 0600
	if err != nil {
		return "", err
	}
	_, err = f.Write(text)
	return filepath.Base(f.Name()), errors.Join(err, f.Close())
}

// file is the text of a file: types, variables, and the memory that they reach.
func (w *writer) file(group []variable) []byte {
	head := binary.AppendUvarint(nil, uint64(len(group)))
	for _, v := range group {
		head = binary.AppendUvarint(head, uint64(len(v.name)))
		head = append(head, v.name...)
		var offset uintptr
		region := -1
		if v.typ.Size() > 0 {
			r, o := w.g.place(uintptr(v.at))
			region, offset = r.id, o
		}
		for _, n := range []uint64{uint64(w.types.id(v.typ)), uint64(region + 1), uint64(offset)} {
			head = binary.AppendUvarint(head, n)
		}
	}
	types, err := json.Marshal(w.types.list)
	if err != nil { // plain structs always encode
		w.err = errors.Join(w.err, err)
	}
	return withChecksum(binary.AppendUvarint(nil, uint64(len(types))), types, head, w.out)
}

// enter notes a group in the index.
func (p *Program) enter(w *writer, group []variable, file string, index map[string]Entry) error {
	extra := &naming{imports: map[string]string{}, own: map[string]bool{}}
	var dynamic []string
	for t := range w.dynamic {
		if nameable(t) == nil {
			dynamic = append(dynamic, extra.expression(t))
		}
	}
	slices.Sort(dynamic)
	for _, v := range group {
		n := &naming{imports: maps.Clone(extra.imports), own: maps.Clone(extra.own)}
		text := n.expression(v.typ)
		index[v.name] = Entry{
			Cell: p.cellOf(index[v.name], v), Earlier: earlierOf(index[v.name], v),
			Shown: shown(v.typ), Bytes: w.bytes(), File: file, Type: text, Imports: n.imports, Dynamic: dynamic,
			Own: slices.Sorted(maps.Keys(n.own)), Fields: fieldsOf(v.typ),
			Methods: hasMethods(v.typ), With: namesOf(group), Blobs: w.blobs, Digest: w.g.digest(v),
		}
	}
	return nil
}

// cellOf is the cell that set a variable: the one of before if this one only used it.
func (p *Program) cellOf(before Entry, v variable) int {
	if v.used && before.File != "" {
		return before.Cell
	}
	return p.cell
}

// earlierOf is the session of such a variable.
func earlierOf(before Entry, v variable) string {
	if v.used && before.File != "" {
		return before.Earlier
	}
	return ""
}

// fieldsOf are the fields that can follow a dot.
func fieldsOf(t reflect.Type) (names []string) {
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if t.Kind() != reflect.Struct {
		return nil
	}
	for _, f := range reflect.VisibleFields(t) {
		if f.IsExported() {
			names = append(names, f.Name)
		}
	}
	return names
}

func hasMethods(t reflect.Type) bool {
	return t.NumMethod() > 0 || t.Kind() != reflect.Interface && reflect.PointerTo(t).NumMethod() > 0
}

// Size is a number of bytes in words.
func Size(n int64) string {
	const step = 1000
	if n < step {
		return fmt.Sprintf("%d B", n)
	}
	value, unit := float64(n)/step, 0
	units := []string{"kB", "MB", "GB", "TB"}
	for value >= step && unit < len(units)-1 {
		value /= step
		unit++
	}
	return fmt.Sprintf("%.3g %s", value, units[unit])
}
