package study

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"tradeoff/diversity/internal/regular"
)

// Errors about the state of a store, to be tested with errors.Is.
var (
	// ErrMissing reports a run, or a measurement of a run, that has not been computed.
	ErrMissing = errors.New("study: not computed yet")
	// ErrBusy reports that another process uses the directory with another specification.
	ErrBusy = errors.New("study: in use with another specification")
)

// HomeVariable is the environment variable that names the root directory of all studies.
const HomeVariable = "DIVERSITY_HOME"

// Store is the directory of one study. It may be used by several goroutines and processes at once.
type Store struct {
	dir    string
	study  Study
	hasher runHasher
	wanted wanted
	disk   disk
	lease  time.Duration // of the claims that this store makes
	clock  *clock        // of the file system
	seen   *sightings    // of heartbeats
	lock   *os.File      // shared lock on the specification; nil for a store that is only read
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
	return filepath.Join(root, studiesDir, s.Name), nil
}

// Open opens the directory of a study for computing, see [Study.Dir]; it is created if need be. The specification in it
// is replaced by s unless another process is using it with a different one: then the error wraps ErrBusy. Results that s
// has in common with earlier specifications are kept and used. Close the store after use.
func Open(s Study, dir string) (*Store, error) { return open(s, dir, realDisk()) }

func open(s Study, dir string, d disk) (*Store, error) {
	if err := s.Validate(); err != nil {
		return nil, err
	}
	if _, err := s.MarshalJSON(); err != nil { // before a directory is made for what cannot be written down
		return nil, err
	}
	store := reader(s, dir)
	store.disk = d
	if err := store.makeDirs(); err != nil {
		return nil, fmt.Errorf("study: %w", err)
	}
	lock, err := d.openFile(filepath.Join(dir, lockName), os.O_RDWR|os.O_CREATE)
	if err != nil {
		return nil, fmt.Errorf("study: %w", err)
	}
	store.lock = lock
	if err := store.settle(); err != nil {
		return nil, errors.Join(err, store.Close())
	}
	return store, nil
}

func (st *Store) makeDirs() error {
	subs := []string{runsDir, failuresDir, claimsDir}
	if st.study.KeepWeights {
		subs = append(subs, weightsDir)
	}
	for _, sub := range subs {
		if err := st.disk.mkdir(filepath.Join(st.dir, sub)); err != nil {
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
func (st *Store) Dir() string { return st.dir }

// Study is the specification.
func (st *Store) Study() Study { return st.study }

// reader is a store for reading only: it creates, locks and renames nothing.
func reader(s Study, dir string) *Store {
	return &Store{
		dir: dir, study: s, hasher: s.hasher(), wanted: wanted{s.taskKeys(), s.probeKeys(), s.Confusions}, disk: realDisk(), lease: defaultLease,
		clock: &clock{}, seen: &sightings{},
	}
}

// wanted is what a run has to be measured on to be finished.
type wanted struct {
	tasks      []taskKey
	probes     []probeKey
	confusions bool
}

// lacking lists what a result does not have, for humans.
func (w wanted) lacking(r Result) []string {
	var out []string
	for _, task := range w.tasks {
		for _, p := range w.probes {
			m, have := r.Measurement(task.Hash, p.Hash)
			switch {
			case !have:
				out = append(out, fmt.Sprintf("task %q with probe %s", task.Name, p.Kind))
			case w.confusions && m.Confusion == nil:
				out = append(out, fmt.Sprintf("confusion of task %q with probe %s", task.Name, p.Kind))
			}
		}
	}
	return out
}

const (
	runsDir     = "runs"
	failuresDir = "failures"
	claimsDir   = "claims"
	weightsDir  = "weights"
)

// studyFile is the content of study.json.
type studyFile struct {
	Format int             `json:"format"`
	Hash   string          `json:"hash"` // Study.Hash
	Study  json.RawMessage `json:"study"`
}

func studyPath(dir string) string { return filepath.Join(dir, "study.json") }

func readStudyFile(dir string) (studyFile, error) {
	var file studyFile
	text, err := regular.Read(studyPath(dir), maxFileBytes)
	if err != nil {
		return file, fmt.Errorf("study: %w", err)
	}
	err = unseal(text, &file)
	if errors.Is(err, ErrDamaged) {
		return file, &editedError{studyPath(dir), err}
	}
	if err != nil {
		return file, fmt.Errorf("%s: %w", studyPath(dir), err)
	}
	return file, nil
}

// settle makes study.json this study's and holds a shared lock on it. While others hold theirs it cannot be replaced.
// Where the file system has no locks it is replaced; results, which are named by all that determines them, do not suffer.
func (st *Store) settle() error {
	err := st.disk.lock(st.lock, tryExclusive)
	switch {
	case errors.Is(err, errors.ErrUnsupported):
		return st.writeStudy()
	case err == nil:
		err = errors.Join(st.tidy(), st.writeStudy(), st.disk.lock(st.lock, unlock))
	case errors.Is(err, errLocked):
		err = nil
	}
	if err != nil {
		return err
	}
	if err := st.disk.lock(st.lock, waitShared); err != nil {
		return fmt.Errorf("study: %w", err)
	}
	return st.agreed()
}

// agreed checks that study.json is this study's.
func (st *Store) agreed() error {
	file, err := readStudyFile(st.dir)
	if err != nil {
		return err
	}
	var other struct {
		KeepWeights bool `json:"keep_weights"`
		Confusions  bool `json:"confusions"`
	}
	if err := json.Unmarshal(file.Study, &other); err != nil {
		return fmt.Errorf("%s: %w: %w", studyPath(st.dir), ErrDamaged, err)
	}
	if file.Hash != st.study.Hash() || other.KeepWeights != st.study.KeepWeights || other.Confusions != st.study.Confusions {
		return fmt.Errorf("%w: %s: stop the other process, wait for it, or give the study another Name", ErrBusy, st.dir)
	}
	return nil
}

// writeStudy writes study.json unless it is there already; a damaged one is set aside.
func (st *Store) writeStudy() error {
	file, err := readStudyFile(st.dir)
	if errors.Is(err, ErrDamaged) {
		if err := st.disk.setAside(studyPath(st.dir)); err != nil {
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
	sealedText, err := seal(studyFile{Format, st.study.Hash(), text})
	if err != nil {
		return err
	}
	return st.disk.writeFile(studyPath(st.dir), sealedText)
}

// tidy removes what writers that were killed left behind; only when nobody else uses the directory.
func (st *Store) tidy() error {
	for _, sub := range []string{".", runsDir, failuresDir, claimsDir, weightsDir} {
		found, err := entries(filepath.Join(st.dir, sub))
		if err != nil {
			return err
		}
		for _, entry := range found {
			left := tempName.MatchString(entry.Name()) || sub == claimsDir && st.useless(entry.Name())
			if !left || !entry.Type().IsRegular() {
				continue
			}
			if err := st.disk.removeIfThere(filepath.Join(st.dir, sub, entry.Name())); err != nil {
				return fmt.Errorf("study: %w", err)
			}
		}
	}
	return nil
}

// useless tells claims that serve nobody: those of an earlier version, which had no token, and those that a loss of power
// brought back after the run's outcome was stored. Claims of workers that died are kept: they tell which runs to try last.
func (st *Store) useless(name string) bool {
	hash, token, is := parseClaimName(name)
	if !is {
		return isHash(name)
	}
	settled, err := st.outcomeToken(hash)
	if err != nil || settled < token {
		return false
	}
	_, state, err := st.inspect(hash, token)
	return err == nil && state != newer
}
