package suggest

import "tradeoff/diversity/pool"

// what tells drawings: of so many images at most, the share of pixels within so many gray levels of black or white.
const (
	lookedAt    = 100
	extreme     = 32
	drawingFrom = 0.8
)

// isDrawing reports whether images are drawings, characters or the like rather than photographs. Of 100 pixels so many
// are nearly black or white: in handwritten characters 91 (distorted) to 100, in photographs 0 (hands before a wall),
// 21 (Tiny-ImageNet) to 34 (Caltech-101), and in clothes on a black ground (Fashion-MNIST) 69.
func isDrawing(p pool.Pool) (bool, error) {
	var refs []pool.Ref
	step := max(1, p.Classes()/lookedAt)
	for class := 0; class < p.Classes(); class += step {
		refs = append(refs, pool.Ref{Class: class})
	}
	pixels, err := p.Images(refs)
	if err != nil {
		return false, err
	}
	count := 0
	for _, value := range pixels {
		if value < extreme || value >= 255-extreme {
			count++
		}
	}
	return float64(count) >= drawingFrom*float64(len(pixels)), nil
}
