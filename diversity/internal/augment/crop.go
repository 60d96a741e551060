package augment

import (
	"math"
	"math/rand/v2"

	. "github.com/gomlx/gomlx/core/graph"

	"tradeoff/diversity/internal/network"
	"tradeoff/diversity/recipe"
)

// cropSize is the numbers of a crop: first column and row, width and height.
const cropSize = 4

// attempts is how often torchvision draws a rectangle that does not fit.
const attempts = 10

// drawCrop draws a rectangle as torchvision's RandomResizedCrop does.
func drawCrop(c recipe.Crop, rng *rand.Rand, height, width int) []float32 {
	for range attempts {
		area := float64(height*width) * between(rng, c.MinArea, c.MaxArea)
		shape := ratio(rng, c.MinRatio, c.MaxRatio)
		w, h := int(math.RoundToEven(math.Sqrt(area*shape))), int(math.RoundToEven(math.Sqrt(area/shape)))
		if w > 0 && w <= width && h > 0 && h <= height {
			return rectangle(rng.IntN(width-w+1), rng.IntN(height-h+1), w, h)
		}
	}
	w, h := middle(c, height, width)
	return rectangle((width-w)/2, (height-h)/2, w, h)
}

// middle is the size of the largest rectangle with an allowed ratio.
func middle(c recipe.Crop, height, width int) (w, h int) {
	switch shape := float64(width) / float64(height); {
	case shape < c.MinRatio:
		return width, max(1, int(math.RoundToEven(float64(width)/c.MinRatio)))
	case shape > c.MaxRatio:
		return max(1, int(math.RoundToEven(float64(height)*c.MaxRatio))), height
	}
	return width, height
}

func rectangle(x, y, w, h int) []float32 {
	return []float32{float32(x), float32(y), float32(w), float32(h)}
}

// crop reads a rectangle of each image with linear interpolation, as torch's interpolate without aligned corners:
// outside the rectangle its outermost pixels go on.
func crop(x *Node, columns []*Node) *Node {
	x = network.ReadAlong(x, positions(x, 2, columns[0], columns[2]), 2)
	return network.ReadAlong(x, positions(x, 1, columns[1], columns[3]), 1)
}

// positions are where the pixels of an axis come from.
func positions(x *Node, axis int, start, length *Node) *Node {
	size := x.Shape().Dim(axis)
	centres := MulScalar(AddScalar(network.Ramp(x, axis, size), 0.5), 1/float64(size))
	inside := AddScalar(Mul(centres, length), -0.5)
	inside = Max(Min(inside, AddScalar(length, -1)), ZerosLike(length))
	return Add(inside, start)
}
