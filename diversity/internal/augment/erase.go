package augment

import (
	"math"
	"math/rand/v2"

	. "github.com/gomlx/gomlx/core/graph"

	"tradeoff/diversity/internal/network"
	"tradeoff/diversity/recipe"
)

// box is the rectangle of columns left..right-1 and rows top..bottom-1; the zero value is nothing.
type box struct{ left, top, right, bottom int }

const boxSize = 4

func (b box) numbers() []float32 {
	return []float32{float32(b.left), float32(b.top), float32(b.right), float32(b.bottom)}
}

func (b box) area() int { return (b.right - b.left) * (b.bottom - b.top) }

// drawErased draws a rectangle as torchvision's RandomErasing does.
func drawErased(e recipe.Erase, rng *rand.Rand, height, width int) box {
	if rng.Float64() >= e.Probability {
		return box{}
	}
	for range attempts {
		area := float64(height*width) * between(rng, e.MinArea, e.MaxArea)
		shape := ratio(rng, e.MinRatio, e.MaxRatio)
		h, w := int(math.RoundToEven(math.Sqrt(area*shape))), int(math.RoundToEven(math.Sqrt(area/shape)))
		if h < height && w < width {
			x, y := rng.IntN(width-w+1), rng.IntN(height-h+1)
			return box{x, y, x + w, y + h}
		}
	}
	return box{}
}

// drawCutout draws a square about any pixel; what of it is outside the image is cut off (DeVries and Taylor, 2017).
func drawCutout(side int, rng *rand.Rand, height, width int) box {
	x, y := rng.IntN(width)-side/2, rng.IntN(height)-side/2
	return box{max(0, x), max(0, y), min(x+side, width), min(y+side, height)}
}

// erase fills a rectangle of each image.
func (p Pipeline) erase(x *Node, columns []*Node) *Node {
	fill := Const(x.Graph(), [][][][]float32{{{p.fill}}})
	dims := x.Shape().Dimensions
	return Where(BroadcastToDims(inBox(x, columns), dims...), BroadcastToDims(fill, dims...), x)
}

// inBox reports for each position of images [M, H, W, C] whether it is in the image's box.
func inBox(x *Node, columns []*Node) *Node {
	dims := x.Shape().Dimensions
	across, down := network.Ramp(x, 2, dims[2]), network.Ramp(x, 1, dims[1])
	inside := func(at, low, high *Node) *Node { return And(GreaterOrEqual(at, low), LessThan(at, high)) }
	return And(inside(across, columns[0], columns[2]), inside(down, columns[1], columns[3]))
}
