package settings_test

import (
	"errors"
	"math"
	"testing"

	"tradeoff/diversity"
	"tradeoff/diversity/laws"
	"tradeoff/diversity/theory/internal/settings"
)

func TestRanges(t *testing.T) {
	level := func(x float64) error { return settings.Level("X", x) }
	ceiling := func(x float64) error { return settings.Ceiling("X", x) }
	octaves := func(x float64) error { return settings.Octaves("X", x, "any") }
	samples := func(x float64) error { return settings.Samples("X", int(x)) }
	bootstrap := func(x float64) error { return settings.BootstrapSamples("X", int(x)) }
	for name, c := range map[string]struct {
		check     func(float64) error
		good, bad []float64
	}{
		"level":     {level, []float64{0, 0.5, 0.999}, []float64{-0.1, 1, 95, math.NaN(), math.Inf(1)}},
		"ceiling":   {ceiling, []float64{0, 0.5, 1}, []float64{-0.1, 1.1, math.NaN(), math.Inf(1)}},
		"octaves":   {octaves, []float64{0, 0.5, 64}, []float64{-0.1, 65, math.NaN(), math.Inf(1)}},
		"samples":   {samples, []float64{0, 100, 100000}, []float64{-1, 1, 99, 100001}},
		"bootstrap": {bootstrap, []float64{-1, 0, 1, 1e6}, []float64{1e6 + 1}},
	} {
		for _, x := range c.good {
			if err := c.check(x); err != nil {
				t.Errorf("%s %v: %v", name, x, err)
			}
		}
		for _, x := range c.bad {
			var invalid *diversity.FieldError
			if err := c.check(x); !errors.As(err, &invalid) || invalid.Field != "X" {
				t.Errorf("%s %v: %v, want an error that names X", name, x, err)
			}
		}
	}
}

func TestLaws(t *testing.T) {
	if got := settings.Laws(nil); len(got) != 2 || got[0].Name() != "tied" || got[1].Name() != "untied" {
		t.Errorf("without a list: %v", got)
	}
	if got := settings.Laws([]laws.Law{}); len(got) != 0 {
		t.Errorf("an empty list stays empty, got %v", got)
	}
	if err := settings.ValidLaws([]laws.Law{laws.Tied{}, nil}); !errors.Is(err, laws.ErrLaw) {
		t.Errorf("no law: %v, want ErrLaw", err)
	}
	if err := settings.ValidLaws(settings.Laws(nil)); err != nil {
		t.Error(err)
	}
}
