package study

import (
	"fmt"
	"strconv"
	"strings"

	"tradeoff/diversity"
)

// Spec names a run within its study on a command line: "32x16#0" is K=32, n=16, repeat 0; "32x16#0:balanced" the same
// by the policy "balanced"; "control#0" are the random weights of repeat 0, "published#0" the published ones.
// [Study.ParseRun] reads it.
func (r Run) Spec() string {
	if r.Published {
		return "published#0"
	}
	if r.Control {
		return fmt.Sprintf("control#%d", r.Repeat)
	}
	spec := fmt.Sprintf("%dx%d#%d", r.Size.Classes, r.Size.PerClass, r.Repeat)
	if r.Policy != "" {
		spec += ":" + r.Policy
	}
	return spec
}

// ParseRun reads a run's [Run.Spec]. The run need not be in the plan.
func (s Study) ParseRun(spec string) (Run, error) {
	wrong := diversity.Invalid("run", fmt.Sprintf("%q", spec), `K x n # repeat, such as "32x16#0", with the policy, such as "32x16#0:balanced", or "control#0" or "published#0"`)
	spec, policy, _ := strings.Cut(spec, ":")
	name, number, _ := strings.Cut(spec, "#")
	repeat, err := strconv.Atoi(number)
	if err != nil || repeat < 0 || repeat >= maxRepeats {
		return Run{}, wrong
	}
	switch {
	case name == "control" && policy == "":
		return s.ControlAt(repeat), nil
	case name == "published" && policy == "" && repeat == 0 && s.Published.Set():
		return s.PublishedAt(), nil
	}
	classes, perClass, _ := strings.Cut(name, "x")
	k, kErr := strconv.Atoi(classes)
	n, nErr := strconv.Atoi(perClass)
	if kErr != nil || nErr != nil {
		return Run{}, wrong
	}
	size := diversity.Size{Classes: k, PerClass: n}
	if _, err := s.policy(policy); err != nil {
		return Run{}, err
	}
	return s.RunOf(policy, size, repeat), s.validSize("run", size)
}
