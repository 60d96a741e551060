package runner

import (
	"context"
	"errors"
	"slices"
	"time"

	"tradeoff/diversity/pretrain"
	"tradeoff/diversity/study"
)

// MeasureRates measures what the parts of a study's runs cost this process, in some seconds besides compiling: updates
// for a second and a half for each head width that is compiled, one drawing, some chunks of task images, and up to
// three episodes of each task. Errors are those of [New] and [Runner.Run].
func MeasureRates(ctx context.Context, s study.Study) (rates study.Rates, err error) {
	started := time.Now()
	r, err := New(ctx, s)
	if err != nil {
		return rates, err
	}
	defer func() { err = errors.Join(err, r.Close()) }()
	rates = study.Rates{Device: r.trainer.Device(), Opening: since(&started)}
	plan, err := s.Plan()
	if err != nil {
		return rates, err
	}
	for _, run := range widths(plan) {
		rate, err := r.trainingRate(ctx, run)
		if err != nil {
			return rates, err
		}
		rates.Training = append(rates.Training, rate)
	}
	return rates, r.measuringRates(ctx, &rates)
}

// widths are the runs to measure: of those with one width of the head one of the largest number of classes, and among
// these of the fewest images.
func widths(plan []study.Run) []study.Run {
	of := map[int]study.Run{}
	for _, run := range plan {
		if run.Control {
			continue
		}
		width := pretrain.HeadWidth(run.Size.Classes)
		best, have := of[width]
		if !have || run.Size.Classes > best.Size.Classes ||
			run.Size.Classes == best.Size.Classes && run.Size.PerClass < best.Size.PerClass {
			of[width] = run
		}
	}
	var runs []study.Run
	for _, run := range of {
		runs = append(runs, run)
	}
	slices.SortFunc(runs, func(a, b study.Run) int { return a.Size.Classes - b.Size.Classes })
	return runs
}

// measuredFor is how long updates are timed.
const measuredFor = 1500 * time.Millisecond

// trainingRate compiles the programs in a first training, which it stops early, and times updates in a second.
func (r *Runner) trainingRate(ctx context.Context, run study.Run) (rate study.TrainingRate, err error) {
	rate.Classes = run.Size.Classes
	started := time.Now()
	data, err := r.draw(run)
	if err != nil {
		return rate, err
	}
	rate.Image = since(&started) / float64(len(data.Labels))
	if _, err := r.trainer.TimeUpdates(ctx, data, run.Seed, time.Millisecond); err != nil {
		return rate, err
	}
	rate.Compile = since(&started)
	timing, err := r.trainer.TimeUpdates(ctx, data, run.Seed, measuredFor)
	rate.Update = timing.Taken.Seconds() / float64(max(timing.Updates, 1))
	return rate, err
}

// measuredEpisodes is the number of episodes of each task that are measured.
const measuredEpisodes = 3

// measuringRates times features and probes on a part of each task.
func (r *Runner) measuringRates(ctx context.Context, rates *study.Rates) error {
	network, err := r.trainer.Random(1)
	if err != nil {
		return err
	}
	for _, w := range network.Weights() {
		rates.Network += 4 * int64(len(w.Data))
	}
	for _, t := range r.tasks {
		part := t.part(measuredEpisodes)
		if _, err := network.Features(ctx, t.images[:len(t.images)/len(t.rows)]); err != nil {
			return err // compiled before it is timed
		}
		started := time.Now()
		features, err := part.features(ctx, network)
		if err != nil {
			return err
		}
		rates.Features += since(&started) * float64(len(t.images)) / float64(len(part.images))
		for _, p := range r.study.Probes {
			if _, _, err := part.evaluate(ctx, p, probed{network: network, features: features}); err != nil {
				return err
			}
		}
		rates.Probe += since(&started) * float64(len(t.episodes)) / float64(len(part.episodes))
	}
	return nil
}
