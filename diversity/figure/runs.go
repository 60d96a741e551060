package figure

import (
	"cmp"
	"encoding/json"
	"fmt"

	"tradeoff/diversity"
	"tradeoff/diversity/figure/internal/behind"
	"tradeoff/diversity/figure/internal/chart"
	"tradeoff/diversity/figure/internal/record"
	"tradeoff/diversity/figure/internal/wording"
	"tradeoff/diversity/study"
)

// RunsOptions says what [Figure.WithRuns] puts behind the points of a figure. The zero value is all that was recorded.
type RunsOptions struct {
	// the task and the probe whose scores and mistakes come first, and the score; what it leaves empty is as the points of
	// the figure say, else the study's only one. A run is of one policy, so that the metric's is used only for points
	// without names of runs
	Metric study.Metric

	WithoutImages bool // no images of the pre-training sets: they may be private, or slow to read
	// bound of what [Figure.Runs] returns, 10,000 to 10,000,000; 0 means 150,000: a notebook with eight such figures grows
	// by a megabyte at most
	Bytes int
}

// The bounds of [RunsOptions.Bytes].
const (
	defaultBytes  = 150_000
	smallestBytes = 10_000
	largestBytes  = 10_000_000
)

func (o RunsOptions) validate() error {
	if o.Bytes != 0 && (o.Bytes < smallestBytes || o.Bytes > largestBytes) {
		return diversity.Invalid("RunsOptions.Bytes", o.Bytes, fmt.Sprintf("%d..%d, or 0 for %d", smallestBytes, largestBytes,
			defaultBytes))
	}
	return nil
}

// WithRuns returns a figure of which a click on a point, in JupyterLab and in an exported page, shows all that the
// runs of its size recorded: seeds, the main score of each task and probe, times, processors, training curves, and,
// where the images are at hand, the names of classes and images of the first run's pre-training set; where confusions
// were recorded also the most frequent mistakes. It names runs that are missing or failed, and says why there are no
// images. Without it a click shows what the points themselves say: repeat, score and name of each run.
//
// It is for figures whose points are sizes that were measured:
//
//   - [Curves], [Contour], [Collapse], and the measured points of [Predicted];
//   - [Compare] and [Policies]: the runs of the curve that the point is on. For groups of several studies call it once
//     with the results of each;
//   - [Line], where [LineSeries.Sizes] and [LineOptions.Runs] say so. That of report.Comparison has the runs of both
//     studies behind a difference;
//   - [Slider] of these: the runs of the frame that is shown. Its frames may have theirs already.
//
// Others have no such points: those of [Optimum] are vertices of parabolas; the bars and points of [Regret], [Rules]
// and [Power] are of rules and tests, those of [Cloud] and [Profile] of refits, of [LevelCurves] of a model, of
// [Predictors] of quantities. A line of [Learning] or [TrainingCurve] is itself what a run recorded. [Confusion],
// [Samples], [Augmented], [NearDuplicates] and [Superclasses] are of one draw or task, and of [FromChart] nothing is
// known.
//
// The runs are those that the points name, as the points of study.Results and of its exported tables do; points
// without names have all runs of their size.
//
// The error wraps [ErrEmpty] for a figure without such points, and diversity.ErrInvalid for options out of range, a
// metric that is not the study's, or results that have none of the runs of the figure, as where it is made of a table.
func (f Figure) WithRuns(r *study.Results, o RunsOptions) (Figure, error) {
	out, err := f.withRuns(r, o)
	if err != nil {
		return Figure{}, fmt.Errorf("figure.WithRuns: %w", err)
	}
	return out, nil
}

func (f Figure) withRuns(r *study.Results, o RunsOptions) (Figure, error) {
	if err := o.validate(); err != nil {
		return Figure{}, err
	}
	if len(f.points) == 0 {
		return Figure{}, fmt.Errorf("%w: no point of this figure is a size that was measured; those of Curves, Compare, Policies, Contour, Collapse, Predicted, and of a Line with LineSeries.Sizes are",
			ErrEmpty)
	}
	if r == nil {
		return Figure{}, diversity.Invalid("results", "nil", "results of the study whose points the figure shows")
	}
	sizes, found, err := record.Sizes(f.sizes, r, record.Options{Metric: o.Metric, WithoutImages: o.WithoutImages})
	if err != nil {
		return Figure{}, err
	}
	if found == 0 {
		return Figure{}, diversity.Invalid("results", fmt.Sprintf("%s, of which the figure shows none", countRuns(r)),
			"those of the study whose points the figure was made of; a table has no runs")
	}
	f.sizes, f.bytes = sizes, o.Bytes
	return f, nil
}

func countRuns(r *study.Results) string { return wording.Count(len(r.Runs), "run") }

// Runs is what is behind the points of a figure as JSON, for the program that shows it: the places of points in the
// option's series, of a slider with the frame, and for each size a name, a table of runs, sentences, training curves
// and a small picture, all of them text, numbers or image data; what several sizes share is there once. It is bounded
// by [RunsOptions.Bytes], and what had no room is named. It is nil for a figure whose points are no sizes.
func (f Figure) Runs() (json.RawMessage, error) {
	return behind.JSON(f.points, f.sizes, cmp.Or(f.bytes, defaultBytes))
}

// pointsOf are the places of sizes in an option.
func pointsOf(option any) (points []behind.Point) {
	o, ok := option.(chart.Option)
	if !ok {
		return nil
	}
	for i, s := range o.Series {
		groups := s.Groups
		if len(groups) == 0 {
			groups = []string{""}
		}
		for j, size := range s.Sizes {
			for _, group := range groups {
				if size != (diversity.Size{}) {
					points = append(points, behind.Point{Series: i, Item: j, Key: behind.Key{Group: group, Size: size}})
				}
			}
		}
	}
	return points
}
