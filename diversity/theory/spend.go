package theory

import (
	"fmt"
	"math"

	"tradeoff/diversity"
)

// Spend is what there is to pay for a pre-training set, and the prices, in any unit: K classes of n images cost
//
//	K (PerClass + n PerSample) <= Total.
//
// A new class costs more than one more image wherever someone has to find it, define it or learn to tell it apart.
type Spend struct {
	Total     float64 // what there is to spend, above 0
	PerClass  float64 // price of a class beside that of its images, at least 0
	PerSample float64 // price of one labelled image, above 0
}

// mostImages bounds what a spend may buy, so that all numbers of images are exact.
const mostImages = 1e12

// Validate returns an error wrapping diversity.ErrInvalid that names the field, its value and what is allowed: also if
// the total does not pay for one image of one class.
func (s Spend) Validate() error {
	switch {
	case !(s.PerClass >= 0) || math.IsInf(s.PerClass, 0):
		return diversity.Invalid("Spend.PerClass", s.PerClass, "a finite number of at least 0")
	case !(s.PerSample > 0) || math.IsInf(s.PerSample, 0):
		return diversity.Invalid("Spend.PerSample", s.PerSample, "a finite number above 0")
	case !(s.Total >= s.PerClass+s.PerSample) || math.IsInf(s.Total, 0):
		return diversity.Invalid("Spend.Total", s.Total,
			fmt.Sprintf("at least %v, the price of one image of one class", s.PerClass+s.PerSample))
	case s.Total/s.PerSample > mostImages:
		return diversity.Invalid("Spend.Total", s.Total,
			fmt.Sprintf("at most %v, the price of %.0g images", mostImages*s.PerSample, mostImages))
	}
	return nil
}

// Cost is the price of a size.
func (s Spend) Cost(size diversity.Size) float64 {
	return float64(size.Classes) * (s.PerClass + float64(size.PerClass)*s.PerSample)
}

// free is the same money where only images cost.
func (s Spend) free() Spend { return Spend{Total: s.Total, PerSample: s.PerSample} }

// lnPerClass is ln n of the real-valued n that K classes leave money for.
func (s Spend) lnPerClass(lnK float64) float64 {
	return math.Log((s.Total*math.Exp(-lnK) - s.PerClass) / s.PerSample)
}

// classesWith is how many classes of n images can be paid, and perClassWith how many images of each of K classes.
func (s Spend) classesWith(n int) int {
	return wholeBelow(s.Total / (s.PerClass + float64(n)*s.PerSample))
}

func (s Spend) perClassWith(classes int) int {
	return wholeBelow((s.Total/float64(classes) - s.PerClass) / s.PerSample)
}

// wholeBelow rounds down, but for rounding error.
func wholeBelow(x float64) int { return int(math.Floor(x*(1+1e-12) + 1e-12)) }

// sizesOfSpend is the number of steps of ln K between the sizes that are compared: over 10 octaves of K a step is a
// tenth, and half a step from the optimum costs less than a thousandth of what can be gained.
const sizesOfSpend = 64

// Sizes lists sizes that use the money up, by rising number of classes: for none of them is one more class or one more
// image of every class affordable within the limits. (Unlike the factor pairs of a budget they may leave a little
// over.) There are up to 65, evenly spread in ln K, with both ends.
func (s Spend) Sizes(limits diversity.Limits) ([]diversity.Size, error) {
	if err := s.Validate(); err != nil {
		return nil, err
	}
	if err := limits.Validate(); err != nil {
		return nil, err
	}
	fewest, most := 1, atMost(s.classesWith(1), limits.Classes)
	if limits.PerClass > 0 {
		fewest = atMost(max(1, s.classesWith(limits.PerClass)), limits.Classes)
	}
	var sizes []diversity.Size
	for i := range sizesOfSpend + 1 {
		lnK := math.Log(float64(fewest)) + math.Log(float64(most)/float64(fewest))*float64(i)/sizesOfSpend
		size := diversity.Size{Classes: min(int(math.Round(math.Exp(lnK))), most)}
		size.PerClass = atMost(s.perClassWith(size.Classes), limits.PerClass)
		size.Classes = atMost(s.classesWith(size.PerClass), limits.Classes)
		if len(sizes) == 0 || size.Classes > sizes[len(sizes)-1].Classes {
			sizes = append(sizes, size)
		}
	}
	return sizes, nil
}

// atMost applies a limit, of which 0 is none.
func atMost(value, limit int) int {
	if limit > 0 {
		return min(value, limit)
	}
	return value
}
