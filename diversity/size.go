package diversity

import (
	"fmt"
	"math"
)

// Size is the shape of a pre-training set: how many classes and how many images of each.
// The number of images is always exactly Classes * PerClass; nothing is rounded.
type Size struct {
	Classes  int `json:"classes"`   // K, at least 1
	PerClass int `json:"per_class"` // n, at least 1
}

// Total is N = K * n, the number of labelled images.
func (s Size) Total() int { return s.Classes * s.PerClass }

// Ratio is the class-to-sample ratio x = K / n.
func (s Size) Ratio() float64 { return float64(s.Classes) / float64(s.PerClass) }

// LogRatio is ln x, the axis in which the sizes of a budget are spread evenly.
func (s Size) LogRatio() float64 { return math.Log(s.Ratio()) }

// String reads "K=32 n=16".
func (s Size) String() string { return fmt.Sprintf("K=%d n=%d", s.Classes, s.PerClass) }

// Validate returns an error wrapping [ErrInvalid] unless both numbers are positive.
func (s Size) Validate() error {
	if s.Classes < 1 {
		return Invalid("Size.Classes", s.Classes, "at least 1")
	}
	if s.PerClass < 1 {
		return Invalid("Size.PerClass", s.PerClass, "at least 1")
	}
	return nil
}
