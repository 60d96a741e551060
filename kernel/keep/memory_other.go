//go:build !unix

package keep

import (
	"io"
	"os"
)

// mapFile reads the file: this system has no such mappings.
func mapFile(f *os.File, size int) ([]byte, error) {
	data := make([]byte, size)
	_, err := io.ReadFull(f, data)
	return data, err
}

func (m *mapping) untouched() bool { return false }
