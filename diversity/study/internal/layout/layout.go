// Package layout says where the files of a study are.
package layout

import (
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"

	"tradeoff/diversity/internal/regular"
	"tradeoff/diversity/study/internal/claims"
	"tradeoff/diversity/study/internal/disk"
	"tradeoff/diversity/study/internal/sealed"
)

// Names in a root and in a study's directory.
const (
	Studies     = "studies"
	Spec        = "study.json"
	Lock        = "lock"
	Runs        = "runs"
	Failures    = "failures"
	Claims      = "claims"
	Weights     = "weights"
	Checkpoints = "checkpoints" // of runs in progress
	Logs        = "logs"        // of a cluster's tasks
)

// Dir is the directory of one study.
type Dir string

// Sub is a folder or file in the directory.
func (d Dir) Sub(name string) string { return filepath.Join(string(d), name) }

// Spec is the path of the specification.
func (d Dir) Spec() string { return d.Sub(Spec) }

// Run is the path of a finished run.
func (d Dir) Run(hash string) string { return filepath.Join(string(d), Runs, hash+".json") }

// Failure is the path of what says why a run failed.
func (d Dir) Failure(hash string) string { return filepath.Join(string(d), Failures, hash+".json") }

// Weights is the path of a run's network.
func (d Dir) Weights(hash string) string {
	return filepath.Join(string(d), Weights, hash+".safetensors")
}

// Checkpoint is the path of what a run in progress can be continued from.
func (d Dir) Checkpoint(hash string) string {
	return filepath.Join(string(d), Checkpoints, hash+".safetensors")
}

// Claims are those of the study's runs.
func (d Dir) Claims(on *disk.Disk) *claims.Dir {
	return claims.New(d.Sub(Claims), []string{d.Sub(Runs), d.Sub(Failures)}, d.Sub(Checkpoints), on)
}

// Read reads the file of a run, whose text decode reads. Errors name the path.
func Read[T any](path, hash string, decode func(text []byte, hash string) (T, error)) (T, error) {
	text, err := sealed.ReadText(path)
	if err != nil {
		return *new(T), err
	}
	content, err := decode(text, hash)
	if err != nil {
		return *new(T), fmt.Errorf("%s: %w", path, err)
	}
	return content, nil
}

// SpecFile is the content of study.json.
type SpecFile struct {
	Format int             `json:"format"`
	Hash   string          `json:"hash"` // Study.Hash
	Study  json.RawMessage `json:"study"`
}

// ReadSpec reads the specification, without its pools. Errors name the path; those about a file that was altered say
// what mends that.
func (d Dir) ReadSpec() (SpecFile, error) {
	var file SpecFile
	text, err := regular.Read(d.Spec(), sealed.MaxBytes)
	if err != nil {
		return file, fmt.Errorf("study: %w", err)
	}
	err = sealed.Unseal(text, &file, &file.Format)
	if errors.Is(err, sealed.ErrDamaged) {
		return file, &editedError{d.Spec(), err}
	}
	if err != nil {
		return file, fmt.Errorf("%s: %w", d.Spec(), err)
	}
	return file, nil
}

// editedError is about a study.json whose checksum does not match, and says what mends that.
type editedError struct {
	path string
	err  error
}

func (e *editedError) Error() string {
	return fmt.Sprintf("%s: %v; if it was edited on purpose, `go run ./kernel study check STUDY --accept` takes it as it is; "+
		"if not, running the study again from its definition writes it anew and sets this one aside", e.path, e.err)
}

func (e *editedError) Unwrap() error { return e.err }
