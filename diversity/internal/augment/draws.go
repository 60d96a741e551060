package augment

import (
	"math"
	"math/rand/v2"

	"tradeoff/diversity"
	"tradeoff/diversity/internal/network"
	"tradeoff/diversity/recipe"
)

// The streams of random numbers. The affine map has the one that it always had, which has no number.
const (
	padStream = iota + 1
	cropStream
	operationStream
	jitterStream
	eraseStream
	cutoutStream
	mixStream
	streams
)

// Draws are the random numbers of one training.
type Draws struct {
	pipeline Pipeline
	warps    *rand.Rand
	streams  [streams]*rand.Rand
}

// Start begins the random numbers of a training.
func (p Pipeline) Start(seed uint64) *Draws {
	d := &Draws{pipeline: p, warps: diversity.Stream(seed, diversity.ForAugment)}
	for i := range d.streams {
		d.streams[i] = diversity.Stream(seed, diversity.ForAugment, i)
	}
	return d
}

// Image draws the numbers of the next image, in the order of the pipeline's steps.
func (d *Draws) Image() (numbers []float32) {
	p := d.pipeline
	a := p.augment
	if a.Crop.Enabled() {
		numbers = append(numbers, drawCrop(a.Crop, d.streams[cropStream], p.height, p.width)...)
	}
	if p.moves() {
		warp := drawWarp(a, d.warps, p.height, p.width)
		pad(&warp, a.Pad, d.streams[padStream])
		parameters := warp.Parameters()
		numbers = append(numbers, parameters[:]...)
	}
	for range a.Rand.Operations {
		numbers = append(numbers, drawOperation(a.Rand, d.streams[operationStream], p.height, p.width)...)
	}
	if a.Jitter.Enabled() {
		numbers = append(numbers, drawJitter(a.Jitter, d.streams[jitterStream])...)
	}
	if a.Erase.Enabled() {
		numbers = append(numbers, drawErased(a.Erase, d.streams[eraseStream], p.height, p.width).numbers()...)
	}
	if a.Cutout > 0 {
		numbers = append(numbers, drawCutout(a.Cutout, d.streams[cutoutStream], p.height, p.width).numbers()...)
	}
	return numbers
}

// drawWarp draws one transformation of an image: mirrored, scaled and turned about the image's centre, then shifted.
// It always takes the same number of random numbers, so that one amount does not change what another draws.
func drawWarp(a recipe.Augment, rng *rand.Rand, height, width int) network.Warp {
	normal := func(deviation float64) float64 { return deviation * rng.NormFloat64() }
	shiftX, shiftY := normal(a.Shift), normal(a.Shift)
	sin, cos := math.Sincos(normal(a.Rotate) * math.Pi / 180)
	scaleX, scaleY := math.Exp(normal(a.Scale)), math.Exp(normal(a.Scale))
	if rng.Float64() < a.Flip {
		scaleX = -scaleX
	}
	w := network.Warp{XX: scaleX * cos, XY: -scaleX * sin, YX: scaleY * sin, YY: scaleY * cos}
	centreX, centreY := float64(width-1)/2, float64(height-1)/2
	w.X0 = centreX + shiftX - w.XX*centreX - w.XY*centreY
	w.Y0 = centreY + shiftY - w.YX*centreX - w.YY*centreY
	return w
}

// pad moves the new image by whole pixels, before what the map does to it.
func pad(w *network.Warp, most int, rng *rand.Rand) {
	if most == 0 {
		return
	}
	w.X0 += float64(rng.IntN(2*most+1) - most)
	w.Y0 += float64(rng.IntN(2*most+1) - most)
}

// between is a number drawn uniformly.
func between(rng *rand.Rand, low, high float64) float64 { return low + (high-low)*rng.Float64() }

// ratio is drawn so that its logarithm is uniform.
func ratio(rng *rand.Rand, low, high float64) float64 {
	return math.Exp(between(rng, math.Log(low), math.Log(high)))
}
