package render

import (
	"strings"
	"testing"
)

// sliderOf has two frames with an option of many points each.
func sliderOf(base, first, second string) string {
	return `{"figure":{"width":300,"height":260},"timeline":{"data":["a","b"],"currentIndex":1,"axisType":"category"},` + base + `"options":[{` + first + `},{` + second + `}]}`
}

func TestThinSlidersToTheFrameThatIsShown(t *testing.T) {
	const many = longLine + 500
	_, points, _ := strings.Cut(big("line", many), `"data":`)
	points = strings.TrimSuffix(points, "}]}")
	axes, series := `"xAxis":{"type":"value"},"yAxis":{}`,
		`"series":[{"type":"line","showSymbol":false,"data":`+points+`}]`
	for name, c := range map[string]struct {
		option string
		thin   bool
	}{
		"all in the frames": {sliderOf("", axes+","+series, axes+","+series), true},
		"axes outside":      {sliderOf(axes+",", series, series), true},
		"axes in both":      {sliderOf(axes+",", axes+","+series, axes+","+series), false},
		"data outside":      {sliderOf(axes+","+series+",", `"title":{"text":"a"}`, `"title":{"text":"b"}`), true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			object := check(decode(c.option))(t)
			thin(object, frame{Width: 300, Height: 260})
			frames := object["options"].([]any)
			if first := frames[0].(map[string]any); len(first) > 0 {
				t.Errorf("the first frame has %d parts", len(first))
			}
			shown := listOf(frames[1].(map[string]any)["series"])
			if shown == nil {
				shown = listOf(object["series"])
			}
			if n := len(shown[0].(map[string]any)["data"].([]any)); (n < many) != c.thin {
				t.Errorf("%d points", n)
			}
			if !c.thin {
				return // the copy is the whole picture
			}
			if share := differs(t, c.option); share > 0.001 {
				t.Errorf("%.2f%% of the picture differs", 100*share)
			}
		})
	}
}

func TestThinLeavesFramesThatAreNotThere(t *testing.T) {
	for _, odd := range []string{`{"timeline":{"currentIndex":2},"options":[{"title":{}},{}]}`,
		`{"timeline":{"currentIndex":-1},"options":[{"title":{}}]}`, `{"options":[{"title":{}}]}`} {
		object := check(decode(odd))(t)
		before := encoded(object)
		if thin(object, frame{Width: 300, Height: 260}); encoded(object) != before {
			t.Errorf("%s became %s", odd, encoded(object))
		}
	}
}
