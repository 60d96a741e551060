// Package settings checks what the options of theory, design and backtest have in common, each under the name of the
// field that a user set, and has the laws that are used if none are given.
package settings

import (
	"tradeoff/diversity"
	"tradeoff/diversity/laws"
)

// mostBootstrapSamples bounds the memory of a bootstrap.
const mostBootstrapSamples = 1_000_000

// BootstrapSamples checks a number of bootstrap refits, of which a negative one means none.
func BootstrapSamples(field string, samples int) error {
	if samples > mostBootstrapSamples {
		return diversity.Invalid(field, samples, "up to 1000000, 0 for the default 1000, or negative for none")
	}
	return nil
}

// Level checks the confidence of intervals.
func Level(field string, level float64) error {
	if !(level >= 0 && level < 1) {
		return diversity.Invalid(field, level, "between 0 and 1, or 0 for the default 0.95")
	}
	return nil
}

// Ceiling checks the error of a network with random weights.
func Ceiling(field string, ceiling float64) error {
	if !(ceiling >= 0 && ceiling <= 1) {
		return diversity.Invalid(field, ceiling, "an error share in (0, 1], or 0 for none")
	}
	return nil
}

// Samples checks a number of curves drawn from a fitted model.
func Samples(field string, samples int) error {
	if samples != 0 && (samples < 100 || samples > 100_000) {
		return diversity.Invalid(field, samples, "100..100000, or 0 for the default 2000")
	}
	return nil
}

// Octaves checks a distance in factors of two, of which 0 means what is given.
func Octaves(field string, octaves float64, zero string) error {
	if !(octaves >= 0 && octaves <= 64) {
		return diversity.Invalid(field, octaves, "0..64, 0 for "+zero)
	}
	return nil
}

// Laws are the given ones, or the tied and the untied law if there is no list at all.
func Laws(given []laws.Law) []laws.Law {
	if given == nil {
		return []laws.Law{laws.Tied{}, laws.Untied{}}
	}
	return given
}

// ValidLaws checks each of the given laws.
func ValidLaws(given []laws.Law) error {
	for _, law := range given {
		if err := laws.Check(law); err != nil {
			return err
		}
	}
	return nil
}
