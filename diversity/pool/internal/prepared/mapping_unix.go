//go:build unix && !aix && !solaris

package prepared

import (
	"fmt"
	"math"
	"os"
	"runtime/debug"
	"syscall"
)

// memory is a mapped file: its pages are shared by all processes.
type memory struct {
	data []byte
	path string
}

func mapFile(file *os.File, length int64) (mapping, error) {
	if length < 1 || length > math.MaxInt {
		return nil, syscall.EINVAL
	}
	data, err := syscall.Mmap(int(file.Fd()), 0, int(length), syscall.PROT_READ, syscall.MAP_SHARED)
	if err != nil {
		return nil, err
	}
	return &memory{data, file.Name()}, nil
}

// read copies. A file that was cut since, or a disk that fails, is a fault of this copy alone.
func (m *memory) read(dst []byte, offset int64) (err error) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		if fault := recover(); fault != nil {
			err = fmt.Errorf("%w: %s cannot be read at byte %d: %v", ErrDamaged, m.path, offset, fault)
		}
	}()
	copy(dst, m.data[offset:offset+int64(len(dst))])
	return nil
}

func (m *memory) close() error { return syscall.Munmap(m.data) }
