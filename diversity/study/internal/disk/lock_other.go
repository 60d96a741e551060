//go:build !unix || solaris || aix

package disk

import (
	"errors"
	"os"
)

// lockFile has no locks here: claims rely on their heartbeats alone.
func lockFile(*os.File, LockMode) error { return errors.ErrUnsupported }
