package keep

import (
	"reflect"
	"unsafe"
)

// value reads what the file has as type id into memory of type t.
func (r *reader) value(id int, t reflect.Type, p unsafe.Pointer) {
	if r.depth++; r.depth > 3*deepest {
		r.fail("%w: it is nested too deep", ErrDamaged)
	}
	defer func() { r.depth-- }()
	d := r.file[id]
	if d.Kind != t.Kind() {
		r.fail("%w: a %v as a %v", ErrDamaged, d.Kind, t)
	}
	switch d.Kind {
	case reflect.Pointer:
		*(*unsafe.Pointer)(p) = r.reference(t.Elem())
	case reflect.Slice:
		r.slice(t, p)
	case reflect.String:
		*(*string)(p) = r.text()
	case reflect.Interface:
		r.iface(t, p)
	case reflect.Array:
		r.array(d, t, p)
	case reflect.Map:
		r.mapValue(t, p)
	case reflect.Struct:
		r.structure(d, t, p)
	case reflect.Func, reflect.Chan, reflect.UnsafePointer: // nil, or it would not have been kept: nothing was written
	default:
		copy(bytesAt(p, t.Size()), r.bytes(uint64(t.Size())))
	}
}

func (r *reader) array(d desc, t reflect.Type, p unsafe.Pointer) {
	if d.Len != t.Len() {
		r.fail("%w: %d elements as %d", ErrDamaged, d.Len, t.Len())
	}
	for i := range d.Len {
		r.value(d.Elem, t.Elem(), unsafe.Add(p, uintptr(i)*t.Elem().Size()))
	}
}

func (r *reader) mapValue(t reflect.Type, p unsafe.Pointer) {
	n := r.uint()
	if n == 0 {
		return
	}
	if n > uint64(len(r.maps)) || r.maps[n-1].value.Type() != t {
		r.fail("%w: there is no map %d of type %v", ErrDamaged, n, t)
	}
	reflect.NewAt(t, p).Elem().Set(r.maps[n-1].value)
}

// iface reads what an interface holds.
func (r *reader) iface(t reflect.Type, p unsafe.Pointer) {
	id := r.uint()
	if id == 0 {
		return
	}
	dynamic, _ := r.typeOf(id)
	box := reflect.New(dynamic)
	r.value(int(id), dynamic, box.UnsafePointer())
	if !dynamic.AssignableTo(t) {
		r.fail("its type %s no longer has the methods of %s", shown(dynamic), shown(t))
	}
	reflect.NewAt(t, p).Elem().Set(box.Elem())
}

func (r *reader) slice(t reflect.Type, p unsafe.Pointer) {
	ref := r.referenceHead()
	n, c := r.uint(), r.uint()
	if ref.kind == refNil {
		return
	}
	if n > c || c > MostBytes {
		r.fail("%w: a slice of %d of %d", ErrDamaged, n, c)
	}
	at, room := r.resolve(ref, t.Elem(), n)
	*(*unsafe.Pointer)(p) = at
	header := (*[3]uintptr)(p)
	header[1], header[2] = uintptr(n), uintptr(max(n, min(c, room)))
}

// ref is a reference as it is written.
type ref struct {
	kind   uint64
	name   string
	region uint64
	offset uintptr
}

func (r *reader) referenceHead() (f ref) {
	f.kind = r.uint()
	switch f.kind {
	case refNil, refEmpty:
	case refGlobal:
		f.name = r.text()
	case refRegion:
		f.region, f.offset = r.uint(), uintptr(r.uint())
	default:
		r.fail("%w: a reference of kind %d", ErrDamaged, f.kind)
	}
	return f
}

// reference reads a pointer to a value of type t.
func (r *reader) reference(t reflect.Type) unsafe.Pointer {
	f := r.referenceHead()
	if f.kind == refNil {
		return nil
	}
	at, _ := r.resolve(f, t, 1)
	return at
}

// resolve is where n values of a type are, and how many there is room for.
func (r *reader) resolve(f ref, t reflect.Type, n uint64) (at unsafe.Pointer, room uint64) {
	switch f.kind {
	case refEmpty:
		if n > 0 && t.Size() > 0 {
			r.fail("%w: %d values nowhere", ErrDamaged, n)
		}
		return unsafe.Pointer(r.nothing), n
	case refGlobal:
		at, err := r.memory.address(f.name)
		if err != nil {
			r.fail("%w", err)
		}
		return pointerTo(at), n
	}
	if f.region >= uint64(len(r.base)) {
		r.fail("%w: there is no region %d", ErrDamaged, f.region)
	}
	m := r.base[f.region]
	offset := f.offset
	if !m.exact {
		size := r.file[m.id].Size
		if size == 0 || offset%size != 0 || t != m.typ {
			r.fail("a pointer into the inside of a %s, whose type has changed", shown(m.typ))
		}
		offset = offset / size * m.typ.Size()
	}
	if !r.holds(m, offset, t, n) {
		r.fail("%w: a %v of %d values at %d", ErrDamaged, t, n, offset)
	}
	at = unsafe.Add(m.at, offset)
	return at, r.room(m, offset, t, n)
}

// room is how many values of a type fit behind an offset: another slice of the same array may need them.
func (r *reader) room(m made, offset uintptr, t reflect.Type, n uint64) uint64 {
	if t != m.typ || t.Size() == 0 {
		return n
	}
	return max(n, uint64((uintptr(m.n)*m.typ.Size()-offset)/t.Size()))
}

// holds tells whether a region has n values of a type at an offset.
func (r *reader) holds(m made, offset uintptr, t reflect.Type, n uint64) bool {
	total := uintptr(m.n) * m.typ.Size()
	if t.Size() == 0 || n == 0 {
		return offset <= total
	}
	if offset >= total || n > uint64((total-offset)/t.Size()) {
		return false
	}
	if r.kinds.plain(m.typ) && r.kinds.plain(t) { // any bytes will do
		return true
	}
	return within(m.typ, uint64(m.n), offset, t, n)
}

// within looks for n values of a type at an offset of a run of values of another.
func within(of reflect.Type, count uint64, offset uintptr, t reflect.Type, n uint64) bool {
	for {
		if of.Size() == 0 {
			return false
		}
		first := uint64(offset / of.Size())
		offset %= of.Size()
		if offset == 0 && sameMemory(of, t) {
			return first+n <= count
		}
		if first >= count {
			return false
		}
		switch of.Kind() {
		case reflect.Array:
			of, count = of.Elem(), uint64(of.Len())
		case reflect.Struct:
			f, ok := fieldAt(of, offset)
			if !ok {
				return false
			}
			offset -= f.Offset
			of, count = f.Type, 1
		default:
			return false
		}
	}
}

// fieldAt is the field of a struct that contains an offset; of those without size none does.
func fieldAt(t reflect.Type, offset uintptr) (reflect.StructField, bool) {
	for f := range t.Fields() {
		if offset >= f.Offset && offset < f.Offset+f.Type.Size() {
			return f, true
		}
	}
	return reflect.StructField{}, false
}

// sameMemory tells types whose pointers Go converts into each other.
func sameMemory(a, b reflect.Type) bool {
	return a == b || a.Kind() == b.Kind() && reflect.PointerTo(a).ConvertibleTo(reflect.PointerTo(b))
}
