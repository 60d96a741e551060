package runner

import (
	"context"

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

// evaluate returns the errors of a probe on all episodes, and what their test images were taken for.
func (t *task) evaluate(ctx context.Context, p probe.Probe, features []float32, dim int) (study.TaskError, study.Tally,
	error) {
	var scores []probe.Score
	var candidates []probe.Candidate
	taken, scoring := study.Tally{}, probe.Scoring{}
	for _, episode := range t.episodes {
		if err := ctx.Err(); err != nil {
			return study.TaskError{}, nil, err
		}
		prediction, err := probe.Predict(p,
			t.set(episode.Train, features, dim), t.set(episode.Validation, features, dim), t.set(episode.Test, features, dim))
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

// set gathers the features of a part.
func (t *task) set(part split.Part, features []float32, dim int) probe.Set {
	set := probe.Set{Features: make([]float32, 0, len(part.Refs)*dim), Labels: part.Labels, Dim: dim}
	for _, ref := range part.Refs {
		row := t.rows[ref]
		set.Features = append(set.Features, features[row*dim:(row+1)*dim]...)
	}
	return set
}
