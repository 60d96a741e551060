//go:build !unix || aix || solaris

package prepared

import (
	"errors"
	"os"
)

// mapFile has no maps here: files are read.
func mapFile(*os.File, int64) (mapping, error) { return nil, errors.ErrUnsupported }
