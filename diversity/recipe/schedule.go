package recipe

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"tradeoff/diversity"
	"tradeoff/diversity/display"
)

// ScheduleKind names the course of the learning rate after the warm-up.
type ScheduleKind string

// The courses. In what follows t is the share of the updates after the warm-up that are done, 0 at the first.
const (
	// Cosine falls along half a cosine, (1 + cos(pi t))/2 of the highest rate, to the share Final of it (Loshchilov and
	// Hutter, arXiv 1608.03983, without restarts; torch's CosineAnnealingLR). It is the default.
	Cosine ScheduleKind = ""
	// Linear falls evenly to the share Final (torch's LinearLR from 1).
	Linear ScheduleKind = "linear"
	// Step multiplies the rate by Factor at each of Milestones (torch's MultiStepLR).
	Step ScheduleKind = "step"
	// Constant stays at the highest rate.
	Constant ScheduleKind = "constant"
	// OneCycle rises along half a cosine from the share Start to the highest rate, which it reaches after the share Rise
	// of all updates, and falls along another one to the share Final (Smith and Topin, arXiv 1708.07120, as torch's
	// OneCycleLR with two phases has it). The momentum stays as it is. It has no other warm-up.
	OneCycle ScheduleKind = "onecycle"
)

// Schedule is the course of the learning rate. The zero value is half a cosine down to zero.
type Schedule struct {
	Kind ScheduleKind `json:"kind,omitempty"`

	Milestones []float64 `json:"milestones,omitempty"` // of Step: shares of all updates, rising, in (0, 1)
	Factor     float64   `json:"factor,omitempty"`     // of Step, in (0, 1]; 0 means 0.1

	// of Cosine, Linear and OneCycle, in [0, 1]: share of the highest rate at the end; 0 means none, 4e-6 for OneCycle
	Final float64 `json:"final,omitempty"`
	Start float64 `json:"start,omitempty"` // of OneCycle, in (0, 1]: share at the start; 0 means 0.04
	Rise  float64 `json:"rise,omitempty"`  // of OneCycle, in (0, 1): share of the updates that the rise takes; 0 means 0.3
}

// warmup is the default number of updates of the warm-up.
func (s Schedule) warmup() int {
	if s.Kind == OneCycle {
		return None
	}
	return 50
}

func (s Schedule) withDefaults() Schedule {
	switch s.Kind {
	case Step:
		s.Factor = cmp.Or(s.Factor, 0.1)
	case OneCycle:
		s.Start, s.Rise = cmp.Or(s.Start, 1.0/25), cmp.Or(s.Rise, 0.3)
		s.Final = cmp.Or(s.Final, 4e-6)
	}
	if len(s.Milestones) == 0 {
		s.Milestones = nil
	}
	return s
}

// share is the rate of update step out of updates, as a share of the highest. The warm-up is over.
func (s Schedule) share(step, warmup, updates int) float64 {
	progress := float64(step-warmup) / float64(max(1, updates-warmup))
	switch s.Kind {
	case Constant:
		return 1
	case Linear:
		return between(1, s.Final, progress)
	case Step:
		return math.Pow(s.Factor, float64(s.passed(step, updates)))
	case OneCycle:
		return s.cycle(step, updates)
	}
	return falling(1, s.Final, progress)
}

// passed is the number of milestones that are reached.
func (s Schedule) passed(step, updates int) (count int) {
	for _, milestone := range s.Milestones {
		if float64(step) >= math.Round(milestone*float64(updates)) {
			count++
		}
	}
	return count
}

// cycle is the share of OneCycle; as torch's its peak may lie between two updates.
func (s Schedule) cycle(step, updates int) float64 {
	peak, last, at := s.Rise*float64(updates)-1, float64(updates-1), float64(step)
	switch {
	case peak > 0 && at <= peak:
		return falling(s.Start, 1, at/peak)
	case at <= max(0, peak):
		return 1
	}
	return falling(1, s.Final, (at-max(0, peak))/(last-max(0, peak)))
}

// between goes evenly from one number to another.
func between(from, to, progress float64) float64 { return from + (to-from)*progress }

// falling goes from one number to another along half a cosine.
func falling(from, to, progress float64) float64 {
	return to + (from-to)*((1+math.Cos(math.Pi*progress))/2)
}

// fields are the settings that a kind has, of those which not all have.
func (k ScheduleKind) fields() []string {
	switch k {
	case Step:
		return []string{"Milestones", "Factor"}
	case OneCycle:
		return []string{"Final", "Start", "Rise"}
	case Constant:
		return nil
	}
	return []string{"Final"}
}

func (s Schedule) validate() error {
	kinds := []ScheduleKind{Cosine, Linear, Step, Constant, OneCycle}
	if !slices.Contains(kinds, s.Kind) {
		return diversity.Invalid("Recipe.Schedule.Kind", fmt.Sprintf("%q", s.Kind),
			`"", "linear", "step", "constant" or "onecycle"`)
	}
	if s.Kind == Step && len(s.Milestones) == 0 {
		return diversity.Invalid("Recipe.Schedule.Milestones", "none", "at least 1 share of the updates, as Kind is \"step\"")
	}
	for _, f := range []struct {
		name  string
		value float64
	}{{"Milestones", float64(len(s.Milestones))}, {"Factor", s.Factor}, {"Final", s.Final}, {"Start", s.Start}, {"Rise", s.Rise}} {
		if f.value != 0 && !slices.Contains(s.Kind.fields(), f.name) {
			return diversity.Invalid("Recipe.Schedule."+f.name, f.value, fmt.Sprintf("none, as Kind is %q", s.Kind))
		}
	}
	return s.inRange()
}

// maxMilestones is more than any recipe has.
const maxMilestones = 1000

func (s Schedule) inRange() error {
	if len(s.Milestones) > maxMilestones {
		return diversity.Invalid("len(Recipe.Schedule.Milestones)", len(s.Milestones), fmt.Sprintf("0..%d", maxMilestones))
	}
	before := 0.0
	for i, share := range s.Milestones {
		if !(share > before && share < 1) {
			return diversity.Invalid(fmt.Sprintf("Recipe.Schedule.Milestones[%d]", i), share,
				"shares of the updates, rising, above 0 and below 1")
		}
		before = share
	}
	return ranges([]bounds{
		{"Recipe.Schedule.Factor", s.Factor, 0, 1},
		{"Recipe.Schedule.Final", s.Final, 0, 1},
		{"Recipe.Schedule.Start", s.Start, 0, 1},
		{"Recipe.Schedule.Rise", s.Rise, 0, 0.99},
	})
}

// Fields are the course and what it depends on.
func (s Schedule) Fields() []display.Field {
	s = s.withDefaults()
	fields := []display.Field{{Name: "learning rate after the warm-up", Value: cmp.Or(string(s.Kind), "cosine")}}
	switch s.Kind {
	case Step:
		fields = append(fields, display.Field{Name: "milestones, shares of the updates", Value: fmt.Sprint(s.Milestones)},
			display.Field{Name: "factor", Value: s.Factor})
	case OneCycle:
		fields = append(fields, display.Field{Name: "share at the start", Value: s.Start},
			display.Field{Name: "share of updates that rise", Value: s.Rise})
	}
	return append(fields, display.Field{Name: "share at the end", Value: s.Final})
}

// words say it in a line.
func (s Schedule) words() string {
	switch s.Kind {
	case Step:
		return fmt.Sprintf("times %v at %v of the updates", s.Factor, s.Milestones)
	case OneCycle:
		return fmt.Sprintf("one cycle: from %v up in %v of the updates, down to %v", s.Start, s.Rise, s.Final)
	case Constant:
		return "constant"
	}
	return fmt.Sprintf("%s, down to %v", cmp.Or(string(s.Kind), "cosine"), s.Final)
}
