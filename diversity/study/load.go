package study

import "errors"

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
	found := st.lookUpAll(runs)
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

// lookUpAll looks up runs in parallel.
func (st *Store) lookUpAll(runs []Run) []found {
	out := make([]found, len(runs))
	inParallel(len(runs), func(i int) { out[i] = st.lookUp(runs[i]) })
	return out
}

func (st *Store) lookUp(run Run) found {
	result, err := st.Result(run)
	if err == nil {
		return found{result: &result}
	}
	var out found
	out.sort(err)
	failure, err := st.Failure(run)
	if err == nil {
		out.failure = &failure
	} else {
		out.sort(err)
	}
	return out
}

// sort tells an absent file, a damaged one and one that cannot be read apart.
func (f *found) sort(err error) {
	switch {
	case errors.Is(err, ErrMissing):
	case errors.Is(err, ErrDamaged):
		f.damage = err
	default:
		f.err = err
	}
}
