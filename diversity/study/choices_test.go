package study

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"tradeoff/diversity"
	"tradeoff/diversity/pool"
	"tradeoff/diversity/split"
)

// aDistance has the classes of a pool on a line.
func aDistance(p pool.Pool) split.Distance {
	var d split.Distance
	for class := range p.Classes() {
		d.Features = append(d.Features, []float64{float64(class * class)})
	}
	return d
}

func TestChoicesArePartOfTheStudy(t *testing.T) {
	plain, s := small(), small()
	s.Choice, s.Samples = split.Farthest{Distance: aDistance(s.Pool)}, split.LongTailed{Alpha: 0.25}
	text, err := json.Marshal(s)
	var again Study
	if err = errors.Join(err, json.Unmarshal(text, &again)); err != nil || again.Hash() != s.Hash() || again.Hash() == "" {
		t.Fatalf("%v: %s", err, text)
	}
	run := again.RunAt(diversity.Size{Classes: 4, PerClass: 4}, 1)
	draw, err := split.Pretraining(again.Pool, again.DrawOptions(run))
	if err != nil || draw.Choice == "" || len(draw.Samples[0]) <= 4 {
		t.Errorf("%+v, %v", draw, err)
	}
	if run.Seed != plain.RunAt(run.Size, 1).Seed || again.RunHash(run) == plain.RunHash(run) {
		t.Error("a run with a choice is no pair of the one without, or the same run")
	}
	if control := s.ControlAt(0); s.RunHash(control) != plain.RunHash(control) {
		t.Error("the choice changes the control")
	}
	if text, err := json.Marshal(plain); err != nil || strings.Contains(string(text), "choice") {
		t.Errorf("a study without a choice: %s, %v", text, err)
	}
}

func TestChoicesAreValidated(t *testing.T) {
	for says, change := range map[string]func(*Study){
		"Study.Choice: ":                  func(s *Study) { s.Choice = split.ChoiceFunc{Name: "mine", Func: split.Uniform{}.Choose} },
		"Study.Samples: LongTailed.Alpha": func(s *Study) { s.Samples = split.LongTailed{} },
		"Study.Choice and Samples: len(Distance.Features) = 1": func(s *Study) {
			s.Choice = split.Nearest{Distance: split.Distance{Features: [][]float64{{1}}}}
		},
		"Study.Choice and Samples: Size": func(s *Study) { s.Samples = split.BySource{Sources: 1} },
	} {
		s := small()
		change(&s)
		if err := s.Validate(); !errors.Is(err, diversity.ErrInvalid) || !strings.HasPrefix(err.Error(), says) {
			t.Errorf("%v, want %q", err, says)
		}
	}
}

func TestAStudySaysWhatIsConfounded(t *testing.T) {
	c, err := small().Confounding()
	if err != nil || c.Differ() || len(c.Sizes) == 0 {
		t.Errorf("%+v, %v", c, err)
	}
	s := small()
	s.Pool = pool.Omniglot().Background().Relabelled() // from 240 to 1100 images
	s.Tasks[0].Pool = pool.Omniglot().Evaluation()
	s.Budgets, s.SizesPerBudget = nil, 0
	s.Sizes = []diversity.Size{{Classes: 2, PerClass: 500}, {Classes: 10, PerClass: 100}}
	if c, err = s.Confounding(); err != nil || !c.Differ() || !strings.Contains(c.String(), "Pool.AtLeast(500)") {
		t.Errorf("%v, %v", c, err)
	}
	if text := fmt.Sprint(s.Display()); !strings.Contains(text, "K and n are confounded") {
		t.Errorf("the study shows no note: %s", text)
	}
	s.Pool, s.Policies = s.Pool.AtLeast(500), []Policy{
		{Name: "even"}, {Name: "tail", Samples: split.LongTailed{Alpha: 1}},
		{Name: "all", Pool: pool.Omniglot().Background().Relabelled()},
	}
	s.Sizes = []diversity.Size{{Classes: 2, PerClass: 300}, {Classes: 6, PerClass: 100}}
	all, err := s.confoundings()
	if err != nil || len(all) != 3 || all[0].Differ() || all[2].Policy != "all" || !all[2].Differ() {
		t.Errorf("of policies: %v, %v", all, err)
	}
	if c, err = s.Confounding(); err != nil || !c.Differ() || !strings.HasPrefix(c.String(), "Policy \"") {
		t.Errorf("%v, %v", c, err)
	}
	notices, err := s.Notices(t.Context())
	of := func(notice string) bool { return strings.HasPrefix(notice, `Policy "all": K and n`) }
	if err != nil || !slices.ContainsFunc(notices, of) {
		t.Errorf("%q, %v", notices, err)
	}
	if text := fmt.Sprint(small().Display()); strings.Contains(text, "confounded") {
		t.Errorf("a note without a reason: %s", text)
	}
}
