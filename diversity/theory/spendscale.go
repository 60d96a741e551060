package theory

import "tradeoff/diversity/estimate"

// InUnits is a spend whose prices are of what a table counts, participants and minutes, as one of what the points count
// that were read from it.
func (s Spend) InUnits(scale estimate.Scale) Spend {
	return Spend{Total: s.Total, PerClass: s.PerClass * scale.Classes(1), PerSample: s.PerSample * scale.Total(1)}
}
