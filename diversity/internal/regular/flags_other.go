//go:build !unix

package regular

// Elsewhere what is opened has been looked at before.
const dontWait, dontFollow = 0, 0
