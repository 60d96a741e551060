//go:build unix

package keep

import (
	"fmt"
	"os"
	"strings"
	"syscall"
)

func mapFile(f *os.File, size int) ([]byte, error) {
	return syscall.Mmap(int(f.Fd()), 0, size, syscall.PROT_READ|syscall.PROT_WRITE, syscall.MAP_PRIVATE)
}

// untouched tells whether nothing was written to a mapping: then it has no pages of its own. Only Linux tells.
func (m *mapping) untouched() bool {
	text, err := os.ReadFile("/proc/self/smaps")
	if err != nil {
		return false
	}
	page := uintptr(os.Getpagesize())
	_, rest, found := strings.Cut(string(text), fmt.Sprintf("%x-%x ", m.at, (m.at+uintptr(m.size)+page-1)&^(page-1)))
	if !found {
		return false
	}
	_, rest, found = strings.Cut(rest, "Anonymous:")
	return found && strings.HasPrefix(strings.TrimSpace(rest), "0 kB")
}
