package figure

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"tradeoff/diversity"
	"tradeoff/diversity/figure/internal/behind"
	"tradeoff/diversity/figure/internal/chart"
	"tradeoff/diversity/figure/internal/samplesheet"
	"tradeoff/diversity/split"
	"tradeoff/diversity/study"
)

// RunsOptions says what [Figure.WithRuns] puts behind the points of a figure. The zero value is all that was recorded.
type RunsOptions struct {
	Metric study.Metric // what the figure shows; the zero value is the study's only task with its only probe

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
// were recorded also the most frequent mistakes. Without it a click shows what the points themselves say: repeat,
// score and name of each run. It is for [Curves], [Contour] and [Collapse]; of a [Slider] no point leads anywhere.
//
// The error wraps [ErrEmpty] for a figure without such points, and diversity.ErrInvalid for options out of range, a
// metric that is not the study's, or results that have a run of none of the figure's sizes.
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
	if len(f.sizes) == 0 {
		return Figure{}, fmt.Errorf("%w: this figure has no points that are sizes; those of Curves, Contour and Collapse are",
			ErrEmpty)
	}
	details, err := r.Details(o.Metric)
	if err != nil {
		return Figure{}, err
	}
	m, err := o.Metric.Among(r.Tasks(), r.Probes(), r.Policies(), "RunsOptions.Metric")
	if err != nil {
		return Figure{}, err
	}
	m.Score = cmp.Or(m.Score, r.Study.Score)
	f.sizes, f.bytes = slices.Clone(f.sizes), o.Bytes
	found := false
	for i, s := range f.sizes {
		at := slices.IndexFunc(details, func(d study.Detail) bool { return d.Size == s.Size })
		if at < 0 {
			continue
		}
		found = true
		f.sizes[i] = s.Recorded(details[at], m)
		if !o.WithoutImages && len(details[at].Classes) > 0 {
			f.sizes[i].Sheet = sheetOf(r.Study, details[at])
		}
	}
	if !found {
		return Figure{}, diversity.Invalid("results", fmt.Sprintf("%d sizes, none of which the figure shows", len(details)),
			"those whose points the figure was made of")
	}
	return f, nil
}

// sheetOf has images of the first run's pre-training set; none if they cannot be read.
func sheetOf(s study.Study, d study.Detail) behind.Sheet {
	run := d.Runs[0].Run
	from := s.PoolOf(run)
	draw, err := split.Pretraining(from, s.DrawOptions(run))
	if err != nil {
		return behind.Sheet{}
	}
	t, err := samplesheet.ThumbnailsOf(from, draw)
	if err != nil {
		return behind.Sheet{}
	}
	about := fmt.Sprintf("Images of repeat %d, a row for each class: %s.", run.Repeat,
		strings.Join(d.Classes[:min(len(d.Classes), t.Rows)], ", "))
	return behind.Sheet{Picture: t.Picture, Type: t.Type, About: diversity.Printable(about)}
}

// Runs is what is behind the points of a figure as JSON, for the program that shows it: the places of points in the
// option's series, and for each size a name, a table of runs, sentences, training curves and a small picture, all of
// them text, numbers or image data. It is bounded by [RunsOptions.Bytes], and what had no room is named. It is nil
// for a figure whose points are no sizes.
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
		for j, size := range s.Sizes {
			if size != (diversity.Size{}) {
				points = append(points, behind.Point{Series: i, Item: j, Size: size})
			}
		}
	}
	return points
}
