package keep

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
)

// check compares a type of the file with this program's: an error if values cannot be carried over. Fields of types of
// cells may have been added, removed or moved, for which exact is false; other packages must not differ.
func (r *resolver) check(id int, t reflect.Type) (exact bool, err error) {
	pair := typePair{id, t}
	if known, ok := r.seen[pair]; ok {
		return known, nil
	}
	r.seen[pair] = true // until it is known: a type contains itself only behind pointers, which are as large as ever
	defer func() { r.seen[pair] = exact }()
	d := r.file[id]
	if d.Kind != t.Kind() || d.Name != fullName(t) || d.Kind == reflect.Array && d.Len != t.Len() {
		return false, differs(d, "it is now "+shown(t))
	}
	switch d.Kind {
	case reflect.Pointer, reflect.Slice:
		_, err = r.check(d.Elem, t.Elem())
		return d.Size == t.Size(), err
	case reflect.Array:
		exact, err = r.check(d.Elem, t.Elem())
		return exact && d.Size == t.Size(), err
	case reflect.Map:
		if _, err = r.check(d.Key, t.Key()); err == nil {
			_, err = r.check(d.Elem, t.Elem())
		}
		return d.Size == t.Size(), err
	case reflect.Struct:
		return r.checkStruct(d, t)
	}
	if d.Size != t.Size() {
		return false, differs(d, "its size differs")
	}
	return true, nil
}

func differs(d desc, why string) error { return fmt.Errorf("its type %s has changed: %s", d.Text, why) }

func (r *resolver) checkStruct(d desc, t reflect.Type) (exact bool, err error) {
	exact = len(d.Fields) == t.NumField() && d.Size == t.Size()
	for i, f := range d.Fields {
		exact = exact && sameField(t.Field(i), f) && t.Field(i).Offset == f.Offset
		now, ok := fieldOf(t, i, f)
		if !ok {
			continue
		}
		same, err := r.check(f.Type, now.Type)
		if err != nil {
			return false, fmt.Errorf("%s.%s: %w", d.Text, f.Name, err)
		}
		exact = exact && same
	}
	if !exact && d.Name != "" && !own(d.Name) {
		return false, differs(d, "its package has changed, or one that it uses")
	}
	return exact, nil
}

func sameField(now reflect.StructField, f field) bool {
	return now.Name == f.Name && now.PkgPath == f.Pkg
}

// fieldOf finds a field, which may have moved.
func fieldOf(t reflect.Type, i int, f field) (reflect.StructField, bool) {
	if i < t.NumField() && sameField(t.Field(i), f) {
		return t.Field(i), true
	}
	for g := range t.Fields() {
		if sameField(g, f) {
			return g, true
		}
	}
	return reflect.StructField{}, false
}

// changes says what became of the fields of the types of cells; nil where none has changed.
func (r *resolver) changes() (notes []string) {
	for pair, exact := range r.seen {
		d := r.file[pair.id]
		if exact || d.Kind != reflect.Struct || !own(d.Name) {
			continue
		}
		var added, removed []string
		for f := range pair.typ.Fields() {
			if !slices.ContainsFunc(d.Fields, func(old field) bool { return sameField(f, old) }) {
				added = append(added, f.Name)
			}
		}
		for i, f := range d.Fields {
			if _, ok := fieldOf(pair.typ, i, f); !ok {
				removed = append(removed, f.Name)
			}
		}
		if len(added) > 0 {
			notes = append(notes, fmt.Sprintf("type %s has gained %s, which is zero there", d.Text, strings.Join(added, ", ")))
		}
		if len(removed) > 0 {
			notes = append(notes, fmt.Sprintf("type %s has lost %s, and the value with it", d.Text, strings.Join(removed, ", ")))
		}
	}
	slices.Sort(notes)
	return notes
}
