package render

import (
	"fmt"
	"math"
	"strings"
	"testing"
)

// named is a point with a name, as the lowest mean of a budget.
func named(name string, x, y float64) string { return namedIn(0, name, x, y) }

func namedIn(panel int, name string, x, y float64) string {
	return fmt.Sprintf(`{"type": "scatter", "symbolSize": 16, "xAxisIndex": %d, "yAxisIndex": %d, "data": [{"name": %q,
		"value": [%g, %g], "label": {"show": true, "formatter": "{b}", "position": "bottom", "fontSize": 12}}]}`,
		panel, panel, name, x, y)
}

func lineOf(points string) string {
	return `{"type": "line", "showSymbol": true, "symbolSize": 8, "data": [` + points + `]}`
}

// axes of 400 x 400 pixels, of which the upper left corner is at (50, 50): a value is 4 pixels.
const oneArea = `"figure": {"width": 500, "height": 500}, "grid": {"left": 50, "right": 50, "top": 50, "bottom": 50},
	"xAxis": {"min": 0, "max": 100}, "yAxis": {"min": 0, "max": 100}`

func drawnNames(t *testing.T, axes string, series ...string) map[string][]box {
	t.Helper()
	option := `{` + axes + `, "series": [` + strings.Join(series, ",") + `]}`
	picture := check(SVG(t.Context(), []byte(option), 0, 0))(t)
	texts := map[string][]box{}
	for _, text := range textsOf(t, picture) {
		texts[text.text] = append(texts[text.text], text)
	}
	return texts
}

// side is where a name stands from a point, in pixels.
func (b box) side(x, y float64) string {
	middleX, middleY := (b.left+b.right)/2, (b.top+b.bottom)/2
	switch {
	case math.Abs(middleX-x) < 3 && middleY > y:
		return "below"
	case math.Abs(middleX-x) < 3:
		return "above"
	case math.Abs(middleY-y) < 3 && middleX > x:
		return "right"
	case math.Abs(middleY-y) < 3:
		return "left"
	}
	if middleY < y && middleX > x {
		return "above right"
	}
	return fmt.Sprintf("%.0f, %.0f from it", middleX-x, middleY-y)
}

func TestNamesOfPointsKeepOffWhatIsInTheWay(t *testing.T) {
	for _, c := range []struct {
		name   string
		x, y   float64
		others []string
		want   string
	}{
		{"nothing", 50, 50, nil, "below"},
		{"the axis", 50, 2, nil, "above"},
		{"a corner", 1, 1, nil, "above right"},
		{"points below", 50, 50, []string{lineOf("[44, 45], [50, 45], [56, 45]")}, "above"},
		{"a line below", 50, 50, []string{lineOf("[0, 44], [100, 44]")}, "above"},
		{"a bar", 50, 50, []string{lineOf("[50, 0], [50, 100]")}, "right"},
		{"a bar and a name", 50, 50, []string{lineOf("[50, 0], [50, 100]"), named("long name", 58, 50)}, "left"},
		{"a gap between lines", 50, 50, []string{lineOf(`[0, 44], "-", [100, 44]`)}, "below"},
		{"a marked level", 50, 50, []string{`{"type": "line", "data": [], "markLine": {"data": [{"yAxis": 44}]}}`}, "above"},
		{"a marked level outside", 50, 50, []string{`{"type": "line", "data": [], "markLine": {"data": [{"yAxis": 444}]}}`},
			"below"},
	} {
		got := drawnNames(t, oneArea, append([]string{named("own", c.x, c.y)}, c.others...)...)["own"]
		if len(got) != 1 || got[0].side(50+4*c.x, 450-4*c.y) != c.want {
			t.Errorf("in the way: %s; the name is at %+v, want %s", c.name, got, c.want)
		}
	}
}

// Many points at one place: no name lies over another, each is there, and a line leads to those further away.
func TestNamesOfManyPointsAtOnePlace(t *testing.T) {
	const many = 9
	var series []string
	for i := range many {
		series = append(series, named(fmt.Sprintf("K=%d", 16+i), 50+0.2*float64(i), 50))
	}
	texts := drawnNames(t, oneArea, series...)
	var all []box
	for i := range many {
		all = append(all, texts[fmt.Sprintf("K=%d", 16+i)]...)
	}
	if len(all) != many {
		t.Errorf("%d names, want %d", len(all), many)
	}
	for i, a := range all {
		for _, b := range all[i+1:] {
			if a.left < b.right && b.left < a.right && a.top+1 < b.bottom && b.top+1 < a.bottom {
				t.Errorf("%+v lies over %+v", a, b)
			}
		}
	}
	option := `{` + oneArea + `, "series": [` + strings.Join(series, ",") + `]}`
	picture := check(SVG(t.Context(), []byte(option), 0, 0))(t)
	alone := check(SVG(t.Context(), []byte(`{`+oneArea+`, "series": [`+series[0]+`]}`), 0, 0))(t)
	if count, one := strings.Count(picture, "<polyline"), strings.Count(alone, "<polyline"); count-one < 3 {
		t.Errorf("%d lines to names, and %d for one name", count, one)
	}
}

// A name that is nearer to another point than to its own would be read as that one's.
func TestNamesBelongToTheirPoints(t *testing.T) {
	texts := drawnNames(t, oneArea, named("a long name", 50, 50), named("another name", 57, 50), lineOf("[20, 53], [48, 53]"))
	for name, x := range map[string]float64{"a long name": 50, "another name": 57} {
		at := texts[name]
		if len(at) != 1 || at[0].away(50+4*x, 250) > at[0].away(50+4*(107-x), 250) {
			t.Errorf("%s is at %+v", name, at)
		}
	}
}

func (b box) away(x, y float64) float64 {
	return math.Hypot(max(b.left-x, 0, x-b.right), max(b.top-y, 0, y-b.bottom))
}

// In panels names keep off what is in their own panel, and within it.
func TestNamesStayInTheirPanel(t *testing.T) {
	const panels = `"figure": {"width": 500, "height": 500}, "grid": [{"left": "10%", "top": "10%", "width": "30%", "height": "80%"},
		{"left": "60%", "top": "10%", "width": "30%", "height": "80%"}], "xAxis": [{"min": 0, "max": 100}, {"min": 0, "max": 100, "gridIndex": 1}],
		"yAxis": [{"min": 0, "max": 100}, {"min": 0, "max": 100, "gridIndex": 1}]`
	texts := drawnNames(t, panels, namedIn(0, "K=1", 50, 50), namedIn(1, "K=2", 50, 50), namedIn(1, "K=3", 50, 50))
	one, two, three := texts["K=1"], texts["K=2"], texts["K=3"]
	if len(one) != 1 || one[0].side(125, 250) != "below" {
		t.Errorf("the name of the first panel is at %+v", one)
	}
	if len(two) != 1 || len(three) != 1 || two[0].left < 300 || three[0].left < 300 ||
		two[0].side(375, 250) == three[0].side(375, 250) {
		t.Errorf("the names of the second panel are at %+v and %+v", two, three)
	}
}

// What somebody else wrote has any form; names that we do not place stay as they are.
func TestNamesOfOtherOptions(t *testing.T) {
	many := strings.TrimSuffix(strings.Repeat(`{"name": "m", "value": [50, 50], "label": {"show": true}},`, 101), ",")
	for _, series := range []string{`{"type": "scatter"}`, `{"type": "scatter", "data": 3}`,
		`{"type": "scatter", "data": [{"name": "a", "label": {"show": true}}]}`,
		`{"type": "scatter", "data": [{"name": "a", "value": ["-", 1e400], "label": {"show": true}}]}`,
		`{"type": "scatter", "symbolSize": [20, 1], "data": [{"name": "a", "value": [1e300, -1e300], "label": {"show": true}}]}`,
		`{"type": "scatter", "data": [null, 3, {"name": "", "value": [5, 5], "label": {"show": true}}]}`,
		`{"type": "line", "data": [{"name": "a", "value": [5, 5], "label": {"show": true}}]}`,
		`{"type": "scatter", "coordinateSystem": "polar", "data": [{"name": "a", "value": [5, 5], "label": {"show": true}}]}`,
		`{"type": "scatter", "data": [` + many + `]}`,
	} {
		option := `{` + oneArea + `, "polar": {}, "angleAxis": {}, "radiusAxis": {}, "series": [` + named("own", 50, 50) + `,` + series + `]}`
		if _, err := SVG(t.Context(), []byte(option), 0, 0); err != nil && !strings.Contains(err.Error(), "1e400") {
			t.Errorf("%.200s: %v", series, err)
		}
	}
}
