package study

import (
	"fmt"

	"tradeoff/diversity"
	"tradeoff/diversity/estimate"
	"tradeoff/diversity/internal/grouping"
)

// Episodes judges the error of a few-shot task at every size over episodes and runs, by rising budget and then rising
// number of classes: see [estimate.Episodes]. Only the error is stored for each episode: the error wraps
// diversity.ErrInvalid for a metric of another score, and is else that of [Results.Points].
func (r *Results) Episodes(m Metric) ([]estimate.Episodes, error) {
	points, err := r.Points(m)
	if err != nil {
		return nil, err
	}
	if len(points) > 0 && points[0].Score.Recorded() != diversity.ScoreError {
		return nil, diversity.Invalid("Metric.Score", fmt.Sprintf("%q", string(points[0].Score)),
			"the error: other scores are not stored for each episode")
	}
	task, p, _, err := r.find(m, "Metric")
	if err != nil {
		return nil, err
	}
	byRun := map[string]TaskError{}
	for _, run := range r.Runs {
		byRun[run.Hash], _ = run.Measurement(task.Hash, p.Hash)
	}
	var all []estimate.Episodes
	for _, group := range grouping.BySize(points) {
		var errors [][]float64
		for _, point := range group {
			errors = append(errors, byRun[point.Run].episodeErrors())
		}
		e, err := estimate.EpisodesOf(errors)
		if err != nil {
			return nil, fmt.Errorf("%v: %w", group[0].Size, err)
		}
		e.Size = group[0].Size
		all = append(all, e)
	}
	return all, nil
}

// episodeErrors are the errors of the episodes.
func (m TaskError) episodeErrors() (errors []float64) {
	for _, episode := range m.Episodes {
		errors = append(errors, episode.Error())
	}
	return errors
}
