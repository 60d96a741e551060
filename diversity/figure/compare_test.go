package figure

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"tradeoff/diversity"
	"tradeoff/diversity/estimate"
)

// halved are the measurements of two budgets of three, all errors halved.
func halved(t *testing.T) []diversity.Measurement {
	var points []diversity.Measurement
	for _, m := range measured(t) {
		if m.Size.Total() > 512 {
			m.Error /= 2
			points = append(points, m)
		}
	}
	return points
}

func TestCompareHasAPanelForEachBudget(t *testing.T) {
	f, err := Compare([]Group{{"equal epochs", measured(t)}, {"equal steps", halved(t)}})
	must(t, err)
	p := parse(t, f)
	if len(p.XAxis) != 3 || len(p.YAxis) != 3 || p.YAxis[2].Name != "N = 2,048: error (%)" || f.Height != 592 {
		t.Fatalf("axes %v, %v, height %d", p.XAxis, p.YAxis, f.Height)
	}
	for i := range p.XAxis {
		checkLogAxis(t, p.XAxis[i])
		if p.YAxis[i].Min != p.YAxis[0].Min || p.YAxis[i].Max != p.YAxis[0].Max {
			t.Errorf("y axis %d from %v to %v", i, p.YAxis[i].Min, p.YAxis[i].Max)
		}
		endsAtTick(t, p.YAxis[i])
	}
	first, second := p.of("scatter", "equal epochs"), p.of("scatter", "equal steps")
	if len(first) != 3 || len(second) != 2 || second[0].YAxisIndex != 1 {
		t.Fatalf("%d and %d rings, the second group's first in panel %d", len(first), len(second), second[0].YAxisIndex)
	}
	means := p.of("line", "equal steps")[0].numbers()
	summary, err := estimate.Summary(halved(t))
	must(t, err)
	near(t, "mean", means[0][1], 100*summary[0].Error.Value, 1e-3)
}

func TestCompareRejectsBadGroups(t *testing.T) {
	one := measured(t)
	for name, groups := range map[string][]Group{
		"groups[1].Name": {{"a", one}, {"a", one}}, "groups[0].Name": {{"", one}}, "len(groups)": seven(one),
	} {
		if _, err := Compare(groups); !errors.Is(err, diversity.ErrInvalid) || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := Compare(nil); !errors.Is(err, ErrEmpty) {
		t.Errorf("no groups: %v", err)
	}
	if _, err := Compare([]Group{{"a", one}, {"b", nil}}); !errors.Is(err, ErrEmpty) ||
		!strings.Contains(err.Error(), `"b"`) {
		t.Errorf("an empty group: %v", err)
	}
}

func seven(points []diversity.Measurement) []Group {
	var groups []Group
	for i := range 7 {
		groups = append(groups, Group{fmt.Sprint(i), points})
	}
	return groups
}
