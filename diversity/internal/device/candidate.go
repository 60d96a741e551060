package device

import (
	"debug/elf"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	"tradeoff/diversity/internal/regular"
)

// candidate is a plugin on the disk that could be opened.
type candidate struct {
	kind Kind
	path string // absolute
	name string // for people: "lammps-jax-pjrt-cpu 0.11.2", or the file's name
	way  string // of Reason
}

// config is GoMLX's configuration string. go-xla shares host memory with plugins whose path contains "cpu", so a CUDA
// plugin says no.
func (c candidate) config(options string) string {
	config := "xla:" + c.path
	if c.kind == CUDA {
		config += ",noshared_buffers"
	}
	return config + options
}

// check refuses a file that would crash the process or that go-xla would misunderstand.
func (c candidate) check() error {
	if strings.Contains(c.path, ",") {
		return errors.New("go-xla takes a comma in the path for the start of its options")
	}
	if c.kind == CPU && soundsLikeCUDA(c.path) {
		return errors.New(`go-xla takes a path that contains "cuda" or "nvidia" for a CUDA plugin: choose another cache directory (XDG_CACHE_HOME)`)
	}
	return checkLibrary(c.path)
}

// soundsLikeCUDA is go-xla's rule (pjrt.IsCUDAName), which is compiled only with cgo.
func soundsLikeCUDA(path string) bool {
	name := strings.ToUpper(path)
	return strings.Contains(name, "CUDA") || strings.Contains(name, "NVIDIA")
}

// checkLibrary finds out whether a shared library is complete: loading a truncated one kills the process. Only ELF is
// known here.
func checkLibrary(path string) error {
	if runtime.GOOS != "linux" {
		_, err := os.Stat(path)
		return err
	}
	f, err := regular.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	library, err := elf.NewFile(f) // the section headers are at the very end, so a truncated file is noticed
	if err != nil {
		return fmt.Errorf("%w: %s is not a complete shared library: %w", ErrDamaged, path, err)
	}
	info, err := f.Stat()
	if err != nil {
		return err
	}
	for _, s := range library.Sections {
		if s.Type != elf.SHT_NOBITS && s.Offset+s.FileSize > uint64(info.Size()) {
			return fmt.Errorf("%w: %s ends before its section %s", ErrDamaged, path, s.Name)
		}
	}
	return nil
}

// fileKind tells the kind of a plugin from its file name.
func fileKind(path string) (Kind, bool) {
	name := strings.ToLower(filepath.Base(path))
	switch {
	case strings.Contains(name, "cuda"):
		return CUDA, true
	case strings.Contains(name, "cpu"):
		return CPU, true
	}
	return Other, false
}
