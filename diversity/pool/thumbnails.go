package pool

import (
	"sync/atomic"

	"tradeoff/diversity/pool/internal/prepared"
)

// thumbnailer makes thumbnails and perceptual hashes of a pool's originals. One goroutine may use it at a time.
type thumbnailer struct {
	pool                    Pool
	paint                   painter
	height, width, channels int
	image, mirror           []uint8
}

func newThumbnailer(p Pool) (*thumbnailer, error) {
	paint, err := p.state.source.layer.painter()
	if err != nil {
		return nil, err
	}
	t := &thumbnailer{pool: p, paint: paint}
	t.height, t.width, t.channels = p.state.source.layer.shape()
	t.image = make([]uint8, t.height*t.width*t.channels)
	t.mirror = make([]uint8, len(t.image))
	return t, nil
}

// read makes an original as its source has it.
func (t *thumbnailer) read(r Ref) error {
	t.height, t.width, _ = t.pool.state.source.layer.shape() // it may have been turned
	return t.paint(t.image, t.pool.state.layer.origin(r))
}

// of is the thumbnail of an original; nil for an image that shows too little.
func (t *thumbnailer) of(r Ref) (*prepared.Thumbnail, error) {
	if err := t.read(r); err != nil {
		return nil, err
	}
	return t.thumbnail(), nil
}

// thumbnail is that of the image that was read last; nil if it shows too little.
func (t *thumbnailer) thumbnail() *prepared.Thumbnail {
	if thumbnail, ok := prepared.ThumbnailOf(t.image, t.height, t.width, t.channels); ok {
		return &thumbnail
	}
	return nil
}

// turn turns the image that was read by a quarter to the left: its right column becomes the first row.
func (t *thumbnailer) turn() {
	for y := range t.height {
		for x := range t.width {
			from, to := (y*t.width+x)*t.channels, ((t.width-1-x)*t.height+y)*t.channels
			copy(t.mirror[to:to+t.channels], t.image[from:from+t.channels])
		}
	}
	t.image, t.mirror = t.mirror, t.image
	t.height, t.width = t.width, t.height
}

func (t *thumbnailer) hash(image []uint8) uint64 {
	return prepared.DifferenceHash(image, t.height, t.width, t.channels)
}

// hashes are those of the image that was read last, and of its mirror image.
func (t *thumbnailer) hashes() (plain, mirrored uint64) {
	row := t.width * t.channels
	for y := range t.height {
		from, to := t.image[y*row:(y+1)*row], t.mirror[y*row:(y+1)*row]
		for x := range t.width {
			copy(to[(t.width-1-x)*t.channels:][:t.channels], from[x*t.channels:])
		}
	}
	return t.hash(t.image), t.hash(t.mirror)
}

// thumbnailCache keeps thumbnails that were made, up to a bound, and the quadrants of all of them. Goroutines share it.
type thumbnailCache struct {
	kept      []atomic.Pointer[prepared.Thumbnail]
	quadrants []atomic.Uint64
}

// mostThumbnails bounds the thumbnails that are kept to some 90 MB.
const mostThumbnails = 1 << 18

func newThumbnailCache(images int) thumbnailCache {
	return thumbnailCache{make([]atomic.Pointer[prepared.Thumbnail], min(images, mostThumbnails)),
		make([]atomic.Uint64, images)}
}

// beyond reports whether an image, if its thumbnail was made before, is certainly further away than a bound.
func (c thumbnailCache) beyond(number int, from prepared.Quadrants, bound float64) bool {
	known := c.quadrants[number].Load()
	return known != 0 && from.Beyond(prepared.Quadrants(known), bound)
}

// at is the thumbnail of a number, made from an original if it is not kept; nil for an image that shows too little.
func (c thumbnailCache) at(number int, maker *thumbnailer, r Ref) (*prepared.Thumbnail, error) {
	if number < len(c.kept) {
		if known := c.kept[number].Load(); known != nil {
			return known, nil
		}
	}
	made, err := maker.of(r)
	if err != nil {
		return nil, err
	}
	if made == nil {
		c.quadrants[number].Store(uint64(prepared.NoQuadrants))
		return nil, nil
	}
	c.quadrants[number].Store(uint64(made.Quadrants()))
	if number < len(c.kept) {
		c.kept[number].Store(made)
	}
	return made, nil
}
