package study

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
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
func (st *Store) Result(run Run) (Result, error) {
	hash := st.hasher.hash(run)
	result, err := st.readResult(hash)
	if err != nil {
		return Result{}, err
	}
	for _, task := range st.wanted.tasks {
		for _, p := range st.wanted.probes {
			if _, have := result.Measurement(task.Hash, p.Hash); !have {
				return Result{}, fmt.Errorf("%w: %v on task %q with probe %q", ErrMissing, run, task.Name, p.Kind)
			}
		}
	}
	result.Run = run
	return result, nil
}

// readResult reads a run's file, whichever tasks it covers.
func (st *Store) readResult(hash string) (Result, error) {
	var result Result
	if err := readSealed(st.runPath(hash), &result); err != nil {
		return Result{}, err
	}
	if err := result.Validate(); err != nil {
		return Result{}, fmt.Errorf("%s: %w: %w", st.runPath(hash), ErrDamaged, err)
	}
	if result.Hash != hash {
		return Result{}, fmt.Errorf("%s: %w: it holds the run %s", st.runPath(hash), ErrDamaged, result.Hash)
	}
	return result, nil
}

// Failure reads why a run failed; the error wraps ErrMissing if no failure is recorded.
func (st *Store) Failure(run Run) (Failure, error) {
	hash := st.hasher.hash(run)
	var failure Failure
	if err := readSealed(st.failurePath(hash), &failure); err != nil {
		return Failure{}, err
	}
	if failure.Hash != hash {
		return Failure{}, fmt.Errorf("%s: %w: it is about the run %s", st.failurePath(hash), ErrDamaged, failure.Hash)
	}
	return failure, nil
}

func readSealed(path string, content any) error {
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("%w: %s", ErrMissing, path)
	}
	if err != nil {
		return fmt.Errorf("study: %w", err)
	}
	if err := unseal(text, content); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	return nil
}

func writeSealed(path string, content any) error {
	text, err := seal(content)
	if err != nil {
		return fmt.Errorf("study: writing %s: %w", path, err)
	}
	return writeFile(path, text)
}
