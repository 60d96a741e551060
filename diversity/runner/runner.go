package runner

import (
	"cmp"
	"context"
	"fmt"
	"time"

	"tradeoff/diversity/pool"
	"tradeoff/diversity/pretrain"
	"tradeoff/diversity/probe"
	"tradeoff/diversity/recipe"
	"tradeoff/diversity/split"
	"tradeoff/diversity/study"
)

// Runner computes runs of one study on one device. It keeps the compiled programs and the images of the tasks from run
// to run. It computes one run at a time. Close it after use.
type Runner struct {
	study    study.Study
	trainer  *pretrain.Trainer
	tasks    []*task
	versions map[string]string
	device   string // what computes, as results have it

	checkpoint time.Duration // between two of them, as that of [WorkOptions]
	resident   int64         // as that of [WorkOptions]
}

// computable returns an error for a study that is not valid, or whose backbone or probes this program does not have.
func computable(s study.Study) error {
	if err := s.Validate(); err != nil {
		return err
	}
	if err := s.Known(); err != nil {
		return err
	}
	if err := pretrain.Known(s.Backbone); err != nil {
		return fmt.Errorf("Study.Backbone: %w", err)
	}
	return nil
}

// New opens the device and draws the study's tasks. Errors wrap diversity.ErrInvalid for a study that is not valid, and
// diversity.ErrUnknownKind for one with a backbone or probe that no package of this program registers; else they are
// those of the pools and of the device.
func New(ctx context.Context, s study.Study) (*Runner, error) {
	if err := computable(s); err != nil {
		return nil, err
	}
	s = s.WithDefaults()
	r := &Runner{study: s, versions: moduleVersions()}
	for _, t := range s.Tasks {
		drawn, err := drawTask(t)
		if err != nil {
			return nil, fmt.Errorf("runner: task %q: %w", t.Name, err)
		}
		r.tasks = append(r.tasks, drawn)
	}
	how, err := normalised(ctx, s)
	if err != nil {
		return nil, fmt.Errorf("runner: %w", err)
	}
	height, width, channels := s.Pool.Shape()
	trainer, err := pretrain.NewTrainer(ctx, pretrain.Options{
		Backbone: s.Backbone, Recipe: how, Height: height, Width: width, Channels: channels,
		Published: s.Published,
	})
	if err != nil {
		return nil, fmt.Errorf("runner: %w", err)
	}
	r.trainer, r.device = trainer, deviceOf(trainer)
	return r, nil
}

// normalised is the study's recipe with the numbers of its pool, if it is to have them.
func normalised(ctx context.Context, s study.Study) (recipe.Recipe, error) {
	if !s.Recipe.Normalize.FromPool {
		return s.Recipe, nil
	}
	c, err := s.Pool.ChannelStatistics(ctx)
	filled := s.Recipe
	filled.Normalize = filled.Normalize.Filled(c.Mean, c.Deviation)
	return filled, err
}

// Close frees the device.
func (r *Runner) Close() error { return r.trainer.Close() }

// Run computes one run of the study, whether or not its plan has it. Its measurements depend on the study and the run
// alone, not on what the runner computed before. Errors are those of the draw, of pre-training (pretrain.ErrDiverged)
// and of the probes, or the context's.
func (r *Runner) Run(ctx context.Context, run study.Run) (study.Result, error) {
	return r.Compute(ctx, study.Assignment{Run: run})
}

// Load reads the network that a run of the study has left, see study.Study.WeightsPath, or any other of the same
// backbone and image shape. Errors are those of pretrain's Trainer.Load.
func (r *Runner) Load(path string) (*pretrain.Network, error) { return r.trainer.Load(path) }

// pretrain returns the run's network: trained, or with random or published weights for a control.
func (r *Runner) pretrain(ctx context.Context, assignment study.Assignment, result *study.Result) (*pretrain.Network,
	error) {
	run := assignment.Run
	if run.Published {
		return r.trainer.Published()
	}
	if run.Control {
		return r.trainer.Random(run.Seed)
	}
	started := time.Now()
	data, err := r.draw(run)
	result.Timings.Draw = since(&started)
	if err != nil {
		return nil, err
	}
	network, points, earlier, err := r.train(ctx, data, assignment, result)
	result.Timings.Train = earlier + since(&started)
	learnt(result, points)
	return network, err
}

// learnt notes the training curve.
func learnt(result *study.Result, points []recipe.CurvePoint) {
	result.Curve = curveOf(points)
	if len(points) > 0 {
		result.Loss = points[len(points)-1].Loss
	}
}

// draw makes the run's pre-training set.
func (r *Runner) draw(run study.Run) (pretrain.Data, error) {
	from := r.study.PoolOf(run)
	draw, err := split.Pretraining(from, r.study.DrawOptions(run))
	if err != nil {
		return pretrain.Data{}, err
	}
	refs, labels := draw.Refs(), draw.Labels()
	height, width, channels := from.Shape()
	data := pretrain.Data{Height: height, Width: width, Channels: channels, Labels: labels, Classes: run.Size.Classes}
	if int64(len(refs))*int64(height*width*channels) > cmp.Or(r.resident, residentBytes) {
		data.Source = source(from, draw.Hash(), refs)
		return data, nil
	}
	data.Images, err = from.Images(refs)
	return data, err
}

// source reads images of a pool when they are needed.
func source(from pool.Pool, name string, refs []pool.Ref) *pretrain.Source {
	return &pretrain.Source{Name: name, Read: func(rows []int32) ([]uint8, error) {
		some := make([]pool.Ref, len(rows))
		for i, row := range rows {
			some[i] = refs[row]
		}
		return from.Images(some)
	}}
}

// measure completes the result's measurements: every probe on every task that it lacks.
func (r *Runner) measure(ctx context.Context, features *taskFeatures, result *study.Result) error {
	have := *result
	result.Measurements = nil
	for _, t := range r.tasks {
		for _, p := range r.study.Probes {
			m, done := have.Measurement(t.hash, study.ProbeHash(p))
			if !done || m.Confusion == nil && r.study.Confusions || !m.Has(r.study.Score) {
				var err error
				if m, err = r.probe(ctx, t, p, features, have.Run.Seed, &result.Timings); err != nil {
					return err
				}
			}
			result.Measurements = append(result.Measurements, m)
		}
	}
	return nil
}

// probe measures a task with a probe.
func (r *Runner) probe(ctx context.Context, t *task, p probe.Probe, features *taskFeatures,
	seed uint64, timings *study.Timings) (study.TaskError, error) {
	started := time.Now()
	values, err := features.of(ctx, t)
	timings.Features += since(&started)
	if err != nil {
		return study.TaskError{}, err
	}
	m, taken, err := t.evaluate(ctx, p, probed{features.network, values, seed})
	timings.Probe += since(&started)
	if err != nil {
		return study.TaskError{}, fmt.Errorf("runner: task %q, probe %s: %w", t.Name, p.Kind(), err)
	}
	if r.study.Confusions {
		m.Confusion = taken.Cells()
	}
	return m, nil
}

// since returns the seconds since started and restarts it.
func since(started *time.Time) float64 {
	now := time.Now()
	seconds := now.Sub(*started).Seconds()
	*started = now
	return seconds
}
