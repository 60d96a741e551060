package study

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"tradeoff/diversity/internal/regular"
)

func (st *Store) runPath(hash string) string {
	return filepath.Join(st.dir, runsDir, hash+".json")
}

func (st *Store) failurePath(hash string) string {
	return filepath.Join(st.dir, failuresDir, hash+".json")
}

func (st *Store) weightsPath(hash string) string {
	return filepath.Join(st.dir, weightsDir, hash+".safetensors")
}

// Result reads a finished run. The error wraps ErrMissing if it is not there or lacks a task or probe of the study,
// ErrDamaged if its file is torn or altered, ErrFormat if another version wrote it.
func (st *Store) Result(run Run) (Result, error) { return st.wholeResult(run, st.hasher.hash(run)) }

func (st *Store) wholeResult(run Run, hash string) (Result, error) {
	result, err := st.readResult(hash)
	if err != nil {
		return Result{}, err
	}
	if lacking := st.wanted.lacking(result); len(lacking) > 0 {
		return Result{}, fmt.Errorf("%w: %v, %s", ErrMissing, run, lacking[0])
	}
	result.Run = run
	return result, nil
}

// readResult reads a run's file, whichever tasks it covers.
func (st *Store) readResult(hash string) (Result, error) {
	text, err := readText(st.runPath(hash))
	if err != nil {
		return Result{}, err
	}
	result, err := parseResult(text, hash)
	if err != nil {
		return Result{}, fmt.Errorf("%s: %w", st.runPath(hash), err)
	}
	return result, nil
}

// parseResult reads the file of the run that has the hash.
func parseResult(text []byte, hash string) (Result, error) {
	var result Result
	if err := unseal(text, &result); err != nil {
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
	var failure Failure
	if err := readSealed(st.failurePath(hash), &failure); err != nil {
		return Failure{}, err
	}
	if failure.Hash != hash {
		return Failure{}, fmt.Errorf("%s: %w: it is about the run %s", st.failurePath(hash), ErrDamaged, failure.Hash)
	}
	return failure, nil
}

// readText reads a file; the error wraps ErrMissing if it is not there.
func readText(path string) ([]byte, error) {
	text, err := regular.Read(path, maxFileBytes)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, fmt.Errorf("%w: %s", ErrMissing, path)
	case errors.Is(err, regular.ErrKind), errors.Is(err, regular.ErrSize):
		return nil, fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	if err != nil {
		return nil, fmt.Errorf("study: %w", err)
	}
	return text, nil
}

func readSealed(path string, content any) error {
	text, err := readText(path)
	if err != nil {
		return err
	}
	if err := unseal(text, content); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	return nil
}

// outcomeToken is the token under which a run's outcome was stored; 0 if there is none that can be read.
func (st *Store) outcomeToken(hash string) (int, error) {
	result, err := st.readResult(hash)
	if err != nil && !absent(err) {
		return 0, err
	}
	var failure Failure
	if err := readSealed(st.failurePath(hash), &failure); err != nil && !absent(err) {
		return 0, err
	}
	return max(result.Token, failure.Token), nil
}

// absent reports whether an error of reading an outcome means that the run has none: damaged files count as absent.
func absent(err error) bool { return errors.Is(err, ErrMissing) || errors.Is(err, ErrDamaged) }

// lastOutcome is when a run of the study last came to an outcome, by the clock of the file system.
func (st *Store) lastOutcome() (time.Time, error) {
	var last time.Time
	for _, sub := range []string{runsDir, failuresDir} {
		info, err := os.Stat(filepath.Join(st.dir, sub))
		if err != nil {
			return last, err
		}
		if info.ModTime().After(last) {
			last = info.ModTime().UTC()
		}
	}
	return last, nil
}
