package pretrain

import (
	"bytes"
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"tradeoff/diversity"
	"tradeoff/diversity/internal/testkit"
	"tradeoff/diversity/recipe"
)

// cutMany trains replicas until a number of checkpoints, one of each network, and returns the last ones as they come
// back from files; nil if the training ended.
func cutMany(t *testing.T, trainer *Trainer, list []Data, seeds []uint64, from []*Checkpoint, checkpoints int) (
	[]*Checkpoint, []Outcome) {
	t.Helper()
	last := slices.Clone(from)
	if last == nil {
		last = make([]*Checkpoint, len(list))
	}
	o := TrainManyOptions{From: from, Every: time.Millisecond, Save: func(number int, c *Checkpoint) error {
		if c.Step() == c.Updates() {
			return nil
		}
		var file bytes.Buffer
		if err := c.Write(&file); err != nil {
			return err
		}
		var err error
		if last[number], err = ReadCheckpoint(&file); err != nil {
			return err
		}
		if checkpoints--; checkpoints == 0 {
			return errCut
		}
		return nil
	}}
	outcomes, err := trainer.TrainMany(context.Background(), list, seeds, o)
	if err == nil {
		return nil, outcomes
	}
	if !errors.Is(err, errCut) {
		t.Fatal(err)
	}
	return last, nil
}

// sameOutcomes asks for the same bits and curves.
func sameOutcomes(t *testing.T, what string, got, want []Outcome) {
	t.Helper()
	for i, outcome := range got {
		if outcome.Err != nil {
			t.Fatalf("%s: network %d: %v", what, i, outcome.Err)
		}
		if outcome.Network.Hash() != want[i].Network.Hash() || !slices.Equal(outcome.Curve, want[i].Curve) {
			t.Errorf("%s: network %d has other weights, or another curve", what, i)
		}
	}
}

// Replicas that are cut off again and again come to the same bits as in one piece, also where the cut is between the
// checkpoints of two of them, so that one is further than the others.
func TestResumedReplicas(t *testing.T) {
	for name, r := range map[string]recipe.Recipe{
		"augmented": {Steps: 40, Batch: 8, Warmup: 3, Augment: recipe.Augment{Shift: 1, Flip: 0.5}},
		"averaged, mixed, in parts": {Steps: 24, Batch: 8, MicroBatch: 4, Optimizer: recipe.AdamW, Average: 0.9,
			Augment: recipe.Augment{MixUp: 0.4}},
	} {
		t.Run(name, func(t *testing.T) {
			o := small()
			o.Recipe = r
			resumesReplicas(t, goTrainer(t, o))
		})
	}
}

// On XLA a call makes many updates.
func TestIntegrationResumedReplicasOnXLA(t *testing.T) {
	testkit.Integration(t, func(t *testing.T) {
		o := small()
		o.Recipe.Steps = 300
		resumesReplicas(t, xlaTrainer(t, o))
	})
}

// resumesReplicas cuts three trainings as often as it can and compares what they come to with those in one piece.
func resumesReplicas(t *testing.T, trainer *Trainer) {
	t.Helper()
	list, seeds := sets(trainer.options, 3)
	_, want := cutMany(t, trainer, list, seeds, nil, 0)
	uneven := false
	var from []*Checkpoint
	for parts := 1; ; parts++ {
		next, outcomes := cutMany(t, trainer, list, seeds, from, 4) // the fourth is the first network's second
		if next == nil {
			sameOutcomes(t, "cut off", outcomes, want)
			if parts < 3 || !uneven {
				t.Errorf("%d parts, some uneven: %v", parts, uneven)
			}
			return
		}
		from = next
		uneven = uneven || from[0].Step() != from[2].Step()
	}
}

// A network joins those that begin: the three come to the bits of three that began together.
func TestReplicaJoinsThoseThatBegin(t *testing.T) {
	trainer := goTrainer(t, small())
	list, seeds := sets(small(), 3)
	_, want := cutMany(t, trainer, list, seeds, nil, 0)
	from, _ := cutMany(t, trainer, list, seeds, nil, 9)
	before := from[1].Seconds()
	from[0], from[2] = nil, nil
	var last []*Checkpoint
	outcomes, err := trainer.TrainMany(context.Background(), list, seeds, TrainManyOptions{From: from, Every: time.Hour,
		Save: func(_ int, c *Checkpoint) error { last = append(last, c); return nil }})
	if err != nil {
		t.Fatal(err)
	}
	sameOutcomes(t, "joined", outcomes, want)
	if len(last) != 0 || before <= 0 {
		t.Errorf("%d checkpoints within an hour, the first part took %v s", len(last), before)
	}
}

// A replica's checkpoint is one of a single training, which comes to weights that differ by rounding alone.
func TestReplicaContinuesAlone(t *testing.T) {
	trainer := goTrainer(t, small())
	list, seeds := sets(small(), 3)
	from, _ := cutMany(t, trainer, list, seeds, nil, 12)
	network, _, err := trainer.Train(context.Background(), list[1], seeds[1], TrainOptions{From: from[1]})
	if err != nil {
		t.Fatal(err)
	}
	alone, _ := train(t, trainer, list[1], seeds[1])
	var worst float64
	for i, w := range network.Weights() {
		for j, v := range w.Data {
			worst = max(worst, max(float64(v-alone.Weights()[i].Data[j]), float64(alone.Weights()[i].Data[j]-v)))
		}
	}
	if !(worst <= replicaTolerance) || from[1].Step() == 0 {
		t.Errorf("after step %d alone, a weight differs by %v", from[1].Step(), worst)
	}
}

// Replicas that are stopped save what they have done, however long ago the last checkpoint was.
func TestStoppedReplicasSave(t *testing.T) {
	trainer := goTrainer(t, longer())
	list, seeds := sets(longer(), 2)
	ctx, cancel := context.WithCancel(context.Background())
	steps := map[int]int{}
	o := TrainManyOptions{Every: 5 * time.Millisecond, Save: func(number int, c *Checkpoint) error {
		cancel()
		steps[number] = c.Step()
		return nil
	}}
	if _, err := trainer.TrainMany(ctx, list, seeds, o); !errors.Is(err, context.Canceled) {
		t.Fatalf("error %v", err)
	}
	if steps[0] == 0 || steps[0] != steps[1] {
		t.Errorf("steps %v", steps)
	}
}

// A network that diverged diverges again from its checkpoint, at once, and does not hold the others up.
func TestDivergedReplicaStaysSo(t *testing.T) {
	trainer := goTrainer(t, small())
	list, seeds := sets(small(), 2)
	g := trainer.newGroup(list, seeds)
	defer g.free()
	last := make([]*Checkpoint, 2)
	if err := g.start(context.Background(), TrainManyOptions{Every: time.Millisecond,
		Save: func(number int, c *Checkpoint) error {
			if c.Step() < c.Updates() {
				last[number] = c
			}
			return nil
		}}); err != nil {
		t.Fatal(err)
	}
	g.failed[1] = ErrDiverged
	want, err := g.run(context.Background())
	if err != nil || last[1] == nil || last[1].Step() != last[0].Step() || last[1].Step() == 0 {
		t.Fatalf("checkpoints %v, error %v", last, err)
	}
	outcomes, err := trainer.TrainMany(context.Background(), list, seeds, TrainManyOptions{From: last})
	if err != nil || !errors.Is(outcomes[1].Err, ErrDiverged) {
		t.Fatalf("outcomes %v, error %v", outcomes, err)
	}
	sameOutcomes(t, "beside one that diverged", outcomes[:1], want[:1])
	_, _, err = trainer.Train(context.Background(), list[1], seeds[1], TrainOptions{From: last[1]})
	if !errors.Is(err, ErrDiverged) {
		t.Errorf("alone: error %v", err)
	}
}

func TestTrainManyOptionsAreChecked(t *testing.T) {
	trainer := goTrainer(t, small())
	list, seeds := sets(small(), 2)
	from, _ := cutMany(t, trainer, list, seeds, nil, 2)
	full := errors.New("disk full")
	fail := func(int, *Checkpoint) error { return full }
	for want, c := range map[string]struct {
		o    TrainManyOptions
		kind error
	}{
		"TrainManyOptions.Every":           {TrainManyOptions{Every: -1}, diversity.ErrInvalid},
		"len(TrainManyOptions.From) = 1":   {TrainManyOptions{From: from[:1]}, diversity.ErrInvalid},
		"TrainManyOptions.From[0]":         {TrainManyOptions{From: []*Checkpoint{from[1], from[0]}}, ErrCheckpoint},
		"checkpoint of network 0 at step ": {TrainManyOptions{Every: time.Millisecond, Save: fail}, full},
	} {
		if _, err := trainer.TrainMany(context.Background(), list, seeds, c.o); !errors.Is(err, c.kind) ||
			!strings.Contains(err.Error(), want) {
			t.Errorf("error %v, want one with %q", err, want)
		}
	}
	cancelled, cancel := context.WithCancel(context.Background())
	cancel()
	_, err := trainer.TrainMany(cancelled, list, seeds, TrainManyOptions{From: from})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("error %v, want the context's", err)
	}
}
