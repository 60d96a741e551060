package keep

import (
	"reflect"
	"strings"
	"sync"
)

// facts are what is asked of a type for every value.
type facts struct {
	plain  bool // without pointers
	leaf   bool // no memory to follow: plain, or strings
	locks  bool // contains locks
	name   string
	codec  *codec
	fields []reflect.StructField
}

// kinds remembers the facts of types.
type kinds struct{ of map[reflect.Type]*facts }

func newKinds() *kinds { return &kinds{map[reflect.Type]*facts{}} }

// about are the facts of a type. Types contain themselves behind pointers only, which are not followed here.
func (k *kinds) about(t reflect.Type) *facts {
	if f, ok := k.of[t]; ok {
		return f
	}
	f := &facts{name: fullName(t)}
	switch t.Kind() {
	case reflect.Array:
		elem := k.about(t.Elem())
		f.plain, f.leaf, f.locks = elem.plain || t.Len() == 0, elem.leaf || t.Len() == 0, elem.locks
	case reflect.Struct:
		k.aboutStruct(t, f)
	case reflect.String:
		f.leaf = true
	case reflect.Pointer, reflect.Slice, reflect.Map, reflect.Interface, reflect.Func, reflect.Chan, reflect.UnsafePointer:
	default:
		f.plain, f.leaf = true, true
	}
	k.of[t] = f
	return f
}

func (k *kinds) aboutStruct(t reflect.Type, f *facts) {
	f.plain, f.leaf, f.locks = true, true, isLock(t)
	for field := range t.Fields() {
		f.fields = append(f.fields, field)
		of := k.about(field.Type)
		f.plain, f.leaf, f.locks = f.plain && of.plain, f.leaf && of.leaf, f.locks || of.locks
	}
	f.leaf = f.leaf && !f.locks
	if processOnly(f.name) != "" {
		f.plain, f.leaf = false, false
	}
	f.codec = findCodec(t)
}

func isLock(t reflect.Type) bool {
	return t == reflect.TypeFor[sync.Mutex]() || t == reflect.TypeFor[sync.RWMutex]()
}

func (k *kinds) plain(t reflect.Type) bool { return k.about(t).plain }

// numeric tells types whose values lie in a file of numbers: no declaration in a cell can change them.
func numeric(t reflect.Type) bool {
	for t.Kind() == reflect.Array {
		t = t.Elem()
	}
	return t.Kind() > reflect.Bool && t.Kind() <= reflect.Complex128 && t.Kind() != reflect.Uintptr
}

// fullName is a type's name with the path of its package; "" where it has none.
func fullName(t reflect.Type) string {
	if t.Name() == "" || t.PkgPath() == "" {
		return t.Name()
	}
	return t.PkgPath() + "." + t.Name()
}

// own tells types of cells by their full names.
func own(name string) bool { return strings.HasPrefix(name, "main.") }
