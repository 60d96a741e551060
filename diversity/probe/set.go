package probe

import (
	"fmt"
	"math"

	"tradeoff/diversity"
)

// Set is a set of labelled feature vectors.
type Set struct {
	Features []float32 // [M, Dim], row by row
	Labels   []int32   // [M], each 0..C-1
	Dim      int       // features of one image, at least 1

	// the pixels [M, ...] of the images, for a [NetworkProbe]; nil where only features are looked at
	Images []uint8
}

// Len is the number of images M.
func (s Set) Len() int { return len(s.Labels) }

// pixels is the size of one image.
func (s Set) pixels() int { return len(s.Images) / max(1, s.Len()) }

// image has the pixels of an image, none if the set has no pixels.
func (s Set) image(i int) []uint8 { return s.Images[i*s.pixels() : (i+1)*s.pixels()] }

func (s Set) row(i int) []float32 { return s.Features[i*s.Dim : (i+1)*s.Dim] }

// check reports the first thing wrong with a part of a task whose labels must be below classes.
func (s Set) check(part string, classes int) error {
	if s.Dim < 1 {
		return diversity.Invalid(part+".Dim", s.Dim, "at least 1 feature")
	}
	if s.Len() == 0 {
		return diversity.Invalid(part+".Labels", "empty", "at least 1 image")
	}
	if len(s.Features) != s.Len()*s.Dim {
		return diversity.Invalid("len("+part+".Features)", len(s.Features),
			fmt.Sprintf("%d, for %d labels of %d features each", s.Len()*s.Dim, s.Len(), s.Dim))
	}
	if len(s.Images)%s.Len() != 0 {
		return diversity.Invalid("len("+part+".Images)", len(s.Images),
			fmt.Sprintf("a multiple of %d, the number of labels, or 0", s.Len()))
	}
	for i, label := range s.Labels {
		if label < 0 || int(label) >= classes {
			return diversity.Invalid(fmt.Sprintf("%s.Labels[%d]", part, i), label,
				fmt.Sprintf("0..%d, the classes of the training part", classes-1))
		}
	}
	return s.checkFinite(part)
}

func (s Set) checkFinite(part string) error {
	for i, value := range s.Features {
		if v := float64(value); math.IsNaN(v) || math.IsInf(v, 0) {
			return diversity.Invalid(fmt.Sprintf("%s.Features[%d, %d]", part, i/s.Dim, i%s.Dim), value, "finite numbers")
		}
	}
	return nil
}

// Check checks the three parts of an episode as every probe must take them, and returns the number of classes C: the
// same number of finite features everywhere, training images of each class 0..C-1 with C at least 2, no other labels,
// and a test part. The validation part may be empty. Errors wrap diversity.ErrInvalid and name the part and the entry.
func Check(train, validation, test Set) (int, error) {
	classes := trainClasses(train.Labels)
	if err := train.check("train", classes); err != nil {
		return 0, err
	}
	if err := everyClass(train.Labels, classes); err != nil {
		return 0, err
	}
	if err := sameDim(validation.Len() > 0, "validation", validation, train.Dim, classes); err != nil {
		return 0, err
	}
	return classes, sameDim(true, "test", test, train.Dim, classes)
}

// trainClasses is one more than the largest label, but no more than the number of images: a label beyond that leaves a
// class without images anyway, and must not size an array.
func trainClasses(labels []int32) int {
	classes := 0
	for _, label := range labels {
		classes = max(classes, int(label)+1)
	}
	return min(classes, len(labels))
}

func everyClass(labels []int32, classes int) error {
	if classes < 2 {
		return diversity.Invalid("train.Labels", fmt.Sprintf("%d class", classes), "at least 2 classes")
	}
	for class, count := range classCounts(labels, classes) {
		if count == 0 {
			return diversity.Invalid("train.Labels", fmt.Sprintf("no image of class %d", class),
				fmt.Sprintf("at least 1 image of each class 0..%d", classes-1))
		}
	}
	return nil
}

func sameDim(present bool, part string, s Set, dim, classes int) error {
	if !present {
		return nil
	}
	if s.Dim != dim {
		return diversity.Invalid(part+".Dim", s.Dim, fmt.Sprintf("%d, as in the training part", dim))
	}
	return s.check(part, classes)
}

func classCounts(labels []int32, classes int) []float64 {
	counts := make([]float64, classes)
	for _, label := range labels {
		counts[label]++
	}
	return counts
}
