package split

import (
	"fmt"

	"tradeoff/diversity"
	"tradeoff/diversity/pool"
)

// Task is a downstream classification problem: a plain value, drawn by [Task.Draw]. Its classes must not be pre-trained
// on: see [CheckDisjoint].
type Task struct {
	Name       string    `json:"name"` // for tables; not part of the hash
	Pool       pool.Pool `json:"pool"`
	Ways       int       `json:"ways"`       // classes of an episode, at least 2; 0 means all classes of the pool
	Shots      int       `json:"shots"`      // training images of a class, at least 1
	Validation int       `json:"validation"` // validation images of a class; 0 means none: choose on the shots
	Test       int       `json:"test"`       // test images of a class, at least 1
	Episodes   int       `json:"episodes"`   // independent draws over which the error is averaged, at least 1
	// episode e takes its classes from one superclass: the e-th that has at least Ways, in turn
	WithinGroups bool   `json:"within_groups"`
	Seed         uint64 `json:"seed"`
	// why the task may have images of the pre-training pool, which is else an error (see [CheckDisjoint]); not part of
	// the hash, as it changes nothing that is drawn
	AllowSharedImages string `json:"allow_shared_images,omitempty"`
}

// FewShot is a task of few classes and few images: 10 episodes, 10 test images of a class, no validation part (leave
// one shot out instead). Change the fields for more.
func FewShot(p pool.Pool, ways, shots int) Task {
	return Task{Name: fmt.Sprintf("%d-way %d-shot", ways, shots), Pool: p, Ways: ways, Shots: shots, Test: 10,
		Episodes: 10}
}

// Full is the task of telling apart all classes of a pool, with so many images of a class in each part, in one episode.
func Full(p pool.Pool, train, validation, test int) Task {
	return Task{Name: fmt.Sprintf("all %d classes", p.Classes()), Pool: p, Shots: train, Validation: validation,
		Test: test, Episodes: 1}
}

// Validate returns an error, wrapping [diversity.ErrInvalid], that names the first field out of its range, and what the
// pool can supply.
func (t Task) Validate() error {
	if err := t.Pool.Validate(); err != nil {
		return fmt.Errorf("task %q: %w", t.Name, err)
	}
	if t.Ways < 0 || t.Ways == 1 || t.Ways == 0 && (t.WithinGroups || t.Pool.Classes() < 2) {
		return diversity.Invalid("Task.Ways", t.Ways,
			"at least 2, or 0 for all classes of a pool that has 2 (not WithinGroups)")
	}
	for _, field := range []struct {
		name       string
		value, low int
	}{{"Shots", t.Shots, 1}, {"Validation", t.Validation, 0}, {"Test", t.Test, 1}, {"Episodes", t.Episodes, 1}} {
		if field.value < field.low || field.value > maxCount {
			return diversity.Invalid("Task."+field.name, field.value, fmt.Sprintf("%d..%d", field.low, maxCount))
		}
	}
	_, err := t.candidates()
	return err
}

const maxCount = 1 << 28

// perClass is the number of images of a class in an episode, all of different originals.
func (t Task) perClass() int { return t.Shots + t.Validation + t.Test }

// candidates lists, for each episode in turn, the classes it draws from: all of the pool, or those of each large enough
// group.
func (t Task) candidates() ([][]int, error) {
	if t.WithinGroups {
		return t.groupCandidates()
	}
	var enough []int
	for class := range t.Pool.Classes() {
		if t.Pool.Originals(class) >= t.perClass() {
			enough = append(enough, class)
		} else if t.Ways == 0 {
			return nil, t.tooFewImages(class)
		}
	}
	if len(enough) < t.Ways {
		return nil, diversity.Invalid("Task.Ways", t.Ways, fmt.Sprintf(
			"at most %d: so many classes of %d have %d originals (shots + validation + test)", len(enough), t.Pool.Classes(),
			t.perClass()))
	}
	return [][]int{enough}, nil
}

func (t Task) tooFewImages(class int) error {
	return diversity.Invalid("Task.Shots + Validation + Test", t.perClass(), fmt.Sprintf(
		"at most %d, the originals of class %s", t.Pool.Originals(class), t.Pool.ClassID(class)))
}

func (t Task) groupCandidates() ([][]int, error) {
	members := map[string][]int{}
	for class := range t.Pool.Classes() {
		if t.Pool.Originals(class) >= t.perClass() {
			members[t.Pool.Group(class)] = append(members[t.Pool.Group(class)], class)
		}
	}
	var groups [][]int
	largest := 0
	for _, name := range t.Pool.GroupNames() {
		largest = max(largest, len(members[name]))
		if len(members[name]) >= t.Ways {
			groups = append(groups, members[name])
		}
	}
	if len(groups) == 0 {
		return nil, diversity.Invalid("Task.Ways", t.Ways, fmt.Sprintf(
			"at most %d within a group: the largest has so many classes with %d originals (shots + validation + test)", largest,
			t.perClass()))
	}
	return groups, nil
}
