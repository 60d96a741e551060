package study

import (
	"fmt"

	"tradeoff/diversity/study/internal/layout"
	"tradeoff/diversity/study/internal/sealed"
)

// Result reads a finished run. The error wraps ErrMissing if it is not there or lacks a task or probe of the study,
// ErrDamaged if its file is torn or altered, ErrFormat if another version wrote it.
func (st *Store) Result(run Run) (Result, error) { return st.wholeResult(run, st.hasher.hash(run)) }

func (st *Store) wholeResult(run Run, hash string) (Result, error) {
	result, err := st.readResult(hash)
	if err != nil {
		return Result{}, err
	}
	if lacking := st.required.Lacking(result); len(lacking) > 0 {
		return Result{}, fmt.Errorf("%w: %v, %s", ErrMissing, run, lacking[0])
	}
	result.Run = run
	return result, nil
}

// readResult reads a run's file, whichever tasks it covers.
func (st *Store) readResult(hash string) (Result, error) {
	return layout.Read(st.dir.Run(hash), hash, DecodeResult)
}

// DecodeResult reads the text of runs/<hash>.json, whichever tasks it covers. The error wraps ErrDamaged if it is torn
// or altered or no result, or of another run, ErrFormat if another version wrote it.
func DecodeResult(text []byte, hash string) (Result, error) {
	var result Result
	if err := sealed.Unseal(text, &result, &result.Format); err != nil {
		return Result{}, err
	}
	if err := result.Validate(); err != nil {
		return Result{}, fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	if result.Hash != hash {
		return Result{}, fmt.Errorf("%w: it holds the run %s", ErrDamaged, result.Hash)
	}
	return result, nil
}

// Failure reads why a run failed; the error wraps ErrMissing if no failure is recorded.
func (st *Store) Failure(run Run) (Failure, error) { return st.readFailure(st.hasher.hash(run)) }

func (st *Store) readFailure(hash string) (Failure, error) {
	return layout.Read(st.dir.Failure(hash), hash, DecodeFailure)
}

// DecodeFailure reads the text of failures/<hash>.json, with errors as those of [DecodeResult].
func DecodeFailure(text []byte, hash string) (Failure, error) {
	var failure Failure
	if err := sealed.Unseal(text, &failure, &failure.Format); err != nil {
		return Failure{}, err
	}
	if failure.Hash != hash {
		return Failure{}, fmt.Errorf("%w: it is about the run %s", ErrDamaged, failure.Hash)
	}
	return failure, nil
}
