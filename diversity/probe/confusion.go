package probe

import (
	"cmp"
	"fmt"
	"slices"

	"tradeoff/diversity"
)

// Confusion counts what the test images of each class were taken for. A row sums to the images of its class, the
// diagonal to the images that were classified rightly.
type Confusion struct {
	Classes []string // [C], distinct names
	Groups  []string // [C], the superclass of each; nil if there are none
	Counts  [][]int  // [C, C]: images of the row's class that were taken for the column's
}

// NewConfusion has no images yet. Groups may be nil.
func NewConfusion(classes, groups []string) Confusion {
	c := Confusion{Classes: classes, Groups: groups, Counts: make([][]int, len(classes))}
	for class := range c.Counts {
		c.Counts[class] = make([]int, len(classes))
	}
	return c
}

// Add counts predictions [M] of images with true labels [M], both positions in Classes. Errors wrap
// diversity.ErrInvalid, and then nothing is counted.
func (c Confusion) Add(labels, predicted []int32) error {
	if len(labels) != len(predicted) {
		return diversity.Invalid("len(predicted)", len(predicted), fmt.Sprintf("%d, one for each label", len(labels)))
	}
	for _, list := range []struct {
		name   string
		values []int32
	}{{"labels", labels}, {"predicted", predicted}} {
		for i, value := range list.values {
			if value < 0 || int(value) >= len(c.Classes) {
				return diversity.Invalid(fmt.Sprintf("%s[%d]", list.name, i), value, fmt.Sprintf("0..%d", len(c.Classes)-1))
			}
		}
	}
	for i, label := range labels {
		c.Counts[label][predicted[i]]++
	}
	return nil
}

// Validate returns an error wrapping diversity.ErrInvalid that names the first field which does not fit the others.
func (c Confusion) Validate() error {
	if len(c.Classes) < 2 {
		return diversity.Invalid("len(Confusion.Classes)", len(c.Classes), "at least 2 classes")
	}
	if c.Groups != nil && len(c.Groups) != len(c.Classes) {
		return diversity.Invalid("len(Confusion.Groups)", len(c.Groups),
			fmt.Sprintf("%d, one for each class, or nil", len(c.Classes)))
	}
	seen := map[string]bool{}
	for i, class := range c.Classes {
		if seen[class] {
			return diversity.Invalid(fmt.Sprintf("Confusion.Classes[%d]", i), fmt.Sprintf("%q", class),
				"a name that no other class has")
		}
		seen[class] = true
	}
	return c.validCounts()
}

func (c Confusion) validCounts() error {
	want := fmt.Sprintf("%d, one for each class", len(c.Classes))
	if len(c.Counts) != len(c.Classes) {
		return diversity.Invalid("len(Confusion.Counts)", len(c.Counts), want)
	}
	for i, row := range c.Counts {
		if len(row) != len(c.Classes) {
			return diversity.Invalid(fmt.Sprintf("len(Confusion.Counts[%d])", i), len(row), want)
		}
		for j, count := range row {
			if count < 0 {
				return diversity.Invalid(fmt.Sprintf("Confusion.Counts[%d][%d]", i, j), count, "at least 0")
			}
		}
	}
	return nil
}

// Total is the number of images.
func (c Confusion) Total() int {
	total := 0
	for class := range c.Counts {
		total += c.Images(class)
	}
	return total
}

// Images is the number of images of a class.
func (c Confusion) Images(class int) int {
	images := 0
	for _, count := range c.Counts[class] {
		images += count
	}
	return images
}

// Right is the number of images that were classified rightly.
func (c Confusion) Right() int {
	right := 0
	for class, row := range c.Counts {
		right += row[class]
	}
	return right
}

// Error is the share of images that were classified wrongly, in [0, 1]; 0 if there are none.
func (c Confusion) Error() float64 {
	return Score{Wrong: c.Total() - c.Right(), Tested: c.Total()}.Error()
}

// Mistake is how often images of one class were taken for another.
type Mistake struct {
	Class, TakenFor int // positions in Confusion.Classes
	Count           int // images, at least 1
	Images          int // of the class, however classified
}

// Share is Count / Images, in (0, 1].
func (m Mistake) Share() float64 { return float64(m.Count) / float64(m.Images) }

// Worst lists the mistakes by falling number of images, then by falling share and the order of the classes: at most so
// many.
func (c Confusion) Worst(most int) []Mistake {
	var all []Mistake
	for class, row := range c.Counts {
		images := c.Images(class)
		for other, count := range row {
			if other != class && count > 0 {
				all = append(all, Mistake{class, other, count, images})
			}
		}
	}
	slices.SortStableFunc(all, func(a, b Mistake) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(b.Share(), a.Share()))
	})
	return all[:min(max(0, most), len(all))]
}
