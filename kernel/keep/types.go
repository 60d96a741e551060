package keep

import "reflect"

// desc describes a type in a file. Types refer to each other by index; 0 is none.
type desc struct {
	Kind   reflect.Kind
	Name   string `json:",omitempty"` // with the package's path, as "math/big.Int"; empty for unnamed types
	Size   uintptr
	Elem   int     `json:",omitempty"`
	Key    int     `json:",omitempty"`
	Len    int     `json:",omitempty"`
	Fields []field `json:",omitempty"`
	Text   string  // for messages
}

type field struct {
	Name     string
	Pkg      string `json:",omitempty"` // of an unexported one
	Type     int
	Offset   uintptr
	Embedded bool `json:",omitempty"`
}

// table numbers the types of a file.
type table struct {
	list []desc
	ids  map[reflect.Type]int
}

func newTable() *table { return &table{list: make([]desc, 1), ids: map[reflect.Type]int{}} }

func (tb *table) id(t reflect.Type) int {
	if id, ok := tb.ids[t]; ok {
		return id
	}
	id := len(tb.list)
	tb.ids[t] = id
	tb.list = append(tb.list, desc{})
	d := desc{Kind: t.Kind(), Name: fullName(t), Size: t.Size(), Text: shown(t)}
	switch t.Kind() {
	case reflect.Pointer, reflect.Slice:
		d.Elem = tb.id(t.Elem())
	case reflect.Array:
		d.Elem, d.Len = tb.id(t.Elem()), t.Len()
	case reflect.Map:
		d.Key, d.Elem = tb.id(t.Key()), tb.id(t.Elem())
	case reflect.Struct:
		for f := range t.Fields() {
			d.Fields = append(d.Fields, field{f.Name, f.PkgPath, tb.id(f.Type), f.Offset, f.Anonymous})
		}
	}
	tb.list[id] = d
	return id
}
