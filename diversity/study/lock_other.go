//go:build !unix || solaris || aix

package study

import (
	"errors"
	"os"
)

// lockFile has no locks to offer here: claims rely on their heartbeats alone.
func lockFile(*os.File, lockMode) error { return errors.ErrUnsupported }
