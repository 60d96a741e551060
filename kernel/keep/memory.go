package keep

import (
	"fmt"
	"io"
	"io/fs"
	"os"
	"time"
	"unsafe"

	"tradeoff/kernel/internal/files"
)

// memory is what a program knows of its own memory beside the heap.
type memory struct {
	most     int64 // bytes that all kept values may take
	mappings []mapping
	common   map[uintptr]string // what common variables of packages point to
	program  *layout            // of its file, once asked for
	broken   error              // why there is none
}

func newMemory() *memory {
	m := &memory{most: MostBytes, common: map[uintptr]string{}}
	for name, at := range commonPointers() {
		m.common[at] = name
	}
	return m
}

// commonPointers are what variables point to that values often have, by a name: these need no look at the program's
// file.
func commonPointers() map[string]uintptr {
	word := func(e error) uintptr { return (*[2]uintptr)(unsafe.Pointer(&e))[1] }
	return map[string]uintptr{
		"=time.Local": uintptr(unsafe.Pointer(time.Local)), "=time.UTC": uintptr(unsafe.Pointer(time.UTC)),
		"=io.EOF": word(io.EOF), "=io.ErrUnexpectedEOF": word(io.ErrUnexpectedEOF),
		"=fs.ErrNotExist": word(fs.ErrNotExist), "=fs.ErrExist": word(fs.ErrExist),
		"=fs.ErrPermission": word(fs.ErrPermission), "=fs.ErrInvalid": word(fs.ErrInvalid),
		"=os.Stdin": uintptr(unsafe.Pointer(os.Stdin)), "=os.Stdout": uintptr(unsafe.Pointer(os.Stdout)),
		"=os.Stderr": uintptr(unsafe.Pointer(os.Stderr)),
	}
}

// global names the variable of a package at an address; own tells memory of the cell, which is kept as any other.
func (m *memory) global(at uintptr) (name string, own bool, err error) {
	if name, ok := m.common[at]; ok {
		return name, false, nil
	}
	p, err := m.layout()
	if err != nil {
		return "", false, err
	}
	return p.name(at)
}

// address is where the variable of a name of [memory.global] is here.
func (m *memory) address(name string) (uintptr, error) {
	for at, known := range m.common {
		if known == name {
			return at, nil
		}
	}
	p, err := m.layout()
	if err != nil {
		return 0, err
	}
	return p.address(name)
}

func (m *memory) layout() (*layout, error) {
	if m.program == nil && m.broken == nil {
		m.program, m.broken = readLayout()
	}
	return m.program, m.broken
}

// mapping is a file of plain numbers that lies in memory, page by page as it is read; what is written stays with this
// process.
type mapping struct {
	at   uintptr
	size int
	file string
}

// mapped is the mapping that contains an address; nil for none.
func (m *memory) mapped(at uintptr) *mapping {
	for i, p := range m.mappings {
		if at >= p.at && at < p.at+uintptr(p.size) {
			return &m.mappings[i]
		}
	}
	return nil
}

// mapNumbers maps a file, which has to have the size.
func (m *memory) mapNumbers(path string, size uint64) (unsafe.Pointer, error) {
	f, err := files.OpenOwn(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	if size == 0 || uint64(info.Size()) != size {
		return nil, fmt.Errorf("%w: %d bytes of numbers instead of %d", ErrDamaged, info.Size(), size)
	}
	data, err := mapFile(f, int(info.Size()))
	if err != nil {
		return nil, err
	}
	at := unsafe.Pointer(unsafe.SliceData(data))
	m.mappings = append(m.mappings, mapping{uintptr(at), len(data), path})
	return at, nil
}

// readFile reads a file of values.
func readFile(path string) ([]byte, error) {
	text, err := files.ReadOwn(path, MostBytes)
	if os.IsNotExist(err) {
		return nil, fmt.Errorf("%w: it is gone", ErrDamaged)
	}
	return text, err
}

// pointerTo is an address as a pointer. Whoever calls it holds what is there.
func pointerTo(at uintptr) unsafe.Pointer { return *(*unsafe.Pointer)(unsafe.Pointer(&at)) }

func bytesAt(p unsafe.Pointer, n uintptr) []byte { return unsafe.Slice((*byte)(p), n) }
