package keep

import (
	"encoding/binary"
	"encoding/json"
	"fmt"
	"path/filepath"
	"reflect"
	"time"
	"unsafe"
)

// reader makes the values of a file. It trusts nothing in it.
type reader struct {
	resolver
	in      []byte
	dir     string
	memory  *memory
	kinds   *kinds
	targets map[string]variable // memory for variables, by name
	heads   []head
	base    []made
	maps    []madeMap
	depth   int
	notes   []string
	nothing *struct{}
}

// head is a variable of the file, and where it is there.
type head struct {
	name   string
	id     int
	region int // -1 for none
	offset uintptr
}

// made is memory for n values of a type.
type made struct {
	at    unsafe.Pointer
	typ   reflect.Type
	id, n int
	blob  bool
	exact bool // the type's layout is that of the file
}

type madeMap struct {
	value reflect.Value
	id, n int
}

// damage is what the reader panics with; all returns it.
type damage struct{ error }

func (p *Program) newReader(body []byte, targets map[string]variable) *reader {
	return &reader{
		resolver: resolver{known: p.known, seen: map[typePair]bool{}},
		in:       body, dir: p.store.Dir, memory: p.memory, kinds: p.kinds, targets: targets, nothing: &struct{}{},
	}
}

// all reads the file into the targets.
func (r *reader) all() (err error) {
	defer func() {
		switch problem := recover().(type) {
		case nil:
		case damage:
			err = problem.error
		default: // of package reflect, or an index that no program wrote
			err = fmt.Errorf("%w: %v", ErrDamaged, problem)
		}
	}()
	r.readTypes()
	r.readHeads()
	r.readRegions()
	r.readMaps()
	r.fillRegions()
	r.fillMaps()
	if len(r.in) > 0 {
		r.fail("%w: %d bytes too many", ErrDamaged, len(r.in))
	}
	r.assign()
	r.notes = r.changes()
	return nil
}

func (r *reader) fail(format string, args ...any) { panic(damage{fmt.Errorf(format, args...)}) }

func (r *reader) uint() uint64 {
	n, size := binary.Uvarint(r.in)
	if size <= 0 {
		r.fail("%w: it is torn", ErrDamaged)
	}
	r.in = r.in[size:]
	return n
}

// count is a number of things of which each takes so many bytes in the file.
func (r *reader) count(each uint64) int {
	n := r.uint()
	if each = max(1, each); n > uint64(len(r.in))/each {
		r.fail("%w: %d things in %d bytes", ErrDamaged, n, len(r.in))
	}
	return int(n)
}

func (r *reader) bytes(n uint64) []byte {
	if n > uint64(len(r.in)) {
		r.fail("%w: it is torn", ErrDamaged)
	}
	b := r.in[:n]
	r.in = r.in[n:]
	return b
}

func (r *reader) text() string { return string(r.bytes(r.uint())) }

// typeOf is a type that this program has, with the layout of the file or one that values can be carried over to.
func (r *reader) typeOf(id uint64) (t reflect.Type, exact bool) {
	if id >= uint64(len(r.file)) {
		r.fail("%w: there is no type %d", ErrDamaged, id)
	}
	t, err := r.find(int(id))
	if err == nil {
		exact, err = r.check(int(id), t)
	}
	if err != nil {
		r.fail("%w", err)
	}
	return t, exact
}

func (r *reader) readTypes() {
	if err := json.Unmarshal(r.bytes(r.uint()), &r.file); err != nil {
		r.fail("%w: %w", ErrDamaged, err)
	}
	if err := r.validate(); err != nil {
		r.fail("%w", err)
	}
	r.types, r.making = make([]reflect.Type, len(r.file)), make([]bool, len(r.file))
}

func (r *reader) readHeads() {
	r.heads = make([]head, r.count(4))
	for i := range r.heads {
		h := head{name: r.text()}
		id := r.uint()
		r.typeOf(id)
		h.id, h.region, h.offset = int(id), int(r.uint())-1, uintptr(r.uint())
		r.heads[i] = h
	}
}

// target is the variable that a region is, if it is one of the program's.
func (r *reader) target(region int, t reflect.Type) (variable, bool) {
	for _, h := range r.heads {
		if v, ok := r.targets[h.name]; ok && h.region == region && h.offset == 0 && v.typ == t {
			return v, true
		}
	}
	return variable{}, false
}

// readRegions makes the memory.
func (r *reader) readRegions() {
	for range r.count(3) {
		m := made{}
		id, n, kind := r.uint(), r.uint(), r.bytes(1)[0]
		m.typ, m.exact = r.typeOf(id)
		m.id = int(id)
		if kind == inBlob {
			r.mapBlob(&m, n)
		} else {
			if least := r.least(m.id); n == 0 || n > uint64(len(r.in))/least {
				r.fail("%w: %d values of %v in %d bytes", ErrDamaged, n, m.typ, len(r.in))
			}
			m.n = int(n)
			r.allocate(&m)
		}
		r.base = append(r.base, m)
	}
}

// least is how many bytes of the file a value of a type takes at least.
func (r *reader) least(id int) uint64 {
	if d := r.file[id]; r.plainDesc(d) {
		return max(1, uint64(d.Size))
	}
	return 1
}

func (r *reader) mapBlob(m *made, n uint64) {
	name := r.text()
	if !numeric(m.typ) || n > MostBytes || name != filepath.Base(name) || !isOurs(name) {
		r.fail("%w: %d numbers in %q", ErrDamaged, n, name)
	}
	at, err := r.memory.mapNumbers(filepath.Join(r.dir, name), n*uint64(m.typ.Size()))
	if err != nil {
		r.fail("%w", err)
	}
	m.at, m.n, m.blob = at, int(n), true
}

// allocate makes the memory of a region, that of the variable itself where it is one.
func (r *reader) allocate(m *made) {
	if v, ok := r.target(len(r.base), m.typ); ok && m.n == 1 {
		m.at = v.at
		return
	}
	if uint64(m.n)*uint64(m.typ.Size()) > 64*(uint64(len(r.in))+uint64(m.typ.Size())) && m.typ.Size() > 1<<20 {
		r.fail("%w: %d values of %v", ErrDamaged, m.n, m.typ)
	}
	m.at = reflect.MakeSlice(reflect.SliceOf(m.typ), m.n, m.n).UnsafePointer()
}

func (r *reader) readMaps() {
	for range r.count(2) {
		id := r.uint()
		t, _ := r.typeOf(id)
		if t.Kind() != reflect.Map {
			r.fail("%w: %v is no map", ErrDamaged, t)
		}
		n := r.uint()
		if n > uint64(len(r.in))+1 {
			r.fail("%w: a map of %d in %d bytes", ErrDamaged, n, len(r.in))
		}
		r.maps = append(r.maps, madeMap{reflect.MakeMapWithSize(t, int(n)), int(id), int(n)})
	}
}

func (r *reader) fillRegions() {
	for _, m := range r.base {
		switch {
		case m.blob:
		case m.exact && r.kinds.plain(m.typ):
			size := uintptr(m.n) * m.typ.Size()
			copy(bytesAt(m.at, size), r.bytes(uint64(size)))
		default:
			for i := range m.n {
				r.value(m.id, m.typ, unsafe.Add(m.at, uintptr(i)*m.typ.Size()))
			}
		}
	}
}

func (r *reader) fillMaps() {
	for _, m := range r.maps {
		d := r.file[m.id]
		for range m.n {
			key, value := reflect.New(m.value.Type().Key()), reflect.New(m.value.Type().Elem())
			r.value(d.Key, key.Type().Elem(), key.UnsafePointer())
			r.value(d.Elem, value.Type().Elem(), value.UnsafePointer())
			m.value.SetMapIndex(key.Elem(), value.Elem())
		}
	}
}

// assign gives the variables their values whose memory is not theirs from the start.
func (r *reader) assign() {
	for _, h := range r.heads {
		v, ok := r.targets[h.name]
		if !ok || h.region < 0 {
			continue
		}
		if h.region >= len(r.base) || v.typ != r.types[h.id] || !r.holds(r.base[h.region], h.offset, v.typ, 1) {
			r.fail("%w: the place of %s", ErrDamaged, h.name)
		}
		if from := unsafe.Add(r.base[h.region].at, h.offset); from != v.at {
			reflect.NewAt(v.typ, v.at).Elem().Set(reflect.NewAt(v.typ, from).Elem())
		}
	}
}

// structure reads a struct, whose fields may have changed, into memory of type t.
func (r *reader) structure(d desc, t reflect.Type, p unsafe.Pointer) {
	if elem, ok := atomicPointer(t); ok {
		*(*unsafe.Pointer)(p) = r.reference(elem)
		return
	}
	if r.plainDesc(d) { // as it lay in memory, gaps and all
		r.plainStructure(d, t, p)
		return
	}
	if c := r.kinds.about(t).codec; c != nil && r.bytes(1)[0] == 1 {
		if err := c.unmarshal(reflect.NewAt(t, p), r.bytes(r.uint())); err != nil {
			r.fail("its own encoding: %w", err)
		}
		return
	}
	for i, f := range d.Fields {
		if now, ok := fieldOf(t, i, f); ok {
			r.value(f.Type, now.Type, unsafe.Add(p, now.Offset))
		} else {
			r.skip(f.Type)
		}
	}
	if t == reflect.TypeFor[time.Time]() { // whose monotonic reading counts from the start of its process
		*(*time.Time)(p) = (*time.Time)(p).Round(0)
	}
}

func (r *reader) plainStructure(d desc, t reflect.Type, p unsafe.Pointer) {
	whole := r.bytes(uint64(d.Size))
	rest := r.in
	for i, f := range d.Fields {
		if now, ok := fieldOf(t, i, f); ok {
			r.in = whole[f.Offset:]
			r.value(f.Type, now.Type, unsafe.Add(p, now.Offset))
		}
	}
	r.in = rest
}

// skip reads the value of a field that is gone.
func (r *reader) skip(id int) {
	t, _ := r.typeOf(uint64(id))
	r.value(id, t, reflect.New(t).UnsafePointer())
}

// plainDesc tells a type without pointers in the file.
func (r *reader) plainDesc(d desc) bool {
	switch d.Kind {
	case reflect.Array:
		return d.Len == 0 || r.plainDesc(r.file[d.Elem])
	case reflect.Struct:
		for _, f := range d.Fields {
			if !r.plainDesc(r.file[f.Type]) {
				return false
			}
		}
		return processOnly(d.Name) == ""
	}
	return d.Kind < reflect.Array
}
