package render

import (
	"encoding/json"
	"fmt"
	"image"
	"math"
	"strings"
	"testing"

	"tradeoff/kernel/internal/cell/protocol/drawing"
	"tradeoff/kernel/internal/draw/raster"
)

func pixelsOf(t *testing.T, picture string) *image.RGBA {
	t.Helper()
	return check(raster.Draw(picture, drawing.PictureScale))(t)
}

// thinned is what is left of the data of the first series.
func thinned(t *testing.T, option string, width int) (data []any, remark string) {
	t.Helper()
	var object map[string]any
	if err := json.Unmarshal([]byte(option), &object); err != nil {
		t.Fatal(err)
	}
	remark = thin(object, frame{Width: width, Height: width / 2})
	data, _ = object["series"].([]any)[0].(map[string]any)["data"].([]any)
	return data, remark
}

// Of each column of the picture the first, lowest, highest and last point stay, in order.
func TestThinKeepsTheEnvelopeOfLines(t *testing.T) {
	var points []string
	for i := range 5000 {
		y := i % 7
		if i == 501 {
			y = -50
		}
		points = append(points, fmt.Sprintf("[%d,%d]", i, y))
	}
	data, remark := thinned(t, `{"series":[{"type":"line","data":[`+strings.Join(points, ",")+`]}]}`, 10)
	if remark != "" || len(data) > 4*10*columns+1 || len(data) < 3*10 {
		t.Errorf("%d points, remark %q", len(data), remark)
	}
	lowest, before := 0.0, -1.0
	for _, item := range data {
		x, y := item.([]any)[0].(float64), item.([]any)[1].(float64)
		lowest = min(lowest, y)
		if x <= before {
			t.Errorf("%g after %g", x, before)
		}
		before = x
	}
	if first := data[0].([]any)[0].(float64); first != 0 || before != 4999 || lowest != -50 {
		t.Errorf("from %g to %g, lowest %g", first, before, lowest)
	}
}

// A gap stays, and what is on both sides of it.
func TestThinKeepsGaps(t *testing.T) {
	ones := strings.Repeat("[1,2],", 2*longLine)
	data, _ := thinned(t, `{"series":[{"type":"line","data":[[0,5],[1,"-"],`+ones+`[null,null],`+ones+`["-","-"],[2,7]]}]}`,
		100)
	if got := fmt.Sprint(data); got != "[[0 5] [1 -] [1 2] [1 2] [<nil> <nil>] [1 2] [1 2] [- -] [2 7]]" {
		t.Error(got)
	}
}

// Numbers alone belong to the names of a category axis in turn, so those that stay must say to which.
func TestThinKeepsNumbersWithTheirNames(t *testing.T) {
	names, numbers := make([]string, 5000), make([]string, 5000)
	for i := range names {
		names[i], numbers[i] = fmt.Sprintf(`"n%d"`, i), fmt.Sprint(i%7)
	}
	numbers[1234], numbers[2000] = "99", `{"value":-99,"itemStyle":{"color":"red"}}`
	named := `{"data":[` + strings.Join(names, ",") + `]}`
	for _, c := range []struct{ axes, up, down string }{
		{`"xAxis":` + named + `,"yAxis":{}`, "[1234 99]", "map[itemStyle:map[color:red] value:[2000 -99]]"},
		{`"yAxis":` + named + `,"xAxis":{}`, "[99 1234]", "map[itemStyle:map[color:red] value:[-99 2000]]"},
	} {
		for _, kind := range []string{"line", "bar"} {
			data, _ := thinned(t, `{`+c.axes+`,"series":[{"type":"`+kind+`","data":[`+strings.Join(numbers, ",")+`]}]}`, 100)
			if got := fmt.Sprint(data); len(data) > 4*100*columns || !strings.Contains(got, c.up) ||
				!strings.Contains(got, c.down) {
				t.Errorf("%s, %.20s...: %d items, %.200s", kind, c.axes, len(data), got)
			}
		}
	}
}

// Where the picture shows a part of an axis, it has columns enough for that part.
func TestThinFollowsTheShownPart(t *testing.T) {
	const all = 4 * longLine
	var points []string
	for i := range all {
		points = append(points, fmt.Sprintf("[%d,%d]", i, i%9))
	}
	series := `"series":[{"type":"line","data":[` + strings.Join(points, ",") + `]}]}`
	for axes, want := range map[string]int{
		`{`: 800, `{"xAxis":{"min":0,"max":399},`: 402, `{"dataZoom":[{"start":10,"end":15}],`: all,
		`{"dataZoom":{"startValue":5},`: all, `{"dataZoom":{"end":50},`: 1600,
	} {
		if data, _ := thinned(t, axes+series, 100); len(data) < want*9/10 || len(data) > want*11/10 {
			t.Errorf("%s: %d points, want about %d", axes, len(data), want)
		}
	}
}

// On a logarithmic axis the columns are equal in the picture, not in the data.
func TestThinFollowsTheAxis(t *testing.T) {
	var points []string
	for i := range 5000 {
		points = append(points, fmt.Sprintf(`{"value":[%d,%d]}`, i+1, i%2))
	}
	data, _ := thinned(t, `{"xAxis":[{"type":"log"}],"series":[{"type":"line","data":[`+strings.Join(points, ",")+`]}]}`,
		100)
	small := 0
	for _, item := range data {
		if item.(map[string]any)["value"].([]any)[0].(float64) <= 20 {
			small++
		}
	}
	if small != 20 || len(data) > 1000 {
		t.Errorf("%d of the first 20 points, %d of all 5000", small, len(data))
	}
}

// Every point that is left out is near one that is not, so outliers stay.
func TestThinSpacesClouds(t *testing.T) {
	option := big("scatter", 20_000)
	data, remark := thinned(t, strings.Replace(option, `"scatter"`, `"scatter","label":{}`, 1), 860)
	if alike, _ := thinned(t, option, 860); len(alike) <= len(data) || len(alike) > mostAlikePoints {
		t.Errorf("%d points that look alike, %d others", len(alike), len(data))
	}
	if len(data) > mostPoints || len(data) < mostPoints/2 ||
		remark != fmt.Sprintf("(Drawn in this static copy: %d of 20000 points.)", len(data)) {
		t.Errorf("%d points, remark %q", len(data), remark)
	}
	whole, _ := thinned(t, strings.Replace(option, `"scatter"`, `"other"`, 1), 860)
	xy := func(item any) (x, y float64) { pair := item.([]any); return pair[0].(float64), pair[1].(float64) }
	for i := 0; i < len(whole); i += 97 {
		x, y := xy(whole[i])
		nearest := math.Inf(1)
		for _, kept := range data {
			u, v := xy(kept)
			nearest = min(nearest, math.Hypot(860*(x-u)/8, 430*(y-v)/8)) // the cloud is 8 deviations wide
		}
		if nearest > 12 {
			t.Errorf("%v is %.1f units from what was kept", whole[i], nearest)
		}
	}
}

func TestThinLeavesTheRestAlone(t *testing.T) {
	many := func(item string) string { return strings.TrimSuffix(strings.Repeat(item+",", 2*mostPoints), ",") }
	for name, series := range map[string]string{
		"other gap":   `{"type":"scatter","data":[[1,"-"],` + many("[1,2]") + `]}`,
		"stack":       `{"type":"line","stack":"a","data":[` + many("[1,2]") + `]}`,
		"encode":      `{"type":"line","encode":{},"data":[` + many("[1,2]") + `]}`,
		"not numbers": `{"type":"line","data":[` + many(`["a",2]`) + `]}`,
		"log of 0":    `{"type":"line","xAxisIndex":1,"data":[[0,2],` + many("[1,2]") + `]}`,
		"one number":  `{"type":"scatter","data":[` + many("[1]") + `]}`,
		"bar":         `{"type":"bar","data":[` + many("1") + `]}`,
		"short line":  `{"type":"line","data":[` + strings.Repeat("[1,2],", longLine-1) + `[1,2]]}`,
		"few points":  `{"type":"scatter","data":[` + strings.Repeat("[1,2],", mostPoints-1) + `[1,2]]}`,
	} {
		var before struct{ Data []any }
		if err := json.Unmarshal([]byte(series), &before); err != nil {
			t.Fatal(err)
		}
		data, remark := thinned(t, `{"xAxis":[{},{"type":"log"}],"series":[`+series+`]}`, 100)
		if len(data) != len(before.Data) || remark != "" {
			t.Errorf("%s: %d of %d points, remark %q", name, len(data), len(before.Data), remark)
		}
	}
	for _, odd := range []string{`{"series":{}}`, `{"series":[3]}`,
		`{"series":[{"type":"line","data":[1,2],"xAxisIndex":7}]}`, `{}`} {
		var object map[string]any
		if err := json.Unmarshal([]byte(odd), &object); err != nil {
			t.Fatal(err)
		}
		if remark := thin(object, frame{Width: 100, Height: 100}); remark != "" {
			t.Errorf("%s: %q", odd, remark)
		}
	}
}

// How a picture that is thinned differs from the whole one, as a share of its pixels.
func differs(t *testing.T, option string) float64 {
	t.Helper()
	notShort(t, "a picture whole and thinned")
	thin := check(Copy(t.Context(), []byte(option)))(t)
	if got := strings.Contains(thin, "static copy"); got != strings.Contains(option, `"bar"`) {
		t.Errorf("bars are left out: %v", got)
	}
	a, b := pixelsOf(t, mustDraw(t, option)), pixelsOf(t, thin)
	other := 0
	for y := range min(a.Rect.Dy(), b.Rect.Dy()) { // a remark makes the copy taller
		for i := a.PixOffset(0, y); i < a.PixOffset(0, y)+a.Stride; i++ {
			if d := int(a.Pix[i]) - int(b.Pix[i]); d < -100 || d > 100 {
				other++
			}
		}
	}
	return float64(other) / float64(len(a.Pix))
}

// The lines and bars that are left cover the same pixels, wherever their data stand.
func TestThinnedLooksTheSame(t *testing.T) {
	// five points to a column of a narrow picture
	line := strings.Replace(big("line", 3_000), `"figure":{`, `"figure":{"width":300,"height":260,`, 1)
	for name, option := range map[string]string{
		"line": line, "line with gaps": strings.Replace(line, "],[", `],[null,null],[`, 40),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if share := differs(t, option); share > 0.001 {
				t.Errorf("%.2f%% of the picture differs", 100*share)
			}
		})
	}
}
