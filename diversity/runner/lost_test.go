package runner

import (
	"context"
	"testing"

	"tradeoff/diversity/study"
)

// A run with which a worker was lost may be what killed it: it is not trained together with others.
func TestLostRunIsComputedAlone(t *testing.T) {
	ctx, s := context.Background(), repeated()
	for _, lost := range []int{0, 1, 2} {
		c := &crew{runner: mustNew(t, s), replicas: 3}
		b := &batch{}
		order := study.Order{Run: s.RunAt(s.Sizes[0], 0), Lost: lost}
		if _, err := c.join(ctx, b, order, nil); err != nil {
			t.Fatal(err)
		}
		if want := 1 - min(lost, 1); len(b.orders) != want {
			t.Errorf("lost %d times: %d orders in the batch, want %d", lost, len(b.orders), want)
		}
		c.runs = []study.Run{s.RunAt(s.Sizes[0], 1)} // claiming it without a store would panic
		if lost > 0 {
			if _, err := c.compute(ctx, order); err != nil {
				t.Error(err)
			}
		}
	}
}
