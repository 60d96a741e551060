package study

import (
	"testing"

	"tradeoff/diversity"
	"tradeoff/diversity/backbone"
	"tradeoff/diversity/pool"
	"tradeoff/diversity/probe"
	"tradeoff/diversity/recipe"
	"tradeoff/diversity/split"
)

// The hashes name results on disk: if one changes, every stored result of every user is computed again. A change of
// this test needs a new Format.
func TestHashesAreGolden(t *testing.T) {
	for name, c := range map[string]struct{ got, want string }{
		"study":   {lasting().Hash(), goldenStudy},
		"run":     {lasting().RunHash(lasting().RunAt(diversity.Size{Classes: 4, PerClass: 4}, 1)), goldenRun},
		"control": {lasting().RunHash(lasting().ControlAt(0)), goldenControl},
		"probe":   {ProbeHash(probe.Ridge{Strengths: []float64{1, 10}}), goldenProbe},
	} {
		if c.got != c.want {
			t.Errorf("%s: %s, want %s", name, c.got, c.want)
		}
	}
}

const (
	// with the sizes that budgets had first.
	storedStudy   = "7bc0d0772b175ca05908d1f9fd481a96301cb22774d35bd9435979f9fe86714a"
	goldenStudy   = "f237cd30cda79bc8f38731faea960057b86bb53d59affe1d156d4accda19c1ab"
	goldenRun     = "c86c7d8dd6a90c57db46b8d72d8b227700596413ca884c86a582eeb366cc6dd1"
	goldenControl = "ddb11afc222502ad65b2adfe02d800c66a671b2452536a254e86a43503a50976"
	goldenProbe   = "a092fb5d10c8b1caaa23527ffff6c75cc39c5ee6e19c7f54778ce266654ce3c8"
)

func TestDefaultsDoNotChangeTheHash(t *testing.T) {
	s := small()
	s.Probes, s.Repeats, s.SizesPerBudget = nil, 0, 0
	filled := s.WithDefaults()
	filled.Backbone = backbone.MLP{Hidden: []int{256, 128}}
	filled.Name = "other"
	filled.Probes = []probe.Probe{probe.Ridge{Strengths: probe.Ridge{}.Sweep()}}
	if s.Hash() == "" || s.Hash() != filled.Hash() {
		t.Errorf("hash %q with zero values, %q with the defaults spelled out", s.Hash(), filled.Hash())
	}
	groups, err := s.sizeGroups()
	if err != nil {
		t.Fatal(err)
	}
	filled.Budgets, filled.SizesPerBudget = nil, 0
	for _, group := range groups {
		filled.Sizes = append(filled.Sizes, group...)
	}
	if s.Hash() != filled.Hash() {
		t.Error("the same sizes, given one by one, have another hash")
	}
}

func TestWhatChangesWhichHash(t *testing.T) {
	run := func(s Study) string { return s.RunHash(s.RunAt(diversity.Size{Classes: 4, PerClass: 4}, 0)) }
	for name, c := range map[string]struct {
		change    func(*Study)
		run, hash bool // whether that hash changes
	}{
		"name":         {func(s *Study) { s.Name = "other" }, false, false},
		"budgets":      {func(s *Study) { s.Budgets = []int{16, 64, 256} }, false, true},
		"repeats":      {func(s *Study) { s.Repeats = 3 }, false, true},
		"grid":         {func(s *Study) { s.SizesPerBudget = 2 }, false, true},
		"task":         {func(s *Study) { s.Tasks[0] = smallTask(4) }, false, true},
		"task's name":  {func(s *Study) { s.Tasks[0].Name = "other" }, false, true},
		"task's seed":  {func(s *Study) { s.Tasks[0].Seed = 3 }, false, true},
		"probes":       {func(s *Study) { s.Probes = s.Probes[:1] }, false, true},
		"nested":       {func(s *Study) { s.Nested = true }, true, true},
		"choice":       {func(s *Study) { s.Choice = split.Diverse{Distance: aDistance(s.Pool)} }, true, true},
		"uniform":      {func(s *Study) { s.Choice, s.Samples = split.Uniform{}, split.UniformSamples{} }, false, false},
		"seed":         {func(s *Study) { s.Seed = 2 }, true, true},
		"recipe":       {func(s *Study) { s.Recipe = recipe.Recipe{Epochs: 3} }, true, true},
		"pool's mean":  {func(s *Study) { s.Recipe.Normalize = recipe.OfPool() }, true, true},
		"backbone":     {func(s *Study) { s.Backbone = backbone.ConvNet{} }, true, true},
		"pool":         {func(s *Study) { s.Pool = s.Pool.Rotations(2) }, true, true},
		"distortion":   {func(s *Study) { s.Pool = s.Pool.Distort(pool.Distortion{Level: 1}) }, true, true},
		"same recipe":  {func(s *Study) { s.Recipe = recipe.Recipe{Epochs: 20} }, false, false},
		"same probes":  {func(s *Study) { s.Probes[0] = probe.Ridge{Strengths: []float64{1, 10}} }, false, false},
		"invalid name": {func(s *Study) { s.Name = "a/b" }, false, true},
	} {
		changed := small()
		c.change(&changed)
		if got := run(changed) != run(small()); got != c.run {
			t.Errorf("%s: hash of a run changes: %v, want %v", name, got, c.run)
		}
		if got := changed.Hash() != small().Hash(); got != c.hash {
			t.Errorf("%s: hash of the study changes: %v, want %v", name, got, c.hash)
		}
	}
	if small().RunHash(small().RunAt(diversity.Size{Classes: 4, PerClass: 4},
		0)) == small().RunHash(small().RunAt(diversity.Size{Classes: 2, PerClass: 8}, 0)) {
		t.Error("two sizes have one hash")
	}
	if small().RunHash(small().RunAt(diversity.Size{}, 0)) == small().RunHash(small().ControlAt(0)) {
		t.Error("a control has the hash of a trained run")
	}
}

func TestHashOfWhatIsNotAStudyIsEmpty(t *testing.T) {
	if got := (Study{}).Hash(); got != "" {
		t.Errorf("hash %q", got)
	}
	if got := (Study{}).RunHash(Run{}); got != "" {
		t.Errorf("hash of a run %q", got)
	}
	if got := ProbeHash(nil); got != "" {
		t.Errorf("hash of a probe %q", got)
	}
}
