package confusion

import (
	"errors"
	"reflect"
	"slices"
	"testing"

	"tradeoff/diversity"
	"tradeoff/diversity/figure/internal/chart"
	"tradeoff/diversity/probe"
	"tradeoff/diversity/study"
)

// letters are four classes of two groups, 10 images each; a is taken for b twice and for c once, d for c three times.
func letters() study.Confusion {
	c := study.Confusion{Confusion: probe.NewConfusion([]string{"a", "b", "c", "d"}, []string{"x", "x", "y", "y"})}
	for class, counts := range [][]int{{7, 2, 1, 0}, {0, 10, 0, 0}, {0, 0, 10, 0}, {0, 0, 3, 7}} {
		for other, images := range counts {
			for range images {
				if err := c.Add([]int32{int32(class)}, []int32{int32(other)}); err != nil {
					panic(err)
				}
			}
		}
	}
	return c
}

func TestMistakesByClass(t *testing.T) {
	m := mistakesByClass(letters(), nil)
	want := [][]int{{0, 2, 1, 0}, {0, 0, 0, 0}, {0, 0, 0, 0}, {0, 0, 3, 0}}
	if !reflect.DeepEqual(m.wrong, want) || !slices.Equal(m.right, []int{7, 10, 10, 7}) ||
		!slices.Equal(m.images, []int{10, 10, 10, 10}) || m.total() != 6 || m.within() != 0 {
		t.Errorf("%+v, want the wrong images %v", m, want)
	}
	if got := m.starts(); !slices.Equal(got, []int{0, 2, 4}) {
		t.Errorf("groups start at %v, want 0, 2, and the end 4", got)
	}
}

// Of a group the mistakes within it are on the diagonal, and are no right answers.
func TestMistakesByGroup(t *testing.T) {
	m := mistakesByGroup(letters(), nil)
	if !reflect.DeepEqual(m.wrong, [][]int{{2, 1}, {0, 3}}) || !slices.Equal(m.right, []int{17, 17}) ||
		!slices.Equal(m.names, []string{"x", "y"}) || m.total() != 6 || m.within() != 5 {
		t.Errorf("%+v, want 2 and 3 mistakes within the groups, and 1 of x for y", m)
	}
}

// The rows of the worst pair are kept, in their order, with what they were taken for among themselves.
func TestWorst(t *testing.T) {
	m := mistakesByClass(letters(), nil).worst(2)
	if !slices.Equal(m.names, []string{"c", "d"}) || !slices.Equal(m.groups, []string{"y", "y"}) ||
		!reflect.DeepEqual(m.wrong, [][]int{{0, 0}, {3, 0}}) || !slices.Equal(m.images, []int{10, 10}) {
		t.Errorf("%+v, want c and d with 3 mistakes", m)
	}
	if three := mistakesByClass(letters(), nil).worst(3); !slices.Equal(three.names, []string{"a", "c", "d"}) {
		t.Errorf("%v, want a, c and d", three.names)
	}
}

func TestRowsByDefault(t *testing.T) {
	many := letters()
	many.Groups = nil
	for range 61 {
		many.Classes, many.Groups = append(many.Classes, "e"), append(many.Groups, "x")
	}
	many.Groups[0] = "y"
	one := letters()
	one.Groups = []string{"x", "x", "x", "x"}
	for name, c := range map[string]struct {
		of   study.Confusion
		o    Options
		want string
	}{
		"few classes": {letters(), Options{}, ByClass}, "as asked": {letters(), Options{By: ByGroup}, ByGroup},
		"many classes": {many, Options{}, ByGroup}, "the worst of many": {many, Options{Most: 3}, ByClass},
	} {
		if got, err := c.o.rows(c.of); got != c.want || err != nil {
			t.Errorf("%s: by %q, %v, want by %s", name, got, err, c.want)
		}
	}
	if _, err := (Options{By: ByGroup}).rows(one); !errors.Is(err, diversity.ErrInvalid) {
		t.Errorf("by one group: %v", err)
	}
}

func TestMapOfNothing(t *testing.T) {
	empty := study.Confusion{Confusion: probe.NewConfusion([]string{"a", "b"}, nil)}
	for name, c := range map[string]study.Confusion{"none": {}, "without images": empty} {
		if _, err := Map(c, Options{}); !errors.Is(err, chart.ErrEmpty) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
