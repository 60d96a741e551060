package show

import (
	"context"

	"tradeoff/diversity/pool"
)

// Folder opens a folder of images, an archive or a table in a cell: pool.Folder with the context of [Context] and,
// unless o has a display of its own, with a bar as of [Preparation]. When the cell is interrupted, running it again
// goes on from there.
func Folder(path string, o pool.FolderOptions) (pool.Pool, error) {
	return here().folder(Context(), path, o)
}

func (s screen) folder(ctx context.Context, dir string, o pool.FolderOptions) (pool.Pool, error) {
	bar, own := newProgressBar(s), o.OnProgress != nil
	if !own {
		o.OnProgress = bar.prepared
	}
	p, err := pool.Folder(ctx, dir, o)
	if err != nil && !own && bar.shown() {
		bar.stop("not prepared: " + err.Error())
	}
	return p, err
}

// Preparation returns a function for pool.FolderOptions.OnProgress: a bar that is kept up to date in place, of images
// that are decoded, and of those that could not be.
func Preparation() func(pool.Progress) { return newProgressBar(here()).prepared }

// prepared takes the reports of pool.FolderOptions.OnProgress.
func (b *progressBar) prepared(p pool.Progress) {
	b.show(barState{done: p.Done - p.Bad, failed: p.Bad, total: p.Images}, p.String(), p.Ended)
}

// shown tells whether the bar was drawn.
func (b *progressBar) shown() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return !b.drawn.IsZero()
}
