package optionjson

import (
	"encoding/json"
	"strings"
	"testing"
)

func decoded(t *testing.T, text string) map[string]any {
	t.Helper()
	var option map[string]any
	if err := json.Unmarshal([]byte(text), &option); err != nil {
		t.Fatal(err)
	}
	return option
}

func TestAxisRange(t *testing.T) {
	const series = `"series":[
		{"data":[[1,20],[3,"-"],{"value":[5,40]}],"areaStyle":{"origin":-7}},
		{"yAxisIndex":1,"data":[[2,1000]]},
		{"data":[[9,2,30]],"encode":{"x":1,"y":2}}]`
	for _, c := range []struct {
		name, axes, kind string
		at               int
		low, high        float64
	}{
		{"data alone", `"xAxis":{"type":"log"}`, "xAxis", 0, 1, 5},
		{"with zero", `"xAxis":{"type":"value"}`, "xAxis", 0, 0, 5},
		{"an area's origin", `"yAxis":[{"type":"value","scale":true}]`, "yAxis", 0, -7, 40},
		{"the second axis", `"yAxis":[{"type":"log"},{"type":"value","scale":true}]`, "yAxis", 1, 1000, 1000},
		{"its own ends", `"xAxis":{"type":"value","min":-3,"max":4}`, "xAxis", 0, -3, 4},
	} {
		low, high := AxisRange(decoded(t, "{"+c.axes+","+series+"}"), c.kind, c.at)
		if low != c.low || high != c.high {
			t.Errorf("%s: %v to %v, want %v to %v", c.name, low, high, c.low, c.high)
		}
	}
	if low, high := AxisRange(decoded(t, `{"xAxis":{"type":"log"}}`), "xAxis", 0); low <= high {
		t.Errorf("nothing at all has the range %v to %v", low, high)
	}
}

func TestWithRangeLeavesTheAxisAsItWas(t *testing.T) {
	axis := decoded(t, `{"type":"value","interval":5,"min":0,"max":1}`)
	wider := WithRange(axis, -1.98, 1, 740)
	if wider["min"] != -2.0 || wider["max"] != 1.0 || wider["interval"] != nil {
		t.Errorf("got %v", wider)
	}
	if axis["min"] != 0.0 || axis["interval"] != 5.0 {
		t.Errorf("the first axis became %v", axis)
	}
}

func TestFinishedRaisesPowersButNotInColoursAndSymbols(t *testing.T) {
	option, err := Finished(map[string]any{"series": []any{map[string]any{"name": "K^2", "symbol": "path://x^2",
		"data": []any{1, "10^3"}}}})
	if err != nil {
		t.Fatal(err)
	}
	encoded, err := Encode(option)
	if want := `{"series":[{"data":[1,"10³"],"name":"K²","symbol":"path://x^2"}]}`; err != nil || string(encoded) != want {
		t.Errorf("%s, %v, want %s", encoded, err, want)
	}
}

func TestOfChartRejectsFunctions(t *testing.T) {
	if _, _, err := OfChart(map[string]any{"tooltip": "__f__function(){}__f__"}); err == nil ||
		!strings.Contains(err.Error(), "JavaScript") {
		t.Errorf("got %v", err)
	}
}
