package suggest

import (
	"context"
	"path/filepath"

	"tradeoff/diversity/internal/cachedir"
	"tradeoff/diversity/internal/pngfolder"
	"tradeoff/diversity/pool"
)

// standInAlphabets is how many alphabets a stand-in has.
const standInAlphabets = 12

// StandIn writes a folder of images for who has none at hand, and returns its path: the handwritten characters of
// twelve alphabets of [pool.Omniglot], 20 drawings of each, as ALPHABET/CHARACTER/NUMBER.png below the cache directory.
// A folder that is there already is left as it is. The error is the context's once that has ended.
func StandIn(ctx context.Context) (string, error) {
	cache, err := cachedir.Dir()
	if err != nil {
		return "", err
	}
	letters := pool.Omniglot().Background()
	dir := filepath.Join(cache, "stand-in", "your-data")
	return dir, pngfolder.Write(ctx, letters.Groups(letters.GroupNames()[:standInAlphabets]...), dir)
}
