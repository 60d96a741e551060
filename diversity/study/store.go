package study

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"tradeoff/diversity/study/internal/claims"
	"tradeoff/diversity/study/internal/disk"
	"tradeoff/diversity/study/internal/layout"
	"tradeoff/diversity/study/internal/sealed"
)

// HomeVariable is the environment variable that names the root directory of all studies.
const HomeVariable = "DIVERSITY_HOME"

// Store is the directory of one study. It may be used by several goroutines and processes at once.
type Store struct {
	dir      layout.Dir
	study    Study
	hasher   runHasher
	required Requirements
	disk     *disk.Disk
	claims   *claims.Dir
	lock     *os.File // shared lock on the specification; nil for a store that is only read
}

// Home is the root directory of all studies: DIVERSITY_HOME if set, else "diversity" in the user's data directory
// (XDG_DATA_HOME, or ~/.local/share; on macOS and Windows the directory for application data).
func Home() (string, error) {
	if root := os.Getenv(HomeVariable); root != "" {
		return root, nil
	}
	base, err := userDataDir()
	if err != nil {
		return "", fmt.Errorf("study: no directory for results, set %s: %w", HomeVariable, err)
	}
	return filepath.Join(base, "diversity"), nil
}

// Dir is the directory of the study's results below a root; an empty root means [Home].
func (s Study) Dir(root string) (string, error) {
	if err := s.validName(); err != nil {
		return "", err
	}
	if root == "" {
		home, err := Home()
		if err != nil {
			return "", err
		}
		root = home
	}
	return filepath.Join(root, layout.Studies, s.Name), nil
}

// Open opens the directory of a study for computing, see [Study.Dir]; it is created if need be. The specification in it
// is replaced by s unless another process is using it with a different one: then the error wraps ErrBusy. Results that
// s has in common with earlier specifications are kept and used. Close the store after use.
func Open(s Study, dir string) (*Store, error) { return open(s, dir, disk.Real()) }

func open(s Study, dir string, d *disk.Disk) (*Store, error) {
	if err := s.Validate(); err != nil {
		return nil, err
	}
	if _, err := s.MarshalJSON(); err != nil { // before a directory is made for what cannot be written down
		return nil, err
	}
	store := readerOn(s, dir, d)
	if err := store.makeDirs(); err != nil {
		return nil, fmt.Errorf("study: %w", err)
	}
	lock, err := d.OpenFile(store.dir.Sub(layout.Lock), os.O_RDWR|os.O_CREATE)
	if err != nil {
		return nil, fmt.Errorf("study: %w", err)
	}
	store.lock = lock
	store.claims.SetClock(lock)
	if err := store.settle(); err != nil {
		return nil, errors.Join(err, store.Close())
	}
	return store, nil
}

func (st *Store) makeDirs() error {
	subs := []string{layout.Runs, layout.Failures, layout.Claims}
	if st.study.KeepWeights {
		subs = append(subs, layout.Weights)
	}
	for _, sub := range subs {
		if err := st.disk.MakeDir(st.dir.Sub(sub)); err != nil {
			return err
		}
	}
	return nil
}

// OpenDir opens a study's directory for computing, as its study.json describes it. Close the store after use.
func OpenDir(dir string) (*Store, error) {
	s, err := ReadDir(dir)
	if err != nil {
		return nil, err
	}
	return Open(s, dir)
}

// Close lets other specifications use the directory. Results stay.
func (st *Store) Close() error { return st.lock.Close() }

// Dir is the directory of the study.
func (st *Store) Dir() string { return string(st.dir) }

// Study is the specification.
func (st *Store) Study() Study { return st.study }

// reader is a store for reading only: it creates, locks and renames nothing.
func reader(s Study, dir string) *Store { return readerOn(s, dir, disk.Real()) }

func readerOn(s Study, dir string, d *disk.Disk) *Store {
	return &Store{
		dir: layout.Dir(dir), study: s, hasher: s.hasher(), required: s.Requirements(), disk: d,
		claims: layout.Dir(dir).Claims(d),
	}
}

// SetLease says for how long a claim that this store makes is left alone after its worker last showed that it is alive:
// a machine that hangs for longer loses its runs to others. It is 100 ms to 24 h; 0 means a minute. A worker that dies
// on the same machine is noticed at once, whatever the lease. Call it before the first [Store.Claim].
func (st *Store) SetLease(lease time.Duration) error { return st.claims.SetLease(lease) }

// settle makes study.json this study's and holds a shared lock on it. While others hold theirs it cannot be replaced.
// Where the file system has no locks it is replaced; results, which are named by all that determines them, do not
// suffer.
func (st *Store) settle() error {
	err := st.disk.Lock(st.lock, disk.TryExclusive)
	switch {
	case errors.Is(err, errors.ErrUnsupported):
		return st.writeStudy()
	case err == nil:
		err = errors.Join(st.removeLeftovers(), st.writeStudy(), st.disk.Lock(st.lock, disk.Unlock))
	case errors.Is(err, disk.ErrLocked):
		err = nil
	}
	if err != nil {
		return err
	}
	if err := st.disk.Lock(st.lock, disk.WaitShared); err != nil {
		return fmt.Errorf("study: %w", err)
	}
	return st.agreed()
}

// agreed checks that study.json is this study's.
func (st *Store) agreed() error {
	file, err := st.dir.ReadSpec()
	if err != nil {
		return err
	}
	var other struct {
		KeepWeights bool `json:"keep_weights"`
		Confusions  bool `json:"confusions"`
	}
	if err := json.Unmarshal(file.Study, &other); err != nil {
		return fmt.Errorf("%s: %w: %w", st.dir.Spec(), ErrDamaged, err)
	}
	if file.Hash != st.study.Hash() || other.KeepWeights != st.study.KeepWeights ||
		other.Confusions != st.study.Confusions {
		return fmt.Errorf("%w: %s: stop the other process, wait for it, or give the study another Name", ErrBusy, st.dir)
	}
	return nil
}

// writeStudy writes study.json unless it is there already; a damaged one is set aside.
func (st *Store) writeStudy() error {
	file, err := st.dir.ReadSpec()
	if errors.Is(err, ErrDamaged) {
		if err := st.disk.SetAside(st.dir.Spec()); err != nil {
			return err
		}
	} else if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	text, err := st.study.MarshalJSON()
	if err != nil {
		return err
	}
	if string(file.Study) == string(text) && file.Hash == st.study.Hash() {
		return nil
	}
	sealedText, err := sealed.Seal(layout.SpecFile{Format: Format, Hash: st.study.Hash(), Study: text})
	if err != nil {
		return err
	}
	return st.disk.WriteFile(st.dir.Spec(), sealedText)
}

// removeLeftovers removes what writers that were killed left behind; only when nobody else uses the directory.
func (st *Store) removeLeftovers() error {
	for _, sub := range []string{".", layout.Runs, layout.Failures, layout.Claims, layout.Weights, layout.Checkpoints} {
		found, err := disk.Entries(st.dir.Sub(sub))
		if err != nil {
			return err
		}
		for _, entry := range found {
			left := disk.IsTemporary(entry.Name()) || sub == layout.Claims && st.claims.Superfluous(entry.Name())
			if !left || !entry.Type().IsRegular() {
				continue
			}
			if err := st.disk.RemoveIfThere(filepath.Join(st.dir.Sub(sub), entry.Name())); err != nil {
				return fmt.Errorf("study: %w", err)
			}
		}
	}
	return nil
}
