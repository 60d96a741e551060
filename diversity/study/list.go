package study

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

// Listed is what can be said of a study without reading its results. The fields of its JSON form are stable: later
// versions may only add some.
type Listed struct {
	Name     string    `json:"name"` // of the directory
	Dir      string    `json:"dir"`
	Hash     string    `json:"hash,omitempty"` // [Study.Hash]
	Done     int       `json:"done"`           // runs of the plan that have a file of a finished run, which is not verified
	Total    int       `json:"total"`          // runs of the plan; 0 if that cannot be made, as a pool does not open here
	Results  int       `json:"results"`        // files of finished runs, needed by the present plan or not
	Failures int       `json:"failures"`       // runs that could not be computed
	Running  int       `json:"running"`        // runs that living workers hold
	Changed  time.Time `json:"changed"`        // when a run last came to an outcome, UTC
	Problem  string    `json:"problem,omitempty"`
}

// List describes the studies below a root, by name; an empty root means [Home]. It only reads. A study that something is
// wrong with is listed with its problem. A root that is not there has no studies; one that cannot be read is an error.
func List(root string) ([]Listed, error) {
	if root == "" {
		home, err := Home()
		if err != nil {
			return nil, err
		}
		root = home
	}
	entries, err := os.ReadDir(filepath.Join(root, studiesDir))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("study: %w", err)
	}
	var out []Listed
	for _, entry := range entries {
		dir := filepath.Join(root, studiesDir, entry.Name())
		if info, err := os.Stat(dir); err == nil && info.IsDir() {
			out = append(out, describe(dir))
		}
	}
	return out, nil
}

// describe counts the files of a study.
func describe(dir string) Listed {
	out := Listed{Name: filepath.Base(dir), Dir: dir}
	file, err := readStudyFile(dir)
	out.note(err)
	out.Hash = file.Hash
	planned := out.plan(file, err == nil)
	files, err := survey(dir)
	out.note(err)
	st := dirReader(dir)
	for _, f := range files {
		switch f.kind {
		case resultFile:
			out.Results++
			if _, is := planned[f.hash]; is {
				out.Done++
			}
		case failureFile:
			out.Failures++
		case claimFile:
			claim, state, err := st.inspect(f.hash, f.token)
			out.note(err)
			if state == held && claim.shown() {
				out.Running++
			}
		}
	}
	if out.Results+out.Failures > 0 {
		out.Changed, err = st.lastOutcome()
		out.note(err)
	}
	return out
}

// plan makes the plan of a study by hash, if its study.json can be read.
func (l *Listed) plan(file studyFile, readable bool) map[string]Run {
	if !readable {
		return nil
	}
	s, err := file.open(studyPath(l.Dir))
	if err == nil {
		var planned map[string]Run
		if planned, err = s.plannedHashes(); err == nil {
			l.Total = len(planned)
			return planned
		}
	}
	l.note(err)
	return nil
}

// note keeps the first problem.
func (l *Listed) note(err error) {
	if err != nil && l.Problem == "" {
		l.Problem = err.Error()
	}
}
