package study

import (
	"errors"
	"strings"

	"tradeoff/diversity/internal/parallel"
	"tradeoff/diversity/study/internal/disk"
	"tradeoff/diversity/study/internal/layout"
)

// Load reads what is finished of a study, computing and changing nothing. A study that was never run has only missing
// runs. Errors name the path of a file that cannot be read or that another version wrote (ErrFormat).
func (s Study) Load(o RunOptions) (*Results, error) {
	plan, err := s.Plan()
	if err != nil {
		return nil, err
	}
	dir, err := s.Dir(o.Root)
	if err != nil {
		return nil, err
	}
	return reader(s, dir).Load(plan)
}

// Load reads what is finished of the given runs.
func (st *Store) Load(runs []Run) (*Results, error) {
	found, err := st.lookUpAll(runs)
	if err != nil {
		return nil, err
	}
	results := &Results{Study: st.study}
	for i, f := range found {
		if f.err != nil {
			return nil, f.err
		}
		if f.damage != nil {
			results.Damaged = append(results.Damaged, f.damage.Error())
		}
		switch {
		case f.result != nil:
			results.Runs = append(results.Runs, *f.result)
		case f.failure != nil:
			results.Failures = append(results.Failures, *f.failure)
		default:
			results.Missing = append(results.Missing, runs[i])
		}
	}
	return results, nil
}

// found is what a store holds of one run: a result, a failure or neither.
type found struct {
	result  *Result
	failure *Failure
	damage  error // of a file that counts as absent
	err     error // that reading cannot get past
}

// lookUpAll looks up runs in parallel. Two lists of names save the search for files that are not there.
func (st *Store) lookUpAll(runs []Run) ([]found, error) {
	finished, err := st.stored(layout.Runs)
	if err != nil {
		return nil, err
	}
	failed, err := st.stored(layout.Failures)
	if err != nil {
		return nil, err
	}
	out := make([]found, len(runs))
	parallel.Each(len(runs), func(i int) {
		hash := st.hasher.hash(runs[i])
		if finished[hash] {
			out[i].lookUpResult(st, runs[i], hash)
		}
		if failed[hash] && out[i].result == nil {
			out[i].lookUpFailure(st, hash)
		}
	})
	return out, nil
}

// stored lists the runs, by hash, that have a file in a subdirectory.
func (st *Store) stored(sub string) (map[string]bool, error) {
	files, err := disk.Names(st.dir.Sub(sub))
	if err != nil {
		return nil, err
	}
	hashes := make(map[string]bool, len(files))
	for _, name := range files {
		if hash, is := strings.CutSuffix(name, ".json"); is {
			hashes[hash] = true
		}
	}
	return hashes, nil
}

func (f *found) lookUpResult(st *Store, run Run, hash string) {
	result, err := st.wholeResult(run, hash)
	if err == nil {
		f.result = &result
		return
	}
	f.sort(err)
}

func (f *found) lookUpFailure(st *Store, hash string) {
	failure, err := st.readFailure(hash)
	if err == nil {
		f.failure = &failure
		return
	}
	f.sort(err)
}

// sort distinguishes an absent file, a damaged one and one that cannot be read.
func (f *found) sort(err error) {
	switch {
	case errors.Is(err, ErrMissing):
	case errors.Is(err, ErrDamaged):
		f.damage = err
	default:
		f.err = err
	}
}
