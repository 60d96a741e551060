package pool

import (
	"context"
	"errors"
	"os"
	"path/filepath"

	"tradeoff/diversity/pool/internal/arrays"
)

// IDX opens a pair of IDX files under any names, plain or compressed by gzip, as MNIST has them: a header (0, 0, type,
// rank, then sizes as big-endian 32-bit numbers) and the values. Images are uint8 of rank 3 [M, H, W] or 4 [M, H, W,
// C]; labels are uint8, int16 or int32 of rank 1, or of rank 2 where the first of each row is the class. Class IDs are
// the labels in decimal: see [Pool.Named]. [Folder] finds the pair in a folder by the usual names, knows EMNIST, and
// resizes.
//
// Images in a file of at most 4 MiB are held in memory, larger ones are prepared once as those of [Folder]. Errors
// about the content wrap [ErrFormat] and name the file and the offset or the image.
func IDX(imagesPath, labelsPath string) (Pool, error) {
	images, labels := absolute(imagesPath), absolute(labelsPath)
	o := FolderOptions{Layout: arrays.IDX, Labels: labels}
	l, err := smallArrays(images, o)
	if err != nil {
		return Pool{}, listingError(err)
	}
	if l == nil {
		p, err := Folder(context.Background(), images, o)
		if err != nil {
			return Pool{}, err
		}
		l = p.state.source.layer
	}
	// The digest is that of all pixels, prepared or not: hashes of studies are made of it.
	origin := spec{Source: sourceIDX, Images: images, Labels: labels}
	return newPool(&source{origin: origin, layer: l, digest: onceDigest(l)}), nil
}

// smallFile is the size of a file of images up to which preparing them is not worth while.
const smallFile = 4 << 20

// smallArrays reads the pixels of a small file into memory; nil if the file is not small.
func smallArrays(path string, o FolderOptions) (l layer, err error) {
	info, err := os.Stat(path)
	if err != nil || info.Size() > smallFile {
		return nil, err
	}
	files, err := findArrays(path, o)
	if err != nil {
		return nil, err
	}
	set, err := files.Open(o.arrays())
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, set.Close()) }()
	size := set.Height * set.Width * set.Channels
	if size*set.Count() > maxGrowth*smallFile {
		return nil, nil
	}
	c := Content{
		Images: make([]uint8, size*set.Count()), Labels: set.Labels, Height: set.Height, Width: set.Width,
		Channels: set.Channels,
	}
	for i := range set.Count() {
		if err := set.Pixels(i, c.Images[i*size:(i+1)*size]); err != nil {
			return nil, err
		}
	}
	for _, class := range set.Classes {
		c.ClassNames = append(c.ClassNames, class.ID)
	}
	return newMemory(c)
}

// maxGrowth is to how many times its size a small file may unpack.
const maxGrowth = 8

// absolute makes a path that another process can open; the path as given is the best there is without a working
// directory.
func absolute(path string) string {
	if full, err := filepath.Abs(path); err == nil {
		return full
	}
	return path
}
