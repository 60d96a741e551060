package study

import (
	"fmt"
	"path/filepath"
)

// SaveCheckpoint puts a file from which the run's pre-training can be continued in place, as a whole or not at all; an
// earlier one is replaced, and publishing the run removes it. Two workers may write it in turn where one has lost its
// claim: both compute the same, so that either file serves. It does nothing without a path. Errors name the path.
func (a Assignment) SaveCheckpoint(content []byte) error {
	if a.Checkpoint == "" {
		return nil
	}
	if err := a.disk.MakeDir(filepath.Dir(a.Checkpoint)); err != nil {
		return fmt.Errorf("study: %w", err)
	}
	return a.disk.WriteFile(a.Checkpoint, content)
}

// SetCheckpointAside renames the run's checkpoint, because it is damaged or another training's, to the first free name
// <path>.damaged-<n>.
func (a Assignment) SetCheckpointAside() error { return a.disk.SetAside(a.Checkpoint) }
