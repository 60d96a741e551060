package paper

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"tradeoff/diversity"
	"tradeoff/diversity/figure"
	"tradeoff/diversity/worlds"
)

// contour is the option of a contour of so many budgets.
func contour(t *testing.T, budgets ...int) []byte {
	t.Helper()
	var sizes []diversity.Size
	for _, total := range budgets {
		spread, err := diversity.Spread(total, diversity.Limits{PerClass: 256}, 7)
		if err != nil {
			t.Fatal(err)
		}
		sizes = append(sizes, spread...)
	}
	points, err := worlds.Planted{E: 0.02, A: 0.9, B: 0.9, Alpha: 0.8}.Measure(sizes, 2, 1)
	if err != nil {
		t.Fatal(err)
	}
	f, err := figure.Contour(points, figure.ContourOptions{})
	if err != nil {
		t.Fatal(err)
	}
	option, err := f.Option()
	if err != nil {
		t.Fatal(err)
	}
	return option
}

// laid is an option laid out in a width of millimetres.
func laid(t *testing.T, option []byte, width float64) map[string]any {
	t.Helper()
	var object map[string]any
	if err := json.Unmarshal(option, &object); err != nil {
		t.Fatal(err)
	}
	l := Layout{Width: width}
	return l.laidOut(object, Letters/float64(lettersInPixels))
}

func TestNamesOfBudgetsThatCollideAreInTheLegend(t *testing.T) {
	for _, c := range []struct {
		budgets []int
		width   float64
		want    string
	}{
		{[]int{512, 1024, 2048}, 84, "equal budget N (N=512, N=1,024, N=2,048)"},
		{[]int{64, 128, 256, 512, 1024}, 84, "equal budget N (N=64 to N=1,024)"},
		{[]int{512, 1024, 2048}, 174, "equal budget N"},
	} {
		object := laid(t, contour(t, c.budgets...), c.width)
		text, err := json.Marshal(object["legend"])
		if err != nil || !strings.Contains(string(text), `"name":"`+c.want+`"`) {
			t.Errorf("%v at %g mm: %v, %s", c.budgets, c.width, err, text)
		}
		for _, series := range listIn(object, "series") {
			data, _ := series["data"].([]any)
			if name, _ := series["name"].(string); strings.HasPrefix(name, "equal") && series["type"] == "scatter" &&
				len(data) > 0 != (c.width == 174) {
				t.Errorf("%v at %g mm: names at %d lines", c.budgets, c.width, len(data))
			}
		}
	}
}

func TestCategoriesAndNamesOfAxes(t *testing.T) {
	option := []byte(`{"figure": {"width": 860, "height": 748, "shape": 1},
		"grid": {"left": 184, "right": 396, "top": 52, "bottom": 146}, "visualMap": {"right": 280}, "legend": {"right": "288"},
		"xAxis": {"type": "category", "axisLabel": {}, "data": ["a", "b"]},
		"yAxis": [{"type": "category", "axisLabel": {"interval": 0}, "name": "` + strings.Repeat("a very long name ", 5) + `",
			"data": [` + strings.Repeat(`"a", `, 99) + `"b"]}]}`)
	object := laid(t, option, 84)
	text, err := json.Marshal(object)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`"interval":2`, `"right":126`, `"visualMap":{"right":10}`, `"legend":{"right":18}`, `a very\nlong`} {
		if !strings.Contains(string(text), want) {
			t.Errorf("no %s in %s", want, text)
		}
	}
}

func TestLabelsThatLieOverOthersAreLeftOut(t *testing.T) {
	option := []byte(`{"figure": {"width": 860}, "grid": {"left": 60, "right": 60, "top": 60, "bottom": 60},
		"xAxis": {"min": 1, "max": 100, "type": "log"}, "yAxis": {"min": 0, "max": 100},
		"series": [{"type": "scatter", "symbolSize": 1, "label": {"position": "right", "fontSize": 11}, "data": [
			{"name": "1%", "value": [100, 1]}, {"name": "2%", "value": [100, 2]}, {"name": "50%", "value": [100, 50]},
			{"name": "", "value": [1]}, 7]}]}`)
	data, _ := listIn(laid(t, option, 84), "series")[0]["data"].([]any)
	if text, _ := json.Marshal(data); len(data) != 4 || strings.Contains(string(text), "2%") {
		t.Errorf("%s", text)
	}
}

// Where circles on a ground of colours have less room they are smaller, and dots beside rows stand nearer to their row.
func TestPointsHaveTheRoomThatThereIs(t *testing.T) {
	const figure = `"figure": {"width": 860, "height": 480}, "grid": {"left": 60, "right": 60, "top": 60, "bottom": 60},
		"series": [{"type": "scatter", "symbolSize": 16, "symbolOffset": [0, 20]}, {"type": "scatter", "symbolSize": 1},
		{"type": "scatter", "symbolOffset": 7}]`
	for option, want := range map[string][]any{
		`{` + figure + `}`:                  {16., []any{0., 13.}},
		`{"visualMap": {}, ` + figure + `}`: {9., []any{0., 13.}}, // 277 of 740 pixels, 237 of 360
	} {
		series := listIn(laid(t, []byte(option), 84), "series")
		if got := []any{series[0]["symbolSize"], series[0]["symbolOffset"]}; !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %v, want %v", option, got, want)
		}
		if series[1]["symbolSize"] != 1. || series[2]["symbolOffset"] != 7. {
			t.Errorf("other points: %v", series[1:])
		}
	}
}

// A legend of more rows moves the axes down, and the scale of colours with them.
func TestColoursStandBesideTheAxesBelowTheLegend(t *testing.T) {
	for maxWidth, want := range map[int]float64{500: 96, 400: 72} {
		option := fmt.Sprintf(`{"figure": {"width": 860, "height": 900}, "grid": {"top": 72, "bottom": 56}, "visualMap": {"top": "60"},
			"media": [{"query": {"maxWidth": %d}, "option": {"grid": {"top": 96}}}, {"option": {"grid": {"top": 72}}}]}`, maxWidth)
		if got := laid(t, []byte(option), 84)["visualMap"].(map[string]any)["top"]; got != want {
			t.Errorf("in at most %d pixels: %v, want %v", maxWidth, got, want)
		}
	}
}

func TestPanelsKeepTheirHeight(t *testing.T) {
	for grid, want := range map[string]float64{`{}`: 357, `[{}, {}]`: 480} {
		if got := laid(t, []byte(`{"grid": `+grid+`}`), 84)["figure"].(map[string]any)["height"]; got != want {
			t.Errorf("%s: %v pixels, want %v", grid, got, want)
		}
	}
}

// What somebody else saved has any form.
func FuzzNarrow(f *testing.F) {
	for _, text := range []string{`{}`, `{"grid": [{"left": "1e9%", "top": "-5%"}, {"left": "5%", "top": "5%", "width": "9%", "height": "9%"}],
		"xAxis": [1, {}], "series": [{"type": "scatter", "symbolSize": 9, "xAxisIndex": 1, "data": [1, {"label": {"show": true}}]}]}`, `{"grid": 1, "xAxis": [1], "series": {}}`,
		`{"grid": {"left": 1e300}, "yAxis": {"name": "` + strings.Repeat("x ", 200) + `", "type": "category", "data": [1]},
		"series": [null, {"type": "scatter", "symbolSize": 1, "name": "a", "data": [{"name": "b", "value": ["-", null]}]}],
		"legend": [{"data": ["a", 1]}], "figure": {"shape": -1}}`} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		var object map[string]any
		if json.Unmarshal([]byte(text), &object) != nil || object == nil {
			return
		}
		if _, err := json.Marshal(Layout{}.laidOut(object, 0.5)); err != nil {
			t.Errorf("%s: %v", text, err)
		}
	})
}
