package study

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"tradeoff/diversity/internal/regular"
)

// Unpacked says what became of the results of an archive. The fields of its JSON form are stable: later versions may only
// add some.
type Unpacked struct {
	Study    string `json:"study"` // name
	Dir      string `json:"dir"`
	Added    int    `json:"added"`    // were missing
	Replaced int    `json:"replaced"` // were damaged; the damaged file is set aside
	Kept     int    `json:"kept"`     // were there, intact; those of the archive were not used
	Foreign  int    `json:"foreign"`  // left out: not runs of the study that the directory has
}

// String reads "omniglot: 120 added, 0 damaged ones replaced, 12 kept".
func (u Unpacked) String() string {
	text := fmt.Sprintf("%s: %d added, %d damaged ones replaced, %d kept", u.Study, u.Added, u.Replaced, u.Kept)
	if u.Foreign > 0 {
		text += fmt.Sprintf(", %d left out as they belong to another specification", u.Foreign)
	}
	return text
}

// Unpack puts the results of an archive, see [Pack], into the directory of its study below a root; an empty root means
// [Home]. Everything in the archive is verified first: checksums, and that each result is of a run of the archive's
// study. If anything is wrong the error names it and nothing is written; it wraps ErrArchive, ErrDamaged or ErrFormat.
//
// A directory that has a study.json keeps it, and takes only results that its study can use, whether or not the plan
// needs them now. An intact result is never replaced. Unpacking twice, or while the study is computed, does no harm.
func Unpack(archive, root string) (Unpacked, error) {
	return withArchive(archive, func(a *archived) (Unpacked, error) {
		name, err := a.name()
		if err != nil {
			return Unpacked{}, err
		}
		dir, err := Study{Name: name}.Dir(root)
		if err != nil {
			return Unpacked{}, err
		}
		packed, err := a.study.open(specName)
		if err != nil {
			return Unpacked{}, err
		}
		if err := a.belongTo(packed); err != nil {
			return Unpacked{}, err
		}
		s, err := ReadDir(dir)
		if errors.Is(err, fs.ErrNotExist) || errors.Is(err, ErrDamaged) {
			s, err = packed, nil
		}
		if err != nil {
			return Unpacked{}, err
		}
		return a.unpack(s, dir)
	})
}

// Unpack puts those results of an archive that are runs of the study into its directory, so that [Study.Run] and
// [Study.Load] find them. Unlike the function [Unpack], it needs nothing of the archive's own study, whose name and pool
// may be elsewhere. The executor of the options is not used.
func (s Study) Unpack(archive string, o RunOptions) (Unpacked, error) {
	if err := s.Validate(); err != nil {
		return Unpacked{}, err
	}
	dir, err := s.Dir(o.Root)
	if err != nil {
		return Unpacked{}, err
	}
	return withArchive(archive, func(a *archived) (Unpacked, error) { return a.unpack(s, dir) })
}

// withArchive reads an archive and uses it while its file is open. Errors name the file.
func withArchive(path string, use func(*archived) (Unpacked, error)) (Unpacked, error) {
	file, err := regular.Open(path)
	if err != nil {
		return Unpacked{}, fmt.Errorf("study: %w", err)
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return Unpacked{}, fmt.Errorf("study: %w", err)
	}
	if err := isPointer(file); err != nil {
		return Unpacked{}, fmt.Errorf("%s: %w", path, err)
	}
	a, err := readArchive(file, info.Size())
	if err != nil {
		return Unpacked{}, fmt.Errorf("%s: %w", path, err)
	}
	out, err := use(a)
	if err != nil {
		return out, fmt.Errorf("%s: %w", path, err)
	}
	return out, nil
}

// isPointer tells the text that Git LFS leaves where it did not fetch a file.
func isPointer(file *os.File) error {
	start := make([]byte, len(lfsStart))
	if n, _ := file.ReadAt(start, 0); string(start[:n]) != lfsStart {
		return nil
	}
	return fmt.Errorf("%w: it is a pointer of Git LFS; `git lfs pull` fetches the file", ErrArchive)
}

const lfsStart = "version https://git-lfs"

// belongTo checks that every result is of a run of a study.
func (a *archived) belongTo(s Study) error {
	hasher := s.hasher()
	for _, r := range a.runs {
		if !s.owns(hasher, r) {
			return fmt.Errorf("entry %s: %w: it is not a run of the study %s", r.entry.Name, ErrDamaged, s.Name)
		}
	}
	return nil
}

// owns reports whether a result is of a run that the study has, or would have with other sizes and repeats.
func (s Study) owns(hasher runHasher, r archivedRun) bool {
	own := s.RunAt(r.run.Size, r.run.Repeat)
	own.Control = r.run.Control
	return own == r.run && hasher.hash(r.run) == r.hash
}

// unpack writes what the directory of a study lacks. If it lacks nothing, nothing is written at all.
func (a *archived) unpack(s Study, dir string) (Unpacked, error) {
	out := Unpacked{Study: s.Name, Dir: dir}
	st := reader(s, dir)
	var wanted []archivedRun
	for _, r := range a.runs {
		if !s.owns(st.hasher, r) {
			out.Foreign++
			continue
		}
		_, err := st.readResult(r.hash)
		switch {
		case err == nil:
			out.Kept++
		case absent(err):
			wanted = append(wanted, r)
		default:
			return out, err
		}
	}
	if _, err := readStudyFile(dir); len(wanted) == 0 && err == nil {
		return out, nil
	}
	store, err := Open(s, dir)
	if err != nil {
		return out, err
	}
	err = store.takeAll(wanted, &out)
	return out, errors.Join(err, store.Close())
}

// takeAll writes results without waiting for the disk after each: one that a crash tears is noticed by its checksum.
func (st *Store) takeAll(runs []archivedRun, out *Unpacked) error {
	hasty := st.disk
	hasty.sync = func(*os.File) error { return nil }
	for _, r := range runs {
		if err := st.take(hasty, r, out); err != nil {
			return err
		}
	}
	return st.syncDirs(map[string]bool{filepath.Join(st.dir, runsDir): true})
}

// take writes a result unless a worker has published it meanwhile.
func (st *Store) take(hasty disk, r archivedRun, out *Unpacked) error {
	text, err := readEntry(r.entry, maxEntryBytes)
	if err != nil {
		return err
	}
	_, err = st.readResult(r.hash)
	count := &out.Added
	switch {
	case err == nil:
		out.Kept++
		return nil
	case errors.Is(err, ErrDamaged):
		if err := st.disk.setAside(st.runPath(r.hash)); err != nil {
			return err
		}
		count = &out.Replaced
	case !errors.Is(err, ErrMissing):
		return err
	}
	if err := hasty.writeFile(st.runPath(r.hash), text); err != nil {
		return err
	}
	*count++
	return st.disk.removeIfThere(st.failurePath(r.hash))
}
