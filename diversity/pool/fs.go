package pool

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"

	"tradeoff/diversity/pool/internal/layout"
)

// FolderFS opens labelled images of a file system, such as an archive in memory ([zip.Reader]) or files embedded in a
// program, as [Folder] opens a folder; the layouts of many images in a file, such as IDX, are for files on disk. The
// name is for people. All files are read to know whether they are prepared already, since files in memory have no
// times.
//
// Like a pool from [New] it can be written to JSON but not opened again from there ([ErrNotReopenable]): what worker
// processes shall open is a folder or an archive on disk.
func FolderFS(ctx context.Context, fsys fs.FS, name string, o FolderOptions) (p Pool, err error) {
	store, err := folderStore(o)
	if err != nil {
		return Pool{}, err
	}
	images, err := layout.DetectFS(ctx, fsys, name, o.listing())
	if err != nil {
		return Pool{}, listingError(err)
	}
	f, err := newListing(name, images)
	if err != nil {
		return Pool{}, err
	}
	defer func() { err = errors.Join(err, f.close()) }()
	key, err := f.contentKey(ctx, o)
	if err != nil {
		return Pool{}, err
	}
	about := aboutSet{spec: folderSpec(name, o), Found: f.found(), Memory: true}
	about.Dir = name
	return prepareSet(ctx, store, f.source(key, o), about, name, o)
}

// contentKey is a key made of the bytes of all files.
func (l *listing) contentKey(ctx context.Context, o FolderOptions) (string, error) {
	out := sha256.New()
	fmt.Fprintf(out, "listed %s\n", l.key(o))
	for i := range l.images.Items {
		if err := ctx.Err(); err != nil {
			return "", err
		}
		data, err := l.images.Open(i)
		if err != nil && !errors.Is(err, layout.ErrLayout) {
			return "", listingError(err)
		}
		sum := sha256.Sum256(data) // of a file that cannot be unpacked, of nothing: it is recorded as bad
		out.Write(sum[:])
	}
	return sumKey(out.Sum(nil)), nil
}
