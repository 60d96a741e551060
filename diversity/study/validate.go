package study

import (
	"fmt"
	"regexp"
	"strings"

	"tradeoff/diversity"
	"tradeoff/diversity/split"
)

const maxRepeats = 10_000

// Validate returns an error, naming the field, for a study that cannot be run: it wraps diversity.ErrInvalid for values
// out of range, split.ErrOverlap for tasks that share classes with the pool, split.ErrSharedImages for those that share
// images, or the error of the pool.
func (s Study) Validate() error {
	s = s.WithDefaults()
	checks := []func() error{s.validName, s.validPool, s.validModel, s.validTasks, s.validConfusions, s.validScore,
		s.validProbes, s.validGrid, s.validPolicies, s.validChoices}
	for _, check := range checks {
		if err := check(); err != nil {
			return err
		}
	}
	return nil
}

func validName(name string) bool {
	return regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$`).MatchString(name) && !strings.HasSuffix(name, ".")
}

func (s Study) validName() error {
	if !validName(s.Name) {
		return diversity.Invalid("Study.Name", fmt.Sprintf("%q", s.Name),
			`1..100 letters, digits, ".", "_" or "-", the first a letter or digit and the last not "."`)
	}
	return nil
}

func (s Study) validPool() error { return inField("Study.Pool", s.Pool.Validate()) }

func (s Study) validModel() error {
	if s.Backbone == nil {
		return diversity.Invalid("Study.Backbone", nil, "a backbone, such as backbone.MLP{}")
	}
	if err := s.Backbone.Validate(); err != nil {
		return inField("Study.Backbone", err)
	}
	if err := s.Recipe.Validate(); err != nil {
		return inField("Study.Recipe", err)
	}
	_, _, channels := s.Pool.Shape()
	if err := s.Recipe.ValidFor(channels); err != nil {
		return inField("Study.Recipe", err)
	}
	return inField("Study.Published", s.Published.Validate())
}

func (s Study) validTasks() error {
	if len(s.Tasks) == 0 {
		return diversity.Invalid("Study.Tasks", "none", "at least 1 task")
	}
	seen := map[string]bool{}
	for i, task := range s.Tasks {
		field := fmt.Sprintf("Study.Tasks[%d]", i)
		if err := task.Validate(); err != nil {
			return inField(field, err)
		}
		if task.Name == "" || seen[task.Name] {
			return diversity.Invalid(field+".Name", fmt.Sprintf("%q", task.Name), "a name that no other task has")
		}
		seen[task.Name] = true
		if err := s.sameShape(field, task); err != nil {
			return err
		}
	}
	return inField("Study.Tasks", split.CheckDisjoint(s.Pool, s.Tasks))
}

// mostConfused is how many test images a task may have for its confusion to be recorded: some 1.5 MB in a run's file.
const mostConfused = 100_000

func (s Study) validConfusions() error {
	for i, task := range s.Tasks {
		if tested := testImages(task); s.Confusions && tested > mostConfused {
			return diversity.Invalid("Study.Confusions", true, fmt.Sprintf(
				"false, or at most %d test images of a task: Tasks[%d] has %d", mostConfused, i, tested))
		}
	}
	return nil
}

func (s Study) validScore() error { return s.Score.Validate("Study.Score") }

// testImages is the number over all episodes of a task.
func testImages(t split.Task) int {
	ways := t.Ways
	if ways == 0 {
		ways = t.Pool.Classes()
	}
	return ways * t.Test * t.Episodes
}

// sameShape checks that the pre-trained network can read the images of a task.
func (s Study) sameShape(field string, task split.Task) error {
	height, width, channels := s.Pool.Shape()
	h, w, c := task.Pool.Shape()
	if h != height || w != width || c != channels {
		return diversity.Invalid(field+".Pool", fmt.Sprintf("images of %dx%dx%d", h, w, c),
			fmt.Sprintf("images of %dx%dx%d (height, width, channels), as in Study.Pool", height, width, channels))
	}
	return nil
}

func (s Study) validProbes() error {
	seen := map[string]bool{}
	for i, p := range s.Probes {
		field := fmt.Sprintf("Study.Probes[%d]", i)
		if p == nil {
			return diversity.Invalid(field, nil, "a probe, such as probe.Ridge{}")
		}
		if err := p.Validate(); err != nil {
			return inField(field, err)
		}
		if seen[p.Kind()] {
			return diversity.Invalid(field, p.Kind(), "one probe of each kind")
		}
		seen[p.Kind()] = true
	}
	return nil
}

func (s Study) validRepeats() error {
	if s.Repeats < 1 || s.Repeats > maxRepeats {
		return diversity.Invalid("Study.Repeats", s.Repeats,
			fmt.Sprintf("1..%d, or 0 for the default %d", maxRepeats, defaultRepeats))
	}
	return nil
}

func (s Study) validGrid() error {
	if err := s.validRepeats(); err != nil {
		return err
	}
	if (len(s.Budgets) == 0) == (len(s.Sizes) == 0) {
		return diversity.Invalid("Study.Budgets", fmt.Sprint(s.Budgets), "budgets or explicit Sizes, one of the two")
	}
	if len(s.Sizes) > 0 {
		return s.validSizes()
	}
	return s.validBudgets()
}

func (s Study) validBudgets() error {
	seen := map[int]bool{}
	for i, budget := range s.Budgets {
		field := fmt.Sprintf("Study.Budgets[%d]", i)
		if seen[budget] {
			return diversity.Invalid(field, budget, "each budget once")
		}
		seen[budget] = true
		if _, err := split.Sizes(s.Pool, budget, s.SizesPerBudget); err != nil {
			return inField(field, err)
		}
	}
	return nil
}

func (s Study) validSizes() error {
	if s.SizesPerBudget != 0 {
		return diversity.Invalid("Study.SizesPerBudget", s.SizesPerBudget, "0, as explicit Sizes are given")
	}
	seen := map[diversity.Size]bool{}
	for i, size := range s.Sizes {
		field := fmt.Sprintf("Study.Sizes[%d]", i)
		if err := s.validSize(field, size); err != nil {
			return err
		}
		if seen[size] {
			return diversity.Invalid(field, size, "each size once")
		}
		seen[size] = true
	}
	return nil
}

func (s Study) validSize(field string, size diversity.Size) error {
	if err := size.Validate(); err != nil {
		return inField(field, err)
	}
	if size.Classes < 2 {
		return diversity.Invalid(field+".Classes", size.Classes, "at least 2: one class teaches a classifier nothing")
	}
	enough := 0
	for class := range s.Pool.Classes() {
		if s.Pool.Count(class) >= size.PerClass {
			enough++
		}
	}
	if enough < size.Classes {
		return diversity.Invalid(field, size, fmt.Sprintf("K <= %d: so many of the pool's %d classes have %d images",
			enough, s.Pool.Classes(), size.PerClass))
	}
	return nil
}

// within says which value the field that an error names is of.
func within(value string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s.%w", value, err)
}

// inField says which field of the study an error is about.
func inField(field string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s: %w", field, err)
}
