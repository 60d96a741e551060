package render

import (
	"fmt"
	"maps"
	"slices"
)

// table is a dataset as rows, read as ECharts reads it.
type table struct {
	dataset map[string]any
	names   []string // of the columns; nil if they have none
	ordered bool     // whether the columns have an order, which those of JSON objects lose
	rows    []any    // each a []any
	users   []user   // the series whose columns ECharts would choose
	// how many columns ECharts has given away, to series with a category axis and to others
	besideNames, inTurn int
	unclear             bool // whether it has given away more to a series that is not understood here
}

// user is a series with the columns that ECharts chooses for it.
type user struct {
	fields map[string]any
	encode map[string]any
}

// datasets are the tables of an option.
type datasets struct {
	list   []map[string]any
	tables map[string]*table // by position and layout
}

func datasetsOf(option map[string]any) *datasets {
	d := &datasets{tables: map[string]*table{}}
	for _, member := range listOf(option["dataset"]) {
		fields, _ := member.(map[string]any)
		d.list = append(d.list, fields)
	}
	return d
}

// fill gives a series without data the rows of its dataset, and the columns of its places; false if they are not
// understood here.
func (d *datasets) fill(s *series) bool {
	t := d.tableOf(s.fields)
	if t == nil {
		return false
	}
	encode, chosen := s.fields["encode"].(map[string]any)
	if !chosen {
		var ok bool
		if encode, ok = t.choose(s); !ok {
			return false
		}
	}
	for i, name := range []axisName{xName, yName} {
		column, ok := columnOf(encode[string(name)], t.names, t.ordered)
		if !ok {
			return false
		}
		s.column[i] = column
	}
	s.table, s.items = t, t.rows
	numbered := s.option["visualMap"] != nil && !t.ordered // a dimension of a visualMap may be a number
	return s.fields["dimensions"] == nil && !s.elsewhere() && !numbered
}

// tableOf is the dataset of a series, the first unless it says otherwise; nil if it is not understood here.
func (d *datasets) tableOf(fields map[string]any) *table {
	index, _ := fields["datasetIndex"].(float64)
	if id, named := fields["datasetId"]; named {
		index = float64(slices.IndexFunc(d.list, func(one map[string]any) bool { return one["id"] == id }))
	}
	i := int(index)
	if i < 0 || i >= len(d.list) {
		return nil
	}
	layout, _ := fields["seriesLayoutBy"].(string)
	key := fmt.Sprint(i, layout)
	if _, read := d.tables[key]; !read {
		d.tables[key] = newTable(d.list[i], layout == "row")
	}
	return d.tables[key]
}

// newTable is nil for a dataset that is computed from another one, or in no form of ECharts.
func newTable(dataset map[string]any, transposed bool) *table {
	t := &table{dataset: dataset, names: namesOf(dataset["dimensions"]), ordered: true}
	var ok bool
	switch source := dataset["source"].(type) {
	case map[string]any:
		ok = t.fromColumns(source)
	case []any:
		if len(source) == 0 {
			return nil
		}
		if first, objects := source[0].(map[string]any); objects {
			ok = t.fromObjects(source, first)
		} else {
			ok = t.fromRows(source, transposed)
		}
	}
	if !ok {
		return nil
	}
	return t
}

// fromColumns reads {"name": [values], ...}.
func (t *table) fromColumns(source map[string]any) bool {
	t.nameBy(source)
	var columns [][]any
	for _, name := range t.names {
		column, ok := source[name].([]any)
		if !ok || len(column) != len(source[t.names[0]].([]any)) {
			return false
		}
		columns = append(columns, column)
	}
	if columns == nil {
		return false
	}
	for i := range columns[0] {
		row := make([]any, len(columns))
		for j, column := range columns {
			row[j] = column[i]
		}
		t.rows = append(t.rows, row)
	}
	return true
}

// fromObjects reads [{"name": value, ...}, ...].
func (t *table) fromObjects(source []any, first map[string]any) bool {
	t.nameBy(first)
	for _, member := range source {
		fields, ok := member.(map[string]any)
		if !ok {
			return false
		}
		row := make([]any, len(t.names))
		for j, name := range t.names {
			row[j] = fields[name]
		}
		t.rows = append(t.rows, row)
	}
	return true
}

// nameBy names the columns by the members of an object, whose order is lost, unless the dataset names them in order.
func (t *table) nameBy(object map[string]any) {
	if t.names == nil {
		t.names, t.ordered = slices.Sorted(maps.Keys(object)), false
	}
}

// fromRows reads [[values], ...], whose first row may be names.
func (t *table) fromRows(source []any, transposed bool) bool {
	if transposed {
		source = transpose(source)
	}
	if slices.ContainsFunc(source, func(row any) bool { _, ok := row.([]any); return !ok }) || len(source) == 0 {
		return false
	}
	t.rows = source
	header := t.header(source[0].([]any))
	if header == 1 && t.names == nil {
		for _, name := range source[0].([]any) {
			t.names = append(t.names, fmt.Sprint(name))
		}
	}
	t.rows = source[min(header, len(source)):]
	return true
}

// header is the number of rows before the data: what the dataset says, or 1 if the first row is texts.
func (t *table) header(first []any) int {
	switch says := t.dataset["sourceHeader"].(type) {
	case float64:
		return int(says)
	case bool:
		if says {
			return 1
		}
		return 0
	}
	const looked = 10 // as ECharts does
	rows := 0
	for _, value := range first[:min(looked, len(first))] {
		if _, text := value.(string); text && value != "-" {
			rows = 1
		} else if !missing(value) {
			return 0
		}
	}
	return rows
}

func transpose(source []any) []any {
	var rows []any
	for j, member := range source {
		values, ok := member.([]any)
		if !ok {
			return nil
		}
		for i, value := range values {
			if i == len(rows) {
				rows = append(rows, make([]any, len(source)))
			}
			rows[i].([]any)[j] = value
		}
	}
	return rows
}

// namesOf reads dimensions, each a name or an object with one.
func namesOf(dimensions any) []string {
	list, _ := dimensions.([]any)
	var names []string
	for _, member := range list {
		if fields, ok := member.(map[string]any); ok {
			member = fields["name"]
		}
		name, _ := member.(string)
		names = append(names, name)
	}
	return names
}

// columnOf finds a column that is named or, if columns have an order, numbered.
func columnOf(member any, names []string, ordered bool) (column int, ok bool) {
	if list := listOf(member); len(list) == 1 {
		member = list[0]
	}
	switch of := member.(type) {
	case float64:
		return int(of), ordered && of >= 0
	case string:
		column = slices.Index(names, of)
		return column, column >= 0
	}
	return 0, false
}

// choose is what ECharts chooses for a series that does not say which columns it shows: the first for the names of a
// category axis, and columns in turn for all else, from series to series (makeSeriesEncodeForAxisCoordSys in its
// sourceHelper.ts).
func (t *table) choose(s *series) (encode map[string]any, ok bool) {
	if slices.Contains([]string{"pie", "funnel", "gauge", "map"}, s.kind) { // without axes: they take no turn
		return nil, false
	}
	if s.elsewhere() || !slices.Contains([]string{"line", "bar", "scatter", "effectScatter", "pictorialBar", "heatmap"},
		s.kind) {
		t.unclear = true
	}
	if t.unclear || !t.ordered {
		return nil, false
	}
	var x, y float64
	switch {
	case s.axis[0].category:
		t.besideNames++
		y = float64(t.besideNames)
		encode = map[string]any{"itemName": []any{x}, "seriesName": []any{y}}
	case s.axis[1].category:
		t.besideNames++
		x = float64(t.besideNames)
		encode = map[string]any{"itemName": []any{y}, "seriesName": []any{x}}
	default:
		x, y = float64(t.inTurn), float64(t.inTurn+1)
		t.inTurn += 2
		encode = map[string]any{"seriesName": []any{x, y}}
	}
	encode["x"], encode["y"] = x, y
	t.users = append(t.users, user{s.fields, encode})
	return encode, true
}

// leave makes a series with rows of its own independent of the dataset, and fixes the columns of the others, which go
// by their order.
func (t *table) leave(s *series) {
	for _, u := range t.users {
		u.fields["encode"] = u.encode
	}
	switch {
	case t.dataset["dimensions"] != nil:
		s.fields["dimensions"] = t.dataset["dimensions"]
	case t.names != nil:
		s.fields["dimensions"] = t.names
	}
	for _, member := range []string{"datasetIndex", "datasetId", "seriesLayoutBy"} {
		delete(s.fields, member)
	}
}

// withoutUnusedData leaves out datasets if no series takes its data from any.
func withoutUnusedData(option map[string]any) {
	all := listOf(option["series"])
	if len(all) == 0 || option["options"] != nil {
		return
	}
	for _, member := range all {
		if fields, ok := member.(map[string]any); !ok || fields["data"] == nil {
			return
		}
	}
	delete(option, "dataset")
}
