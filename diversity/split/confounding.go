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
	Classes []int    // of each size, how many classes have enough images
	Policy  string   // the name of the study's policy that draws so; "" for a study without policies
	Alike   []string // the IDs of the classes that can take part in draws of all sizes
	Images  int      // that the largest class of a draw gives
	// the choice of images, where more than the number of a class's images decides, as of [BySource]; "" else
	Samples string
}

// Confounding compares the classes which have enough images for each size: a size with a large n can come only from
// large classes, and if those differ from the others in kind, what looks like an effect of K or n is one of theirs.
func Confounding(p pool.Pool, sizes []diversity.Size) (Confounded, error) {
	return ConfoundingOf(p, sizes, nil)
}

// ConfoundingOf is [Confounding] where images are chosen by other rules: long-tailed draws need classes of more images
// than n, and draws by source classes of enough sources. Nil is [UniformSamples].
func ConfoundingOf(p pool.Pool, sizes []diversity.Size, samples SampleChoice) (Confounded, error) {
	if err := p.Validate(); err != nil {
		return Confounded{}, err
	}
	samples = DrawOptions{Samples: samples}.samples()
	if err := samples.Validate(); err != nil {
		return Confounded{}, err
	}
	c := Confounded{Sizes: slices.Clone(sizes)}
	both := slices.Repeat([]bool{true}, p.Classes()) // that can take part in all
	for i, size := range sizes {
		most, err := mostOf(samples, size)
		if err != nil {
			return Confounded{}, fmt.Errorf("sizes[%d]: %w", i, err)
		}
		count := 0
		for class := range both {
			enough := samples.Enough(p, class, most)
			if enough != (p.Count(class) >= most) {
				c.Samples = samples.Kind()
			}
			both[class] = both[class] && enough
			if enough {
				count++
			}
		}
		c.Classes, c.Images = append(c.Classes, count), max(c.Images, most)
	}
	for class, is := range both {
		if is {
			c.Alike = append(c.Alike, p.ClassID(class))
		}
	}
	return c, nil
}

// mostOf is the number of images that the largest class of a draw gives.
func mostOf(samples SampleChoice, size diversity.Size) (int, error) {
	if err := size.Validate(); err != nil {
		return 0, err
	}
	counts, err := samples.Counts(size)
	if err != nil || len(counts) == 0 {
		return 0, err
	}
	return slices.Max(counts), nil
}

// Differ reports whether some sizes have fewer classes to draw from than others.
func (c Confounded) Differ() bool {
	return len(c.Classes) > 0 && slices.Min(c.Classes) != slices.Max(c.Classes)
}

// String is a sentence: what is confounded and what restricts all sizes to the same classes.
func (c Confounded) String() string {
	of := ""
	if c.Policy != "" {
		of = fmt.Sprintf("Policy %q: ", c.Policy)
	}
	if !c.Differ() {
		return of + "Every size is drawn from the same classes."
	}
	least, most := slices.Index(c.Classes, slices.Min(c.Classes)), slices.Index(c.Classes, slices.Max(c.Classes))
	return fmt.Sprintf("%sK and n are confounded with which classes qualify: %v is drawn from %d classes, %v from %d; %s.",
		of, c.Sizes[least], c.Classes[least], c.Sizes[most], c.Classes[most], c.offer())
}

// offer says what draws all sizes from the same classes: the pool's step, and first which sizes have to go because too
// few classes are left for them.
func (c Confounded) offer() string {
	step, left := fmt.Sprintf("Pool.AtLeast(%d)", c.Images), len(c.Alike)
	if c.Samples != "" {
		step = fmt.Sprintf("Pool.Only with the names in Confounded.Alike (%d classes whose images suffice %s)", left, c.Samples)
	}
	if left == 0 {
		return "no class can take part in all of them: leave out the sizes with most images of a class"
	}
	var small []string
	for _, size := range c.Sizes {
		if size.Classes > left {
			small = append(small, fmt.Sprint(size))
		}
	}
	if len(small) == 0 {
		return fmt.Sprintf("%s draws all sizes from the same %d classes", step, left)
	}
	return fmt.Sprintf("%s draws all sizes from the same %d classes, too few for %s: leave these out, or the sizes with most images of a class",
		step, left, strings.Join(small, ", "))
}

// Display is the sentence and the classes of each size.
func (c Confounded) Display() display.Document {
	return display.Document{Title: c.String()}.Add(display.Rows("", []string{"K", "n", "classes with n images"},
		len(c.Sizes), func(i int) []any { return []any{c.Sizes[i].Classes, c.Sizes[i].PerClass, c.Classes[i]} }))
}
