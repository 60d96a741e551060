package keep

import (
	"bytes"
	"debug/elf"
	"os"
	"os/exec"
	"slices"
	"testing"
)

// TestSymbolsAreThoseOfDebugELF reads the go command, which has symbols (that of a test has none), as cells read
// themselves and as Go's package does.
func TestSymbolsAreThoseOfDebugELF(t *testing.T) {
	path, err := exec.LookPath("go")
	if err != nil {
		t.Fatal(err)
	}
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	symbols, sections, err := readSymbols(f)
	if err != nil {
		t.Fatal(err)
	}
	program, err := elf.NewFile(f)
	if err != nil {
		t.Fatal(err)
	}
	all, err := program.Symbols()
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, s := range all {
		if elf.ST_TYPE(s.Info) != elf.STT_OBJECT || s.Size == 0 {
			continue
		}
		n++
		if !slices.Contains(at(symbols, s.Value), symbol{s.Name, s.Value, s.Size}) {
			t.Fatalf("%s at %#x is not there", s.Name, s.Value)
		}
	}
	if n < 1000 || n != len(symbols) {
		t.Errorf("%d variables, want %d", len(symbols), n)
	}
	writable := 0
	for _, s := range sections {
		if s.writable {
			writable++
		}
	}
	if writable == 0 || writable == len(sections) {
		t.Errorf("%d of %d sections are writable", writable, len(sections))
	}
}

func at(symbols []symbol, value uint64) (found []symbol) {
	byValue := func(s symbol, at uint64) int { return int(int64(s.value) - int64(at)) }
	i, _ := slices.BinarySearchFunc(symbols, value, byValue)
	for ; i < len(symbols) && symbols[i].value == value; i++ {
		found = append(found, symbols[i])
	}
	return found
}

// TestOtherFilesHaveNoSymbols reads what is no program, and a program that ends early.
func TestOtherFilesHaveNoSymbols(t *testing.T) {
	whole, err := os.ReadFile("/proc/self/exe")
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string][]byte{
		"nothing": nil, "text": bytes.Repeat([]byte("text "), 100), "head": whole[:63], "half": whole[:len(whole)/2],
	} {
		if symbols, _, err := readSymbols(bytes.NewReader(text)); err == nil {
			t.Errorf("%s: %d variables and no error", name, len(symbols))
		}
	}
}
