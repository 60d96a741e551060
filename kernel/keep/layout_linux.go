package keep

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"unsafe"
)

//go:linkname findObject runtime.findObject
func findObject(p, refBase, refOff uintptr) (base uintptr, span unsafe.Pointer, index uintptr)

// onHeap tells memory that Go has allocated.
func onHeap(at uintptr) bool {
	base, _, _ := findObject(at, 0, 0)
	return base != 0
}

// layout is what the file of this program says of its memory.
type layout struct {
	symbols  []symbol // variables by address
	sections []section
	pointers map[uintptr]string // what the words of other packages' variables are: "*io.EOF+8"
}

// errNoSymbols is the error of a program whose variables have no names.
var errNoSymbols = errors.New("points to a variable of a package, whose name this program lacks (built with -ldflags=-s)")

func readLayout() (*layout, error) {
	f, err := os.Open("/proc/self/exe")
	if err != nil {
		return nil, err
	}
	defer f.Close()
	p := &layout{pointers: map[uintptr]string{}}
	if p.symbols, p.sections, err = readSymbols(f); err != nil {
		return nil, err
	}
	for _, s := range p.symbols {
		p.addPointers(s)
	}
	return p, nil
}

// firstWords of a variable are looked at: an error or a pointer has no more.
const firstWords = 64

// addPointers notes what a variable points to in the program's own data.
func (p *layout) addPointers(s symbol) {
	h := p.section(uintptr(s.value))
	if h == nil || !h.writable || own(s.name) || strings.HasPrefix(s.name, "runtime.") || s.value%8 != 0 {
		return
	}
	for offset := uintptr(0); offset+8 <= min(uintptr(s.size), firstWords); offset += 8 {
		if word := *(*uintptr)(pointerTo(uintptr(s.value) + offset)); word != 0 && p.section(word) != nil {
			p.pointers[word] = "*" + s.name + "+" + strconv.Itoa(int(offset))
		}
	}
}

func (p *layout) section(at uintptr) *section {
	for i, s := range p.sections {
		if uint64(at) >= s.at && uint64(at) < s.at+s.size {
			return &p.sections[i]
		}
	}
	return nil
}

// name is that of the variable at an address, or of the one that points there.
func (p *layout) name(at uintptr) (name string, isOwn bool, err error) {
	if p.section(at) == nil {
		return "", false, errors.New("points to memory that is not Go's")
	}
	i, found := slices.BinarySearchFunc(p.symbols, uint64(at), func(s symbol, at uint64) int {
		return int(int64(s.value) - int64(at))
	})
	if !found {
		i--
	}
	if i >= 0 && uint64(at) < p.symbols[i].value+p.symbols[i].size {
		s := p.symbols[i]
		return s.name + "+" + strconv.Itoa(int(uint64(at)-s.value)), own(s.name), nil
	}
	name, ok := p.pointers[at]
	return name, !ok, nil
}

// address is where a variable is, or what it points to.
func (p *layout) address(name string) (uintptr, error) {
	symbol, text, _ := strings.Cut(strings.TrimPrefix(name, "*"), "+")
	offset, err := strconv.ParseUint(text, 10, 31)
	if err != nil || own(symbol) || strings.HasPrefix(symbol, "runtime.") {
		return 0, fmt.Errorf("%w: the variable %q", ErrDamaged, name)
	}
	for _, s := range p.symbols {
		if s.name != symbol {
			continue
		}
		at := uintptr(s.value) + uintptr(offset)
		if name[0] != '*' && offset < s.size {
			return at, nil
		}
		if name[0] == '*' && offset%8 == 0 && offset+8 <= min(s.size, firstWords) {
			return *(*uintptr)(pointerTo(at)), nil
		}
		return 0, fmt.Errorf("%w: the variable %q", ErrDamaged, name)
	}
	return 0, fmt.Errorf("this program does not contain the variable %s", symbol)
}
