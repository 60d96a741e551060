package estimate

import (
	"fmt"
	"math"
)

// directed is an error about a score of which neither the name nor an option says whether more or less is better.
func directed(header string, o TableOptions) error {
	if kindOfScore(header) == unknownScore && !o.HigherIsBetter && !o.LowerIsBetter {
		return wrongRange(header, "say whether more or less of it is better (TableOptions.HigherIsBetter or LowerIsBetter)")
	}
	return nil
}

// setScore finds which way a score goes and between which values it lies.
func (l *layout) setScore(header string, v valueRange, o TableOptions) error {
	kind := kindOfScore(header)
	rises := kind == shareRight || kind == correlationScore
	switch {
	case o.HigherIsBetter:
		rises = true
	case o.LowerIsBetter:
		rises = false
	}
	if v.values == 0 { // the second reading refuses what is there
		return nil
	}
	if l.scale.Score == "" && !errorColumn.is(header) {
		l.scale.Score = header
	}
	if rises {
		return l.setRising(header, kind, v, o)
	}
	return l.setFalling(header, kind, v)
}

// setFalling is for errors and losses.
func (l *layout) setFalling(header string, kind scoreKind, v valueRange) error {
	if v.low < 0 {
		return wrongRange(header, "it has %v, and less is better: want numbers of at least 0; add a constant to all", v.low)
	}
	switch {
	case saysPerCent(header) || kind == shareOfErrors && v.high > 1:
		return l.setPerCent(header, v, 0, 100)
	case v.high > 1:
		l.scale.Step = math.Pow(10, math.Ceil(math.Log10(1.25*v.high)))
	}
	return nil
}

// setRising is for what is better the more there is of it.
func (l *layout) setRising(header string, kind scoreKind, v valueRange, o TableOptions) error {
	l.scale.Rises = true
	best := o.Best
	switch {
	case best > 0 && v.high > best:
		return wrongRange(header, "it has %v, which is more than the best value %v", v.high, best)
	case best > 0:
	case saysPerCent(header) || kind == shareRight && v.high > 1:
		return l.setPerCent(header, v, 100, -100)
	case v.high > 1:
		return wrongRange(header,
			"it has %v: say what the best value is that it can have, such as 100 (TableOptions.Best)", v.high)
	default:
		best = 1
	}
	l.scale.From, l.scale.Step = best, -best
	if v.low < 0 {
		l.scale.Step = -math.Pow(10, math.Ceil(math.Log10((best-v.low)/2)-1e-12)) * 2
	}
	return nil
}

// setPerCent takes a column for per cent, unless some of it look like shares.
func (l *layout) setPerCent(header string, v valueRange, from, step float64) error {
	const mostSmall = 0.1 // share of numbers below 1 that per cent may have
	switch {
	case v.high > 100:
		return wrongRange(header, "it has %v: want shares in 0..1 or per cent in 0..100", v.high)
	case !saysPerCent(header) && float64(v.small) > mostSmall*float64(v.values):
		return wrongRange(header,
			"it has %v, and %d of %d numbers are at most 1: want all as shares in 0..1 or all in per cent",
			v.high, v.small, v.values)
	}
	l.scale.PerCent, l.scale.From, l.scale.Step = true, from, step
	if !saysPerCent(header) {
		l.notes = append(l.notes, fmt.Sprintf("The column %s, which has %v, was read as per cent.", header, v.high))
	}
	return nil
}
