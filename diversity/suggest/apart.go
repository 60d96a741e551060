package suggest

import (
	"context"
	"strings"

	"tradeoff/diversity/display"
	"tradeoff/diversity/pool"
)

// mostLeftOut is how many files are named one by one to be left out, and mostShared of how large a part of the task's
// images: a collection with more copies is to be looked at.
const (
	mostLeftOut = 200
	mostShared  = 0.1
)

// apart leaves files of the task out that are images of pre-training too, under other labels, as collections from the
// web have them. What cannot be told by a file's name is left to [Study], which refuses it.
func (o FolderOptions) apart(ctx context.Context, path string, f FolderStudy) (FolderStudy, error) {
	if o.AllowSharedImages != "" {
		return f, nil
	}
	shared, err := pool.SharedImages(ctx, f.Parts.Training, f.Parts.Held)
	if err != nil {
		return f, err
	}
	names, patterns := filesOf(shared)
	if n := len(patterns); n == 0 || n > mostLeftOut || float64(n) > mostShared*float64(imagesOf(f.Parts.Held)) {
		return f, nil
	}
	without := f
	without.Reading.Options.Exclude = patterns
	if o.HeldOut == "" {
		if without.Images, err = o.open(ctx, path, without.Reading.Options); err != nil {
			return f, err
		}
	}
	if without.Parts, err = o.parts(ctx, without); err != nil {
		return f, err
	}
	if o.HeldOut != "" {
		without.Reading = f.Reading // the folder itself is read whole
	}
	without.Parts.Decisions = append(without.Parts.Decisions, decide("left out", display.Count(len(names), "image"),
		"of the task, as pre-training has the same under other labels: %s", shortList(names)))
	return without, nil
}

// filesOf are the second images of pairs by their paths, and patterns that fit these alone.
func filesOf(pairs []pool.ImagePair) (names, patterns []string) {
	for _, pair := range pairs {
		if strings.Contains(pair.SecondName, "/") {
			names, patterns = append(names, pair.SecondName), append(patterns, escape(pair.SecondName))
		}
	}
	return names, patterns
}

// imagesOf counts the images of a pool.
func imagesOf(p pool.Pool) (images int) {
	for class := range p.Classes() {
		images += p.Count(class)
	}
	return images
}
