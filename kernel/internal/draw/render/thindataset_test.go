package render

import (
	"fmt"
	"strings"
	"testing"
)

// datasetForms are the same two curves over n names in all forms of a dataset, with how a series names its columns in
// it.
func datasetForms(n int) map[string][2]string {
	a, b := waves(n, 1), waves(n, 2)
	rows, objects := [][]any{{"name", "a", "b"}}, []map[string]any{}
	columns := map[string][]any{"name": {}, "a": {}, "b": {}}
	across := [][]any{{"name"}, {"a"}, {"b"}}
	for i := range a {
		name := fmt.Sprint("n", i)
		rows = append(rows, []any{name, a[i], b[i]})
		objects = append(objects, map[string]any{"name": name, "a": a[i], "b": b[i]})
		for j, value := range []any{name, a[i], b[i]} {
			key := across[j][0].(string)
			columns[key], across[j] = append(columns[key], value), append(across[j], value)
		}
	}
	return map[string][2]string{
		"rows, columns in turn": {`{"source":` + encoded(rows) + `}`, ``},
		"rows, columns by number": {`[{"source":[]},{"id":"d","source":` + encoded(rows[1:]) + `}]`,
			`"datasetIndex":1,"encode":{"x":0,"y":%d},`},
		"rows, columns by name": {`[{"source":[]},{"id":"d","sourceHeader":true,"source":` + encoded(rows) + `}]`,
			`"datasetId":"d","encode":{"x":["name"],"y":%q},`},
		"named columns in turn": {`{"dimensions":["name",{"name":"a"},"b"],"source":` + encoded(objects) + `}`, ``},
		"objects":               {`{"source":` + encoded(objects) + `}`, `"encode":{"x":"name","y":%q},`},
		"columns":               {`{"source":` + encoded(columns) + `}`, `"encode":{"x":"name","y":%q},`},
		"rows across":           {`{"source":` + encoded(across) + `}`, `"seriesLayoutBy":"row",`},
	}
}

// chartOf has a series of a kind for each of the two curves.
func chartOf(dataset, choice, kind string) string {
	var series []string
	for i, name := range []string{"a", "b"} {
		own := choice
		switch {
		case strings.Contains(choice, "%d"):
			own = fmt.Sprintf(choice, i+1)
		case strings.Contains(choice, "%q"):
			own = fmt.Sprintf(choice, name)
		}
		series = append(series, `{`+own+`"showSymbol":false,"type":"`+kind+`"}`)
	}
	return `{"figure":{"width":300,"height":260},"legend":{},"xAxis":{"type":"category"},"yAxis":{},"dataset":` + dataset + `,"series":[` + strings.Join(series,
		",") + `]}`
}

// Whatever form a dataset has, each series keeps as few rows of its own, with the numbers that belong to its names.
func TestThinReadsDatasets(t *testing.T) {
	const n = 2 * longLine
	a, b := waves(n, 1), waves(n, 2)
	for form, data := range datasetForms(n) {
		for _, kind := range []string{"line", "bar"} {
			object := check(decode(chartOf(data[0], data[1], kind)))(t)
			remark := thin(object, frame{Width: 100, Height: 80})
			if (remark != "") != (kind == "bar") || object["dataset"] != nil ||
				len(listOf(object["xAxis"].(map[string]any)["data"])) != n {
				t.Errorf("%s, %s: remark %q, dataset left: %v", form, kind, remark, object["dataset"] != nil)
			}
			for i, values := range [][]float64{a, b} {
				own := object["series"].([]any)[i].(map[string]any)
				rows, _ := own["data"].([]any)
				if len(rows) < 200 || len(rows) > 810 {
					t.Errorf("%s, %s: %d rows", form, kind, len(rows))
				}
				at := columnsOf(t, own)
				for _, row := range rows {
					var place int
					if _, err := fmt.Sscanf(row.([]any)[at[0]].(string), "n%d", &place); err != nil ||
						row.([]any)[at[1]] != values[place] {
						t.Fatalf("%s, %s, series %d: %v, %v", form, kind, i, row, err)
					}
				}
			}
		}
	}
}

// columnsOf are those that a series says, by number or by name.
func columnsOf(t *testing.T, own map[string]any) (at [2]int) {
	t.Helper()
	encode := own["encode"].(map[string]any)
	for i, name := range []string{"x", "y"} {
		names := namesOf(own["dimensions"])
		if list, ok := own["dimensions"].([]string); ok {
			names = list
		}
		column, ok := columnOf(encode[name], names, true)
		if !ok {
			t.Fatalf("no %s: %v of %v", name, encode, names)
		}
		at[i] = column
	}
	return at
}

func TestThinnedDatasetsLookTheSame(t *testing.T) {
	for form, data := range datasetForms(longLine + 100) {
		if strings.Contains(data[1], "encode") {
			continue // nothing is left to ECharts' choice
		}
		t.Run(form, func(t *testing.T) {
			t.Parallel()
			if share := differs(t, chartOf(data[0], data[1], "line")); share > 0.003 {
				t.Errorf("%.2f%% of the picture differs", 100*share)
			}
		})
	}
}

// The columns that ECharts chooses go by the order of the series, so those of the others are fixed when one no longer
// takes part.
func TestThinnedDatasetKeepsTheColumnsOfOthers(t *testing.T) {
	const n = 2 * longLine
	rows := make([][]any, n)
	for i := range rows {
		rows[i] = []any{i, i % 7, i % 11, i % 13}
	}
	option := `{"xAxis":{},"yAxis":{},"dataset":{"source":` + encoded(rows) + `},"series":[{"type":"line"},{"type":"heatmap"},{"type":"pie"}]}`
	object := check(decode(option))(t)
	thin(object, frame{Width: 100, Height: 80})
	all := object["series"].([]any)
	line, heatmap, pie := all[0].(map[string]any), all[1].(map[string]any), all[2].(map[string]any)
	if line["data"] == nil || object["dataset"] == nil || heatmap["data"] != nil || pie["encode"] != nil {
		t.Errorf("line with data: %v, heat map: %v, pie: %v", line["data"] != nil, heatmap, pie)
	}
	if got := columnsOf(t, heatmap); got != [2]int{2, 3} {
		t.Errorf("columns of the heat map: %v", got)
	}
}

// What is not understood stays as it is.
func TestThinLeavesDatasetsAlone(t *testing.T) {
	const n = 2 * longLine
	rows, objects := make([][]any, n), make([]map[string]any, n)
	for i := range rows {
		rows[i], objects[i] = []any{i, i}, map[string]any{"a": i, "b": i}
	}
	source := `{"source":` + encoded(rows) + `}`
	for name, parts := range map[string][2]string{
		"computed":                  {`[` + source + `,{"transform":{"type":"filter"}}]`, `{"type":"line","datasetIndex":1}`},
		"no such dataset":           {source, `{"type":"line","datasetIndex":1}`},
		"no such name":              {source, `{"type":"line","datasetId":"d"}`},
		"no such column":            {source, `{"type":"line","encode":{"x":"a","y":"b"}}`},
		"columns beyond":            {source, `{"type":"line","encode":{"x":0,"y":2}}`},
		"half an encode":            {source, `{"type":"line","encode":{"y":1}}`},
		"names of the series":       {source, `{"type":"line","dimensions":["a","b"]}`},
		"polar":                     {source, `{"type":"line","coordinateSystem":"polar"}`},
		"a kind with more columns":  {source, `{"type":"line"},{"type":"candlestick"}`},
		"order lost":                {`{"source":` + encoded(objects) + `}`, `{"type":"line"}`},
		"order lost, numbers":       {`{"source":` + encoded(objects) + `}`, `{"type":"line","encode":{"x":0,"y":1}}`},
		"nothing":                   {`{}`, `{"type":"line"}`},
		"empty":                     {`{"source":[]}`, `{"type":"line"}`},
		"no columns":                {`{"source":{}}`, `{"type":"line"}`},
		"columns of other lengths":  {`{"dimensions":["a","b"],"source":{"a":[1,2],"b":[1]}}`, `{"type":"line"}`},
		"numbers instead of rows":   {`{"source":[1,2]}`, `{"type":"line"}`},
		"numbers instead of across": {`{"source":[1,2]}`, `{"type":"line","seriesLayoutBy":"row"}`},
		"not all objects":           {`{"source":[{"a":1},2]}`, `{"type":"line"}`},
		"small":                     {`{"source":[[1,2],[3,4]]}`, `{"type":"line"}`},
	} {
		option := `{"xAxis":{},"yAxis":{},"dataset":` + parts[0] + `,"series":[` + parts[1] + `]}`
		object := check(decode(option))(t)
		before := encoded(object)
		if remark := thin(object, frame{Width: 100, Height: 80}); remark != "" || encoded(object) != before {
			t.Errorf("%s: changed, remark %q", name, remark)
		}
	}
}

func TestThinLeavesNamesAlone(t *testing.T) {
	pairs := make([][]any, 2*longLine)
	for i := range pairs {
		pairs[i] = []any{"n", 1}
	}
	for name, other := range map[string]string{"numbers as names": `{"type":"bar","data":[[7,1]]}`,
		"a series that is not known": `{"type":"custom"}`} {
		object := check(decode(`{"xAxis":{"type":"category"},"yAxis":{},"series":[{"type":"line","data":` + encoded(pairs) +
			`},` + other + `]}`))(t)
		before := encoded(object)
		if thin(object, frame{Width: 100, Height: 80}); encoded(object) != before {
			t.Errorf("%s: changed", name)
		}
	}
}
