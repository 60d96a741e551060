package keep

import (
	"debug/elf"
	"errors"
	"fmt"
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
	symbols  []elf.Symbol // variables by address
	sections []elf.SectionHeader
	pointers map[uintptr]string // what the words of other packages' variables are: "*io.EOF+8"
}

// errNoSymbols is the error of a program whose variables have no names.
var errNoSymbols = errors.New("points to a variable of a package, whose name this program lacks (built with -ldflags=-s)")

func readLayout() (*layout, error) {
	f, err := elf.Open("/proc/self/exe")
	if err != nil {
		return nil, err
	}
	defer f.Close()
	p := &layout{pointers: map[uintptr]string{}}
	if p.symbols, err = f.Symbols(); err != nil {
		return nil, fmt.Errorf("%w: %w", errNoSymbols, err)
	}
	p.symbols = slices.DeleteFunc(p.symbols, func(s elf.Symbol) bool {
		return elf.ST_TYPE(s.Info) != elf.STT_OBJECT || s.Size == 0
	})
	slices.SortFunc(p.symbols, byAddress)
	for _, s := range f.Sections {
		if s.Addr != 0 && s.Flags&elf.SHF_EXECINSTR == 0 {
			p.sections = append(p.sections, s.SectionHeader)
		}
	}
	for _, s := range p.symbols {
		p.addPointers(s)
	}
	return p, nil
}

func byAddress(a, b elf.Symbol) int { return int(int64(a.Value) - int64(b.Value)) }

// firstWords of a variable are looked at: an error or a pointer has no more.
const firstWords = 64

// addPointers notes what a variable points to in the program's own data.
func (p *layout) addPointers(s elf.Symbol) {
	h := p.section(uintptr(s.Value))
	if h == nil || h.Flags&elf.SHF_WRITE == 0 || own(s.Name) || strings.HasPrefix(s.Name, "runtime.") || s.Value%8 != 0 {
		return
	}
	for offset := uintptr(0); offset+8 <= min(uintptr(s.Size), firstWords); offset += 8 {
		if word := *(*uintptr)(pointerTo(uintptr(s.Value) + offset)); word != 0 && p.section(word) != nil {
			p.pointers[word] = "*" + s.Name + "+" + strconv.Itoa(int(offset))
		}
	}
}

func (p *layout) section(at uintptr) *elf.SectionHeader {
	for i, s := range p.sections {
		if uint64(at) >= s.Addr && uint64(at) < s.Addr+s.Size {
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
	i, found := slices.BinarySearchFunc(p.symbols, uint64(at), func(s elf.Symbol, at uint64) int {
		return int(int64(s.Value) - int64(at))
	})
	if !found {
		i--
	}
	if i >= 0 && uint64(at) < p.symbols[i].Value+p.symbols[i].Size {
		s := p.symbols[i]
		return s.Name + "+" + strconv.Itoa(int(uint64(at)-s.Value)), own(s.Name), nil
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
		if s.Name != symbol {
			continue
		}
		at := uintptr(s.Value) + uintptr(offset)
		if name[0] != '*' && offset < s.Size {
			return at, nil
		}
		if name[0] == '*' && offset%8 == 0 && offset+8 <= min(s.Size, firstWords) {
			return *(*uintptr)(pointerTo(at)), nil
		}
		return 0, fmt.Errorf("%w: the variable %q", ErrDamaged, name)
	}
	return 0, fmt.Errorf("this program does not contain the variable %s", symbol)
}
