//go:build !linux

package device

import (
	"os"
	"time"
)

// identity is not asked for here: size and time of writing have to do.
func identity(os.FileInfo) (inode uint64, changed time.Time) { return 0, time.Time{} }
