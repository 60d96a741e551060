package study

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// CollectOptions says what [Collect] removes. The zero value removes what serves nobody.
type CollectOptions struct {
	Unused bool // also the results, failures and weights of runs that the study's plan no longer has
	DryRun bool // remove nothing, only say what would be
}

// Collected is what [Collect] removed. The fields of its JSON form are stable: later versions may only add some.
type Collected struct {
	Dir     string    `json:"dir"`
	DryRun  bool      `json:"dry_run"` // nothing was removed
	Removed []Finding `json:"removed"`
	Bytes   int64     `json:"bytes"` // their sizes, summed up
}

// ErrInUse reports that another process computes the study of a directory.
var ErrInUse = errors.New("study: in use by another process")

// Collect removes files that serve nobody from a study's directory: those that writers who were killed left behind, claims
// of workers that died or gave their run back, damaged files that were set aside. Files that are not the store's stay.
//
// Nothing is touched while another process uses the directory: then the error wraps ErrInUse. It also does where the
// file system has no locks, so that nobody can tell. What was removed before an error is returned with it.
func Collect(dir string, o CollectOptions) (Collected, error) {
	out := Collected{Dir: dir, DryRun: o.DryRun, Removed: []Finding{}}
	var planned map[string]Run
	if o.Unused {
		s, err := ReadDir(dir)
		if err != nil {
			return out, err
		}
		if planned, err = s.plannedHashes(); err != nil {
			return out, err
		}
	}
	st := dirReader(dir)
	lock, err := st.lockAlone()
	if err != nil {
		return out, err
	}
	err = st.collect(&out, planned)
	return out, errors.Join(err, lock.Close())
}

// lockAlone takes the lock that everybody shares who computes the study.
func (st *Store) lockAlone() (*os.File, error) {
	if _, err := os.Stat(st.dir); err != nil {
		return nil, fmt.Errorf("study: %w", err)
	}
	lock, err := st.disk.openFile(filepath.Join(st.dir, lockName), os.O_RDWR|os.O_CREATE)
	if err != nil {
		return nil, fmt.Errorf("study: %w", err)
	}
	err = st.disk.lock(lock, tryExclusive)
	switch {
	case err == nil:
		return lock, nil
	case errors.Is(err, errLocked):
		err = fmt.Errorf("%w: %s: wait for it, or stop it", ErrInUse, st.dir)
	case errors.Is(err, errors.ErrUnsupported):
		err = fmt.Errorf("%w, perhaps: %s: the file system has no locks by which one could tell", ErrInUse, st.dir)
	}
	return nil, errors.Join(err, lock.Close())
}

func (st *Store) collect(out *Collected, planned map[string]Run) error {
	files, err := survey(st.dir)
	if err != nil {
		return err
	}
	changed, newer := map[string]bool{}, st.ofNewer(files)
	for _, f := range files {
		reason, err := st.idle(f)
		if err != nil {
			return err
		}
		if reason == "" && planned != nil && f.unused(planned) && !newer[f.hash] {
			reason = "of a run that the plan does not have"
		}
		if reason == "" {
			continue
		}
		path := filepath.Join(st.dir, filepath.FromSlash(f.path))
		if !out.DryRun {
			if err := st.disk.removeIfThere(path); err != nil {
				return fmt.Errorf("study: %w", err)
			}
			changed[filepath.Dir(path)] = true
		}
		out.Removed = append(out.Removed, f.finding("%s", reason))
		out.Bytes += f.bytes
	}
	return st.syncDirs(changed)
}

// ofNewer lists the runs, by hash, that have a file which a newer version wrote: what they are good for, that version knows.
func (st *Store) ofNewer(files []surveyed) map[string]bool {
	found := map[string]bool{}
	for _, f := range files {
		if f.kind == resultFile || f.kind == failureFile {
			found[f.hash] = found[f.hash] || errors.Is(st.verify(f, nil), ErrNewer)
		}
	}
	return found
}

func (st *Store) syncDirs(dirs map[string]bool) error {
	for dir := range dirs {
		if err := st.disk.syncDir(dir); err != nil {
			return fmt.Errorf("study: %w", err)
		}
	}
	return nil
}
