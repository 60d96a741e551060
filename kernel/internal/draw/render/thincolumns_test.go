package render

import "testing"

// What is not understood stays as it is, and so does what stands in a dataset.
func TestThinLeavesDatasetsAlone(t *testing.T) {
	rows := make([][]any, 2*longLine)
	for i := range rows {
		rows[i] = []any{i, i}
	}
	for name, series := range map[string]string{
		"columns in turn": `{"type":"line"}`, "encoded": `{"type":"line","encode":{"x":0,"y":1}}`,
		"two kinds": `{"type":"line"},{"type":"bar"}`,
	} {
		option := `{"xAxis":{},"yAxis":{},"dataset":{"source":` + encoded(rows) + `},"series":[` + series + `]}`
		object := check(decode(option))(t)
		before := encoded(object)
		if remark := thin(object, frame{Width: 100, Height: 80}); remark != "" || encoded(object) != before {
			t.Errorf("%s: changed, remark %q", name, remark)
		}
	}
}

func TestThinFindsColumns(t *testing.T) {
	rows := make([][]any, 2*longLine)
	for i := range rows {
		rows[i] = []any{-i, i, 1}
	}
	for says, known := range map[string]bool{
		`"encode":{"x":1,"y":2}`: true, `"dimensions":["a",{"name":"b"},"c"],"encode":{"x":["b"],"y":"c"}`: true,
		`"encode":{"x":"b","y":"c"}`: false, `"encode":{"x":1,"y":3}`: false, `"encode":{"y":1}`: false,
		`"encode":{"x":-1,"y":1}`: false,
	} {
		option := `{"xAxis":{},"yAxis":{},"series":[{"type":"line",` + says + `,"data":` + encoded(rows) + `}]}`
		object := check(decode(option))(t)
		thin(object, frame{Width: 100, Height: 80})
		kept := object["series"].([]any)[0].(map[string]any)["data"].([]any)
		if thinned := len(kept) < len(rows)/4; thinned != known {
			t.Errorf("%s: %d of %d rows stay", says, len(kept), len(rows))
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
