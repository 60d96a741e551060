package render

import (
	"math"
	"slices"
)

// stack are bar series that stand on one another, or a single one.
type stack []*series

// thinBars thins bar series, those of one stack together.
func thinBars(option map[string]any, bars []*series, about frame) (remark string) {
	total := countOf(bars)
	if total <= longLine {
		return ""
	}
	shown := total
	for _, s := range stacksOf(option, bars) {
		kept := s.outline(s[0].columns(about))
		for _, member := range s {
			shown -= len(member.items) - len(kept)
			member.keepBars(kept)
		}
	}
	return remarkOn(shown, total, "bars, the longest at each place")
}

// stacksOf lists the stacks of which all members are here and stand at the same places, where lengths add up.
func stacksOf(option map[string]any, bars []*series) []stack {
	var stacks []stack
	for _, s := range bars {
		i := slices.IndexFunc(stacks, func(other stack) bool {
			return s.stackName() != "" &&
				s.stackName() == other[0].stackName()
		})
		if i < 0 {
			stacks = append(stacks, stack{s})
		} else {
			stacks[i] = append(stacks[i], s)
		}
	}
	members := map[string]int{}
	for _, member := range listOf(option["series"]) {
		fields, _ := member.(map[string]any)
		name, _ := fields["stack"].(string)
		members[name]++
	}
	return slices.DeleteFunc(stacks, func(s stack) bool {
		places, _ := s[0].along()
		apart := slices.ContainsFunc(s, func(other *series) bool {
			its, _ := other.along()
			return other.axis != s[0].axis || !slices.Equal(its, places)
		})
		stacked := s[0].stackName() != ""
		return apart || stacked && (s[0].axis[1-s[0].base()].log || members[s[0].stackName()] != len(s))
	})
}

func (s *series) stackName() string {
	name, _ := s.fields["stack"].(string)
	return name
}

// outline is in each of n columns the place where the stack reaches farthest up, and the one where it reaches farthest
// down.
func (s stack) outline(n float64) []int {
	type ends struct{ up, down int }
	up, down := s.reach()
	column := s[0].cells(n)
	farthest := map[int]ends{}
	for i := range up {
		if up[i] == 0 && down[i] == 0 {
			continue
		}
		at := column(i)
		best, some := farthest[at]
		if !some {
			best = ends{i, i}
		}
		if up[i] > up[best.up] {
			best.up = i
		}
		if down[i] > down[best.down] {
			best.down = i
		}
		farthest[at] = best
	}
	var kept []int
	for _, best := range farthest {
		if up[best.up] > 0 {
			kept = append(kept, best.up)
		}
		if down[best.down] > 0 {
			kept = append(kept, best.down)
		}
	}
	slices.Sort(kept)
	return slices.Compact(kept)
}

// reach is how far the bars go up and down from where they stand: at 0, or at 1 on a logarithmic axis, unless the axis
// says otherwise.
func (s stack) reach() (up, down []float64) {
	up, down = make([]float64, len(s[0].items)), make([]float64, len(s[0].items))
	for _, member := range s {
		_, values := member.along()
		axis := member.axis[1-member.base()]
		ground, given := axis.position(axis.fields["startValue"])
		if !given {
			ground = 0
		}
		for i, value := range values {
			switch {
			case math.IsNaN(value):
			case value > ground:
				up[i] += value - ground
			default:
				down[i] += ground - value
			}
		}
	}
	return up, down
}

// keepBars leaves the bars of these indices, as wide as they were: on an axis without categories ECharts makes them as
// wide as the least distance of two, which was less than a unit, but never less than a unit.
func (s *series) keepBars(indices []int) {
	_, own := s.fields["barWidth"]
	if len(indices) < len(s.items) && !own && !s.axis[s.base()].category {
		s.fields["barWidth"] = 1
	}
	s.keep(indices)
}
