package augment

import (
	"math/rand/v2"

	. "github.com/gomlx/gomlx/core/graph"

	"tradeoff/diversity/recipe"
)

// jitterSize is the numbers of a jitter: three factors and the turn of the hue.
const jitterSize = 4

// drawJitter draws factors as torchvision's ColorJitter does.
func drawJitter(j recipe.Jitter, rng *rand.Rand) []float32 {
	factor := func(amount float64) float32 { return float32(between(rng, max(0, 1-amount), 1+amount)) }
	return []float32{
		factor(j.Brightness), factor(j.Contrast), factor(j.Saturation), float32(between(rng, -j.Hue, j.Hue)),
	}
}

func jitter(x *Node, columns []*Node) *Node {
	x = saturate(contrast(brighten(x, columns[0]), columns[1]), columns[2])
	return turnHue(x, columns[3])
}

const highest = 255 // of a pixel

func clamp(x *Node) *Node { return ClipScalar(x, 0, highest) }

func brighten(x, factor *Node) *Node { return clamp(Mul(x, factor)) }

// contrast blends with the mean of the grey image.
func contrast(x, factor *Node) *Node {
	mean := ReduceAndKeep(grey(x), ReduceMean, 1, 2, 3)
	return blend(x, mean, factor)
}

// saturate blends with the grey image.
func saturate(x, factor *Node) *Node {
	if x.Shape().Dim(-1) != 3 {
		return x
	}
	return blend(x, grey(x), factor)
}

// blend is factor of one image and the rest of another.
func blend(x, other, factor *Node) *Node {
	return clamp(Add(Mul(x, factor), Mul(other, OneMinus(factor))))
}

// grey is torchvision's weighted sum of the colours; of other numbers of channels the channels themselves.
func grey(x *Node) *Node {
	if x.Shape().Dim(-1) != 3 {
		return x
	}
	red, green, blue := channel(x, 0), channel(x, 1), channel(x, 2)
	return Add(Add(MulScalar(red, 0.2989), MulScalar(green, 0.587)), MulScalar(blue, 0.114))
}

func channel(x *Node, number int) *Node { return SliceAxis(x, 3, AxisElem(number)) }

// turnHue turns the hue by a share of a full turn, as torchvision's adjust_hue: through hue, saturation and value.
func turnHue(x, turn *Node) *Node {
	if x.Shape().Dim(-1) != 3 {
		return x
	}
	value := ReduceAndKeep(x, ReduceMax, 3)
	spread := Sub(value, ReduceAndKeep(x, ReduceMin, 3))
	hue := wrap(Add(hueOf(x, spread), turn), 1)
	var colours []*Node
	for _, from := range []float64{5, 3, 1} { // of red, green and blue, in sixths of a turn
		sixth := wrap(AddScalar(MulScalar(hue, 6), from), 6)
		share := ClipScalar(Min(sixth, AddScalar(Neg(sixth), 4)), 0, 1)
		colours = append(colours, Sub(value, Mul(spread, share)))
	}
	return Concatenate(colours, 3)
}

// hueOf is a share of a full turn: 0 is red, 1/3 green, 2/3 blue. Which colour is strongest is found without a test for
// equality: a compiler may compute one value twice and not get the same bits.
func hueOf(x, spread *Node) *Node {
	red, green, blue := channel(x, 0), channel(x, 1), channel(x, 2)
	some := Where(GreaterThan(spread, ZerosLike(spread)), spread, OnesLike(spread))
	fromRed := Div(Sub(green, blue), some)
	fromGreen := AddScalar(Div(Sub(blue, red), some), 2)
	fromBlue := AddScalar(Div(Sub(red, green), some), 4)
	mostlyRed := And(GreaterOrEqual(red, green), GreaterOrEqual(red, blue))
	sixths := Where(mostlyRed, fromRed, Where(GreaterOrEqual(green, blue), fromGreen, fromBlue))
	return MulScalar(sixths, 1.0/6)
}

// wrap is the rest of a division.
func wrap(x *Node, by float64) *Node { return Sub(x, MulScalar(Floor(MulScalar(x, 1/by)), by)) }
