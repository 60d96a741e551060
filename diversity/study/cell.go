package study

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"

	"tradeoff/diversity"
)

// Cell says how many test images of one class were taken for one class, the same or another. Both are numbers of
// classes of the task's pool. As JSON it is [true, predicted, count].
type Cell struct {
	True, Predicted int
	Count           int // images, at least 1
}

// MarshalJSON writes [true, predicted, count].
func (c Cell) MarshalJSON() ([]byte, error) {
	return fmt.Appendf(nil, "[%d,%d,%d]", c.True, c.Predicted, c.Count), nil
}

// UnmarshalJSON reads what MarshalJSON wrote.
func (c *Cell) UnmarshalJSON(text []byte) error {
	var triple []int
	if err := json.Unmarshal(text, &triple); err != nil {
		return err
	}
	if len(triple) != 3 {
		return fmt.Errorf("cell of a confusion: %d numbers, want [true, predicted, count]", len(triple))
	}
	*c = Cell{triple[0], triple[1], triple[2]}
	return nil
}

func compareCells(a, b Cell) int {
	return cmp.Or(cmp.Compare(a.True, b.True), cmp.Compare(a.Predicted, b.Predicted))
}

// Tally counts test images by their class and the class that they were taken for.
type Tally map[[2]int]int

// Add counts one image.
func (t Tally) Add(class, predicted int) { t[[2]int{class, predicted}]++ }

// Cells lists the counts as [TaskError.Confusion] has them.
func (t Tally) Cells() []Cell {
	cells := make([]Cell, 0, len(t))
	for pair, count := range t {
		cells = append(cells, Cell{pair[0], pair[1], count})
	}
	slices.SortFunc(cells, compareCells)
	return cells
}

// validConfusion checks that the cells are in order and add up to the images tested and those classified wrongly.
func (m TaskError) validConfusion(field string) error {
	if m.Confusion == nil {
		return nil
	}
	tested, wrong := 0, 0
	for i, c := range m.Confusion {
		if c.True < 0 || c.Predicted < 0 || c.Count < 1 || i > 0 && compareCells(m.Confusion[i-1], c) >= 0 {
			return diversity.Invalid(fmt.Sprintf("%s.Confusion[%d]", field, i), fmt.Sprint(c),
				"classes from 0, by rising True and then Predicted, and a count of at least 1")
		}
		tested += c.Count
		if c.True != c.Predicted {
			wrong += c.Count
		}
	}
	if tested != m.Tested || wrong != m.Wrong {
		return diversity.Invalid(field+".Confusion", fmt.Sprintf("%d wrong of %d", wrong, tested),
			fmt.Sprintf("the same as Wrong and Tested, %d of %d", m.Wrong, m.Tested))
	}
	return nil
}
