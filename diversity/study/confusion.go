package study

import (
	"fmt"
	"slices"

	"tradeoff/diversity"
	"tradeoff/diversity/pool"
	"tradeoff/diversity/probe"
	"tradeoff/diversity/split"
)

// ConfusionOptions says what [Results.Confusion] sums up. The zero value is the only task with the only probe, over all
// pre-trained runs.
type ConfusionOptions struct {
	Task    string         // name; "" means the study's only one, as in [Metric]
	Probe   string         // kind; "" means the study's only one
	Policy  string         // name, in a study with policies
	Size    diversity.Size // of the pre-training set; the zero value means all
	Control bool           // of the networks with random weights instead

	Published bool // of the network as it was published instead
}

// Confusion is what the test images of a task were taken for, summed over the episodes of some runs. Its classes are
// those of the task's pool that were tested, superclass by superclass, named as by [pool.Pool.ClassLabels]. Each
// episode has its own classes, and an image can only be taken for one of these: classes that never met cannot be
// confused.
type Confusion struct {
	probe.Confusion

	Task     string
	Drawn    split.Task     // the task itself, whose episodes say which classes met; the zero value if that is not known
	Probe    string         // kind
	Size     diversity.Size // of the pre-training set; zero if it is of several, or of networks with random weights
	Control  bool           // random weights, or published ones
	Episodes int            // of the task, in each run
	Errors   []float64      // share of test images classified wrongly by each run

	Published bool // published weights
}

// Validate returns an error wrapping diversity.ErrInvalid for a confusion that does not fit together.
func (c Confusion) Validate() error {
	for i, value := range c.Errors {
		if !(value >= 0 && value <= 1) {
			return diversity.Invalid(fmt.Sprintf("Confusion.Errors[%d]", i), value, "a share in [0, 1]")
		}
	}
	return c.Confusion.Validate()
}

// Confusion sums up what test images were taken for, in the runs of which it was recorded: set [Study.Confusions]
// before they are computed. The error wraps diversity.ErrInvalid for a task or probe that the study does not have, or
// that is not named where there are several, and ErrMissing if there is no such run.
func (r *Results) Confusion(o ConfusionOptions) (Confusion, error) {
	if err := o.validate(); err != nil {
		return Confusion{}, err
	}
	find := r.find
	if o.Control {
		find = r.control().find
	}
	task, of, policy, err := find(Metric{Task: o.Task, Probe: o.Probe, Policy: o.Policy}, "ConfusionOptions")
	if err != nil {
		return Confusion{}, err
	}
	o.Task, o.Probe = task.Name, of.Kind
	out := Confusion{Task: o.Task, Probe: o.Probe, Size: o.Size, Control: o.Control || o.Published,
		Published: o.Published}
	sum := Tally{}
	for _, run := range r.Runs {
		m, have := run.Measurement(task.Hash, of.Hash)
		if !have || m.Confusion == nil || !o.covers(run.Run, policy) {
			continue
		}
		for _, c := range m.Confusion {
			sum[[2]int{c.True, c.Predicted}] += c.Count
		}
		out.Errors, out.Episodes = append(out.Errors, m.Error), len(m.Episodes)
	}
	if len(out.Errors) == 0 {
		return Confusion{}, fmt.Errorf("%w: confusion of task %q with probe %s%s: set Study.Confusions and run the study",
			ErrMissing, o.Task, o.Probe, o.which())
	}
	out.Drawn = r.task(o.Task)
	out.Confusion, err = sum.named(out.Drawn.Pool)
	return out, err
}

func (o ConfusionOptions) validate() error {
	if o.Control && o.Published {
		return diversity.Invalid("ConfusionOptions.Published", true, "false with Control: random weights or published ones")
	}
	if (o.Control || o.Published) && o.Size != (diversity.Size{}) {
		return diversity.Invalid("ConfusionOptions.Size", o.Size, "the zero value with Control or Published: those weights have no size")
	}
	return nil
}

// covers reports whether a run is summed up; the policy is that of trained runs.
func (o ConfusionOptions) covers(r Run, policy string) bool {
	return r.Control == (o.Control || o.Published) && r.Published == o.Published && r.Policy == policy &&
		(o.Size == diversity.Size{} || r.Size == o.Size)
}

func (o ConfusionOptions) which() string {
	switch {
	case o.Published:
		return ", " + publishedWeights
	case o.Control:
		return ", " + randomWeights
	case o.Size != (diversity.Size{}):
		return fmt.Sprintf(", %v", o.Size)
	}
	return ""
}

func (r *Results) task(name string) split.Task {
	for _, task := range r.Study.Tasks {
		if task.Name == name {
			return task
		}
	}
	return split.Task{}
}

// named gives the classes of a pool their names, and brings those of one superclass together.
func (t Tally) named(p pool.Pool) (probe.Confusion, error) {
	met := map[int]bool{}
	for pair := range t {
		met[pair[0]], met[pair[1]] = true, true
	}
	var numbers []int
	for class := range met {
		if class >= p.Classes() {
			return probe.Confusion{}, fmt.Errorf("%w: the confusion has a class %d, the task's pool %d classes", ErrDamaged,
				class, p.Classes())
		}
		numbers = append(numbers, class)
	}
	order := p.GroupNames()
	slices.SortFunc(numbers, func(a, b int) int {
		if byGroup := slices.Index(order, p.Group(a)) - slices.Index(order, p.Group(b)); byGroup != 0 {
			return byGroup
		}
		return a - b
	})
	var classes, groups []string
	index, labels := map[int]int{}, p.ClassLabels()
	for i, class := range numbers {
		index[class] = i
		classes, groups = append(classes, labels[class]), append(groups, p.Group(class))
	}
	if len(order) == 0 {
		groups = nil
	}
	out := probe.NewConfusion(classes, groups)
	for pair, count := range t {
		out.Counts[index[pair[0]]][index[pair[1]]] = count
	}
	return out, nil
}
