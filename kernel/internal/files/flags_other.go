//go:build !unix

package files

// Elsewhere a file is looked at after it is opened, and not before.
const doNotWait, doNotFollow = 0, 0
