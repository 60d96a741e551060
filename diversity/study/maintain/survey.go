package maintain

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
	"tradeoff/diversity/study"
	"tradeoff/diversity/study/internal/claims"
	"tradeoff/diversity/study/internal/disk"
	"tradeoff/diversity/study/internal/layout"
)

// Finding is a file of a study's directory and why it is listed.
type Finding struct {
	Path   string `json:"path"` // below the directory, with slashes
	Bytes  int64  `json:"bytes"`
	Reason string `json:"reason"`
}

// fileKind is what a file is for, by its folder and name.
type fileKind int

const (
	strayFile  fileKind = iota // for nobody
	specFile                   // study.json
	lockedFile                 // lock
	resultFile
	failureFile
	weightsFile
	checkpointFile
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
	odd   string // what it is if it has the name of one of the store's files, but is no file
}

func (f surveyed) finding(format string, args ...any) Finding {
	return Finding{f.path, f.bytes, fmt.Sprintf(format, args...)}
}

// problem is a finding without the path of the file, which most errors begin with.
func (f surveyed) problem(dir string, err error) Finding {
	text := strings.TrimPrefix(err.Error(), "study: ")
	return f.finding("%s", strings.TrimPrefix(text, filepath.Join(dir, f.path)+": "))
}

// ownFolders are those of a study's directory whose files are the store's.
var ownFolders = []string{layout.Runs, layout.Failures, layout.Weights, layout.Checkpoints, layout.Claims}

// survey lists the files of a study's directory, sorted by path. A folder that is not the store's counts as one file.
func survey(dir string) ([]surveyed, error) {
	var files []surveyed
	for _, sub := range append([]string{"."}, ownFolders...) {
		found, err := disk.Entries(filepath.Join(dir, sub))
		if err != nil {
			return nil, err
		}
		if found == nil && sub == "." {
			_, err := os.Stat(dir)
			return nil, fmt.Errorf("study: %w", err)
		}
		for _, entry := range found {
			if sub == "." && entry.IsDir() && (entry.Name() == layout.Logs || slices.Contains(ownFolders, entry.Name())) {
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
func (f folder) oddClaims() ([]Finding, error) {
	found, err := disk.Entries(f.Sub(layout.Claims))
	var out []Finding
	for _, entry := range found {
		if file, there := look(f.path(), layout.Claims, entry); there && file.odd != "" {
			out = append(out, file.finding("%s, not a file: it is passed over; remove it", file.odd))
		}
	}
	return out, err
}

// setAside matches the names of damaged files that were set aside.
var setAside = regexp.MustCompile(`\.damaged-[0-9]+$`)

// classify finds the kind of a file by its folder and name.
func (f *surveyed) classify(sub, name string) {
	switch {
	case disk.IsTemporary(name), sub == layout.Claims && claims.IsKey(name):
		f.kind = tempFile
		return
	case setAside.MatchString(name):
		f.kind = asideFile
		return
	case sub == ".":
		f.kind = map[string]fileKind{layout.Spec: specFile, layout.Lock: lockedFile}[name]
		return
	case sub == layout.Claims:
		if hash, token, is := claims.ParseName(name); is {
			f.kind, f.hash, f.token = claimFile, hash, token
		}
		return
	}
	of, known := map[string]struct {
		suffix string
		kind   fileKind
	}{
		layout.Runs: {".json", resultFile}, layout.Failures: {".json", failureFile},
		layout.Weights: {".safetensors", weightsFile}, layout.Checkpoints: {".safetensors", checkpointFile},
	}[sub]
	if hash, matches := strings.CutSuffix(name, of.suffix); known && matches && claims.IsKey(hash) {
		f.hash, f.kind = hash, of.kind
	}
}

// claimReason says why a claim's file serves nobody; empty if a worker may be using it.
func (f folder) claimReason(file surveyed) (string, error) {
	claim, state, err := f.claims.Inspect(file.hash, file.token)
	switch {
	case err != nil:
		return "", err
	case state == claims.Dead:
		return "claim of " + workerOf(claim.Claimant).name() + ", which died", nil
	case state == claims.Free:
		return "claim that was given back", nil
	}
	return "", nil
}

// plannedRuns holds the runs of a study's plan by their hashes.
func plannedRuns(s study.Study) (map[string]study.Run, error) {
	plan, err := s.Plan()
	if err != nil {
		return nil, err
	}
	planned := map[string]study.Run{}
	for i, hash := range s.RunHashes(plan) {
		planned[hash] = plan[i]
	}
	return planned, nil
}
