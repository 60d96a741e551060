package runner

import (
	"context"
	"testing"

	"tradeoff/diversity/study"
)

// A run with which a worker was lost may be what killed it: it is not trained together with others.
func TestLostRunIsComputedAlone(t *testing.T) {
	ctx, s := context.Background(), repeated()
	// Claiming the others, without a store, would panic.
	c := &crew{runner: mustNew(t, s), replicas: 3, runs: []study.Run{s.RunAt(s.Sizes[0], 0), s.RunAt(s.Sizes[0], 1)}}
	result, err := c.compute(ctx, study.Assignment{Run: c.runs[0], Lost: 1})
	if err != nil || len(result.Measurements) != 4 {
		t.Errorf("%d measurements, error %v", len(result.Measurements), err)
	}
}
