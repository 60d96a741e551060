package pool

import "errors"

// Sentinels wrapped by the errors of this package. Values out of range wrap [diversity.ErrInvalid] instead.
var (
	// ErrFormat: a file or a folder is not what its reader expects.
	ErrFormat = errors.New("pool: wrong format")
	// ErrContent: the images or classes changed since the pool was written to JSON.
	ErrContent = errors.New("pool: content changed")
	// ErrNotReopenable: the pool lived in memory and cannot be opened from JSON.
	ErrNotReopenable = errors.New("pool: cannot be opened again")
)
