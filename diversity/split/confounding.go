package split

import (
	"fmt"
	"slices"
	"strings"

	"tradeoff/diversity"
	"tradeoff/diversity/display"
	"tradeoff/diversity/pool"
)

// Confounded says which classes of a pool can take part in draws of several sizes.
type Confounded struct {
	Sizes   []diversity.Size
	Classes []int // of each size, how many classes have enough images
}

// Confounding compares the classes which have enough images for each size: a size with a large n can come only from
// large classes, and if those differ from the others in kind, what looks like an effect of K or n is one of theirs.
func Confounding(p pool.Pool, sizes []diversity.Size) (Confounded, error) {
	if err := p.Validate(); err != nil {
		return Confounded{}, err
	}
	c := Confounded{Sizes: slices.Clone(sizes)}
	for i, size := range sizes {
		if err := size.Validate(); err != nil {
			return Confounded{}, fmt.Errorf("sizes[%d]: %w", i, err)
		}
		c.Classes = append(c.Classes, available(p, size.PerClass))
	}
	return c, nil
}

// Differ reports whether some sizes have fewer classes to draw from than others.
func (c Confounded) Differ() bool {
	return len(c.Classes) > 0 && slices.Min(c.Classes) != slices.Max(c.Classes)
}

// String is a sentence: what is confounded and what restricts all sizes to the same classes.
func (c Confounded) String() string {
	if !c.Differ() {
		return "Every size is drawn from the same classes."
	}
	least, most := slices.Index(c.Classes, slices.Min(c.Classes)), slices.Index(c.Classes, slices.Max(c.Classes))
	return fmt.Sprintf("K and n are confounded with which classes qualify: %v is drawn from %d classes, %v from %d; %s.",
		c.Sizes[least], c.Classes[least], c.Sizes[most], c.Classes[most], c.offer())
}

// offer says what draws all sizes from the same classes: the pool's step, and first which sizes have to go because too
// few classes are left for them.
func (c Confounded) offer() string {
	most, left := c.most()
	var small []string
	for _, size := range c.Sizes {
		if size.Classes > left {
			small = append(small, fmt.Sprint(size))
		}
	}
	if len(small) == 0 {
		return fmt.Sprintf("Pool.AtLeast(%d) draws all sizes from the same %d classes", most, left)
	}
	return fmt.Sprintf("Pool.AtLeast(%d) draws all sizes from the same %d classes, too few for %s: leave these out, or the sizes with most images of a class",
		most, left, strings.Join(small, ", "))
}

// most is the largest n, and how many classes have as many images.
func (c Confounded) most() (images, classes int) {
	for i, size := range c.Sizes {
		if size.PerClass > images {
			images, classes = size.PerClass, c.Classes[i]
		}
	}
	return images, classes
}

// Display is the sentence and the classes of each size.
func (c Confounded) Display() display.Document {
	return display.Document{Title: c.String()}.Add(display.Rows("", []string{"K", "n", "classes with n images"},
		len(c.Sizes), func(i int) []any { return []any{c.Sizes[i].Classes, c.Sizes[i].PerClass, c.Classes[i]} }))
}
