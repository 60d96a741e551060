package confusion

import (
	"fmt"
	"maps"
	"slices"

	"tradeoff/diversity"
	"tradeoff/diversity/figure/internal/chart"
	"tradeoff/diversity/figure/internal/wording"
	"tradeoff/diversity/study"
)

// The kinds of rows and columns.
const (
	ByClass = "class"
	ByGroup = "group"
)

// Options say how the classes are shown.
type Options struct {
	By     string // byClass, byGroup or "" for what suits
	Most   int    // rows, those of the worst pairs; 0 = all
	Counts bool   // numbers of images in place of shares of the row
	Pairs  int    // lines of the text form; 0 = 10
}

// The limits of what is shown.
const (
	MostRows     = 600 // beyond, a row is less than a pixel
	classesAlone = 60  // up to which classes need no groups
	MostPairs    = 1000
)

// Map show what the test images of a task were taken for.
func Map(c study.Confusion, o Options) (chart.Parts, error) {
	m, err := newConfusionChart(c, o)
	if err != nil {
		return chart.Parts{}, err
	}
	return chart.Parts{
		Title: "What test images were taken for", Caption: m.caption(), Table: m.table(), Option: m.option(),
		Height: m.height(), Shape: 1,
	}, nil
}

func newConfusionChart(c study.Confusion, o Options) (confusionChart, error) {
	if c.Counts == nil {
		return confusionChart{}, fmt.Errorf("%w: no confusion, get one from study.Results.Confusion", chart.ErrEmpty)
	}
	if err := c.Validate(); err != nil {
		return confusionChart{}, err
	}
	if c.Total() == 0 {
		return confusionChart{}, fmt.Errorf("%w: the confusion has no images", chart.ErrEmpty)
	}
	by, err := o.rows(c)
	if err != nil {
		return confusionChart{}, err
	}
	o.By = by
	met, err := metIn(c)
	if err != nil {
		return confusionChart{}, err
	}
	all := mistakesByClass(c, met)
	if by == ByGroup {
		all = mistakesByGroup(c, met)
	}
	shown := all
	if o.Most > 0 && all.total() > 0 {
		shown = all.worst(o.Most)
	}
	if rows := len(shown.names); rows > MostRows {
		return confusionChart{}, diversity.Invalid("rows", rows,
			fmt.Sprintf("at most %d: set ConfusionOptions.Most or By", MostRows))
	}
	return confusionChart{result: c, options: o, all: all, mistakes: shown}, nil
}

// rows is By with its default applied.
func (o Options) rows(c study.Confusion) (string, error) {
	groups := countDistinct(c.Groups)
	switch {
	case o.By == ByGroup && groups < 2:
		return "", diversity.Invalid("ConfusionOptions.By", fmt.Sprintf("%q", o.By),
			fmt.Sprintf("%q: the classes are of %s", ByClass, wording.Count(groups, "group")))
	case o.By != "":
		return o.By, nil
	case groups < 2 || len(c.Classes) <= classesAlone || o.Most > 0:
		return ByClass, nil
	}
	return ByGroup, nil
}

func countDistinct(names []string) int {
	return len(slices.Compact(slices.Sorted(slices.Values(names))))
}

// mistakes are the rows and columns of a [figure.Confusion] figure.
type mistakes struct {
	names  []string
	groups []string // of each row; nil if there are none
	images []int    // of each row
	right  []int    // of each row
	wrong  [][]int  // images of the row mistaken for the column, or for another class of it
	// whether the row could be mistaken for the column, or for another class of it; nil if that is not known
	met [][]bool
}

func newMistakes(names []string) mistakes {
	return mistakes{names: names, images: make([]int, len(names)), right: make([]int, len(names)),
		wrong: squareOf[int](len(names))}
}

func mistakesByClass(c study.Confusion, met [][]bool) mistakes {
	m := sumMistakes(c, c.Classes, c.Groups, func(class int) int { return class })
	m.met = met
	return m
}

func mistakesByGroup(c study.Confusion, met [][]bool) mistakes {
	var names []string
	row := make([]int, len(c.Classes))
	for class, group := range c.Groups {
		if group == "" {
			group = "(no group)"
		}
		if row[class] = slices.Index(names, group); row[class] < 0 {
			row[class], names = len(names), append(names, group)
		}
	}
	m := sumMistakes(c, names, nil, func(class int) int { return row[class] })
	if met == nil {
		return m
	}
	m.met = squareOf[bool](len(names))
	for i := range met {
		for j := range met {
			if i != j && met[i][j] {
				m.met[row[i]][row[j]] = true
			}
		}
	}
	return m
}

func sumMistakes(c study.Confusion, names, groups []string, row func(class int) int) mistakes {
	m := newMistakes(names)
	m.groups = groups
	for class, counts := range c.Counts {
		for other, images := range counts {
			m.images[row(class)] += images
			if class == other {
				m.right[row(class)] += images
			} else {
				m.wrong[row(class)][row(other)] += images
			}
		}
	}
	return m
}

// total is the number of mistakes.
func (m mistakes) total() int {
	sum := 0
	for _, row := range m.wrong {
		for _, images := range row {
			sum += images
		}
	}
	return sum
}

// within is the number of mistakes in the cells of the diagonal.
func (m mistakes) within() int {
	sum := 0
	for i, row := range m.wrong {
		sum += row[i]
	}
	return sum
}

// worst keeps so many rows, in their order: those of the pairs with most mistakes.
func (m mistakes) worst(most int) mistakes {
	var pairs [][3]int
	for i, row := range m.wrong {
		for j, images := range row {
			if images > 0 {
				pairs = append(pairs, [3]int{images, i, j})
			}
		}
	}
	slices.SortStableFunc(pairs, func(a, b [3]int) int { return b[0] - a[0] })
	chosen := map[int]bool{}
	for _, pair := range pairs {
		for _, row := range pair[1:] {
			if len(chosen) < most {
				chosen[row] = true
			}
		}
	}
	return m.only(slices.Sorted(maps.Keys(chosen)))
}

func (m mistakes) only(kept []int) mistakes {
	out := newMistakes(make([]string, len(kept)))
	if m.groups != nil {
		out.groups = make([]string, len(kept))
	}
	if m.met != nil {
		out.met = squareOf[bool](len(kept))
	}
	for i, from := range kept {
		out.names[i], out.images[i], out.right[i] = m.names[from], m.images[from], m.right[from]
		for j, column := range kept {
			out.wrong[i][j] = m.wrong[from][column]
			if m.met != nil {
				out.met[i][j] = m.met[from][column]
			}
		}
		if m.groups != nil {
			out.groups[i] = m.groups[from]
		}
	}
	return out
}

// starts lists where a row is of another group than the one before, with both ends: as many parts as there are groups.
func (m mistakes) starts() []int {
	starts := []int{0}
	for i := 1; i < len(m.groups); i++ {
		if m.groups[i] != m.groups[i-1] {
			starts = append(starts, i)
		}
	}
	return append(starts, len(m.names))
}
