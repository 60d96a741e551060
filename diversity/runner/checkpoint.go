package runner

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"time"

	"tradeoff/diversity/pretrain"
	"tradeoff/diversity/recipe"
	"tradeoff/diversity/study"
)

// train trains the run's network, from its checkpoint if there is one, and returns the seconds that its earlier part
// took. A checkpoint that is damaged or another training's is set aside. The result notes the time waited for images.
func (r *Runner) train(ctx context.Context, data pretrain.Data, assignment study.Assignment, result *study.Result) (
	n *pretrain.Network, points []recipe.CurvePoint, earlier float64, err error) {
	var waited time.Duration
	defer func() { result.Timings.Wait = waited.Seconds() }()
	o := pretrain.TrainOptions{Every: r.checkpoint, Waited: &waited}
	if assignment.Checkpoint != "" {
		o.Save = saver(ctx, assignment)
		if o.From, err = earlierCheckpoint(assignment); err != nil {
			return nil, nil, 0, err
		}
	}
	if o.From != nil {
		n, points, err = r.trainer.Train(ctx, data, assignment.Run.Seed, o)
		if !errors.Is(err, pretrain.ErrCheckpoint) {
			return n, points, o.From.Seconds(), err
		}
		if err := setAside(assignment); err != nil {
			return nil, nil, 0, err
		}
		o.From = nil
	}
	n, points, err = r.trainer.Train(ctx, data, assignment.Run.Seed, o)
	return n, points, 0, err
}

// earlierCheckpoint is the run's checkpoint; nil where there is none. One that is damaged is set aside.
func earlierCheckpoint(assignment study.Assignment) (*pretrain.Checkpoint, error) {
	c, err := pretrain.LoadCheckpoint(assignment.Checkpoint)
	switch {
	case errors.Is(err, pretrain.ErrCheckpoint):
		return nil, setAside(assignment)
	case errors.Is(err, fs.ErrNotExist):
		return nil, nil
	case err != nil:
		return nil, fmt.Errorf("%w: %w", study.ErrStop, err)
	}
	return c, nil
}

func setAside(assignment study.Assignment) error {
	if err := assignment.SetCheckpointAside(); err != nil {
		return fmt.Errorf("%w: %w", study.ErrStop, err)
	}
	return nil
}

// saver writes the run's checkpoint. One who has lost the run to another worker writes none.
func saver(ctx context.Context, assignment study.Assignment) func(*pretrain.Checkpoint) error {
	return func(c *pretrain.Checkpoint) error {
		if errors.Is(context.Cause(ctx), study.ErrFenced) {
			return nil
		}
		var file bytes.Buffer
		if err := c.Write(&file); err != nil {
			return err
		}
		if err := assignment.SaveCheckpoint(file.Bytes()); err != nil {
			return fmt.Errorf("%w: %w", study.ErrStop, err)
		}
		return nil
	}
}
