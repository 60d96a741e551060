package keep

import (
	"errors"
	"fmt"
	"reflect"
	"unsafe"
)

// knownTypes are the types of this program that can be found by name: those below its variables, those it was told of,
// and all that the linker kept.
type knownTypes struct {
	byName map[string]reflect.Type
	all    bool // the linker's are there too
}

func newKnownTypes() *knownTypes { return &knownTypes{byName: map[string]reflect.Type{}} }

// add adds a type and those that it contains or points to.
func (k *knownTypes) add(t reflect.Type) {
	if name := knownName(t); name != "" {
		if _, ok := k.byName[name]; ok {
			return
		}
		k.byName[name] = t
	}
	switch t.Kind() {
	case reflect.Pointer, reflect.Slice, reflect.Array:
		k.add(t.Elem())
	case reflect.Map:
		k.add(t.Key())
		k.add(t.Elem())
	case reflect.Struct:
		for f := range t.Fields() {
			k.add(f.Type)
		}
	}
}

// knownName is the name by which a type is known: its own, or the text of one that package reflect cannot make of
// others. A text is no full name: those have no bracket first, and no space.
func knownName(t reflect.Type) string {
	if name := fullName(t); name != "" {
		return name
	}
	if unmakeable(t.Kind()) {
		return textName(shown(t))
	}
	return ""
}

// unmakeable tells kinds of types without a name that have to be in the program. Of functions and channels only nil is
// kept.
func unmakeable(k reflect.Kind) bool {
	return k == reflect.Func || k == reflect.Chan || k == reflect.Interface
}

func textName(text string) string { return "[text] " + text }

func (k *knownTypes) find(name string) reflect.Type {
	if t := k.byName[name]; t != nil {
		return t
	}
	k.addLinked()
	return k.byName[name]
}

//go:linkname typelinks reflect.typelinks
func typelinks() (sections []unsafe.Pointer, offsets [][]int32)

// addLinked adds the named types that are in the program though nobody can name them from here, as errors.errorString.
// The table of the runtime has unnamed types only, of which pointers to named ones lead there.
func (k *knownTypes) addLinked() {
	if k.all {
		return
	}
	k.all = true
	sections, offsets := typelinks()
	for i, base := range sections {
		for _, offset := range offsets[i] {
			t := reflect.TypeFor[int]()
			(*[2]unsafe.Pointer)(unsafe.Pointer(&t))[1] = unsafe.Add(base, offset)
			for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice {
				t = t.Elem()
			}
			if name := knownName(t); name != "" && k.byName[name] == nil {
				k.byName[name] = t
			}
		}
	}
}

// basicTypes are those without a package, by kind, and error.
func basicTypes() []reflect.Type {
	return []reflect.Type{
		reflect.TypeFor[bool](), reflect.TypeFor[int](), reflect.TypeFor[int8](), reflect.TypeFor[int16](),
		reflect.TypeFor[int32](), reflect.TypeFor[int64](), reflect.TypeFor[uint](), reflect.TypeFor[uint8](),
		reflect.TypeFor[uint16](), reflect.TypeFor[uint32](), reflect.TypeFor[uint64](), reflect.TypeFor[uintptr](),
		reflect.TypeFor[float32](), reflect.TypeFor[float64](), reflect.TypeFor[complex64](), reflect.TypeFor[complex128](),
		reflect.TypeFor[string](), reflect.TypeFor[error](), reflect.TypeFor[unsafe.Pointer](),
	}
}

// errNotLinked is wrapped where a program lacks a type that nobody can name outside its package.
var errNotLinked = errors.New("this program does not contain")

// resolver finds the types of a file in this program.
type resolver struct {
	known  *knownTypes
	file   []desc
	types  []reflect.Type // found so far
	making []bool
	seen   map[typePair]bool // compared so far: whether the layout is that of the file
}

// typePair is a type of the file and one of this program.
type typePair struct {
	id  int
	typ reflect.Type
}

// validate refuses a table of types that no program wrote.
func (r *resolver) validate() error {
	if len(r.file) > mostTypes {
		return fmt.Errorf("%w: %d types", ErrDamaged, len(r.file))
	}
	depth := make([]int, len(r.file))
	for id := range r.file {
		if r.depthOf(id, depth, 0) < 0 {
			return fmt.Errorf("%w: type %d", ErrDamaged, id)
		}
	}
	return nil
}

// deepestType is how deep types may contain each other without a pointer in between.
const deepestType = 1000

// depthOf is how deep a type contains others by value; -1 if it contains itself or what is no type.
func (r *resolver) depthOf(id int, depth []int, above int) int {
	if id < 0 || id >= len(r.file) || above > deepestType {
		return -1
	}
	if depth[id] != 0 {
		return depth[id]
	}
	depth[id] = -1 // while it is looked at
	d := r.file[id]
	deepest := 0
	inside := func(other int) bool {
		n := r.depthOf(other, depth, above+1)
		deepest = max(deepest, n)
		return n >= 0
	}
	inRange := func(other int) bool { return other >= 0 && other < len(r.file) }
	ok := d.Kind <= reflect.UnsafePointer && d.Len >= 0 && inRange(d.Elem) && inRange(d.Key)
	if d.Kind == reflect.Array {
		ok = ok && (d.Len == 0 || inside(d.Elem) && uintptr(d.Len) <= MostBytes)
	}
	for _, f := range d.Fields {
		ok = ok && inside(f.Type)
	}
	if !ok {
		return -1
	}
	depth[id] = deepest + 1
	return depth[id]
}

func (r *resolver) find(id int) (reflect.Type, error) {
	if id <= 0 || id >= len(r.file) || r.making[id] {
		return nil, fmt.Errorf("%w: there is no type %d", ErrDamaged, id)
	}
	if r.types[id] != nil {
		return r.types[id], nil
	}
	r.making[id] = true
	t, err := r.make(r.file[id])
	r.making[id] = false
	if err != nil {
		return nil, err
	}
	r.types[id] = t
	return t, nil
}

func (r *resolver) make(d desc) (reflect.Type, error) {
	if d.Name != "" {
		for _, t := range basicTypes() {
			if t.Name() == d.Name {
				return t, nil
			}
		}
		if t := r.known.find(d.Name); t != nil {
			return t, nil
		}
		return nil, fmt.Errorf("%w its type %s", errNotLinked, d.Text)
	}
	switch d.Kind {
	case reflect.Pointer, reflect.Slice, reflect.Array, reflect.Map:
		return r.makeOf(d)
	case reflect.Struct:
		return r.makeStruct(d)
	case reflect.Func, reflect.Chan, reflect.Interface:
		if d.Text == "any" {
			return reflect.TypeFor[any](), nil
		}
		if t := r.known.find(textName(d.Text)); t != nil {
			return t, nil
		}
	}
	return nil, fmt.Errorf("%w its type %s", errNotLinked, d.Text)
}

func (r *resolver) makeOf(d desc) (reflect.Type, error) {
	elem, err := r.find(d.Elem)
	if err != nil {
		return nil, err
	}
	switch d.Kind {
	case reflect.Pointer:
		return reflect.PointerTo(elem), nil
	case reflect.Slice:
		return reflect.SliceOf(elem), nil
	case reflect.Array:
		return reflect.ArrayOf(d.Len, elem), nil
	}
	key, err := r.find(d.Key)
	if err != nil {
		return nil, err
	}
	return reflect.MapOf(key, elem), nil
}

func (r *resolver) makeStruct(d desc) (reflect.Type, error) {
	var fields []reflect.StructField
	for _, f := range d.Fields {
		t, err := r.find(f.Type)
		if err != nil {
			return nil, err
		}
		fields = append(fields, reflect.StructField{Name: f.Name, PkgPath: f.Pkg, Type: t, Anonymous: f.Embedded})
	}
	return reflect.StructOf(fields), nil
}
