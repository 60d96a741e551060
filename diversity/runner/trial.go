package runner

import (
	"context"
	"encoding/json"
	"fmt"
	"os"

	"tradeoff/diversity/trial"
)

// The parts of a trial of the device.
const (
	trialNumbers = "numbers"
	trialSpeeds  = "speeds"
)

// tryDevice writes one part of a trial in JSON; what comes next is said on standard error.
func (f *workerFlags) tryDevice(ctx context.Context) error {
	settings := trial.Full()
	if f.small {
		settings = trial.Small()
	}
	encoder, progress := json.NewEncoder(f.out), func(next string) { fmt.Fprintln(os.Stderr, next) }
	if f.trial == trialNumbers {
		numbers, err := trial.Compute(ctx, settings, progress)
		if err != nil {
			return err
		}
		return encoder.Encode(numbers)
	}
	speeds, err := trial.Measure(ctx, settings, progress)
	if err != nil {
		return err
	}
	return encoder.Encode(speeds)
}
