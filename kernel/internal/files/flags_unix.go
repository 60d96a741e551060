//go:build unix

package files

import "syscall"

const (
	doNotWait   = syscall.O_NONBLOCK
	doNotFollow = syscall.O_NOFOLLOW
)
