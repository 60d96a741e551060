package design_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"tradeoff/diversity"
	"tradeoff/diversity/internal/testkit"
	"tradeoff/diversity/theory/design"
	"tradeoff/diversity/worlds"
)

// pilotOf are the runs of a small study in a world with slope 0.7 / 1.1 = 0.64.
func pilotOf(t *testing.T, noise float64, repeats int) []diversity.Measurement {
	t.Helper()
	world := worlds.Planted{E: 0.1, A: 0.8, B: 0.8, Alpha: 0.4, Beta: 0.7, Noise: noise}
	return testkit.Measure(t, world, testkit.Ladder(256, 1024), repeats, 5)
}

// TestPilotAsksForMoreWhereNoiseIsHigh and reads the noise and the slope from the pilot.
func TestPilotAsksForMoreWhereNoiseIsHigh(t *testing.T) {
	options := design.PowerOptions{Repeats: []int{3, 10}, Studies: testkit.ManyOrFew(100, 40), BootstrapSamples: 100}
	quiet, err := design.Pilot(context.Background(), pilotOf(t, 0.004, 5), options)
	if err != nil {
		t.Fatal(err)
	}
	testkit.Near(t, "noise", quiet.Noise, 0.004, 0.001)
	testkit.Near(t, "slope", quiet.Slope, 0.64, 0.04)
	if len(quiet.Drifting.Cells) != 4 || len(quiet.Invariant) != 4 {
		t.Fatalf("%d and %d designs", len(quiet.Drifting.Cells), len(quiet.Invariant))
	}
	enough, err := quiet.Enough(0.8)
	if err != nil {
		t.Fatal(err)
	}
	for i, c := range quiet.Drifting.Cells {
		if c.Repeats == enough.Repeats && diversity.ListBudgets(c.Budgets) == diversity.ListBudgets(enough.Budgets) &&
			(c.Power.Value < 0.8 || quiet.Invariant[i].Consistent.Value < 0.8) {
			t.Errorf("%+v is said to be enough", c)
		}
	}
	if !strings.Contains(quiet.String(), "tell in 80% of studies both") {
		t.Error(quiet)
	}
	noisy, err := design.Pilot(context.Background(), pilotOf(t, 0.04, 5), options)
	if err != nil {
		t.Fatal(err)
	}
	_, err = noisy.Enough(0.8)
	if !errors.Is(err, diversity.ErrTooFew) || !strings.Contains(noisy.String(), "none of the designs tried") {
		t.Errorf("four points of noise: %v: %v", noisy, err)
	}
}

func TestPilotRefuses(t *testing.T) {
	for says, c := range map[string]struct {
		points []diversity.Measurement
		o      design.PowerOptions
		is     error
	}{
		"its noise is not known": {pilotOf(t, 0.01, 1), design.PowerOptions{}, diversity.ErrTooFew},
		"PowerOptions.Test":      {pilotOf(t, 0.01, 2), design.PowerOptions{Test: design.ByLaws}, diversity.ErrInvalid},
		"PowerOptions.Repeats":   {pilotOf(t, 0.01, 2), design.PowerOptions{Repeats: []int{1}}, diversity.ErrInvalid},
		"the untied law":         {nil, design.PowerOptions{}, diversity.ErrTooFew},
	} {
		_, err := design.Pilot(context.Background(), c.points, c.o)
		if !errors.Is(err, c.is) || !strings.Contains(err.Error(), says) {
			t.Errorf("%v, want %v with %q", err, c.is, says)
		}
	}
}
