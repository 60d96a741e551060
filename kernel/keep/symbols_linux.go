package keep

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"unsafe"
)

// symbol is a variable in the file of this program.
type symbol struct {
	name        string
	value, size uint64
}

// section is a part of the program's memory that holds data.
type section struct {
	at, size uint64
	writable bool
}

// What is needed of the format ELF, by its specification (System V ABI, chapter 4). Package debug/elf would be half of
// what this package adds to each cell.
const (
	elfMagic    = "\x7fELF"
	elfClass64  = 2
	symbolTable = 2 // the type of a section
	objectType  = 1 // the type of a symbol: a variable
	flagWrite   = 1
	flagExec    = 4
	mostTable   = 1 << 30 // bytes of a table
)

// elfHeader is the head of a file of 64 bits.
type elfHeader struct {
	Ident                                                  [16]byte
	Type, Machine                                          uint16
	Version                                                uint32
	Entry, ProgramOffset, SectionOffset                    uint64
	Flags                                                  uint32
	Size, ProgramSize, ProgramCount, SectionSize, Sections uint16
	NamesIndex                                             uint16
}

type elfSection struct {
	Name, Type                uint32
	Flags, At, Offset, Size   uint64
	Link, Info                uint32
	Alignment, EntrySizeBytes uint64
}

type elfSymbol struct {
	Name        uint32
	Info, Other byte
	Section     uint16
	Value, Size uint64
}

// readSymbols reads the variables and the sections of data of a program of this machine.
func readSymbols(f io.ReaderAt) (symbols []symbol, sections []section, err error) {
	heads := make([]elfHeader, 1)
	if err := readAt(f, 0, heads); err != nil {
		return nil, nil, err
	}
	head := heads[0]
	if string(head.Ident[:4]) != elfMagic || head.Ident[4] != elfClass64 {
		return nil, nil, errors.New("the program is no ELF file of 64 bits")
	}
	table := make([]elfSection, head.Sections)
	if err := readAt(f, head.SectionOffset, table); err != nil {
		return nil, nil, err
	}
	err = errNoSymbols
	for _, s := range table {
		if s.At != 0 && s.Flags&flagExec == 0 {
			sections = append(sections, section{s.At, s.Size, s.Flags&flagWrite != 0})
		}
		if s.Type == symbolTable && int(s.Link) < len(table) {
			symbols, err = readTable(f, s, table[s.Link])
		}
	}
	return symbols, sections, err
}

// readTable reads a table of symbols, with the table of their names.
func readTable(f io.ReaderAt, of, names elfSection) (symbols []symbol, err error) {
	if of.Size > mostTable || names.Size > mostTable {
		return nil, fmt.Errorf("%w: tables of %d and %d bytes", errNoSymbols, of.Size, names.Size)
	}
	list := make([]elfSymbol, of.Size/uint64(unsafe.Sizeof(elfSymbol{})))
	text := make([]byte, names.Size)
	if err := errors.Join(readAt(f, of.Offset, list), readAt(f, names.Offset, text)); err != nil {
		return nil, err
	}
	for _, s := range list {
		if s.Info&0xf != objectType || s.Size == 0 || uint64(s.Name) >= uint64(len(text)) {
			continue
		}
		name, _, _ := bytes.Cut(text[s.Name:], []byte{0})
		symbols = append(symbols, symbol{string(name), s.Value, s.Size})
	}
	slices.SortFunc(symbols, func(a, b symbol) int { return int(int64(a.value) - int64(b.value)) })
	return symbols, nil
}

// readAt fills memory, of values without pointers, with what lies in the file: it is of this machine, whose order of
// bytes and alignment its tables have.
func readAt[T any](f io.ReaderAt, at uint64, values []T) error {
	if len(values) == 0 {
		return nil
	}
	size := uintptr(len(values)) * unsafe.Sizeof(values[0])
	_, err := f.ReadAt(bytesAt(unsafe.Pointer(&values[0]), size), int64(at))
	return err
}
