package behind

import (
	"fmt"

	"tradeoff/diversity"
	"tradeoff/diversity/figure/internal/scale"
	"tradeoff/diversity/figure/internal/wording"
)

// Key says of what runs are: of a size, and where a figure has several sets of runs, as of two studies, of which.
type Key struct {
	Group string // name of the set; "" where there is one
	Size  diversity.Size
}

// Point is where a figure shows runs. What is of several sets, as a difference, is as many points at one place.
type Point struct {
	Series, Item int // indices in the option
	Frame        int // of a slider, from 1; 0 for a figure that is no slider
	Key
}

// Size is what is shown of the runs of one size.
type Size struct {
	Key
	Points []diversity.Measurement // of which the mean is; not shown themselves

	Mean   string     // "mean error 20.1% (19.0 .. 21.2)"
	Head   []string   // of the table of runs
	Rows   [][]string // as long as Head
	Notes  []string   // sentences on the runs
	Names  []string   // sentences on classes and mistakes
	Curves []Curve    // of pre-training
	Sheet  Sheet
}

// Shown are the sizes that have a point.
func Shown(sizes []Size, points []Point) (shown []Size) {
	have := map[Key]bool{}
	for _, p := range points {
		have[p.Key] = true
	}
	for _, s := range sizes {
		if have[s.Key] {
			shown = append(shown, s)
		}
	}
	return shown
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

// mostName bounds the name of a set of runs, in characters: what a list has room for.
const mostName = 80

// groupOf is the name of a set of runs as it is shown.
func groupOf(name string) string {
	letters := []rune(diversity.Printable(name))
	if len(letters) <= mostName {
		return string(letters)
	}
	return string(letters[:mostName-1]) + "…"
}

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
