package pretrain

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"time"

	"tradeoff/diversity"
	"tradeoff/diversity/recipe"
)

// TrainOptions are those of one training. The zero value reports nothing, saves nothing and begins at the beginning.
type TrainOptions struct {
	// gets each point of the curve while training, in batches as calls to the device end; not those of an earlier part
	OnPoint func(recipe.CurvePoint)

	// keeps a checkpoint in place of the one before: every so often, when the context ends, and at the end of a training
	// of which one was kept. Its error ends the training
	Save func(*Checkpoint) error
	// time between two of them, of which at most this is lost by a kill; 1 ms to 24 h, 0 means 2 minutes
	Every time.Duration
	From  *Checkpoint // continue here; nil: begin

	// set to how long the training waited for images of Data.Source, at its end; may be nil
	Waited *time.Duration
}

const checkpointEvery = 2 * time.Minute

func (o TrainOptions) validate() error { return validEvery("TrainOptions", o.Every) }

func validEvery(owner string, every time.Duration) error {
	if every != 0 && (every < time.Millisecond || every > 24*time.Hour) {
		return diversity.Invalid(owner+".Every", every, "1ms..24h, or 0 for 2 minutes")
	}
	return nil
}

// every is the time between two checkpoints that an option means.
func every(option time.Duration) time.Duration { return cmp.Or(option, checkpointEvery) }

// seconds is the time of the training, its earlier parts included.
func (s *session) seconds() float64 { return s.before + time.Since(s.began).Seconds() }

// keep saves a checkpoint unless the last one is as new.
func (s *session) keep() error {
	if s.options.Save == nil || s.done == s.saved {
		return nil
	}
	c, err := s.checkpoint()
	if err != nil {
		return err
	}
	if err := s.options.Save(c); err != nil {
		return fmt.Errorf("pretrain: checkpoint at step %d: %w", s.done/s.parts, err)
	}
	s.saved, s.kept = s.done, time.Now()
	return nil
}

// keepIfDue saves a checkpoint if the last one is old.
func (s *session) keepIfDue() error {
	if time.Since(s.kept) < every(s.options.Every) {
		return nil
	}
	return s.keep()
}

// interrupted saves what is done before the context's error is returned.
func (s *session) interrupted(ctx context.Context) error { return errors.Join(ctx.Err(), s.keep()) }
