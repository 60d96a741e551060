package render

import (
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"
)

// waves are n numbers that rise and fall on both sides of zero, with noise.
func waves(n int, seed uint64) []float64 {
	r := rand.New(rand.NewPCG(seed, 0))
	values := make([]float64, n)
	for i := range values {
		values[i] = math.Round(100*(math.Sin(12*float64(i)/float64(n))+0.4*r.NormFloat64())) / 100
	}
	return values
}

// namesAxis is a category axis.
func namesAxis(n int) string {
	names := make([]string, n)
	for i := range names {
		names[i] = fmt.Sprint("n", i)
	}
	return `{"type":"category","data":` + encoded(names) + `}`
}

func encoded(value any) string {
	text, err := json.Marshal(value)
	if err != nil {
		panic(err) // no test has such values
	}
	return string(text)
}

// barsOf is a chart with a bar for each name.
func barsOf(n int) string {
	return `{"title":{"text":"Big"},"figure":{"caption":"All of it.","width":400,"height":300},"xAxis":` + namesAxis(n) + `,"yAxis":{},"series":[{"type":"bar","data":` + encoded(waves(n,
		1)) + `}]}`
}

func TestThinKeepsTheLongestBars(t *testing.T) {
	const n = 8000
	data, remark := thinned(t, barsOf(n), 100)
	if remark != fmt.Sprintf("(Drawn in this static copy: %d of %d bars, the longest at each place.)", len(data), n) ||
		len(data) > 2*100*columns+2 || len(data) < 100*columns {
		t.Errorf("%d bars, remark %q", len(data), remark)
	}
	highest, lowest := map[int]float64{}, map[int]float64{}
	for i, value := range waves(n, 1) {
		column := i * 100 * columns / (n - 1)
		highest[column], lowest[column] = max(highest[column], value), min(lowest[column], value)
	}
	for _, item := range data {
		column, value := int(item.([]any)[0].(float64))*100*columns/(n-1), item.([]any)[1].(float64)
		if value > 0 && value != highest[column] || value < 0 && value != lowest[column] {
			t.Errorf("column %d: %g, from %g to %g", column, value, lowest[column], highest[column])
		}
	}
}

// Of a stack the names stay at which all of it is longest, in each of its series; another stack of other names stays
// whole.
func TestThinKeepsStacksTogether(t *testing.T) {
	const n = 5000
	series := func(stack string, seed uint64) string {
		return `{"type":"bar","stack":"` + stack + `","data":` + encoded(waves(n, seed)) + `}`
	}
	option := func(all ...string) string {
		return `{"xAxis":` + namesAxis(n) + `,"yAxis":{},"series":[` + strings.Join(all, ",") + `]}`
	}
	var object struct{ Series []struct{ Data [][2]float64 } }
	whole := check(decode(option(series("a", 1), series("a", 2), series("b", 3))))(t)
	if remark := thin(whole, frame{Width: 100, Height: 50}); !strings.Contains(remark, "of 15000 bars") {
		t.Errorf("remark %q", remark)
	}
	if err := json.Unmarshal([]byte(encoded(whole)), &object); err != nil {
		t.Fatal(err)
	}
	a, b, alone := object.Series[0].Data, object.Series[1].Data, object.Series[2].Data
	if len(a) != len(b) || len(a) > 402 || fmt.Sprint(a) == fmt.Sprint(alone) {
		t.Fatalf("%d, %d and %d bars", len(a), len(b), len(alone))
	}
	for i := range a {
		if a[i][0] != b[i][0] {
			t.Errorf("%v on %v", b[i], a[i])
		}
	}
	for name, all := range map[string]string{
		"of a series that is not known": option(series("a", 1), `{"type":"bar","stack":"a","data":["?"]}`),
		"of other places":               option(series("a", 1), `{"type":"bar","stack":"a","data":[[3,4]]}`),
	} {
		if data, remark := thinned(t, all, 100); len(data) != n || remark != "" {
			t.Errorf("a stack %s: %d bars, remark %q", name, len(data), remark)
		}
	}
}

func decode(option string) (map[string]any, error) {
	var object map[string]any
	err := json.Unmarshal([]byte(option), &object)
	return object, err
}

// The other forms that bars take are drawn in the integration step of CI.
func TestThinnedBarsLookTheSame(t *testing.T) { thinnedBarsLookTheSame(t, "stacked") }

func TestIntegrationThinnedBarsLookTheSame(t *testing.T) {
	wholeForm(t, "bars in every form, whole and thinned")
	thinnedBarsLookTheSame(t, "names", "names up", "numbers", "logarithmic", "stacked", "beside another", "from a level")
}

func thinnedBarsLookTheSame(t *testing.T, forms ...string) {
	t.Helper()
	const n, half = longLine + 100, longLine/2 + 50 // to a series of one, and of two
	values, positive := waves(n, 1), waves(n, 2)
	pairs := make([][2]float64, n)
	for i := range pairs {
		positive[i] = math.Exp(2 * positive[i])
		pairs[i] = [2]float64{float64(i) / 7, positive[i]}
	}
	bars := func(data any, more string) string { return `{"type":"bar",` + more + `"data":` + encoded(data) + `}` }
	options := map[string]string{
		"names":       `"xAxis":` + namesAxis(n) + `,"yAxis":{},"series":[` + bars(values, "") + `]}`,
		"names up":    `"yAxis":` + namesAxis(n) + `,"xAxis":{},"series":[` + bars(values, "") + `]}`,
		"numbers":     `"xAxis":{"type":"value"},"yAxis":{},"series":[` + bars(pairs, "") + `]}`,
		"logarithmic": `"xAxis":` + namesAxis(n) + `,"yAxis":{"type":"log"},"series":[` + bars(positive, "") + `]}`,
		"stacked": `"xAxis":` + namesAxis(half) + `,"yAxis":{},"series":[` + bars(positive[:half],
			`"stack":"a",`) + "," + bars(positive[half:], `"stack":"a",`) + `]}`,
		"beside another": `"xAxis":` + namesAxis(half) + `,"yAxis":{},"series":[` + bars(values[:half],
			"") + "," + bars(positive[half:], "") + `]}`,
		"from a level": `"xAxis":` + namesAxis(n) + `,"yAxis":{"startValue":-1},"series":[` + bars(values, "") + `]}`,
	}
	for _, form := range forms {
		t.Run(form, func(t *testing.T) {
			t.Parallel()
			if share := differs(t, `{"figure":{"width":300,"height":260},`+options[form]); share > 0.003 {
				t.Errorf("%.2f%% of the picture differs", 100*share)
			}
		})
	}
}
