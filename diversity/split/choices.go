package split

import (
	"cmp"
	"slices"

	"tradeoff/diversity/display"
)

// Uniform takes every set of classes with equal chances. It is the default.
type Uniform struct{}

// Kind is "uniform".
func (Uniform) Kind() string { return "uniform" }

// Validate accepts it.
func (Uniform) Validate() error { return nil }

// Fields are its kind.
func (u Uniform) Fields() []display.Field { return kindField(u) }

// Choose takes the first of a random order.
func (Uniform) Choose(c Candidates) ([]int, error) { return slices.Clone(c.Order[:c.Count]), nil }

// Balanced takes classes of the superclasses in turn: of two superclasses that have classes left, one gives at most
// one more than the other. Classes without a superclass are one of their own.
type Balanced struct{}

// Kind is "balanced".
func (Balanced) Kind() string { return "balanced" }

// Validate accepts it.
func (Balanced) Validate() error { return nil }

// Fields are its kind.
func (b Balanced) Fields() []display.Field { return kindField(b) }

// Choose deals the classes of the superclasses, both in random order.
func (Balanced) Choose(c Candidates) ([]int, error) {
	var picked []int
	groups := c.groups()
	for round := 0; len(picked) < c.Count; round++ {
		for _, members := range groups {
			if round < len(members) && len(picked) < c.Count {
				picked = append(picked, members[round])
			}
		}
	}
	return picked, nil
}

// Concentrated takes all classes of a random superclass, then of another, until there are enough: few superclasses.
type Concentrated struct{}

// Kind is "concentrated".
func (Concentrated) Kind() string { return "concentrated" }

// Validate accepts it.
func (Concentrated) Validate() error { return nil }

// Fields are its kind.
func (o Concentrated) Fields() []display.Field { return kindField(o) }

// Choose takes the classes superclass by superclass.
func (Concentrated) Choose(c Candidates) ([]int, error) {
	return slices.Concat(c.groups()...)[:c.Count], nil
}

func kindField(c Choice) []display.Field { return []display.Field{{Name: "choice", Value: c.Kind()}} }

// groups are the candidates by superclass. Superclasses come in an order of their own, with equal chances whatever
// their size.
func (c Candidates) groups() [][]int {
	members := map[string][]int{}
	for _, class := range c.Order {
		members[c.Pool.Group(class)] = append(members[c.Pool.Group(class)], class)
	}
	names := append(c.Pool.GroupNames(), "")
	var groups [][]int
	for _, i := range c.Random.Perm(len(names)) {
		if list := members[names[i]]; len(list) > 0 {
			groups = append(groups, list)
		}
	}
	return groups
}

// Nearest takes a random class and those nearest to it: little diversity between classes.
type Nearest struct {
	Distance Distance `json:"distance"`
}

// Kind is "nearest".
func (Nearest) Kind() string { return "nearest" }

// Validate returns an error that names what is wrong with the distance.
func (n Nearest) Validate() error { return n.Distance.Validate() }

// Fields are its kind and distance.
func (n Nearest) Fields() []display.Field { return append(kindField(n), n.Distance.Fields()...) }

// Choose sorts the candidates by their distance to the first.
func (n Nearest) Choose(c Candidates) ([]int, error) {
	between, err := n.Distance.between(c.Pool)
	if err != nil {
		return nil, err
	}
	from := map[int]float64{}
	for _, class := range c.Order {
		from[class] = between(c.Order[0], class)
	}
	sorted := slices.Clone(c.Order)
	slices.SortStableFunc(sorted[1:], func(a, b int) int { return cmp.Compare(from[a], from[b]) })
	return sorted[:c.Count], nil
}

// Farthest takes a random class, then again and again the one farthest from all that it has: the farthest-first
// traversal of Gonzalez (1985), within a factor of two of the best k-centre cover.
type Farthest struct {
	Distance Distance `json:"distance"`
}

// Kind is "farthest".
func (Farthest) Kind() string { return "farthest" }

// Validate returns an error that names what is wrong with the distance.
func (f Farthest) Validate() error { return f.Distance.Validate() }

// Fields are its kind and distance.
func (f Farthest) Fields() []display.Field { return append(kindField(f), f.Distance.Fields()...) }

// Choose takes the farthest class in turn; of equally far ones the first in random order.
func (f Farthest) Choose(c Candidates) ([]int, error) {
	return c.spread(f.Distance, func(nearest []float64) int {
		return slices.Index(nearest, slices.Max(nearest))
	})
}

// Diverse takes a random class, then each next one with chances that rise with the square of its distance from all
// that it has: the seeding of k-means++, Arthur and Vassilvitskii (2007). It is diverse, but not made of outliers
// only.
type Diverse struct {
	Distance Distance `json:"distance"`
}

// Kind is "diverse".
func (Diverse) Kind() string { return "diverse" }

// Validate returns an error that names what is wrong with the distance.
func (d Diverse) Validate() error { return d.Distance.Validate() }

// Fields are its kind and distance.
func (d Diverse) Fields() []display.Field { return append(kindField(d), d.Distance.Fields()...) }

// Choose draws the next class by squared distance.
func (d Diverse) Choose(c Candidates) ([]int, error) {
	return c.spread(d.Distance, func(nearest []float64) int {
		total := 0.0
		for _, x := range nearest {
			total += float64(x * x)
		}
		at := float64(c.Random.Float64() * total)
		for i, x := range nearest {
			if at -= float64(x * x); at < 0 {
				return i
			}
		}
		return 0 // all that is left is at no distance
	})
}

// spread takes the first candidate, then the ones which next picks of those left and their distances from the nearest
// that is taken.
func (c Candidates) spread(d Distance, next func(nearest []float64) int) ([]int, error) {
	between, err := d.between(c.Pool)
	if err != nil {
		return nil, err
	}
	picked, left := []int{c.Order[0]}, slices.Clone(c.Order[1:])
	nearest := make([]float64, len(left))
	for i, class := range left {
		nearest[i] = between(picked[0], class)
	}
	for len(picked) < c.Count {
		at := next(nearest)
		taken := left[at]
		picked = append(picked, taken)
		left, nearest = slices.Delete(left, at, at+1), slices.Delete(nearest, at, at+1)
		for i, class := range left {
			nearest[i] = min(nearest[i], between(taken, class))
		}
	}
	return picked, nil
}
