// Package augment carries out what a recipe does to the images of a batch: random numbers are drawn on the host, from
// a stream of their own for each part, and a compiled program applies them to all images at once.
//
// Functions of graphs panic on programming errors, as GoMLX does; package pretrain recovers them at its edge.
package augment

import (
	"github.com/gomlx/compute/dtypes"
	. "github.com/gomlx/gomlx/core/graph"

	"tradeoff/diversity/internal/network"
	"tradeoff/diversity/recipe"
)

// Pipeline is what a recipe does to images of one shape.
type Pipeline struct {
	augment                 recipe.Augment
	height, width, channels int
	fill                    []float32 // of each channel, 0..255: what is erased becomes this
}

// New makes the pipeline of a recipe.
func New(r recipe.Recipe, height, width, channels int) Pipeline {
	r = r.WithDefaults()
	p := Pipeline{augment: r.Augment, height: height, width: width, channels: channels}
	for c := range channels {
		p.fill = append(p.fill, 0)
		if count := len(r.Normalize.Mean); count > 0 {
			p.fill[c] = float32(255 * r.Normalize.Mean[c%count])
		}
	}
	return p
}

// step is one part of the pipeline: how many random numbers it takes for an image, and what it does by them to images
// float32 [M, H, W, C] of values 0..255; each column of the numbers is [M, 1, 1, 1].
type step struct {
	size  int
	apply func(x *Node, columns []*Node) *Node
}

// steps are in the order in which they are applied.
func (p Pipeline) steps() (list []step) {
	a := p.augment
	add := func(has bool, size int, apply func(*Node, []*Node) *Node) {
		if has {
			list = append(list, step{size, apply})
		}
	}
	add(a.Crop.Enabled(), cropSize, crop)
	add(p.moves(), network.WarpSize, move)
	for range a.Rand.Operations {
		add(true, operationSize, operate)
	}
	add(a.Jitter.Enabled(), jitterSize, jitter)
	add(a.Erase.Enabled(), boxSize, p.erase)
	add(a.Cutout > 0, boxSize, p.erase)
	return list
}

// moves reports whether there is an affine map.
func (p Pipeline) moves() bool {
	a := p.augment
	return a.Shift != 0 || a.Rotate != 0 || a.Scale != 0 || a.Flip != 0 || a.Pad != 0
}

// Size is how many random numbers change an image; 0 means that images stay as they are.
func (p Pipeline) Size() (size int) {
	for _, s := range p.steps() {
		size += s.size
	}
	return size
}

// Apply changes images, uint8 [..., H*W*C], by numbers, float32 [M, Size], and rounds the result.
func (p Pipeline) Apply(images, numbers *Node) *Node {
	x := Reshape(ConvertDType(images, dtypes.Float32), -1, p.height, p.width, p.channels)
	at := 0
	for _, s := range p.steps() {
		columns := make([]*Node, s.size)
		for i := range columns {
			columns[i] = Reshape(SliceAxis(numbers, 1, AxisElem(at+i)), -1, 1, 1, 1)
		}
		x, at = s.apply(x, columns), at+s.size
	}
	return Reshape(ConvertDType(AddScalar(x, 0.5), dtypes.Uint8), images.Shape().Dimensions...)
}

// move is the affine map.
func move(x *Node, columns []*Node) *Node {
	flat := make([]*Node, len(columns))
	for i, column := range columns {
		flat[i] = Reshape(column, -1, 1)
	}
	return network.Move(x, Concatenate(flat, 1))
}
