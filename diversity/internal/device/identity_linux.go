package device

import (
	"os"
	"syscall"
	"time"
)

// identity is the inode of a file and when it last changed.
func identity(info os.FileInfo) (inode uint64, changed time.Time) {
	if stat, is := info.Sys().(*syscall.Stat_t); is {
		return stat.Ino, time.Unix(stat.Ctim.Unix())
	}
	return 0, time.Time{}
}
