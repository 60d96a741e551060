package study

import (
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"tradeoff/diversity/internal/regular"
)

// Names in a root and in a study's directory.
const (
	studiesDir = "studies"
	lockName   = "lock"
	specName   = "study.json"
	logsDir    = "logs" // of a cluster's tasks
)

// Finding is a file of a study's directory and what is to be said about it.
type Finding struct {
	Path   string `json:"path"` // below the directory, with slashes
	Bytes  int64  `json:"bytes"`
	Reason string `json:"reason"`
}

// fileKind is what a file is for, told by its place and name.
type fileKind int

const (
	strayFile  fileKind = iota // for nobody
	specFile                   // study.json
	lockedFile                 // lock
	resultFile
	failureFile
	weightsFile
	claimFile
	tempFile  // that a writer which was killed left behind, or a claim of an earlier version
	asideFile // a damaged file that was set aside
)

// surveyed is a file of a study's directory.
type surveyed struct {
	path  string // below the directory, with slashes
	kind  fileKind
	hash  string // of the run that it belongs to, if any
	token int    // of a claim
	bytes int64
	odd   string // what it is if it is in the place of one of the store's files, but no file
}

func (f surveyed) finding(format string, args ...any) Finding {
	return Finding{f.path, f.bytes, fmt.Sprintf(format, args...)}
}

// problem is a finding without the path of the file, which most errors begin with.
func (f surveyed) problem(dir string, err error) Finding {
	text := strings.TrimPrefix(err.Error(), "study: ")
	return f.finding("%s", strings.TrimPrefix(text, filepath.Join(dir, f.path)+": "))
}

// survey lists the files of a study's directory, sorted by path. A folder that is not the store's counts as one file.
func survey(dir string) ([]surveyed, error) {
	var files []surveyed
	for _, sub := range []string{".", runsDir, failuresDir, weightsDir, claimsDir} {
		found, err := entries(filepath.Join(dir, sub))
		if err != nil {
			return nil, err
		}
		if found == nil && sub == "." {
			_, err := os.Stat(dir)
			return nil, fmt.Errorf("study: %w", err)
		}
		for _, entry := range found {
			if sub == "." && entry.IsDir() && slices.Contains([]string{runsDir, failuresDir, weightsDir, claimsDir, logsDir}, entry.Name()) {
				continue
			}
			if file, there := look(dir, sub, entry); there {
				files = append(files, file)
			}
		}
	}
	slices.SortFunc(files, func(a, b surveyed) int { return strings.Compare(a.path, b.path) })
	return files, nil
}

// look classifies an entry; false if it vanished meanwhile. A link to a file will do where files are only read.
func look(dir, sub string, entry fs.DirEntry) (surveyed, bool) {
	info, err := entry.Info()
	if err != nil {
		return surveyed{}, false
	}
	file := surveyed{path: path.Join(sub, entry.Name()), bytes: info.Size()}
	file.classify(sub, entry.Name())
	if info.Mode()&fs.ModeSymlink != 0 && file.kind != claimFile && file.kind != lockedFile {
		if target, err := os.Stat(filepath.Join(dir, sub, entry.Name())); err == nil {
			info = target
		}
	}
	if !info.Mode().IsRegular() {
		if file.kind != strayFile && file.kind != tempFile && file.kind != asideFile {
			file.odd = regular.Kind(info.Mode())
		}
		file.kind = strayFile
	}
	return file, true
}

// oddClaims lists what has the name of a claim but is no file.
func (st *Store) oddClaims() ([]Finding, error) {
	found, err := entries(filepath.Join(st.dir, claimsDir))
	var out []Finding
	for _, entry := range found {
		if file, there := look(st.dir, claimsDir, entry); there && file.odd != "" {
			out = append(out, file.finding("%s, not a file: it is passed over; remove it", file.odd))
		}
	}
	return out, err
}

// classify tells the kind of a file by its place and name.
func (f *surveyed) classify(sub, name string) {
	switch {
	case tempName.MatchString(name), sub == claimsDir && isHash(name):
		f.kind = tempFile
		return
	case regexp.MustCompile(`\.damaged-[0-9]+$`).MatchString(name):
		f.kind = asideFile
		return
	case sub == ".":
		f.kind = map[string]fileKind{specName: specFile, lockName: lockedFile}[name]
		return
	case sub == claimsDir:
		if hash, token, is := parseClaimName(name); is {
			f.kind, f.hash, f.token = claimFile, hash, token
		}
		return
	}
	suffix := map[string]string{runsDir: ".json", failuresDir: ".json", weightsDir: ".safetensors"}[sub]
	if hash, matches := strings.CutSuffix(name, suffix); matches && isHash(hash) {
		f.hash = hash
		f.kind = map[string]fileKind{runsDir: resultFile, failuresDir: failureFile, weightsDir: weightsFile}[sub]
	}
}

// claimReason says why a claim's file serves nobody; empty if a worker may be using it.
func (st *Store) claimReason(f surveyed) (string, error) {
	who, state, err := st.inspect(f.hash, f.token)
	switch {
	case err != nil:
		return "", err
	case state == dead:
		return "claim of " + who.worker() + ", which died", nil
	case state == free:
		return "claim that was given back", nil
	}
	return "", nil
}

// plannedHashes holds the plan's runs by their hashes.
func (s Study) plannedHashes() (map[string]Run, error) {
	plan, err := s.Plan()
	if err != nil {
		return nil, err
	}
	hasher, planned := s.hasher(), map[string]Run{}
	for _, run := range plan {
		planned[hasher.hash(run)] = run
	}
	return planned, nil
}

// dirReader is a store for looking at the files of a directory whose study is not known.
func dirReader(dir string) *Store {
	return &Store{dir: dir, disk: realDisk(), lease: defaultLease, clock: &clock{}, seen: &sightings{}}
}
