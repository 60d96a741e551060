package study

import (
	"errors"
	"strings"
	"testing"

	"tradeoff/diversity"
	"tradeoff/diversity/backbone"
	"tradeoff/diversity/pool"
	"tradeoff/diversity/probe"
	"tradeoff/diversity/recipe"
	"tradeoff/diversity/split"
)

func TestValidateAcceptsAStudy(t *testing.T) {
	if err := small().Validate(); err != nil {
		t.Error(err)
	}
}

func TestValidateNamesTheField(t *testing.T) {
	size := func(k, n int) []diversity.Size { return []diversity.Size{{Classes: k, PerClass: n}} }
	explicit := func(s *Study, sizes []diversity.Size) { s.Budgets, s.SizesPerBudget, s.Sizes = nil, 0, sizes }
	for _, c := range []struct {
		field  string // that the message must name
		kind   error
		change func(*Study)
	}{
		{"Study.Name", diversity.ErrInvalid, func(s *Study) { s.Name = "" }},
		{"Study.Name", diversity.ErrInvalid, func(s *Study) { s.Name = "../up" }},
		{"Study.Name", diversity.ErrInvalid, func(s *Study) { s.Name = "dot." }},
		{"Study.Name", diversity.ErrInvalid, func(s *Study) { s.Name = ".hidden" }},
		{"Study.Name", diversity.ErrInvalid, func(s *Study) { s.Name = strings.Repeat("a", 101) }},
		{"Study.Pool", nil, func(s *Study) { s.Pool = pool.Pool{} }},
		{"Study.Pool", nil, func(s *Study) { s.Pool = s.Pool.Rotations(3) }},
		{"Study.Backbone", diversity.ErrInvalid, func(s *Study) { s.Backbone = nil }},
		{"Study.Backbone: MLP.Hidden[0]", diversity.ErrInvalid,
			func(s *Study) { s.Backbone = backbone.MLP{Hidden: []int{-1}} }},
		{"Study.Recipe: Recipe.Epochs", diversity.ErrInvalid, func(s *Study) { s.Recipe = recipe.Recipe{Epochs: -1} }},
		{"Study.Tasks", diversity.ErrInvalid, func(s *Study) { s.Tasks = nil }},
		{"Study.Tasks[0]: Task.Ways", diversity.ErrInvalid, func(s *Study) { s.Tasks[0].Ways = 1000 }},
		{"Study.Tasks[1].Name", diversity.ErrInvalid, func(s *Study) { s.Tasks = append(s.Tasks, s.Tasks[0]) }},
		{"Study.Tasks[0].Name", diversity.ErrInvalid, func(s *Study) { s.Tasks[0].Name = "" }},
		{"Study.Tasks[0].Pool", diversity.ErrInvalid,
			func(s *Study) { s.Tasks[0].Pool = wide(); s.Tasks[0].Ways = 2; s.Tasks[0].Test = 1 }},
		{"Study.Tasks", split.ErrOverlap, func(s *Study) { s.Tasks[0].Pool = s.Pool }},
		{"Study.Probes[1]", diversity.ErrInvalid, func(s *Study) { s.Probes[1] = nil }},
		{"Study.Probes[0]: Ridge.Strengths[0]", diversity.ErrInvalid,
			func(s *Study) { s.Probes[0] = probe.Ridge{Strengths: []float64{0}} }},
		{"Study.Probes[1]", diversity.ErrInvalid, func(s *Study) { s.Probes[1] = probe.Ridge{} }},
		{"Study.Repeats", diversity.ErrInvalid, func(s *Study) { s.Repeats = -1 }},
		{"Study.Repeats", diversity.ErrInvalid, func(s *Study) { s.Repeats = maxRepeats + 1 }},
		{"Study.Budgets", diversity.ErrInvalid, func(s *Study) { s.Budgets = nil }},
		{"Study.Budgets", diversity.ErrInvalid, func(s *Study) { s.Sizes = size(2, 2) }},
		{"Study.Budgets[1]", diversity.ErrInvalid, func(s *Study) { s.Budgets = []int{16, 16} }},
		{"Study.Budgets[1]", diversity.ErrInvalid, func(s *Study) { s.Budgets = []int{16, 1021} }},
		{"Study.Budgets[0]", diversity.ErrInvalid, func(s *Study) { s.Budgets = []int{-16} }},
		{"Study.Budgets[0]", diversity.ErrInvalid, func(s *Study) { s.SizesPerBudget = 1 }},
		{"Study.SizesPerBudget", diversity.ErrInvalid, func(s *Study) { explicit(s, size(2, 2)); s.SizesPerBudget = 3 }},
		{"Study.Sizes[0]", diversity.ErrInvalid, func(s *Study) { explicit(s, size(0, 2)) }},
		{"Study.Sizes[0].Classes", diversity.ErrInvalid, func(s *Study) { explicit(s, size(1, 2)) }},
		{"Study.Sizes[0]", diversity.ErrInvalid, func(s *Study) { explicit(s, size(2, 21)) }},
		{"Study.Sizes[0]", diversity.ErrInvalid, func(s *Study) { explicit(s, size(1000, 2)) }},
		{"Study.Sizes[1]", diversity.ErrInvalid, func(s *Study) { explicit(s, append(size(2, 2), size(2, 2)...)) }},
	} {
		s := small()
		c.change(&s)
		err := s.Validate()
		if err == nil || !strings.HasPrefix(err.Error(), c.field) || c.kind != nil && !errors.Is(err, c.kind) {
			t.Errorf("error %v, want one about %s that wraps %v", err, c.field, c.kind)
		}
		if _, planned := s.Plan(); planned == nil {
			t.Errorf("Plan accepts what Validate rejects: %v", err)
		}
	}
}

// wide is a pool of two classes whose images have another shape than Omniglot's.
func wide() pool.Pool {
	p, err := pool.New(pool.Content{Name: "wide", Images: make([]uint8, 8*4*9), Labels: []int{0, 0, 0, 0, 1, 1, 1, 1},
		Height: 4, Width: 9})
	if err != nil {
		panic(err)
	}
	return p
}
