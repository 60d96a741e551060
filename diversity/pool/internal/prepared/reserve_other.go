//go:build !linux

package prepared

import "os"

// reserve makes a file that long.
func reserve(file *os.File, length int64) error { return file.Truncate(length) }
