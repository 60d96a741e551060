package keep

import (
	"encoding/binary"
	"errors"
	"hash/crc32"
	"os"
	"path/filepath"
	"reflect"
	"unsafe"
)

// How a reference is written.
const (
	refNil = iota
	refRegion
	refGlobal
	refEmpty // a slice without elements, a pointer to something without size
)

// How a region is written.
const (
	inline = iota // with the others
	inBlob        // numbers in a file of their own
)

// blobSize is from when on numbers go into a file of their own, which is mapped and not read.
const blobSize = 64 << 10

// writer writes one group of variables that share memory.
type writer struct {
	g         *graph
	kinds     *kinds
	types     *table
	out       []byte
	dir       string
	most      int64 // bytes
	err       error
	blobs     []string
	blobBytes int64
	dynamic   map[reflect.Type]bool // what interfaces hold
	regions   []*region             // of this group, in the order of their numbers
	maps      []uintptr
}

func (p *Program) newWriter(g *graph) *writer {
	return &writer{
		g: g, kinds: p.kinds, types: newTable(), dir: p.store.Dir, most: p.memory.most, dynamic: map[reflect.Type]bool{},
	}
}

func (w *writer) uint(n uint64)                   { w.out = binary.AppendUvarint(w.out, n) }
func (w *writer) text(s string)                   { w.uint(uint64(len(s))); w.out = append(w.out, s...) }
func (w *writer) raw(p unsafe.Pointer, n uintptr) { w.out = append(w.out, bytesAt(p, n)...) }

// bytes is what the group takes on disk.
func (w *writer) bytes() int64 { return int64(len(w.out)) + w.blobBytes }

// errTooLarge is the error of values that take more than all together may.
var errTooLarge = errors.New("it is larger than all kept values together may be, " + Size(MostBytes) + ": write it to a file")

// group writes the regions and maps of a group of variables.
func (w *writer) group(root int) {
	w.collect(root)
	w.uint(uint64(len(w.regions)))
	for _, r := range w.regions {
		w.uint(uint64(w.types.id(r.typ)))
		w.uint(uint64(r.n))
		if size := r.end() - r.at; numeric(r.typ) && size >= blobSize {
			w.out = append(w.out, inBlob)
			w.blob(r.at, size)
			continue
		}
		w.out = append(w.out, inline)
	}
	w.uint(uint64(len(w.maps)))
	for _, at := range w.maps {
		m := w.g.maps[at]
		w.uint(uint64(w.types.id(m.value.Type())))
		w.uint(uint64(len(m.boxes) / 2))
	}
	for _, r := range w.regions {
		w.region(r)
	}
	for _, at := range w.maps {
		for _, box := range w.g.maps[at].boxes {
			w.value(box.Type().Elem(), box.UnsafePointer())
		}
	}
}

// collect numbers what belongs to the group.
func (w *writer) collect(root int) {
	for _, r := range w.g.top {
		if w.g.root(r.owner) == root {
			r.id = len(w.regions)
			w.regions = append(w.regions, r)
		}
	}
	for _, at := range w.g.mapped {
		if m := w.g.maps[at]; w.g.root(m.owner) == root {
			m.id = len(w.maps)
			w.maps = append(w.maps, at)
		}
	}
}

func (w *writer) region(r *region) {
	size := r.end() - r.at
	if w.bytes()+int64(size) > w.most && w.err == nil {
		w.err = errTooLarge
	}
	switch {
	case w.err != nil || numeric(r.typ) && size >= blobSize:
	case w.kinds.plain(r.typ):
		w.raw(pointerTo(r.at), size)
	default:
		for i := range r.n {
			w.value(r.typ, pointerTo(r.at+uintptr(i)*r.typ.Size()))
		}
	}
}

// blob writes numbers to a file, or refers to the one that they came from if they are as they were.
func (w *writer) blob(at, size uintptr) {
	w.blobBytes += int64(size)
	m := w.g.memory.mapped(at)
	if m != nil && at == m.at && int(size) == m.size && m.untouched() {
		if sum, ok := blobSum(m.file); ok {
			w.g.sums[piece{at, size}] = sum
		}
		w.blobs = append(w.blobs, filepath.Base(m.file))
		w.text(filepath.Base(m.file))
		return
	}
	if w.err == nil && w.bytes() > w.most {
		w.err = errTooLarge
	}
	if w.err != nil {
		w.text("")
		return
	}
	sum := crc32.Checksum(bytesAt(pointerTo(at), size), checksums)
	w.g.sums[piece{at, size}] = sum
	f, err := os.CreateTemp(w.dir, blobName(sum)) // mode 0600
	if err != nil {
		w.err = err
		return
	}
	_, err = f.Write(bytesAt(pointerTo(at), size))
	if w.err = errors.Join(err, f.Close()); w.err != nil {
		return
	}
	w.blobs = append(w.blobs, filepath.Base(f.Name()))
	w.text(filepath.Base(f.Name()))
}

func (w *writer) value(t reflect.Type, p unsafe.Pointer) {
	if w.kinds.plain(t) {
		w.raw(p, t.Size())
		return
	}
	switch t.Kind() {
	case reflect.Pointer:
		w.reference(t.Elem(), *(*uintptr)(p), 1)
	case reflect.Slice:
		h := (*[3]uintptr)(p)
		w.reference(t.Elem(), h[0], int(h[1]))
		w.uint(uint64(h[1]))
		w.uint(uint64(h[2]))
	case reflect.String:
		w.text(*(*string)(p))
	case reflect.Interface:
		v := reflect.NewAt(t, p).Elem()
		if v.IsNil() {
			w.uint(0)
			return
		}
		w.dynamic[v.Elem().Type()] = true
		w.uint(uint64(w.types.id(v.Elem().Type())))
		w.value(v.Elem().Type(), w.g.box(v, p).UnsafePointer())
	case reflect.Array:
		for i := range t.Len() {
			w.value(t.Elem(), unsafe.Add(p, uintptr(i)*t.Elem().Size()))
		}
	case reflect.Map:
		if at := *(*uintptr)(p); at == 0 {
			w.uint(0)
		} else {
			w.uint(uint64(w.g.maps[at].id) + 1)
		}
	case reflect.Struct:
		w.structure(t, p)
	}
}

func (w *writer) structure(t reflect.Type, p unsafe.Pointer) {
	if elem, ok := atomicPointer(t); ok {
		w.reference(elem, *(*uintptr)(p), 1)
		return
	}
	f := w.kinds.about(t)
	if f.codec != nil {
		if text, ok := w.g.coded[place{uintptr(p), t}]; ok {
			w.out = append(w.out, 1)
			w.text(string(text))
			return
		}
		w.out = append(w.out, 0)
	}
	for _, field := range f.fields {
		w.value(field.Type, unsafe.Add(p, field.Offset))
	}
}

func (w *writer) reference(t reflect.Type, at uintptr, n int) {
	switch name, global := w.g.globals[at]; {
	case at == 0:
		w.uint(refNil)
	case n == 0 || t.Size() == 0:
		w.uint(refEmpty)
	case global:
		w.uint(refGlobal)
		w.text(name)
	default:
		r, offset := w.g.place(at)
		w.uint(refRegion)
		w.uint(uint64(r.id))
		w.uint(uint64(offset))
	}
}
