package split

import (
	"fmt"
	"math"

	"tradeoff/diversity"
	"tradeoff/diversity/display"
	"tradeoff/diversity/pool"
)

// Distance says how far apart two classes are: by features, or by a tree; one of the two.
type Distance struct {
	// [classes][d], one row for each class of the pool: the mean features of a network, say. The distance is Euclid's
	Features [][]float64 `json:"features,omitempty"`
	// the path of every class, as of [pool.Pool.GroupedByTree]. The distance is the number of edges between two classes,
	// by way of the nearest node above both; classes without a common node are as far as by way of one above the roots
	Tree pool.Table `json:"tree,omitempty"`
}

// Validate returns an error that names what is wrong.
func (d Distance) Validate() error {
	if (len(d.Features) == 0) == (len(d.Tree) == 0) {
		return diversity.Invalid("Distance", fmt.Sprintf("%d rows of features, %d paths", len(d.Features), len(d.Tree)),
			"Features or Tree, one of the two")
	}
	for i, row := range d.Features {
		if len(row) == 0 || len(row) != len(d.Features[0]) {
			return diversity.Invalid(fmt.Sprintf("len(Distance.Features[%d])", i), len(row),
				fmt.Sprintf("as many as the first row has, %d, and at least 1", len(d.Features[0])))
		}
		for j, x := range row {
			if math.IsNaN(x) || math.Abs(x) > 1e100 {
				return diversity.Invalid(fmt.Sprintf("Distance.Features[%d][%d]", i, j), x, "-1e100..1e100")
			}
		}
	}
	return nil
}

// Fields are what the distance is made of.
func (d Distance) Fields() []display.Field {
	return []display.Field{{Name: "rows of features", Value: len(d.Features)}, {Name: "paths of a tree", Value: len(d.Tree)}}
}

// between returns the distance of two classes of a pool.
func (d Distance) between(p pool.Pool) (func(a, b int) float64, error) {
	if len(d.Tree) > 0 {
		return d.treeBetween(p)
	}
	if len(d.Features) != p.Classes() {
		return nil, diversity.Invalid("len(Distance.Features)", len(d.Features),
			fmt.Sprintf("%d, one row for each class of the pool", p.Classes()))
	}
	return func(a, b int) float64 {
		sum := 0.0
		for i, x := range d.Features[a] {
			difference := x - d.Features[b][i]
			sum += float64(difference * difference) // the conversion keeps machines from rounding otherwise
		}
		return math.Sqrt(sum)
	}, nil
}

func (d Distance) treeBetween(p pool.Pool) (func(a, b int) float64, error) {
	paths := make([][]string, p.Classes())
	for class := range paths {
		path, ok := d.Tree.Of(p.BaseID(class))
		if !ok {
			return nil, diversity.Invalid("Distance.Tree", "no path of class "+p.BaseID(class), "one for every class of the pool")
		}
		paths[class] = append([]string{p.BaseID(class)}, pool.PathNodes(path)...)
	}
	return func(a, b int) float64 { return float64(edges(paths[a], paths[b])) }, nil
}

// edges counts the steps between the ends of two paths, which lead to the root.
func edges(a, b []string) int {
	shared := 0
	for shared < min(len(a), len(b)) && a[len(a)-1-shared] == b[len(b)-1-shared] {
		shared++
	}
	return len(a) + len(b) - 2*shared
}
