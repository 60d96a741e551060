package augment

import (
	"math"
	"math/rand/v2"

	. "github.com/gomlx/gomlx/core/graph"
	"gonum.org/v1/gonum/stat/distuv"
)

// MixSize is the numbers by which a batch is mixed: the share of the image itself in its pixels and in its label, and
// the box that comes from the other image.
const MixSize = 2 + boxSize

// Mix draws the numbers of the next batch.
func (d *Draws) Mix() [MixSize]float32 {
	p := d.pipeline
	a, rng := p.augment, d.streams[mixStream]
	if a.MixShare > 0 && rng.Float64() >= a.MixShare {
		return mixed(1, 1, box{})
	}
	if a.CutMix > 0 && (a.MixUp == 0 || rng.Float64() < 0.5) {
		b := drawCut(share(a.CutMix, rng), rng, p.height, p.width)
		return mixed(1, 1-float64(b.area())/float64(p.height*p.width), b)
	}
	if a.MixUp == 0 {
		return mixed(1, 1, box{})
	}
	lambda := share(a.MixUp, rng)
	return mixed(lambda, lambda, box{})
}

func mixed(pixels, label float64, b box) (numbers [MixSize]float32) {
	copy(numbers[:], append([]float32{float32(pixels), float32(label)}, b.numbers()...))
	return numbers
}

// share is lambda, of Beta(alpha, alpha).
func share(alpha float64, rng *rand.Rand) float64 {
	return distuv.Beta{Alpha: alpha, Beta: alpha, Src: rng}.Rand()
}

// drawCut draws the box of CutMix as torchvision does: of the area 1 - lambda about any pixel, cut off at the borders.
func drawCut(lambda float64, rng *rand.Rand, height, width int) box {
	x, y := rng.IntN(width), rng.IntN(height)
	half := 0.5 * math.Sqrt(1-lambda)
	w, h := int(half*float64(width)), int(half*float64(height))
	return box{max(0, x-w), max(0, y-h), min(x+w, width), min(y+h, height)}
}

// Mixed mixes images, float32 [..., B, H*W*C], each with the one before it in its batch, by numbers [..., MixSize].
// LabelShare, [..., 1, 1], is the share of the image's own label.
func (p Pipeline) Mixed(images, numbers *Node) (out, labelShare *Node) {
	dims := images.Shape().Dimensions
	columns := make([]*Node, MixSize)
	for i := range columns {
		columns[i] = Reshape(SliceAxis(numbers, -1, AxisElem(i)), -1, 1, 1, 1)
	}
	batch := dims[len(dims)-2]
	x := Reshape(images, -1, batch, p.height*p.width*p.channels)
	other := Before(x)
	// One map of each batch says where its box is.
	one := Reshape(SliceAxis(x, 1, AxisElem(0)), -1, p.height, p.width, p.channels)
	there := BroadcastToDims(inBox(one, columns[2:]), one.Shape().Dimensions...)
	there = BroadcastToDims(Reshape(there, -1, 1, x.Shape().Dim(2)), x.Shape().Dimensions...)
	own := Reshape(columns[0], -1, 1, 1)
	blended := Add(Mul(x, own), Mul(other, OneMinus(own)))
	leading := append(append([]int{}, dims[:len(dims)-2]...), 1, 1)
	return Reshape(Where(there, other, blended), dims...), Reshape(columns[1], leading...)
}

// Before is x [R, B, ...] with each element of a batch replaced by the one before it, the first by the last.
func Before(x *Node) *Node {
	last := x.Shape().Dim(1) - 1
	if last == 0 {
		return x
	}
	return Concatenate([]*Node{SliceAxis(x, 1, AxisElem(last)), SliceAxis(x, 1, AxisRange(0, last))}, 1)
}
