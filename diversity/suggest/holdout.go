package suggest

import (
	"fmt"
	"slices"
	"strings"

	"tradeoff/diversity"
	"tradeoff/diversity/display"
	"tradeoff/diversity/pool"
)

// leastOfTask is how many images a class of the task should have: two to learn from and two to be tested on.
const leastOfTask = 4

// HoldOutOptions configures [HoldOut]. The zero value holds out a quarter, by seed 0.
type HoldOutOptions struct {
	Share float64 // of the classes, within (0, 1); 0 means 0.25
	Seed  uint64  // of which are held out
}

func (o HoldOutOptions) withDefaults() (HoldOutOptions, error) {
	if o.Share == 0 {
		o.Share = 0.25
	}
	if !(o.Share > 0 && o.Share < 1) {
		return o, diversity.Invalid("HoldOutOptions.Share", o.Share, "within (0, 1), or 0 for 0.25")
	}
	return o, nil
}

// Parts are the classes to pre-train on and those of the task.
type Parts struct {
	Training, Held pool.Pool
	Decisions      []Decision
}

// Display is the table of the decisions.
func (p Parts) Display() display.Document {
	return display.Document{Parts: []display.Part{
		display.Text(fmt.Sprintf("pre-training: %v", p.Training)),
		display.Text(fmt.Sprintf("task: %v", p.Held)),
		display.TableOf("Which classes are held out", p.Decisions),
	}}
}

// fewestClasses is what the two parts must have together: fewer leave no choice of K.
const fewestClasses = 8

// fewestGroups is how many superclasses there must be to hold out whole ones.
const fewestGroups = 4

// HoldOut divides the classes of a pool: the features are judged on classes that pre-training never saw, or the answer
// would be about remembering. With four superclasses or more whole ones are held out, chosen by chance, until they hold
// the share of the classes, so that no close relative of a class of the task is pre-trained on; otherwise classes of
// four images or more are chosen by chance. A pool of fewer than eight classes is an error.
func HoldOut(p pool.Pool, o HoldOutOptions) (Parts, error) {
	o, err := o.withDefaults()
	if err != nil {
		return Parts{}, err
	}
	if err := p.Validate(); err != nil {
		return Parts{}, err
	}
	if p.Classes() < fewestClasses {
		return Parts{}, diversity.Invalid("the number of classes", p.Classes(),
			fmt.Sprintf("at least %d, some of them to pre-train on and others for the task", fewestClasses))
	}
	groups := p.GroupNames()
	if len(groups) < fewestGroups {
		return holdOutClasses(p, o, reasonOf(len(groups))), nil
	}
	if held, enough := chooseGroups(p, groups, o); enough {
		return holdOutGroups(p, held, o), nil
	}
	return holdOutClasses(p, o, "no choice of whole superclasses holds the share"), nil
}

// reasonOf says why so few superclasses are not held out whole.
func reasonOf(groups int) string {
	if groups == 0 {
		return "there are no superclasses to hold out whole"
	}
	return fmt.Sprintf("%s are too few to hold out whole ones", display.Count(groups, "superclass"))
}

// chooseGroups takes superclasses by chance until they hold the share of the classes.
func chooseGroups(p pool.Pool, groups []string, o HoldOutOptions) (held []string, enough bool) {
	members := map[string]int{}
	for class := range p.Classes() {
		members[p.Group(class)]++
	}
	least := max(2, o.Share*float64(p.Classes()))
	classes := 0
	for _, at := range diversity.Stream(o.Seed, diversity.ForHoldOut).Perm(len(groups)) {
		size := members[groups[at]]
		if float64(classes) >= least || len(held) == len(groups)-1 {
			break
		}
		if 2*size <= p.Classes() {
			held, classes = append(held, groups[at]), classes+size
		}
	}
	slices.Sort(held)
	return held, float64(classes) >= least && p.Classes()-classes >= 2
}

func holdOutGroups(p pool.Pool, held []string, o HoldOutOptions) Parts {
	parts := Parts{Training: p, Held: p.Groups(held...)}
	var alone, patterns []string
	for class := range p.Classes() {
		if p.Group(class) == "" {
			alone = append(alone, shortName(p, class))
		} else if slices.Contains(held, p.Group(class)) {
			patterns = append(patterns, escape(p.BaseID(class)))
		}
	}
	parts.Decisions = []Decision{decide("held out", fmt.Sprintf("%s (%s)", display.Count(len(held), "superclass"),
		display.Count(parts.Held.Classes(), "class")), "whole superclasses, by chance (seed %d): %s", o.Seed,
		shortList(held))}
	if len(alone) == 0 {
		rest := slices.DeleteFunc(p.GroupNames(), func(name string) bool { return slices.Contains(held, name) })
		parts.Training = p.Groups(rest...)
		return parts
	}
	slices.Sort(patterns)
	parts.Training = p.Without(slices.Compact(patterns)...)
	parts.Decisions = append(parts.Decisions, decide("without a superclass", display.Count(len(alone), "class"),
		"left for pre-training, relatives of classes of the task among them or not: %s", shortList(alone)))
	return parts
}

// holdOutClasses takes classes by chance; why says why not superclasses.
func holdOutClasses(p pool.Pool, o HoldOutOptions, why string) Parts {
	count := min(max(2, int(o.Share*float64(p.Classes())+0.5)), p.Classes()-2)
	chosen := diversity.Stream(o.Seed, diversity.ForHoldOut).Perm(p.Classes())
	tiny := func(class int) bool { return p.Count(class) < leastOfTask }
	if large := slices.DeleteFunc(slices.Clone(chosen), tiny); len(large) >= count {
		chosen = large
	}
	chosen = chosen[:count]
	slices.Sort(chosen)
	var names, patterns []string
	for _, class := range chosen {
		names, patterns = append(names, shortName(p, class)), append(patterns, escape(p.BaseID(class)))
	}
	patterns = slices.Compact(patterns)
	return Parts{p.Without(patterns...), p.Only(patterns...), []Decision{decide("held out", display.Count(count, "class"),
		"by chance (seed %d), as %s: %s", o.Seed, why, shortList(names))}}
}

// shortName is the first of several words for a class.
func shortName(p pool.Pool, class int) string {
	name, _, _ := strings.Cut(p.ClassName(class), ",")
	return name
}

// escape makes a pattern that fits a name alone.
func escape(name string) string {
	return strings.NewReplacer(`\`, `\\`, `*`, `\*`, `?`, `\?`, `[`, `\[`).Replace(name)
}

// shortList is the first names of a list, and how many more there are.
func shortList(names []string) string {
	const shown = 6
	if len(names) <= shown {
		return strings.Join(names, ", ")
	}
	return fmt.Sprintf("%s and %d more", strings.Join(names[:shown], ", "), len(names)-shown)
}
