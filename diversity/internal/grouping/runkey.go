package grouping

import "tradeoff/diversity"

// RunKey identifies the rows of one run. The repeat stands in for the name where rows carry none.
type RunKey struct {
	Size   diversity.Size
	Run    string
	repeat int
	probe  string
}

// KeyOf is the run that a measurement belongs to.
func KeyOf(point diversity.Measurement) RunKey {
	return RunKey{Size: point.Size, Run: point.Run, repeat: point.Repeat, probe: point.Probe}
}
