package study

import (
	"errors"
	"testing"

	"tradeoff/diversity"
)

// TestConfusionCoversTheRunsThatAreMeant: trained runs, random weights and published ones are kept apart.
func TestConfusionCoversTheRunsThatAreMeant(t *testing.T) {
	size := diversity.Size{Classes: 4, PerClass: 4}
	trained, random, published := Run{Size: size}, Run{Control: true}, Run{Control: true, Published: true}
	for _, c := range []struct {
		options ConfusionOptions
		want    [3]bool
	}{
		{ConfusionOptions{}, [3]bool{true, false, false}},
		{ConfusionOptions{Size: size}, [3]bool{true, false, false}},
		{ConfusionOptions{Size: diversity.Size{Classes: 2, PerClass: 8}}, [3]bool{}},
		{ConfusionOptions{Control: true}, [3]bool{false, true, false}},
		{ConfusionOptions{Published: true}, [3]bool{false, false, true}},
	} {
		if got := [3]bool{c.options.covers(trained, ""), c.options.covers(random, ""), c.options.covers(published, "")}; got != c.want {
			t.Errorf("%+v covers %v, want %v", c.options, got, c.want)
		}
	}
	if err := (ConfusionOptions{Control: true, Published: true}).validate(); !errors.Is(err, diversity.ErrInvalid) {
		t.Errorf("both controls: %v", err)
	}
}
