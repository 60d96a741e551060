package study

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"tradeoff/diversity/study/internal/disk"
	"tradeoff/diversity/study/internal/filetest"
)

// faults counts the operations of a disk and has one of them go wrong.
type faults struct {
	t     *testing.T // nil in a process of its own
	real  *disk.Disk
	at    int   // number of the operation, from 0; -1 for none
	err   error // what it fails with; nil means that the process dies instead, before it
	torn  bool  // a write is half done when it goes wrong
	stays bool  // writes and new files go on failing

	end      func(died) // of the process; nil means a panic
	count    int
	dead     bool
	files    []*os.File
	unsynced map[*os.File]bool
	journal  []change
	side     string // directory where removed files are kept
}

// change is an entry of a directory that the disk may not have yet.
type change struct {
	dirs []string // that have to be synced
	undo func(lost []string)
}

// died is the panic of a process that dies.
type died struct{ operation string }

// step counts an operation and reports how it goes wrong, if it does.
func (f *faults) step(operation, path string, more bool) error {
	if f.dead {
		return died{operation}
	}
	n := f.count
	f.count++
	if f.err != nil && (n == f.at || f.stays && more && n > f.at && f.at >= 0) {
		return &os.PathError{Op: operation, Path: path, Err: f.err}
	}
	if f.err == nil && n == f.at {
		return died{operation + " " + path}
	}
	return nil
}

func (d died) Error() string { return "died at " + d.operation }

// check dies if that is how the operation goes wrong.
func (f *faults) check(err error) error {
	var end died
	if errors.As(err, &end) {
		if !f.dead {
			f.dead = true
			if f.end != nil {
				f.end(end)
			}
			panic(end)
		}
	}
	return err
}

// disk is the real one with the fault in it. It stands for a process: after its death nothing is changed any more, and
// its files are closed, which frees their locks.
func (f *faults) disk() *disk.Disk {
	f.real, f.unsynced = disk.Real(), map[*os.File]bool{}
	if f.t != nil {
		f.side = filetest.QuickDir(f.t)
	}
	return &disk.Disk{
		MakeDir: func(path string) error {
			return f.do("mkdir", path, true, func() error { return f.real.MakeDir(path) })
		},
		Create: func(dir, pattern string) (*os.File, error) {
			return f.file("create", dir, true, func() (*os.File, error) { return f.real.Create(dir, pattern) })
		},
		Open: func(path string, flag int) (*os.File, error) {
			return f.file("open", path, false, func() (*os.File, error) { return f.real.Open(path, flag) })
		},
		Write: f.write,
		Touch: f.real.Touch,
		Sync:  f.sync,
		Lock: func(file *os.File, how disk.LockMode) error {
			return f.do("lock", file.Name(), false, func() error { return f.real.Lock(file, how) })
		},
		Link: func(from, to string) error {
			return f.do("link", to, true, func() error {
				f.note(to, func([]string) { os.Remove(to) })
				return f.real.Link(from, to)
			})
		},
		Rename: f.rename,
		Remove: func(path string) error {
			return f.do("remove", path, false, func() error {
				kept := f.keep(path)
				f.note(path, func([]string) { os.Link(kept, path) })
				return f.real.Remove(path)
			})
		},
	}
}

func (f *faults) do(operation, path string, more bool, run func() error) error {
	if err := f.step(operation, path, more); err != nil {
		return f.check(err)
	}
	return run()
}

func (f *faults) file(operation, path string, more bool, run func() (*os.File, error)) (file *os.File, err error) {
	err = f.do(operation, path, more, func() error {
		file, err = run()
		return err
	})
	if err == nil {
		f.files = append(f.files, file)
	}
	return file, err
}

func (f *faults) write(file *os.File, text []byte) error {
	err := f.step("write", file.Name(), true)
	if f.dead {
		return err
	}
	f.unsynced[file] = true
	if err == nil {
		return f.real.Write(file, text)
	}
	if f.torn {
		_ = f.real.Write(file, text[:len(text)/2])
	}
	return f.check(err)
}

func (f *faults) sync(file *os.File) error {
	return f.do("sync", file.Name(), true, func() error {
		delete(f.unsynced, file)
		for i := range f.journal {
			f.journal[i].dirs = slices.DeleteFunc(f.journal[i].dirs, func(dir string) bool { return dir == file.Name() })
		}
		f.journal = slices.DeleteFunc(f.journal, func(c change) bool { return len(c.dirs) == 0 })
		return nil // the real one takes time, and no power is lost here
	})
}

func (f *faults) rename(from, to string) error {
	return f.do("rename", to, true, func() error {
		kept, replaced := f.keep(from), f.keep(to)
		f.journal = append(f.journal, change{[]string{filepath.Dir(from), filepath.Dir(to)}, func(lost []string) {
			if slices.Contains(lost, filepath.Dir(from)) {
				os.Link(kept, from)
			}
			if slices.Contains(lost, filepath.Dir(to)) {
				os.Remove(to)
				os.Link(replaced, to)
			}
		}})
		return f.real.Rename(from, to)
	})
}

// keep holds on to a file that is about to lose its name.
func (f *faults) keep(path string) (kept string) {
	kept = filepath.Join(f.side, fmt.Sprint(f.count, "-", filepath.Base(path)))
	_ = os.Link(path, kept) // it may not be there
	return kept
}

func (f *faults) note(path string, undo func([]string)) {
	f.journal = append(f.journal, change{[]string{filepath.Dir(path)}, undo})
}

// losePower forgets what was not synced: names, and the second half of contents.
func (f *faults) losePower() {
	for _, c := range slices.Backward(f.journal) {
		c.undo(c.dirs)
	}
	for file := range f.unsynced {
		if info, err := file.Stat(); err == nil {
			file.Truncate(info.Size() / 2)
		}
	}
}

// closeFiles closes the files of the process.
func (f *faults) closeFiles() {
	for _, file := range f.files {
		file.Close()
	}
}
