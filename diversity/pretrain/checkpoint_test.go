package pretrain

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"tradeoff/diversity"
	"tradeoff/diversity/backbone"
	"tradeoff/diversity/internal/testkit"
	"tradeoff/diversity/recipe"
)

var errCut = errors.New("cut")

// cut trains until the first checkpoint and returns it as it comes back from a file; nil if the training ended.
func cut(t *testing.T, trainer *Trainer, data Data, from *Checkpoint) (*Checkpoint, *Network, []recipe.CurvePoint) {
	t.Helper()
	var file bytes.Buffer
	first := 0
	o := TrainOptions{From: from, Every: time.Millisecond, Save: func(c *Checkpoint) error {
		if c.Step() == c.Updates() {
			return nil
		}
		first = c.Step()
		return errors.Join(errCut, c.Write(&file))
	}}
	network, points, err := trainer.Train(context.Background(), data, 7, o)
	if err == nil {
		return nil, network, points
	}
	if !errors.Is(err, errCut) || network != nil {
		t.Fatalf("network %v, error %v", network, err)
	}
	c, err := ReadCheckpoint(&file)
	if err != nil || c.Step() != first || c.Updates() != trainer.options.Recipe.Updates(len(data.Labels)) ||
		c.Seconds() <= 0 || from != nil && c.Seconds() <= from.Seconds() {
		t.Fatalf("checkpoint %+v, error %v", c, err)
	}
	return c, nil, nil
}

// resumes cuts a training as often as it can and compares what it comes to with the training in one piece.
func resumes(t *testing.T, trainer *Trainer, data Data) {
	t.Helper()
	want, wantPoints := train(t, trainer, data, 7)
	var c *Checkpoint
	for parts := 1; ; parts++ {
		next, network, points := cut(t, trainer, data, c)
		if next != nil {
			c = next
			continue
		}
		if network.Hash() != want.Hash() || !slices.Equal(points, wantPoints) {
			t.Errorf("in %d parts the training comes to other weights, or another curve:\n%v\n%v", parts, points, wantPoints)
		}
		if parts < 3 {
			t.Errorf("%d parts", parts)
		}
		return
	}
}

func TestResumedTraining(t *testing.T) {
	augmented := recipe.Augment{Shift: 1, Rotate: 9, Flip: 0.5}
	for name, r := range map[string]recipe.Recipe{
		"SGD":      {Steps: 30, Batch: 8, Warmup: 3, Augment: augmented},
		"momentum": {Steps: 20, Batch: 8, Momentum: recipe.None},
		"AdamW":    {Steps: 20, Batch: 7, Optimizer: recipe.AdamW},
		"LAMB, averaged, mixed": {Steps: 20, Batch: 8, Optimizer: recipe.LAMB, Average: 0.9, ClipNorm: 1,
			Augment: recipe.Augment{MixUp: 0.4, Cutout: 2}},
		"parts of batches": {Steps: 20, Batch: 12, MicroBatch: 4},
	} {
		t.Run(name, func(t *testing.T) {
			o := small()
			o.Recipe = r
			resumes(t, goTrainer(t, o), blobs(3, 5, 4, 5, 1))
		})
	}
}

func TestResumedTrainingOnXLA(t *testing.T) {
	testkit.NotShort(t, "the same is asked of the pure-Go backend")
	resumesOnXLA(t, backbone.MLP{Hidden: []int{8}}, 300) // many updates in one call
}

func TestIntegrationResumedResNetOnXLA(t *testing.T) {
	testkit.Integration(t, func(t *testing.T) { resumesOnXLA(t, backbone.ResNet{Depth: 8}, 10) })
}

func resumesOnXLA(t *testing.T, b backbone.Backbone, steps int) {
	t.Helper()
	o := small()
	o.Backbone, o.Height, o.Width = b, 8, 8
	o.Recipe = recipe.Recipe{Steps: steps, Batch: 4, Augment: recipe.Augment{Shift: 1}}
	resumes(t, xlaTrainer(t, o), blobs(3, 5, 8, 8, 1))
}

// mustCut is a checkpoint of the small trainer.
func mustCut(t *testing.T, trainer *Trainer, data Data) *Checkpoint {
	t.Helper()
	c, _, _ := cut(t, trainer, data, nil)
	if c == nil {
		t.Fatal("the training ended without a checkpoint")
	}
	return c
}

func longer() Options {
	o := small()
	o.Recipe.Steps = 400
	return o
}

func TestCheckpointOfAnotherTraining(t *testing.T) {
	trainer, data := goTrainer(t, longer()), blobs(3, 5, 4, 5, 1)
	c := mustCut(t, trainer, data)
	other := data
	other.Images = slices.Clone(data.Images)
	other.Images[3]++
	wider := longer()
	wider.Recipe.LearningRate = 0.01
	for name, train := range map[string]func() error{
		"seed": func() error {
			_, _, err := trainer.Train(context.Background(), data, 8, TrainOptions{From: c})
			return err
		},
		"image": func() error {
			_, _, err := trainer.Train(context.Background(), other, 7, TrainOptions{From: c})
			return err
		},
		"recipe": func() error {
			_, _, err := goTrainer(t, wider).Train(context.Background(), data, 7, TrainOptions{From: c})
			return err
		},
	} {
		if err := train(); !errors.Is(err, ErrCheckpoint) {
			t.Errorf("another %s: error %v, want ErrCheckpoint", name, err)
		}
	}
}

// No byte of a checkpoint can be changed or lost without being noticed.
func TestDamagedCheckpoint(t *testing.T) {
	var file bytes.Buffer
	if err := mustCut(t, goTrainer(t, longer()), blobs(3, 5, 4, 5, 1)).Write(&file); err != nil {
		t.Fatal(err)
	}
	text, every := file.Bytes(), 1
	if testing.Short() {
		every = 11
		t.Log("every eleventh byte of the note, because of -short")
	}
	for i := range text {
		if i%every != 0 || i > 2000 && i%97 != 0 { // the numbers of the tensors
			continue
		}
		damaged := slices.Clone(text)
		damaged[i] ^= 1
		for _, bytesRead := range [][]byte{damaged, text[:i]} {
			if c, err := ReadCheckpoint(bytes.NewReader(bytesRead)); !errors.Is(err, ErrCheckpoint) || c != nil {
				t.Fatalf("byte %d of %d, %d read: error %v, want ErrCheckpoint", i, len(text), len(bytesRead), err)
			}
		}
	}
	path := filepath.Join(t.TempDir(), "x")
	if _, err := LoadCheckpoint(path); !errors.Is(err, fs.ErrNotExist) || !strings.Contains(err.Error(), path) {
		t.Errorf("no file: %v", err)
	}
	if err := os.WriteFile(path, text[:100], 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := LoadCheckpoint(path); !errors.Is(err, ErrCheckpoint) || !strings.Contains(err.Error(), path) {
		t.Errorf("torn file: %v", err)
	}
}

// A training that is stopped saves what it has done, however long ago the last checkpoint was.
func TestStoppedTrainingSaves(t *testing.T) {
	trainer, data := goTrainer(t, longer()), blobs(3, 5, 4, 5, 1)
	ctx, cancel := context.WithCancel(context.Background())
	var last *Checkpoint
	o := TrainOptions{Every: time.Hour, OnPoint: func(recipe.CurvePoint) { cancel() },
		Save: func(c *Checkpoint) error { last = c; return nil }}
	if _, _, err := trainer.Train(ctx, data, 7, o); !errors.Is(err, context.Canceled) || last == nil || last.Step() != 4 {
		t.Fatalf("checkpoint %+v, error %v", last, err)
	}
	saved := 0
	o = TrainOptions{From: last, Every: time.Hour, Save: func(c *Checkpoint) error { saved = c.Step(); return nil }}
	network, _, err := trainer.Train(context.Background(), data, 7, o)
	if want, _ := train(t, trainer, data, 7); err != nil || network.Hash() != want.Hash() || saved != 400 {
		t.Errorf("error %v, last checkpoint at step %d, or other weights", err, saved)
	}
}

func TestTrainOptionsAreChecked(t *testing.T) {
	trainer, data := goTrainer(t, small()), blobs(3, 5, 4, 5, 1)
	for _, every := range []time.Duration{-1, time.Microsecond, 25 * time.Hour} {
		_, _, err := trainer.Train(context.Background(), data, 1, TrainOptions{Every: every})
		if !errors.Is(err, diversity.ErrInvalid) || !strings.Contains(err.Error(), "TrainOptions.Every") {
			t.Errorf("%v: error %v", every, err)
		}
	}
	full := errors.New("disk full")
	_, _, err := goTrainer(t, longer()).Train(context.Background(), data, 1,
		TrainOptions{Every: time.Millisecond, Save: func(*Checkpoint) error { return full }})
	if !errors.Is(err, full) || !strings.Contains(err.Error(), "checkpoint at step") {
		t.Errorf("error %v", err)
	}
}

func FuzzReadCheckpoint(f *testing.F) {
	f.Add([]byte("{}"))
	c := &Checkpoint{note: checkpointNote{Step: 1, Updates: 2, Since: recipe.CurvePoint{Step: 1}},
		state: []Tensor{{"state0000", []int{2}, []float32{1, 2}}}}
	var file bytes.Buffer
	if err := c.Write(&file); err != nil {
		f.Fatal(err)
	}
	f.Add(file.Bytes())
	f.Fuzz(func(t *testing.T, text []byte) {
		c, err := ReadCheckpoint(bytes.NewReader(text))
		if err != nil {
			return
		}
		var again bytes.Buffer
		if err := c.Write(&again); err != nil {
			t.Fatal(err)
		}
		if _, err := ReadCheckpoint(&again); err != nil {
			t.Error(err)
		}
	})
}
