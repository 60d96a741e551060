package prepared

import (
	"errors"
	"os"

	"golang.org/x/sys/unix"
)

// reserve makes a file that long and takes the room for it now, so that a full disk is told before the work begins.
func reserve(file *os.File, length int64) error {
	if err := file.Truncate(length); err != nil {
		return err
	}
	err := unix.EINTR
	for errors.Is(err, unix.EINTR) {
		failed := unix.Fallocate(int(file.Fd()), 0, 0, length)
		if failed == nil {
			return nil
		}
		if !errors.As(failed, &err) {
			return failed
		}
	}
	if errors.Is(err, errors.ErrUnsupported) {
		return nil
	}
	return err
}
