//go:build race

package testkit

// RaceDetector slows a single goroutine down tenfold and can find nothing in it.
const RaceDetector = true
