package keep

import (
	"fmt"
	"hash/crc32"
	"path/filepath"
	"reflect"
	"strconv"
	"strings"
	"unsafe"
)

// mostSteps bounds the values that a digest visits, numbers in one piece of memory counted once.
const mostSteps = 2 << 20

// The parameters of the FNV-1a hash of 64 bits.
const (
	fnvStart = 14695981039346656037
	fnvPrime = 1099511628211
)

// digester sums up what a variable holds, wherever it lies in memory: equal values have equal sums.
type digester struct {
	g     *graph
	sum   uint64
	seen  map[regionKey]uint64 // memory that was met, numbered
	maps  map[uintptr]uint64   // maps likewise
	outer *digester            // around an entry of a map
	left  *int                 // steps
}

// digest is a short text that equal values share; "" for a value that takes too long to go through.
func (g *graph) digest(v variable) string {
	left := mostSteps
	d := g.newDigester(nil, &left)
	d.text(v.typ.String())
	d.value(v.typ, v.at)
	if left < 0 {
		return ""
	}
	return strconv.FormatUint(d.sum, 16)
}

func (g *graph) newDigester(outer *digester, left *int) *digester {
	return &digester{
		g: g, sum: fnvStart, seen: map[regionKey]uint64{}, maps: map[uintptr]uint64{}, outer: outer, left: left,
	}
}

func (d *digester) word(n uint64) {
	for range 8 {
		d.sum = (d.sum ^ n&0xff) * fnvPrime
		n >>= 8
	}
}

func (d *digester) text(s string) { d.memory(unsafe.Pointer(unsafe.StringData(s)), uintptr(len(s))) }

// memory adds bytes. Those of a file of numbers are known by what was written.
func (d *digester) memory(p unsafe.Pointer, n uintptr) {
	d.word(uint64(n))
	if n == 0 {
		return
	}
	sum, ok := d.g.sums[piece{uintptr(p), n}]
	if !ok {
		sum = crc32.Checksum(bytesAt(p, n), checksums)
	}
	d.word(uint64(sum))
}

func (d *digester) value(t reflect.Type, p unsafe.Pointer) {
	if *d.left--; *d.left < 0 {
		return
	}
	if d.g.kinds.plain(t) {
		d.memory(p, t.Size())
		return
	}
	switch t.Kind() {
	case reflect.Pointer:
		d.reference(t.Elem(), *(*uintptr)(p), 1)
	case reflect.Slice:
		h := (*[3]uintptr)(p)
		d.word(uint64(h[1]))
		d.reference(t.Elem(), h[0], int(h[1]))
	case reflect.String:
		d.text(*(*string)(p))
	case reflect.Interface:
		d.dynamic(reflect.NewAt(t, p).Elem(), p)
	case reflect.Array:
		d.elements(t.Elem(), p, t.Len())
	case reflect.Map:
		d.entries(*(*uintptr)(p))
	case reflect.Struct:
		d.structure(t, p)
	}
}

func (d *digester) elements(t reflect.Type, p unsafe.Pointer, n int) {
	if d.g.kinds.plain(t) {
		d.memory(p, t.Size()*uintptr(n))
		return
	}
	for i := range n {
		d.value(t, unsafe.Add(p, uintptr(i)*t.Size()))
	}
}

func (d *digester) dynamic(v reflect.Value, p unsafe.Pointer) {
	if v.IsNil() {
		d.word(0)
		return
	}
	d.text(v.Elem().Type().String())
	d.value(v.Elem().Type(), d.g.box(v, p).UnsafePointer())
}

// reference adds what a pointer or a slice points to: all of it where it is met first, its number from then on.
func (d *digester) reference(t reflect.Type, at uintptr, n int) {
	name, global := d.g.globals[at]
	switch {
	case at == 0:
		d.word(refNil)
	case n == 0 || t.Size() == 0:
		d.word(refEmpty)
	case global:
		d.text(name)
	default:
		key := regionKey{at, t, n}
		if d.met(func(d *digester) (uint64, bool) { number, ok := d.seen[key]; return number, ok }) {
			return
		}
		d.seen[key] = uint64(len(d.seen))
		d.word(refRegion)
		d.elements(t, pointerTo(at), n)
	}
}

// met adds the number of what was met before, here or around.
func (d *digester) met(find func(d *digester) (number uint64, ok bool)) bool {
	for level, at := uint64(1), d; at != nil; level, at = level+1, at.outer {
		if number, ok := find(at); ok {
			d.word(refRegion + level)
			d.word(number)
			return true
		}
	}
	return false
}

// entries adds those of a map in no order: each has a sum of its own.
func (d *digester) entries(at uintptr) {
	m := d.g.maps[at]
	if m == nil {
		d.word(refNil)
		return
	}
	if d.met(func(d *digester) (uint64, bool) { number, ok := d.maps[at]; return number, ok }) {
		return
	}
	d.maps[at] = uint64(len(d.maps))
	all := uint64(0)
	for i := 0; i+1 < len(m.boxes); i += 2 {
		entry := d.g.newDigester(d, d.left)
		for _, box := range m.boxes[i : i+2] {
			entry.value(box.Type().Elem(), box.UnsafePointer())
		}
		all += entry.sum
	}
	d.word(uint64(len(m.boxes)))
	d.word(all)
}

func (d *digester) structure(t reflect.Type, p unsafe.Pointer) {
	if elem, ok := atomicPointer(t); ok {
		d.reference(elem, *(*uintptr)(p), 1)
		return
	}
	if text, ok := d.g.coded[place{uintptr(p), t}]; ok {
		d.text(string(text))
		return
	}
	for _, field := range d.g.kinds.about(t).fields {
		d.value(field.Type, unsafe.Add(p, field.Offset))
	}
}

// piece is where numbers lie that have a file of their own.
type piece struct {
	at, size uintptr
}

// blobName is the pattern of a name of a file of numbers, which says their checksum.
func blobName(sum uint32) string {
	return fmt.Sprintf("%s%08x-*", strings.TrimSuffix(blobFiles, "*"), sum)
}

// blobSum is the checksum that the name of a file of numbers says.
func blobSum(path string) (sum uint32, ok bool) {
	text, _, ok := strings.Cut(strings.TrimPrefix(filepath.Base(path), strings.TrimSuffix(blobFiles, "*")), "-")
	n, err := strconv.ParseUint(text, 16, 32)
	return uint32(n), ok && err == nil
}
