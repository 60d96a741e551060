//go:build !race

package theory_test

// raceDetector slows a single goroutine down tenfold and can find nothing in it.
const raceDetector = false
