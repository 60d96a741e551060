package pool

import (
	"context"
	"path/filepath"

	"tradeoff/diversity/pool/internal/arrays"
)

// IDX opens a pair of IDX files under any names, plain or compressed by gzip, as MNIST has them: a header (0, 0, type,
// rank, then sizes as big-endian 32-bit numbers) and the values. Images are uint8 of rank 3 [M, H, W] or 4
// [M, H, W, C]; labels are uint8, int16 or int32 of rank 1, or of rank 2 where the first of each row is the class. Class
// IDs are the labels in decimal: see [Pool.Named]. [Folder] finds the pair in a folder by the usual names, knows EMNIST,
// and resizes.
//
// The images are prepared once, as those of [Folder]. Errors about the content wrap [ErrFormat] and name the file and
// the offset or the image.
func IDX(imagesPath, labelsPath string) (Pool, error) {
	images, labels := absolute(imagesPath), absolute(labelsPath)
	p, err := Folder(context.Background(), images, FolderOptions{Layout: arrays.IDX, Labels: labels})
	if err != nil {
		return Pool{}, err
	}
	s := p.state.source
	origin := spec{Source: sourceIDX, Images: images, Labels: labels}
	// The digest is that of all pixels, as it was before these files were prepared: hashes of studies are made of it.
	return newPool(&source{origin: origin, layer: s.layer, digest: onceDigest(s.layer), found: s.found}), nil
}

// absolute makes a path that another process can open; the path as given is the best there is without a working
// directory.
func absolute(path string) string {
	if full, err := filepath.Abs(path); err == nil {
		return full
	}
	return path
}
