package record

import (
	"errors"
	"fmt"
	"strings"

	"tradeoff/diversity"
	"tradeoff/diversity/figure/internal/behind"
	"tradeoff/diversity/figure/internal/samplesheet"
	"tradeoff/diversity/pool"
	"tradeoff/diversity/split"
	"tradeoff/diversity/study"
)

// mostClasses is how many classes of a pre-training set are named.
const mostClasses = 12

// drawn is what is shown of the pre-training set of a run.
type drawn struct {
	classes []string // names of the first
	sheet   behind.Sheet
	notes   []string // why there is nothing to see
}

// drawn draws the pre-training set of a run again.
func (r *reader) drawn(run study.Result) drawn {
	if run.Hash == "" {
		return r.draw(run.Run)
	}
	if _, known := r.draws[run.Hash]; !known {
		r.draws[run.Hash] = r.draw(run.Run)
	}
	return r.draws[run.Hash]
}

func (r *reader) draw(run study.Run) (d drawn) {
	from := r.results.Study.PoolOf(run)
	set, err := split.Pretraining(from, r.results.Study.DrawOptions(run))
	if err != nil {
		d.notes = []string{lacking(err)}
		return d
	}
	for _, class := range set.Classes[:min(len(set.Classes), mostClasses)] {
		d.classes = append(d.classes, from.ClassName(class))
	}
	if r.options.WithoutImages {
		return d
	}
	images, err := samplesheet.ThumbnailsOf(from, set)
	if err != nil {
		d.notes = []string{"No images are shown, as they cannot be read: " + sentence(err.Error())}
		return d
	}
	about := fmt.Sprintf("Images of repeat %d, a row for each class: %s.", run.Repeat,
		strings.Join(d.classes[:min(len(d.classes), images.Rows)], ", "))
	d.sheet = behind.Sheet{Picture: images.Picture, Type: images.Type, About: diversity.Printable(about)}
	return d
}

// lacking says why a pre-training set cannot be drawn again.
func lacking(err error) string {
	if !errors.Is(err, pool.ErrAbsent) {
		return "No classes are named and no images are shown, as the pre-training set cannot be drawn again: " +
			sentence(err.Error())
	}
	_, name, _ := strings.Cut(err.Error(), pool.ErrAbsent.Error()+": ")
	return fmt.Sprintf("The images of %s are not here: no classes are named, and no images are shown. Set Study.Pool of the results to a pool that has them.",
		strings.TrimSuffix(sentence(name), "."))
}
