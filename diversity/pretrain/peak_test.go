package pretrain

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"tradeoff/diversity"
)

func TestProductOptionsOutOfRange(t *testing.T) {
	trainer := goTrainer(t, small())
	for want, o := range map[string]ProductOptions{
		"ProductOptions.Side = -1":          {Side: -1},
		"ProductOptions.Side = 65537":       {Side: 65537},
		"ProductOptions.Times = 1025":       {Times: 1025},
		`ProductOptions.Precision = "half"`: {Precision: "half"},
		"ProductOptions.Duration = -1s":     {Duration: -time.Second},
	} {
		if _, err := trainer.ProductRate(context.Background(), o); !errors.Is(err, diversity.ErrInvalid) ||
			!strings.Contains(err.Error(), want) {
			t.Errorf("error %v, want one with %q", err, want)
		}
	}
	if _, err := trainer.TimeUpdates(context.Background(), blobs(3, 5, 4, 5, 1), 1, time.Microsecond); !errors.Is(err,
		diversity.ErrInvalid) {
		t.Errorf("a time of a microsecond: %v", err)
	}
	ended, end := context.WithCancel(context.Background())
	end()
	if _, err := trainer.ProductRate(ended, ProductOptions{Side: 4}); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
}

// Training ends soon after the time, not at the end; one that diverges is timed all the same.
func TestTimeUpdates(t *testing.T) {
	o := small()
	o.Recipe.Steps = 1 << 20
	data := blobs(3, 5, o.Height, o.Width, o.Channels)
	timing, err := goTrainer(t, o).TimeUpdates(context.Background(), data, 1, 20*time.Millisecond)
	if err != nil || timing.Updates < 1 || timing.Updates >= o.Recipe.Steps || timing.Taken < 20*time.Millisecond {
		t.Errorf("%+v, %v", timing, err)
	}
	o.Recipe.LearningRate, o.Recipe.Momentum, o.Recipe.WeightDecay, o.Recipe.Steps = 100, 0.999, 1, 300
	if timing, err := goTrainer(t, o).TimeUpdates(context.Background(), data, 1, time.Hour); err != nil {
		t.Errorf("%+v, %v", timing, err)
	}
}
