package runner

import (
	"context"

	"tradeoff/diversity"
	"tradeoff/diversity/pool"
	"tradeoff/diversity/pretrain"
	"tradeoff/diversity/probe"
	"tradeoff/diversity/split"
	"tradeoff/diversity/study"
)

// task is a drawn downstream task with its images, each once however many episodes show it.
type task struct {
	split.Task
	hash     string
	episodes []split.Episode
	rows     map[pool.Ref]int // position of an image in images
	images   []uint8          // [M, H, W, C]
}

// with names the task and a probe. The hash of the task was made once, for all runs.
func (t *task) with(p probe.Probe) study.TaskProbe {
	return study.TaskProbe{Task: t.Name, TaskHash: t.hash, Probe: p.Kind(), ProbeHash: study.ProbeHash(p)}
}

func drawTask(t split.Task) (*task, error) {
	episodes, err := t.Draw()
	if err != nil {
		return nil, err
	}
	out := &task{Task: t, hash: t.Hash(), episodes: episodes, rows: map[pool.Ref]int{}}
	var refs []pool.Ref
	for _, episode := range episodes {
		for _, part := range []split.Part{episode.Train, episode.Validation, episode.Test} {
			for _, ref := range part.Refs {
				if _, have := out.rows[ref]; !have {
					out.rows[ref] = len(refs)
					refs = append(refs, ref)
				}
			}
		}
	}
	out.images, err = t.Pool.Images(refs)
	return out, err
}

// part is the task with its first episodes alone, whose images come first.
func (t *task) part(episodes int) *task {
	out := *t
	out.episodes = t.episodes[:min(episodes, len(t.episodes))]
	last := 0
	for _, episode := range out.episodes {
		for _, part := range []split.Part{episode.Train, episode.Validation, episode.Test} {
			for _, ref := range part.Refs {
				last = max(last, t.rows[ref])
			}
		}
	}
	out.images = t.images[:(last+1)*(len(t.images)/len(t.rows))]
	return &out
}

// features returns those of all images: [M, D].
func (t *task) features(ctx context.Context, network *pretrain.Network) ([]float32, error) {
	return network.Features(ctx, t.images)
}

// probed is a network with its features of all images of a task [M, D].
type probed struct {
	network  *pretrain.Network
	features []float32
	seed     uint64 // of the run
}

// evaluate returns the errors of a probe on all episodes, and what their test images were taken for.
func (t *task) evaluate(ctx context.Context, p probe.Probe, of probed) (study.TaskError, study.Tally, error) {
	var scores []probe.Score
	var candidates []probe.Candidate
	taken, scoring := study.Tally{}, probe.Scoring{}
	for number, episode := range t.episodes {
		if err := ctx.Err(); err != nil {
			return study.TaskError{}, nil, err
		}
		prediction, err := t.predict(ctx, p, of, number)
		if err != nil {
			return study.TaskError{}, nil, err
		}
		candidates = probe.SumCandidates(candidates, prediction.Candidates)
		scores = append(scores, prediction.Score(episode.Test.Labels))
		scoring.Add(prediction, episode.Test.Labels, len(episode.Classes))
		for i, label := range episode.Test.Labels {
			taken.Add(episode.Classes[label], episode.Classes[prediction.Labels[i]])
		}
	}
	out := study.NewTaskError(t.with(p), scores)
	out.Candidates, out.Scores = candidates, scoring.Scores()
	return out, taken, nil
}

// predict has a probe predict an episode: on the network itself, if it trains that.
func (t *task) predict(ctx context.Context, p probe.Probe, of probed, number int) (probe.Prediction, error) {
	episode := t.episodes[number]
	var sets [3]probe.Set
	for i, part := range []split.Part{episode.Train, episode.Validation, episode.Test} {
		sets[i] = t.set(part, of.features, of.network.Dim())
	}
	onNetwork, is := p.(probe.NetworkProbe)
	if !is {
		return probe.Predict(p, sets[0], sets[1], sets[2])
	}
	for i, part := range []split.Part{episode.Train, episode.Validation, episode.Test} {
		sets[i].Images = t.pixels(part)
	}
	tuner := seeded{of.network, diversity.DeriveSeed(of.seed, diversity.ForTuning, number)}
	return probe.PredictOn(ctx, onNetwork, tuner, sets[0], sets[1], sets[2])
}

// seeded is a network whose tunings have random numbers of their own in each run and episode.
type seeded struct {
	*pretrain.Network
	seed uint64
}

// Tune implements probe.Tuner.
func (s seeded) Tune(ctx context.Context, t probe.Tuning) (probe.Tuned, error) {
	t.Seed ^= s.seed
	return s.Network.Tune(ctx, t)
}

// set gathers the features of a part.
func (t *task) set(part split.Part, features []float32, dim int) probe.Set {
	return probe.Set{Features: gathered(t, part, features, dim), Labels: part.Labels, Dim: dim}
}

// pixels are the images of a part.
func (t *task) pixels(part split.Part) []uint8 {
	height, width, channels := t.Pool.Shape()
	return gathered(t, part, t.images, height*width*channels)
}

// gathered are the rows, of so many values each, of the images of a part.
func gathered[T any](t *task, part split.Part, values []T, size int) []T {
	out := make([]T, 0, len(part.Refs)*size)
	for _, ref := range part.Refs {
		row := t.rows[ref]
		out = append(out, values[row*size:(row+1)*size]...)
	}
	return out
}
