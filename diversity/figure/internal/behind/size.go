package behind

import (
	"fmt"

	"tradeoff/diversity"
	"tradeoff/diversity/figure/internal/scale"
	"tradeoff/diversity/figure/internal/wording"
)

// Point is where a figure shows a size.
type Point struct {
	Series, Item int // indices in the option
	Size         diversity.Size
}

// Size is what is shown of one.
type Size struct {
	Size   diversity.Size
	Mean   string     // "mean error 20.1% (19.0 .. 21.2)"
	Head   []string   // of the table of runs
	Rows   [][]string // as long as Head
	Notes  []string   // sentences on the runs
	Names  []string   // sentences on classes and mistakes
	Curves []Curve    // of pre-training
	Sheet  Sheet
}

// Curve is the training loss of a run.
type Curve struct {
	Name string // of the run
	// updates and losses by turns: x, y, x, y
	At []float64
}

// Sheet is a small picture of images of the pre-training set of a run; none if it has no bytes.
type Sheet struct {
	Picture []byte
	Type    string // "image/png" or "image/jpeg"
	About   string // a sentence
}

// mostRows bounds the runs that are listed of a size.
const mostRows = 50

func titleOf(s diversity.Size) string {
	return fmt.Sprintf("K = %s, n = %s (N = %s)", scale.Thousands(s.Classes), scale.Thousands(s.PerClass),
		scale.Thousands(s.Total()))
}

// bounded leaves out rows beyond the bound, and says so.
func (s *Size) bounded() {
	if left := len(s.Rows) - mostRows; left > 0 {
		s.Rows = s.Rows[:mostRows:mostRows]
		s.Notes = append(s.Notes, fmt.Sprintf("%s more are not listed.", wording.Count(left, "run")))
	}
}
