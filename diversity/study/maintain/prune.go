package maintain

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"tradeoff/diversity/study"
	"tradeoff/diversity/study/internal/disk"
	"tradeoff/diversity/study/internal/layout"
)

// PruneOptions says what [Prune] removes. The zero value removes what serves nobody.
type PruneOptions struct {
	Unused bool // also the results, failures and weights of runs that the study's plan no longer has
	DryRun bool // remove nothing, only list what would be
}

// Pruned is what [Prune] removed. The fields of its JSON form are stable: later versions may only add some.
type Pruned struct {
	Dir     string    `json:"dir"`
	DryRun  bool      `json:"dry_run"` // nothing was removed
	Removed []Finding `json:"removed"`
	Bytes   int64     `json:"bytes"` // their sizes, summed up
}

// ErrInUse reports that another process computes the study of a directory.
var ErrInUse = errors.New("study: in use by another process")

// Prune removes files that serve nobody from a study's directory: those that writers who were killed left behind,
// claims of workers that died or gave their run back, damaged files that were set aside. Files that are not the store's
// stay.
//
// Nothing is touched while another process uses the directory: then the error wraps ErrInUse. It also does where the
// file system has no locks, so that nobody can know. What was removed before an error is returned with it.
func Prune(dir string, o PruneOptions) (Pruned, error) {
	out := Pruned{Dir: dir, DryRun: o.DryRun, Removed: []Finding{}}
	var planned map[string]study.Run
	if o.Unused {
		s, err := study.ReadDir(dir)
		if err != nil {
			return out, err
		}
		if planned, err = plannedRuns(s); err != nil {
			return out, err
		}
	}
	in := folderAt(dir)
	lock, err := in.lockAlone()
	if err != nil {
		return out, err
	}
	err = in.prune(&out, planned)
	return out, errors.Join(err, lock.Close())
}

// lockAlone takes the lock that everybody shares who computes the study.
func (f folder) lockAlone() (*os.File, error) {
	if _, err := os.Stat(f.path()); err != nil {
		return nil, fmt.Errorf("study: %w", err)
	}
	lock, err := f.disk.OpenFile(f.Sub(layout.Lock), os.O_RDWR|os.O_CREATE)
	if err != nil {
		return nil, fmt.Errorf("study: %w", err)
	}
	err = f.disk.Lock(lock, disk.TryExclusive)
	switch {
	case err == nil:
		return lock, nil
	case errors.Is(err, disk.ErrLocked):
		err = fmt.Errorf("%w: %s: wait for it, or stop it", ErrInUse, f.path())
	case errors.Is(err, errors.ErrUnsupported):
		err = fmt.Errorf("%w, perhaps: %s: the file system has no locks by which one could know", ErrInUse, f.path())
	}
	return nil, errors.Join(err, lock.Close())
}

func (f folder) prune(out *Pruned, planned map[string]study.Run) error {
	files, err := survey(f.path())
	if err != nil {
		return err
	}
	changed, newer := map[string]bool{}, f.ofNewer(files)
	for _, file := range files {
		reason, err := f.idle(file)
		if err != nil {
			return err
		}
		if reason == "" && planned != nil && file.unused(planned) && !newer[file.hash] {
			reason = "of a run that the plan does not have"
		}
		if reason == "" {
			continue
		}
		path := f.Sub(filepath.FromSlash(file.path))
		if !out.DryRun {
			if err := f.disk.RemoveIfThere(path); err != nil {
				return fmt.Errorf("study: %w", err)
			}
			changed[filepath.Dir(path)] = true
		}
		out.Removed = append(out.Removed, file.finding("%s", reason))
		out.Bytes += file.bytes
	}
	return f.syncDirs(changed)
}

// ofNewer lists the runs, by hash, that have a file which a newer version wrote: what they are good for, that version
// knows.
func (f folder) ofNewer(files []surveyed) map[string]bool {
	found := map[string]bool{}
	for _, file := range files {
		if file.kind == resultFile || file.kind == failureFile {
			found[file.hash] = found[file.hash] || errors.Is(f.verify(file, nil), study.ErrNewer)
		}
	}
	return found
}

func (f folder) syncDirs(dirs map[string]bool) error {
	for dir := range dirs {
		if err := f.disk.SyncDir(dir); err != nil {
			return fmt.Errorf("study: %w", err)
		}
	}
	return nil
}
