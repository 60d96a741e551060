package study

import (
	"slices"

	"tradeoff/diversity"
	"tradeoff/diversity/backbone"
	"tradeoff/diversity/pool"
	"tradeoff/diversity/probe"
	"tradeoff/diversity/recipe"
	"tradeoff/diversity/split"
)

// Study is an experiment: pre-training sets of many sizes K * n are drawn from a pool, a network is pre-trained on each
// and frozen, and probes measure its features on tasks whose classes were never in the pool. It is a plain value with a
// JSON form; the name, the pool, a task, a backbone and either budgets or sizes must be given.
type Study struct {
	// of its directory: letters, digits, ".", "_", "-"; at most 100, the first a letter or digit
	Name     string
	Pool     pool.Pool         // where pre-training sets are drawn from
	Tasks    []split.Task      // what features are measured on; classes disjoint from the pool's, names distinct
	Backbone backbone.Backbone // the network
	Recipe   recipe.Recipe     // how it is pre-trained
	Probes   []probe.Probe     // distinct kinds; empty means probe.Ridge{}

	Budgets        []int            // values of N; each gets SizesPerBudget exact sizes, spread evenly in ln(K/n)
	SizesPerBudget int              // at least 2; 0 means 7
	Sizes          []diversity.Size // explicit sizes; give either Budgets or Sizes
	Repeats        int              // runs of each size with everything redrawn, and random-weights controls; 0 means 5
	Nested         bool             // a larger draw of a repeat contains the smaller ones; otherwise draws are independent
	Seed           uint64           // all random choices derive from it

	// how classes and images of pre-training sets are chosen; nil means uniformly. Studies that differ in nothing else
	// share seeds and controls: their runs of one size and repeat are pairs
	Choice  split.Choice
	Samples split.SampleChoice

	// several ways of choosing, compared run by run, in place of Choice and Samples: every size is pre-trained by each,
	// see [Results.Of]; at most 6
	Policies []Policy

	// weights that others have trained for the backbone, from backbone.OpenPublished: every run starts from them unless
	// they are a reference only, and the network as it was published is measured as one more control, "published
	// weights". Their digest is part of hashes, their path is not. The zero value: none
	Published backbone.Published

	// save each run's network, to probe it on new tasks later; part of no hash
	KeepWeights bool `json:"keep_weights,omitempty"`

	// Confusions records what the test images of every task were taken for, see [Results.Confusion]; part of no hash. A
	// run that was finished without it is computed again: from its network if that was kept, else from the start. It takes
	// some 6 bytes of the run's file for each test image and probe, and no time worth mentioning.
	Confusions bool `json:"confusions,omitempty"`

	// Diagnostics records what theories say of every network, see package diagnose: spread within and between classes,
	// neural collapse, effective rank, spectral norms, margins, distance of each task. Part of no hash; a run that was
	// finished without is computed again as for Confusions. It takes the features of up to 4,096 images of the
	// pre-training set, some seconds for features of 512 dimensions, and some 12 kB of the run's file.
	Diagnostics bool `json:"diagnostics,omitempty"`

	// Score is the main score, that of tables, figures and metrics which name none: "" means the error. Part of no hash.
	// All scores are recorded with every run; a run that was finished by a version which did not is measured again, as for
	// Confusions, if the main score is another than the error or the accuracy.
	Score diversity.Score `json:"score,omitempty"`
}

const (
	defaultSizesPerBudget = 7
	defaultRepeats        = 5
)

// WithDefaults returns the study with every default written out; it is what is hashed and stored.
func (s Study) WithDefaults() Study {
	s.Recipe = s.Recipe.WithDefaults()
	if len(s.Probes) == 0 {
		s.Probes = []probe.Probe{probe.Ridge{}}
	}
	if s.SizesPerBudget == 0 && len(s.Budgets) > 0 {
		s.SizesPerBudget = defaultSizesPerBudget
	}
	if s.Repeats == 0 {
		s.Repeats = defaultRepeats
	}
	return s
}

// sizeGroups lists the sizes by budget, budgets in the order given, sizes by rising number of classes.
func (s Study) sizeGroups() ([][]diversity.Size, error) {
	s = s.WithDefaults()
	if len(s.Sizes) > 0 {
		return groupByTotal(s.Sizes), nil
	}
	var groups [][]diversity.Size
	for _, budget := range s.Budgets {
		sizes, err := split.Sizes(s.Pool, budget, s.SizesPerBudget)
		if err != nil {
			return nil, err
		}
		groups = append(groups, sizes)
	}
	return groups, nil
}

func groupByTotal(sizes []diversity.Size) [][]diversity.Size {
	byTotal := map[int][]diversity.Size{}
	var totals []int
	for _, size := range sizes {
		if byTotal[size.Total()] == nil {
			totals = append(totals, size.Total())
		}
		byTotal[size.Total()] = append(byTotal[size.Total()], size)
	}
	var groups [][]diversity.Size
	for _, total := range totals {
		slices.SortFunc(byTotal[total], func(a, b diversity.Size) int { return a.Classes - b.Classes })
		groups = append(groups, byTotal[total])
	}
	return groups
}
