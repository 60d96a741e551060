package show

import (
	"context"
	"fmt"

	"tradeoff/diversity/study"
)

// Run computes what is missing of a study in a cell: study.Study.Run with the display of [Live], unless o has a display
// of its own, and the context of [Context]. A study with several tasks or probes is refused, before anything is
// computed, until the options of the display name which to show. When the cell is interrupted the workers are stopped;
// the results hold what is finished and the error, which wraps context.Canceled, says so. Running the cell again goes
// on from there.
func Run(s study.Study, o study.RunOptions, display LiveOptions) (*study.Results, error) {
	return here().run(Context(), s, o, display)
}

func (s screen) run(ctx context.Context, experiment study.Study, o study.RunOptions,
	display LiveOptions) (*study.Results, error) {
	if err := display.validate(); err != nil {
		return nil, err
	}
	display.Root = o.Root
	shown, own := newLive(s, experiment, display), o.OnProgress != nil
	if !own {
		if err := showable(experiment, display); err != nil {
			return nil, err
		}
		o.OnProgress = shown.update
	}
	results, err := experiment.Run(ctx, o)
	if err == nil || ctx.Err() == nil || results == nil {
		return results, err
	}
	done := len(results.Runs)
	err = fmt.Errorf("interrupted: %d of %d runs of %s are finished and stored; run the cell again to go on: %w",
		done, done+len(results.Missing)+len(results.Failures), experiment.Name, err)
	shown.bar.stop(err.Error())
	if !own {
		shown.draw(done, true)
	}
	return results, err
}

// showable reports what is wrong with a study, or with what is to be shown of it, before hours are spent on it.
func showable(s study.Study, o LiveOptions) error {
	if err := s.Validate(); err != nil {
		return err
	}
	_, err := o.metric(s)
	return err
}
