package maintain

import (
	"errors"
	"fmt"
	"os"
	"path"
	"slices"

	"tradeoff/diversity/display"
	"tradeoff/diversity/internal/parallel"
	"tradeoff/diversity/internal/regular"
	"tradeoff/diversity/internal/safetensors"
	"tradeoff/diversity/study"
	"tradeoff/diversity/study/internal/layout"
)

// Report is what [Check] found. The fields of its JSON form are stable: later versions may only add some.
type Report struct {
	Dir       string    `json:"dir"`
	Study     string    `json:"study,omitempty"` // name; empty if study.json cannot be read
	Files     int       `json:"files"`           // looked at
	Results   int       `json:"results"`         // intact ones of the plan
	Total     int       `json:"total"`           // runs of the plan
	Problems  []Finding `json:"problems"`        // files that are damaged, misplaced or cannot be read
	Leftovers []Finding `json:"leftovers"`       // files that serve nobody, which [Prune] removes
	Unused    []Finding `json:"unused"`          // results, failures and weights of runs that the plan no longer has
	Foreign   []Finding `json:"foreign"`         // files that are not the store's
}

// OK reports whether there are no problems. Runs that are missing are none: see [ReadStatus].
func (r Report) OK() bool { return len(r.Problems) == 0 }

// String reads "omniglot: 1204 files, 1200 of 1200 results intact, problems: 2".
func (r Report) String() string {
	name := r.Study
	if name == "" {
		name = r.Dir
	}
	return fmt.Sprintf("%s: %s, %d of %d results intact, problems: %d", name, display.Count(r.Files, "file"), r.Results,
		r.Total, len(r.Problems))
}

// Check verifies every file of a study's directory: checksums, whether each file is about the run that its name says,
// saved networks against the hash in their run's result, and study.json with the pools that it names. It only reads.
// What is wrong with a file is in the report; the error is about a directory that cannot be listed.
func Check(dir string) (Report, error) {
	files, err := survey(dir)
	if err != nil {
		return Report{}, err
	}
	out := Report{Dir: dir, Files: len(files), Problems: []Finding{}, Leftovers: []Finding{}, Unused: []Finding{},
		Foreign: []Finding{}}
	in := folderAt(dir)
	planned := out.checkStudy(dir, files)
	verdicts := make([]Finding, len(files))
	parallel.Each(len(files), func(i int) {
		if err := in.verify(files[i], planned); err != nil {
			verdicts[i] = files[i].problem(dir, err)
		}
	})
	for i, f := range files {
		if verdicts[i].Reason != "" {
			out.Problems = append(out.Problems, verdicts[i])
			continue
		}
		out.sort(in, f, planned)
	}
	return out, nil
}

// checkStudy returns the study's plan by hash; nil if study.json cannot be read, and the files are verified as far as
// that goes.
func (r *Report) checkStudy(dir string, files []surveyed) map[string]study.Run {
	s, err := study.ReadDir(dir)
	var planned map[string]study.Run
	if err == nil {
		planned, err = plannedRuns(s)
	}
	if err != nil {
		spec := surveyed{path: layout.Spec}
		for _, f := range files {
			if f.kind == specFile {
				spec = f
			}
		}
		r.Problems = append(r.Problems, spec.problem(dir, err))
		return nil
	}
	r.Study, r.Total = s.Name, len(planned)
	return planned
}

// sort says what an intact file is good for.
func (r *Report) sort(in folder, f surveyed, planned map[string]study.Run) {
	if reason, err := in.idle(f); err != nil {
		r.Problems = append(r.Problems, f.problem(in.path(), err))
	} else if reason != "" {
		r.Leftovers = append(r.Leftovers, f.finding("%s", reason))
	}
	switch {
	case f.odd != "":
		r.Problems = append(r.Problems, f.finding("%s, not a file of the store", f.odd))
	case f.kind == strayFile:
		r.Foreign = append(r.Foreign, f.finding("not a file of the store"))
	case planned != nil && f.unused(planned):
		r.Unused = append(r.Unused, f.finding("of a run that the plan does not have"))
	case f.kind == resultFile:
		r.Results++
	}
}

// idle says why a file serves nobody; empty for one that may.
func (f folder) idle(file surveyed) (string, error) {
	switch file.kind {
	case tempFile:
		return "left behind by a writer that was killed", nil
	case asideFile:
		return "damaged file that was set aside", nil
	case claimFile:
		if f.claims.Superfluous(path.Base(file.path)) {
			return "claim of a run that has its outcome", nil
		}
		return f.claimReason(file)
	case checkpointFile:
		if _, err := f.result(file.hash); err == nil {
			return "checkpoint of a finished run", nil
		}
	}
	return "", nil
}

// unused reports whether an outcome, saved network or checkpoint is of no run of the plan.
func (f surveyed) unused(planned map[string]study.Run) bool {
	_, inPlan := planned[f.hash]
	return slices.Contains([]fileKind{resultFile, failureFile, weightsFile, checkpointFile}, f.kind) && !inPlan
}

// verify reads a file and says what is wrong with it. Files that vanish meanwhile are in order: workers are at work.
func (f folder) verify(file surveyed, planned map[string]study.Run) (err error) {
	switch file.kind {
	case resultFile:
		err = f.verifyResult(file.hash, planned)
	case failureFile:
		_, err = f.failure(file.hash)
	case weightsFile:
		err = f.verifyWeights(file.hash)
	case checkpointFile:
		_, err = readTensors(f.Checkpoint(file.hash))
	}
	if errors.Is(err, study.ErrMissing) || errors.Is(err, os.ErrNotExist) {
		return nil
	}
	return err
}

// verifyResult reads a result and compares what it says of its run with the plan, if that has the run.
func (f folder) verifyResult(hash string, planned map[string]study.Run) error {
	result, err := f.result(hash)
	if err != nil {
		return err
	}
	run, have := planned[hash]
	if is := result.Run; have && (is.Size != run.Size || is.Seed != run.Seed || is.Control != run.Control ||
		is.Published != run.Published) {
		return fmt.Errorf("%w: it says that it is of %v, seed %d; by its name it is of %v, seed %d", study.ErrDamaged, is,
			is.Seed, run, run.Seed)
	}
	return nil
}

// verifyWeights compares a saved network with the hash in its run's result. One whose run is not finished is only read.
func (f folder) verifyWeights(hash string) error {
	tensors, err := readTensors(f.Weights(hash))
	if err != nil {
		return err
	}
	result, err := f.result(hash)
	if err != nil {
		return nil //nolint:nilerr // that is a finding about the result's file
	}
	if have := safetensors.Hash(tensors); have != result.Weights {
		return fmt.Errorf("%w: its network has the hash %s, the run's result says %s", study.ErrDamaged, have, result.Weights)
	}
	return nil
}

// readTensors reads a file of tensors. The error wraps ErrDamaged for one that holds none.
func readTensors(path string) ([]safetensors.Tensor, error) {
	tensors, _, err := safetensors.ReadFile(path)
	if errors.Is(err, regular.ErrKind) || errors.Is(err, safetensors.ErrFormat) {
		return nil, fmt.Errorf("%w: %w", study.ErrDamaged, err)
	}
	if err != nil {
		return nil, fmt.Errorf("study: %w", err)
	}
	return tensors, nil
}
