package maintain

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"tradeoff/diversity/study"
	"tradeoff/diversity/study/internal/claims"
	"tradeoff/diversity/study/internal/layout"
)

// Summary is what is known of a study without reading its results. The fields of its JSON form are stable: later
// versions may only add some.
type Summary struct {
	Name string `json:"name"` // of the directory
	Dir  string `json:"dir"`
	Hash string `json:"hash,omitempty"` // [study.Study.Hash]
	// runs of the plan that have a file of a finished run, which is not verified
	Done     int       `json:"done"`
	Total    int       `json:"total"`    // runs of the plan; 0 if that cannot be made, as a pool does not open here
	Results  int       `json:"results"`  // files of finished runs, needed by the present plan or not
	Failures int       `json:"failures"` // runs that could not be computed
	Running  int       `json:"running"`  // runs that living workers hold
	Changed  time.Time `json:"changed"`  // when a run last came to an outcome, UTC
	Problem  string    `json:"problem,omitempty"`
}

// List describes the studies below a root, by name; an empty root means [study.Home]. It only reads. A study that
// something is wrong with is listed with its problem. A root that is not there has no studies; one that cannot be read
// is an error.
func List(root string) ([]Summary, error) {
	if root == "" {
		home, err := study.Home()
		if err != nil {
			return nil, err
		}
		root = home
	}
	entries, err := os.ReadDir(filepath.Join(root, layout.Studies))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("study: %w", err)
	}
	var out []Summary
	for _, entry := range entries {
		dir := filepath.Join(root, layout.Studies, entry.Name())
		if info, err := os.Stat(dir); err == nil && info.IsDir() {
			out = append(out, describe(dir))
		}
	}
	return out, nil
}

// describe counts the files of a study.
func describe(dir string) Summary {
	out := Summary{Name: filepath.Base(dir), Dir: dir}
	in := folderAt(dir)
	file, err := in.ReadSpec()
	out.note(err)
	out.Hash = file.Hash
	planned := out.plan(err == nil)
	files, err := survey(dir)
	out.note(err)
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
			claim, state, err := in.claims.Inspect(f.hash, f.token)
			out.note(err)
			if state == claims.Held && claim.Shown() {
				out.Running++
			}
		}
	}
	if out.Results+out.Failures > 0 {
		out.Changed, err = in.claims.LastOutcome()
		out.note(err)
	}
	return out
}

// plan makes the plan of a study by hash, if its study.json can be read.
func (s *Summary) plan(readable bool) map[string]study.Run {
	if !readable {
		return nil
	}
	opened, err := study.ReadDir(s.Dir)
	if err != nil {
		s.note(err)
		return nil
	}
	planned, err := plannedRuns(opened)
	if err != nil {
		s.note(err)
		return nil
	}
	s.Total = len(planned)
	return planned
}

// note keeps the first problem.
func (s *Summary) note(err error) {
	if err != nil && s.Problem == "" {
		s.Problem = err.Error()
	}
}
