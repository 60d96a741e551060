package pretrain

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/gomlx/gomlx/core/tensors"

	"tradeoff/diversity"
	"tradeoff/diversity/internal/testkit"
	"tradeoff/diversity/recipe"
)

// streamed is a set whose images are read when they are needed.
func streamed(d Data) Data {
	images, size := d.Images, d.Height*d.Width*d.Channels
	d.Images = nil
	d.Source = &Source{Name: "blobs", Read: func(rows []int32) (out []uint8, err error) {
		for _, row := range rows {
			out = append(out, images[int(row)*size:(int(row)+1)*size]...)
		}
		return out, nil
	}}
	return d
}

func sourceRecipes() map[string]recipe.Recipe {
	return map[string]recipe.Recipe{
		"plain":            {Steps: 30, Batch: 8},
		"augmented":        {Steps: 30, Batch: 7, Augment: recipe.Augment{Shift: 1, Rotate: 9, MixUp: 0.3}},
		"parts of batches": {Steps: 20, Batch: 12, MicroBatch: 4},
		"two views":        {Steps: 20, Batch: 6, Objective: recipe.Objective{Kind: recipe.SupCon}, Augment: recipe.Augment{Shift: 1}},
	}
}

// A set that is read batch by batch gives the weights of one that is held in memory, bit for bit.
func TestSourceGivesTheSameWeights(t *testing.T) {
	for name, r := range sourceRecipes() {
		t.Run(name, func(t *testing.T) {
			o := small()
			o.Recipe = r
			sameFromSource(t, goTrainer(t, o))
		})
	}
}

func TestSourceGivesTheSameWeightsOnXLA(t *testing.T) {
	testkit.NotShort(t, "the same is asked of the pure-Go backend")
	o := small()
	o.Recipe = recipe.Recipe{Steps: 150, Batch: 4, Augment: recipe.Augment{Shift: 1}} // 64 updates in a call
	sameFromSource(t, xlaTrainer(t, o))
}

func sameFromSource(t *testing.T, trainer *Trainer) {
	t.Helper()
	data := blobs(3, 5, 4, 5, 1)
	want, wantPoints := train(t, trainer, data, 7)
	var waited time.Duration
	got, points, err := trainer.Train(context.Background(), streamed(data), 7, TrainOptions{Waited: &waited})
	if err != nil || got.Hash() != want.Hash() || len(points) != len(wantPoints) {
		t.Errorf("other weights, or another curve: %v", err)
	}
	if waited <= 0 {
		t.Error("no time was waited, not even for the first images")
	}
}

func TestResumedFromSource(t *testing.T) {
	resumes(t, goTrainer(t, longer()), streamed(blobs(3, 5, 4, 5, 1)))
}

// A checkpoint is of one source.
func TestCheckpointOfAnotherSource(t *testing.T) {
	trainer, data := goTrainer(t, longer()), streamed(blobs(3, 5, 4, 5, 1))
	c := mustCut(t, trainer, data)
	other := *data.Source
	other.Name = "others"
	data.Source = &other
	if _, _, err := trainer.Train(context.Background(), data, 7, TrainOptions{From: c}); !errors.Is(err, ErrCheckpoint) {
		t.Errorf("error %v, want ErrCheckpoint", err)
	}
}

func TestSourceThatFails(t *testing.T) {
	broken := errors.New("the disk is gone")
	calls := 0
	for want, read := range map[string]func([]int32) ([]uint8, error){
		"the disk is gone": func(rows []int32) ([]uint8, error) {
			if calls++; calls < 3 {
				return make([]uint8, len(rows)*20), nil
			}
			return nil, broken
		},
		"len of what Data.Source.Read returned = 7": func([]int32) ([]uint8, error) { return make([]uint8, 7), nil },
		"images of blobs: panic: lost":              func([]int32) ([]uint8, error) { panic("lost") },
	} {
		data := streamed(blobs(3, 5, 4, 5, 1))
		data.Source.Read = read
		network, _, err := goTrainer(t, small()).Train(context.Background(), data, 7, TrainOptions{})
		if errors.Is(err, ErrDevice) {
			t.Errorf("%s: error %v blames the device", want, err)
		}
		if network != nil || err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: network %v, error %v", want, network, err)
		}
	}
}

// Room for passes that are not made is not taken from behind what the source returned.
func TestSourceKeepsItsMemory(t *testing.T) {
	held := bytes.Repeat([]byte{7}, 3*20)
	source := Source{Name: "held", Read: func(rows []int32) ([]uint8, error) { return held[:len(rows)*20], nil }}
	tensor, err := source.read(goTrainer(t, small()), batches{count: 1, dims: []int{3, 1}, rows: []int32{0, 0, 0}})
	if err != nil {
		t.Fatal(err)
	}
	defer finalize([]*tensors.Tensor{tensor})
	got, err := tensors.CopyFlatData[uint8](tensor)
	if want := append(bytes.Repeat([]byte{7}, 20), make([]byte, 40)...); err != nil || !bytes.Equal(got, want) {
		t.Errorf("images %v (%v), want %v", got, err, want)
	}
	if !bytes.Equal(held, bytes.Repeat([]byte{7}, 3*20)) {
		t.Errorf("the source's own memory became %v", held)
	}
}

func TestSourceIsChecked(t *testing.T) {
	both := streamed(blobs(3, 5, 4, 5, 1))
	both.Images = make([]uint8, 3*5*20)
	nameless := streamed(blobs(3, 5, 4, 5, 1))
	nameless.Source.Name = ""
	for field, data := range map[string]Data{"Data.Images": both, "Data.Source": nameless} {
		if err := data.Validate(); !errors.Is(err, diversity.ErrInvalid) || !strings.Contains(err.Error(), field) {
			t.Errorf("%s: error %v", field, err)
		}
	}
	data := streamed(blobs(3, 5, 4, 5, 1))
	_, err := goTrainer(t, small()).TrainMany(context.Background(), []Data{data, data}, []uint64{1, 2}, TrainManyOptions{})
	if !errors.Is(err, diversity.ErrInvalid) || !strings.Contains(err.Error(), "set 0: Data.Source") {
		t.Errorf("at once: error %v", err)
	}
}

// Reading ends with the training, however it ends.
func TestCancelledReading(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	data := streamed(blobs(3, 5, 4, 5, 1))
	read, running := data.Source.Read, make(chan struct{}, 1)
	data.Source.Read = func(rows []int32) ([]uint8, error) {
		running <- struct{}{}
		defer func() { <-running }()
		cancel()
		return read(rows)
	}
	if _, _, err := goTrainer(t, longer()).Train(ctx, data, 7, TrainOptions{}); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
	if len(running) != 0 {
		t.Error("the source is still being read")
	}
}
