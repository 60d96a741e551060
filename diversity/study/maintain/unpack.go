package maintain

import (
	"errors"
	"fmt"
	"io/fs"
	"os"

	"tradeoff/diversity/internal/regular"
	"tradeoff/diversity/study"
	"tradeoff/diversity/study/internal/disk"
	"tradeoff/diversity/study/internal/layout"
	"tradeoff/diversity/study/internal/sealed"
)

// Unpacked says what became of the results of an archive. The fields of its JSON form are stable: later versions may
// only add some.
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

// UnpackOptions says where [Unpack] puts results. The zero value is the study that the archive holds, below
// [study.Home].
type UnpackOptions struct {
	Root string // directory of all studies; "" means [study.Home]

	// Study takes those results that are runs of it; nil means the archive's own study. Nothing is needed of that then,
	// whose name and pool may be elsewhere.
	Study *study.Study
}

// Unpack puts the results of an archive, see [Pack], into the directory of their study, so that [study.Study.Run] and
// [study.Study.Load] find them. Everything in the archive is verified first: checksums, and that each result is of a
// run of the archive's study. If anything is wrong the error names it and nothing is written; it wraps ErrArchive,
// study.ErrDamaged or study.ErrFormat.
//
// A directory that has a study.json keeps it, and takes only results that its study can use, whether or not the plan
// needs them now. An intact result is never replaced. Unpacking twice, or while the study is computed, does no harm.
func Unpack(archive string, o UnpackOptions) (Unpacked, error) {
	if o.Study == nil {
		return withArchive(archive, func(a *archived) (Unpacked, error) { return a.unpackOwn(o.Root) })
	}
	if err := o.Study.Validate(); err != nil {
		return Unpacked{}, err
	}
	dir, err := o.Study.Dir(o.Root)
	if err != nil {
		return Unpacked{}, err
	}
	return withArchive(archive, func(a *archived) (Unpacked, error) { return a.unpack(*o.Study, dir) })
}

// unpackOwn unpacks into the directory of the archive's own study.
func (a *archived) unpackOwn(root string) (Unpacked, error) {
	name, err := a.name()
	if err != nil {
		return Unpacked{}, err
	}
	dir, err := study.Study{Name: name}.Dir(root)
	if err != nil {
		return Unpacked{}, fmt.Errorf("entry %s: %w", layout.Spec, err)
	}
	packed, err := study.Decode(a.spec)
	if err != nil {
		return Unpacked{}, fmt.Errorf("entry %s: %w", layout.Spec, err)
	}
	if err := a.belongTo(packed); err != nil {
		return Unpacked{}, err
	}
	s, err := study.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, study.ErrDamaged) {
		s, err = packed, nil
	}
	if err != nil {
		return Unpacked{}, err
	}
	return a.unpack(s, dir)
}

// withArchive reads an archive and uses it while its file is open. Errors name the file.
func withArchive[T any](path string, use func(*archived) (T, error)) (out T, err error) {
	file, err := regular.Open(path)
	if err != nil {
		return out, fmt.Errorf("study: %w", err)
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return out, fmt.Errorf("study: %w", err)
	}
	if err := isPointer(file); err != nil {
		return out, fmt.Errorf("%s: %w", path, err)
	}
	a, err := readArchive(file, info.Size())
	if err != nil {
		return out, fmt.Errorf("%s: %w", path, err)
	}
	out, err = use(a)
	if err != nil {
		return out, fmt.Errorf("%s: %w", path, err)
	}
	return out, nil
}

// isPointer recognises the text that Git LFS leaves where it did not fetch a file.
func isPointer(file *os.File) error {
	start := make([]byte, len(lfsStart))
	if n, _ := file.ReadAt(start, 0); string(start[:n]) != lfsStart {
		return nil
	}
	return fmt.Errorf("%w: it is a pointer of Git LFS; `git lfs pull` fetches the file", ErrArchive)
}

const lfsStart = "version https://git-lfs"

// belongTo checks that every result is of a run of a study.
func (a *archived) belongTo(s study.Study) error {
	for i, own := range a.ownedBy(s) {
		if !own {
			return fmt.Errorf("entry %s: %w: it is not a run of the study %s", a.runs[i].entry.Name, study.ErrDamaged, s.Name)
		}
	}
	return nil
}

// ownedBy reports of each result whether it is of a run that the study has, or would have with other sizes and repeats.
func (a *archived) ownedBy(s study.Study) []bool {
	runs := make([]study.Run, len(a.runs))
	for i, r := range a.runs {
		runs[i] = s.RunOf(r.run.Policy, r.run.Size, r.run.Repeat)
		runs[i].Control, runs[i].Published = r.run.Control, r.run.Published
	}
	own := make([]bool, len(runs))
	for i, hash := range s.RunHashes(runs) {
		own[i] = runs[i] == a.runs[i].run && hash != "" && hash == a.runs[i].hash
	}
	return own
}

// unpack writes what the directory of a study lacks. If it lacks nothing, nothing is written at all.
func (a *archived) unpack(s study.Study, dir string) (Unpacked, error) {
	out := Unpacked{Study: s.Name, Dir: dir}
	in := folderAt(dir)
	var wanted []archivedRun
	for i, own := range a.ownedBy(s) {
		if !own {
			out.Foreign++
			continue
		}
		_, err := in.result(a.runs[i].hash)
		switch {
		case err == nil:
			out.Kept++
		case sealed.Absent(err):
			wanted = append(wanted, a.runs[i])
		default:
			return out, err
		}
	}
	if _, err := in.ReadSpec(); len(wanted) == 0 && err == nil {
		return out, nil
	}
	store, err := study.Open(s, dir)
	if err != nil {
		return out, err
	}
	err = in.takeAll(wanted, &out)
	return out, errors.Join(err, store.Close())
}

// takeAll writes results without waiting for the disk after each: one that a crash tears is noticed by its checksum.
func (f folder) takeAll(runs []archivedRun, out *Unpacked) error {
	hasty := *f.disk
	hasty.Sync = func(*os.File) error { return nil }
	for _, r := range runs {
		if err := f.take(&hasty, r, out); err != nil {
			return err
		}
	}
	return f.syncDirs(map[string]bool{f.Sub(layout.Runs): true})
}

// take writes a result unless a worker has published it meanwhile.
func (f folder) take(hasty *disk.Disk, r archivedRun, out *Unpacked) error {
	text, err := readEntry(r.entry, maxEntryBytes)
	if err != nil {
		return err
	}
	_, err = f.result(r.hash)
	count := &out.Added
	switch {
	case err == nil:
		out.Kept++
		return nil
	case errors.Is(err, study.ErrDamaged):
		if err := f.disk.SetAside(f.Run(r.hash)); err != nil {
			return err
		}
		count = &out.Replaced
	case !errors.Is(err, study.ErrMissing):
		return err
	}
	if err := hasty.WriteFile(f.Run(r.hash), text); err != nil {
		return err
	}
	*count++
	return f.disk.RemoveIfThere(f.Failure(r.hash))
}
