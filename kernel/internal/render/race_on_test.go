//go:build race

package render

// raceDetector slows the JavaScript engine, a single goroutine, down tenfold and more, and can find nothing in it.
const raceDetector = true
