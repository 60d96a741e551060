package study

import (
	"fmt"

	"tradeoff/diversity"
)

// Run is one pre-training of a study, or a control: a network with random weights, or one as it was published.
type Run struct {
	Size   diversity.Size `json:"size"`   // of the pre-training set; zero for a control
	Repeat int            `json:"repeat"` // 0..Repeats-1
	// of all its draws: class, sample, initial weights, order, augmentation
	Seed    uint64 `json:"seed"`
	Control bool   `json:"control,omitempty"` // random or published weights, not trained here
	Policy  string `json:"policy,omitempty"`  // name, in a study with policies; "" for a control

	Published bool `json:"published,omitempty"` // of a control: published weights, not random ones
}

// Names of the controls in tables and figures.
const (
	randomWeights    = "random weights"
	publishedWeights = "published weights"
)

// String reads "K=32 n=16 repeat 0", of a policy "K=32 n=16 repeat 0, balanced", "random weights, repeat 0" or
// "published weights".
func (r Run) String() string {
	if r.Published {
		return publishedWeights
	}
	if r.Control {
		return fmt.Sprintf("random weights, repeat %d", r.Repeat)
	}
	text := fmt.Sprintf("%v repeat %d", r.Size, r.Repeat)
	if r.Policy != "" {
		text += ", " + diversity.Printable(r.Policy)
	}
	return text
}

// RunAt returns the run of one size and repeat, whether or not it is in the plan; in a study with policies that of the
// first one.
func (s Study) RunAt(size diversity.Size, repeat int) Run {
	return s.RunOf(s.policies()[0].Name, size, repeat)
}

// RunOf is RunAt for a policy of the study, which has to have it: a run of another one has no hash and is not drawn.
func (s Study) RunOf(policy string, size diversity.Size, repeat int) Run {
	return Run{Size: size, Repeat: repeat, Seed: diversity.DeriveSeed(s.Seed, diversity.ForRun, repeat), Policy: policy}
}

// ControlAt returns the random-weights run of one repeat.
func (s Study) ControlAt(repeat int) Run {
	run := s.RunOf("", diversity.Size{}, repeat)
	run.Control = true
	return run
}

// PublishedAt returns the run that measures the network as it was published; there is one, as nothing in it is drawn.
func (s Study) PublishedAt() Run {
	run := s.ControlAt(0)
	run.Published = true
	return run
}

// Plan lists every run in the order of work, which shows the whole picture early: repeat by repeat, in each first the
// control (the published weights before all), then the ends and the middle of every budget, then the sizes between
// them, ever finer, each by every policy. It validates the study.
func (s Study) Plan() ([]Run, error) {
	if err := s.Validate(); err != nil {
		return nil, err
	}
	return s.plan()
}

// plan is Plan of a study that is valid, or whose images are absent and whose sizes are given.
func (s Study) plan() ([]Run, error) {
	groups, err := s.sizeGroups()
	if err != nil {
		return nil, err
	}
	order := coarseToFine(groups)
	var runs []Run
	if s.Published.Set() {
		runs = append(runs, s.PublishedAt())
	}
	for repeat := range s.WithDefaults().Repeats {
		runs = append(runs, s.ControlAt(repeat))
		for _, size := range order {
			for _, p := range s.policies() {
				runs = append(runs, s.RunOf(p.Name, size, repeat))
			}
		}
	}
	return runs, nil
}

// coarseToFine interleaves the groups level by level: level 0 are the ends and the middle of each.
func coarseToFine(groups [][]diversity.Size) []diversity.Size {
	var order []diversity.Size
	for level := 0; ; level++ {
		before := len(order)
		pending := false
		for _, group := range groups {
			for i, at := range levels(len(group)) {
				if at == level {
					order = append(order, group[i])
				}
				pending = pending || at > level
			}
		}
		if !pending && len(order) == before {
			return order
		}
	}
}

// levels gives each of count positions the round in which it is filled in: 0 for ends and middle, 1 for the middles of
// the two halves, and so on.
func levels(count int) []int {
	rounds := make([]int, count)
	var halve func(low, high, level int)
	halve = func(low, high, level int) {
		if high-low < 2 {
			return
		}
		middle := (low + high) / 2
		rounds[middle] = level
		halve(low, middle, level+1)
		halve(middle, high, level+1)
	}
	halve(0, count-1, 0)
	return rounds
}
