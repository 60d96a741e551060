package photographs

import (
	"context"

	"tradeoff/diversity/internal/pngfolder"
	"tradeoff/diversity/pool"
)

// WritePNG writes the images of a pool as CLASS/NUMBER.png into a new directory, for [Fill] to open: so a task comes to
// photographs' three channels and their size, whatever its own. A directory that is there already is left as it is. It
// comes under its name when it is whole; the error is the context's once that has ended.
func WritePNG(ctx context.Context, p pool.Pool, dir string) error {
	return pngfolder.Write(ctx, p, dir)
}
