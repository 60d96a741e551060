package pretrain

import (
	"context"
	"errors"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/gomlx/core/tensors"

	"tradeoff/diversity"
	"tradeoff/diversity/internal/device"
)

// replicaTolerance is what TrainMany's comment states: the largest difference of a weight after these tests' 20
// updates.
const replicaTolerance = 1e-5

// sets are several random sets of one size, and seeds.
func sets(o Options, count int) (list []Data, seeds []uint64) {
	for i := range count {
		data := blobs(3, 5, o.Height, o.Width, o.Channels)
		for j := range data.Images {
			data.Images[j] += uint8(40 * i)
		}
		list, seeds = append(list, data), append(seeds, uint64(7+i))
	}
	return list, seeds
}

// comparesReplicas is [compareReplicas] but with -short, where only the tests of replicas compile for them.
func comparesReplicas(t *testing.T, trainer *Trainer) {
	t.Helper()
	if testing.Short() {
		t.Log("with -short replicas are not compared with single runs here")
		return
	}
	compareReplicas(t, trainer)
}

// compareReplicas trains sets together and one by one.
func compareReplicas(t *testing.T, trainer *Trainer) {
	t.Helper()
	list, seeds := sets(trainer.options, 3)
	outcomes, err := trainer.TrainMany(context.Background(), list, seeds, TrainManyOptions{})
	if err != nil {
		t.Fatal(err)
	}
	var worst float64
	for i, outcome := range outcomes {
		if outcome.Err != nil {
			t.Fatalf("replica %d: %v", i, outcome.Err)
		}
		want, points := train(t, trainer, list[i], seeds[i])
		for j, w := range outcome.Network.Weights() {
			for k, v := range w.Data {
				worst = max(worst, math.Abs(float64(v-want.Weights()[j].Data[k])))
			}
		}
		for j, p := range outcome.Curve {
			if p.Step != points[j].Step || p.Rate != points[j].Rate || math.Abs(p.Loss-points[j].Loss) > replicaTolerance ||
				len(points) != len(outcome.Curve) {
				t.Errorf("replica %d: curve point %d is %+v, alone %+v", i, j, p, points[j])
			}
		}
	}
	t.Logf("the largest difference of a weight is %.2g", worst)
	if !(worst <= replicaTolerance) {
		t.Errorf("a weight differs by %v from that of a single run, tolerance %v", worst, replicaTolerance)
	}
	if outcomes[0].Network.Hash() == outcomes[1].Network.Hash() {
		t.Error("two replicas are the same network")
	}
}

func TestReplicasAreSingleRuns(t *testing.T) {
	for name, o := range variants() {
		t.Run(name, func(t *testing.T) { compareReplicas(t, goTrainer(t, o)) })
	}
}

// TestDivergedReplicaFailsAlone poisons one replica's weights before training.
func TestDivergedReplicaFailsAlone(t *testing.T) {
	trainer := goTrainer(t, small())
	list, seeds := sets(small(), 3)
	want, err := trainer.TrainMany(context.Background(), list, seeds, TrainManyOptions{})
	if err != nil {
		t.Fatal(err)
	}
	g := trainer.newGroup(list, seeds)
	defer g.free()
	first := tensors.MustCopyFlatData[float32](g.state[0])
	dims := g.state[0].Shape().Dimensions
	first[len(first)/3] = float32(math.NaN()) // the first weight of replica 1
	g.state[0].MustFinalizeAll()
	g.state[0] = tensors.FromFlatDataAndDimensions(first, dims...)
	got, err := g.run(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	for i, outcome := range got {
		if diverged := errors.Is(outcome.Err, ErrDiverged); diverged != (i == 1) || diverged != (outcome.Network == nil) {
			t.Fatalf("replica %d: %v", i, outcome.Err)
		}
		if i != 1 && outcome.Network.Hash() != want[i].Network.Hash() {
			t.Errorf("replica %d has other weights beside one that diverges", i)
		}
	}
	if !strings.Contains(got[1].Err.Error(), "step 1 of 20") {
		t.Errorf("error %v", got[1].Err)
	}
}

func TestAllReplicasDiverge(t *testing.T) {
	o := small()
	o.Recipe.LearningRate, o.Recipe.Momentum, o.Recipe.WeightDecay, o.Recipe.Steps = 100, 0.999, 1, 300
	list, seeds := sets(o, 2)
	outcomes, err := goTrainer(t, o).TrainMany(context.Background(), list, seeds, TrainManyOptions{})
	if err != nil || !errors.Is(outcomes[0].Err, ErrDiverged) || !errors.Is(outcomes[1].Err, ErrDiverged) {
		t.Errorf("outcomes %v, %v", outcomes, err)
	}
}

func TestFuncsAreTrainedOneByOne(t *testing.T) {
	o := small()
	o.Backbone = like(o.Backbone)
	trainer := goTrainer(t, o)
	list, seeds := sets(o, 2)
	outcomes, err := trainer.TrainMany(context.Background(), list, seeds, TrainManyOptions{})
	if err != nil {
		t.Fatal(err)
	}
	for i, outcome := range outcomes {
		if want, points := train(t, trainer, list[i], seeds[i]); outcome.Network.Hash() != want.Hash() ||
			!slices.Equal(outcome.Curve, points) {
			t.Errorf("set %d: another network", i)
		}
	}
	if trainer.device.Kind = device.CUDA; trainer.Replicas() != 1 {
		t.Errorf("%d replicas of a function, want 1", trainer.Replicas())
	}
}

func TestReplicasByDevice(t *testing.T) {
	trainer := goTrainer(t, small())
	real := trainer.device.Kind
	defer func() { trainer.device.Kind = real }()
	for kind, want := range map[device.Kind]int{device.Go: 1, device.CPU: 1, device.CUDA: cudaReplicas, device.Other: 1} {
		if trainer.device.Kind = kind; trainer.Replicas() != want {
			t.Errorf("%v: %d replicas, want %d", kind, trainer.Replicas(), want)
		}
	}
}

func TestTrainManyRefuses(t *testing.T) {
	trainer := goTrainer(t, small())
	list, seeds := sets(small(), 2)
	more, classes := slices.Clone(list), slices.Clone(list)
	more[1] = blobs(3, 6, 4, 5, 1)
	classes[1].Classes = 4
	shape := []Data{blobs(3, 5, 5, 4, 1)}
	for want, c := range map[string]struct {
		sets  []Data
		seeds []uint64
	}{
		"0 and 0":                   {nil, nil},
		"2 and 1":                   {list, seeds[:1]},
		"1025 and 1025":             {make([]Data, 1025), make([]uint64, 1025)},
		"set 1 = 18 images":         {more, seeds},
		"15 images of 4 classes":    {classes, seeds},
		"set 0: Data shape = 5x4x1": {shape, seeds[:1]},
	} {
		_, err := trainer.TrainMany(context.Background(), c.sets, c.seeds, TrainManyOptions{})
		if !errors.Is(err, diversity.ErrInvalid) || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, want one with %q", err, want)
		}
	}
	cancelled, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := trainer.TrainMany(cancelled, list, seeds, TrainManyOptions{}); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v, want the context's", err)
	}
}

func TestStackAndInterleave(t *testing.T) {
	states := [][]*tensors.Tensor{
		{tensors.FromFlatDataAndDimensions([]float32{1, 2}, 2)}, {tensors.FromFlatDataAndDimensions([]float32{3, 4}, 2)},
	}
	stacked := stack(states, 0)
	if got := tensors.MustCopyFlatData[float32](stacked); !slices.Equal(got, []float32{1, 2, 3, 4}) ||
		stacked.Shape().Check(dtypes.Float32, 2, 2) != nil {
		t.Errorf("stacked: %v %v", got, stacked.Shape())
	}
	together := interleave([][]int{{1, 2, 3, 4}, {5, 6, 7, 8}}, 2)
	if !slices.Equal(together, []int{1, 2, 5, 6, 3, 4, 7, 8}) {
		t.Errorf("interleaved: %v", together)
	}
	if got := deal(together, 2, 1, 2); !slices.Equal(got, []int{5, 6, 7, 8}) {
		t.Errorf("dealt: %v", got)
	}
}
