package trial

import (
	"context"
	"errors"
	"slices"
	"time"

	"tradeoff/diversity/pretrain"
	"tradeoff/diversity/recipe"
)

// Speeds are how fast a device is. Lists have a value of each round.
type Speeds struct {
	Device   string     `json:"device"`
	Peaks    []Peak     `json:"peaks"`
	Together []Together `json:"together"`
	Alone    []Alone    `json:"alone"`
}

// Peak is the speed of products of large matrices.
type Peak struct {
	Precision recipe.Precision `json:"precision"` // "" is float32
	Side      int              `json:"side"`
	PerSecond []float64        `json:"per_second"` // floating-point operations
}

// Together is how fast small networks are trained, several at once.
type Together struct {
	Network string        `json:"network"`
	Updates int           `json:"updates"` // of each
	Rates   []ReplicaRate `json:"rates"`
	Stopped string        `json:"stopped"` // why larger numbers were not tried; "" if all were
}

// ReplicaRate is that of a number of networks at once.
type ReplicaRate struct {
	Replicas  int       `json:"replicas"`
	PerMinute []float64 `json:"per_minute"` // networks trained, compiling left out
}

// Best is the rate with the highest median; the zero value where there is none.
func (t Together) Best() (best ReplicaRate) {
	for _, r := range t.Rates {
		if Median(r.PerMinute) > Median(best.PerMinute) {
			best = r
		}
	}
	return best
}

// Alone is how fast a large network is trained by itself.
type Alone struct {
	Network   string           `json:"network"`
	Side      int              `json:"side"` // of its images
	Batch     int              `json:"batch"`
	Precision recipe.Precision `json:"precision"`
	Compiling float64          `json:"compiling"`  // seconds
	PerSecond []float64        `json:"per_second"` // images
	Share     []float64        `json:"share"`      // of the fastest product in its precision, by the products of training
	FromFile  []float64        `json:"from_file"`  // images per second that are read from a file meanwhile
	Waiting   []float64        `json:"waiting"`    // share of that time in which images were waited for
}

// Median is the middle of some values, the mean of two; 0 of none.
func Median(values []float64) float64 {
	sorted := slices.Sorted(slices.Values(values))
	if len(sorted) == 0 {
		return 0
	}
	return (sorted[(len(sorted)-1)/2] + sorted[len(sorted)/2]) / 2
}

// Measure times what the settings list on the device of this process. Progress, which may be nil, is told what comes
// next. Errors are those of [Compute].
func Measure(ctx context.Context, s Settings, progress func(string)) (out Speeds, err error) {
	if err := s.validate(); err != nil {
		return out, err
	}
	for _, n := range s.Together {
		told(progress, n.Name+", several at once")
		together, err := s.together(ctx, n)
		if err != nil {
			return out, failed(ctx, n, err)
		}
		out.Together = append(out.Together, together)
	}
	for i, n := range s.Alone {
		told(progress, n.Name)
		if err := s.alone(ctx, n, i == 0, &out); err != nil {
			return out, failed(ctx, n, err)
		}
	}
	return out, nil
}

// together first finds the numbers of replicas that are worth timing, which compiles, and then times them by turns.
func (s Settings) together(ctx context.Context, n Network) (out Together, err error) {
	t, err := n.trainer(ctx, recipe.Recipe{Epochs: s.Epochs, Batch: n.Batch})
	if err != nil {
		return out, err
	}
	defer func() { err = errors.Join(err, t.Close()) }()
	out = Together{Network: n.Name, Updates: recipe.Recipe{Epochs: s.Epochs, Batch: n.Batch}.Updates(s.Images)}
	tried, stopped, err := worthwhile(s.Replicas, func(replicas int) (rate float64, err error) {
		for range 2 { // the first compiles
			if rate, err = s.trainMany(ctx, t, n, replicas); err != nil {
				return 0, err
			}
		}
		return rate, nil
	})
	if err != nil {
		return out, err
	}
	out.Stopped = stopped
	for _, replicas := range tried {
		out.Rates = append(out.Rates, ReplicaRate{Replicas: replicas})
	}
	for range s.Rounds {
		for i := range out.Rates {
			rate, err := s.trainMany(ctx, t, n, out.Rates[i].Replicas)
			if err != nil {
				return out, err
			}
			out.Rates[i].PerMinute = append(out.Rates[i].PerMinute, rate)
		}
	}
	return out, nil
}

// enoughGain is by how much the rate must grow, over two larger numbers of replicas, for yet larger ones to be tried.
const enoughGain = 1.05

// worthwhile tries rising numbers of replicas until two in a row bring nothing or the device cannot hold them, and says
// why it stopped.
func worthwhile(replicas []int, rate func(replicas int) (float64, error)) (tried []int, stopped string, err error) {
	best, since := 0.0, 0
	for i, number := range replicas {
		now, err := rate(number)
		if i > 0 && errors.Is(err, pretrain.ErrDevice) {
			return tried, err.Error(), nil // out of memory, say
		}
		if err != nil {
			return tried, "", err
		}
		tried = append(tried, number)
		if since++; now > enoughGain*best {
			best, since = now, 0
		}
		if since == 2 && i < len(replicas)-1 {
			return tried, "two larger numbers brought nothing", nil
		}
	}
	return tried, "", nil
}

// trainMany trains so many networks at once and returns how many that are in a minute.
func (s Settings) trainMany(ctx context.Context, t *pretrain.Trainer, n Network, replicas int) (perMinute float64,
	err error) {
	data := n.images(classes, s.Images, 1)
	sets, seeds := slices.Repeat([]pretrain.Data{data}, replicas), make([]uint64, replicas)
	for i := range seeds {
		seeds[i] = uint64(i)
	}
	started := time.Now()
	outcomes, err := t.TrainMany(ctx, sets, seeds, pretrain.TrainManyOptions{})
	if err != nil {
		return 0, err
	}
	for _, o := range outcomes {
		if o.Err != nil && !errors.Is(o.Err, pretrain.ErrDiverged) {
			return 0, o.Err
		}
	}
	return 60 * float64(replicas) / time.Since(started).Seconds(), nil
}

// alone times one network, and with the first the products of matrices.
func (s Settings) alone(ctx context.Context, n Network, first bool, out *Speeds) (err error) {
	t, err := n.trainer(ctx, recipe.Recipe{Steps: 1 << 20, Batch: n.Batch, Precision: s.Precise})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, t.Close()) }()
	out.Device = t.Device()
	a := Alone{Network: n.Name, Side: n.Side, Batch: n.Batch, Precision: s.Precise}
	data := n.images(classes, 4*n.Batch, 1)
	file, err := fileOf(data)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, file.close()) }()
	compiled, err := t.TimeUpdates(ctx, data, 1, time.Millisecond)
	if err != nil {
		return err
	}
	a.Compiling = compiled.Taken.Seconds()
	for range s.Rounds {
		if first {
			if err := s.products(ctx, t, out); err != nil {
				return err
			}
		}
		timing, err := t.TimeUpdates(ctx, data, 1, s.Duration)
		if err != nil {
			return err
		}
		rate := n.rate(timing)
		a.PerSecond = append(a.PerSecond, rate)
		a.Share = append(a.Share, rate*6*float64(t.Products())/out.fastest(s.Precise)) // forward and two gradients
		if timing, err = t.TimeUpdates(ctx, file.data, 1, s.Duration); err != nil {
			return err
		}
		a.FromFile = append(a.FromFile, n.rate(timing))
		a.Waiting = append(a.Waiting, timing.Waited.Seconds()/timing.Taken.Seconds())
	}
	out.Alone = append(out.Alone, a)
	return nil
}

// rate is images per second.
func (n Network) rate(t pretrain.Timing) float64 {
	return float64(t.Updates*n.Batch) / t.Taken.Seconds()
}

// products times products of matrices in both precisions.
func (s Settings) products(ctx context.Context, t *pretrain.Trainer, out *Speeds) error {
	if out.Peaks == nil {
		out.Peaks = []Peak{{Precision: recipe.Float32, Side: s.Product}, {Precision: recipe.BFloat16, Side: s.Product}}
	}
	for i := range out.Peaks {
		p := &out.Peaks[i]
		rate, err := t.ProductRate(ctx, pretrain.ProductOptions{Side: p.Side, Precision: p.Precision, Times: s.Times,
			Duration: min(s.Duration, time.Second)})
		if err != nil {
			return err
		}
		p.PerSecond = append(p.PerSecond, rate)
	}
	return nil
}

// fastest is the rate of products in a precision, of all rounds.
func (s Speeds) fastest(precision recipe.Precision) (rate float64) {
	for _, p := range s.Peaks {
		if p.Precision == precision {
			rate = slices.Max(p.PerSecond)
		}
	}
	return rate
}
