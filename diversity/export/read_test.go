package export

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/parquet-go/parquet-go"
)

var nan = math.NaN()

func csvOf(t testing.TB, rows ...Row) string {
	t.Helper()
	var out bytes.Buffer
	if err := writeCSV(&out, rows); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func parquetOf[T any](t testing.TB, rows ...T) []byte {
	t.Helper()
	var out bytes.Buffer
	w := parquet.NewGenericWriter[T](&out)
	_, err := w.Write(rows)
	if err := errors.Join(err, w.Close()); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func readParquet(text []byte) ([]Row, error) {
	return ReadParquet(bytes.NewReader(text), int64(len(text)))
}

func TestReadCSVNamesLineAndColumn(t *testing.T) {
	good := csvOf(t, valid(), valid())
	for name, c := range map[string]struct{ old, new, want string }{
		"empty":           {good, "", "empty"},
		"a column gone":   {",wrong,", ",right,", "lacks the columns wrong"},
		"a column twice":  {",wrong,", ",wrong,", ""},
		"no number":       {",12,1.3", ",a dozen,1.3", `line 2, column total: "a dozen" is not a whole number`},
		"no float":        {",1.3333333333333333,", ",x,", `column ratio: "x" is not a number`},
		"no seed":         {",0,0,false", ",0,-1,false", `column seed: "-1" is not a whole number from 0`},
		"no flag":         {",false,", ",perhaps,", `column control: "perhaps" is not true or false`},
		"no time":         {"1970-01-01T00:00:07Z", "yesterday", `column finished: "yesterday" is not a time`},
		"a contradiction": {",12,", ",13,", "line 2, total = 13"},
		"a short line":    {"\n", "\ns,h\n", "line 2"},
		"a quote":         {",4,3,", `,"4"x,3,`, "line 2"},
		"an empty number": {",1,3,0.33", ",,3,0.33", `column wrong: ""`},
	} {
		text := strings.Replace(good, c.old, c.new, 1)
		if name == "a column twice" {
			text, c.want = strings.Replace(good, ",wrong,", ",wrong,wrong,", 1), `two columns "wrong"`
		}
		_, err := ReadCSV(strings.NewReader(text))
		if !errors.Is(err, ErrTable) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: error %v, want %q", name, err, c.want)
		}
	}
}

// Other programs put an index in front, reverse columns, begin with a mark, end lines otherwise and write True.
func TestReadCSVOfAnotherProgram(t *testing.T) {
	want := valid()
	lines := strings.Split(strings.TrimSpace(csvOf(t, want)), "\n")
	for i, line := range lines {
		cells := strings.Split(line, ",")
		slices.Reverse(cells)
		lines[i] = []string{"", "0"}[i] + "," + strings.Join(cells, ",")
	}
	lines[1] = strings.NewReplacer("false", "False", "1970-01-01T00:00:07Z", "1970-01-01 00:00:07+00:00").Replace(lines[1])
	rows, err := ReadCSV(strings.NewReader("\ufeff" + strings.Join(lines, "\r\n")))
	if err != nil || !reflect.DeepEqual(rows, []Row{want}) {
		t.Errorf("%v: %+v", err, rows)
	}
}

// inSpreadsheet is a table as a spreadsheet of a country with decimal commas writes it.
func inSpreadsheet(text string) string {
	var out strings.Builder
	out.WriteString("sep=;\r\n")
	for _, line := range strings.Split(strings.TrimSpace(text), "\n") {
		cells := strings.Split(line, ",")
		for i, cell := range cells {
			if _, err := strconv.ParseFloat(cell, 64); err == nil {
				cells[i] = strings.Replace(cell, ".", ",", 1)
			}
		}
		out.WriteString(strings.Join(cells, ";") + "\r\n")
	}
	return out.String()
}

func TestReadCSVOfASpreadsheet(t *testing.T) {
	want := []Row{valid(), valid()}
	want[0].Seed, want[1].Seed = 12345678901234567890, 42
	text := csvOf(t, want...)
	upper := strings.NewReplacer(",false,", ",FALSE,", ",4,3,12,", ",4.0,3.00,1.2e1,").Replace(text)
	for name, text := range map[string]string{
		"semicolons and decimal commas": inSpreadsheet(text), "whole numbers with decimals": upper,
		"tabs":       strings.ReplaceAll(text, ",", "\t"),
		"empty rows": text + strings.Repeat(",", 22) + "\n\n", "a comment": "# by hand, twice\n" + text,
	} {
		if rows, err := ReadCSV(strings.NewReader(text)); err != nil || !reflect.DeepEqual(rows, want) {
			t.Errorf("%s: %v: %+v", name, err, rows)
		}
	}
}

// TestReadCSVRefusesWhatASpreadsheetBroke: rounded seeds, the header twice, another kind of file.
func TestReadCSVRefusesWhatASpreadsheetBroke(t *testing.T) {
	rows := []Row{valid(), valid()}
	rows[0].Seed, rows[1].Seed = 12345678901234500000, 9876543210987650000
	rounded := csvOf(t, rows...)
	scientific := strings.Replace(rounded, "12345678901234500000", "1.23457E+19", 1)
	for text, says := range map[string]string{
		rounded:                    "line 2: the seed 12345678901234500000 was rounded, as all long seeds of the table",
		scientific:                 `line 2, column seed: "1.23457E+19" is not a whole number from 0 to 2^64-1`,
		rounded + rounded:          "the header again",
		inSpreadsheet(rounded)[7:]: "the seed 12345678901234500000 was rounded",
		strings.Replace(rounded, ".", ",", 1): fmt.Sprintf("line 2: %d fields where the header has %d: decimal commas",
			len(columns())+1, len(columns())),
		"PK\x03\x04": "XLSX",
		"PAR1":       "Parquet",
		strings.Replace(rounded, "false", "maybe", 1): `line 2, column control: "maybe" is not true or false`,
	} {
		if _, err := ReadCSV(strings.NewReader(text)); !errors.Is(err, ErrTable) || !strings.Contains(err.Error(), says) {
			t.Errorf("%.40q: %v, want %q", text, err, says)
		}
	}
	if _, err := readParquet(parquetOf(t, rows...)); !errors.Is(err, ErrTable) ||
		!strings.Contains(err.Error(), "row 1: the seed 12345678901234500000 was rounded") {
		t.Errorf("Parquet: %v", err)
	}
}

// foreign is what another program makes of a row: another order, everything nullable, NaN for an empty number, another
// unit of time, a list more.
type foreign struct {
	Extra        []string  `parquet:"extra,list"`
	Finished     time.Time `parquet:"finished,timestamp(nanosecond)"`
	Token        *int64    `parquet:"token,optional"`
	Tested       *int64    `parquet:"tested,optional"`
	Wrong        *int64    `parquet:"wrong,optional"`
	Repeat       *int64    `parquet:"repeat,optional"`
	Total        *int64    `parquet:"total,optional"`
	PerClass     *int64    `parquet:"per_class,optional"`
	Classes      *int64    `parquet:"classes,optional"`
	Seed         *uint64   `parquet:"seed,optional"`
	Control      *bool     `parquet:"control,optional"`
	Ratio        *float64  `parquet:"ratio,optional"`
	Error        *float64  `parquet:"error,optional"`
	Loss         *float64  `parquet:"loss,optional"`
	TrainSeconds *float64  `parquet:"train_seconds,optional"`
	ProbeSeconds *float64  `parquet:"probe_seconds,optional"`
	Study        *string   `parquet:"study,optional"`
	StudyHash    *string   `parquet:"study_hash,optional"`
	Run          *string   `parquet:"run,optional"`
	Task         *string   `parquet:"task,optional"`
	TaskHash     *string   `parquet:"task_hash,optional"`
	Probe        *string   `parquet:"probe,optional"`
	ProbeHash    *string   `parquet:"probe_hash,optional"`
	Device       *string   `parquet:"device,optional"`
}

func foreignOf(r Row) foreign {
	count := func(v int) *int64 { return new(int64(v)) }
	return foreign{
		[]string{"a", "b"}, r.Finished, count(r.Token), count(r.Tested), count(r.Wrong), count(r.Repeat), count(r.Total),
		count(r.PerClass), count(r.Classes), &r.Seed, &r.Control, &r.Ratio, &r.Error, &nan, &r.TrainSeconds,
		&r.ProbeSeconds, &r.Study, &r.StudyHash, &r.Run, &r.Task, &r.TaskHash, &r.Probe, &r.ProbeHash, &r.Device,
	}
}

func TestReadParquetOfAnotherProgram(t *testing.T) {
	want := valid()
	want.Loss = 0
	rows, err := readParquet(parquetOf(t, foreignOf(want), foreignOf(want)))
	if err != nil || !reflect.DeepEqual(rows, []Row{want, want}) {
		t.Errorf("%v: %+v", err, rows)
	}
	lacking := foreignOf(want)
	lacking.Wrong = nil
	if _, err := readParquet(parquetOf(t, foreignOf(want), lacking)); !errors.Is(err, ErrTable) ||
		!strings.Contains(err.Error(), "row 2, column wrong: the value is null") {
		t.Errorf("a null: %v", err)
	}
}

// retyped is a Row with one column of another type.
func retyped(column string, node parquet.Node, value parquet.Value) []byte {
	row := valid()
	group := parquet.Group{}
	values := map[string]parquet.Value{}
	schema := parquet.SchemaOf(row)
	for _, v := range schema.Deconstruct(nil, &row) {
		name := schema.Columns()[v.Column()][0]
		leaf, _ := schema.Lookup(name)
		group[name], values[name] = leaf.Node, v
	}
	group[column], values[column] = node, value
	out := parquet.NewSchema("table", group)
	var cells parquet.Row
	for i, path := range out.Columns() {
		leaf, _ := out.Lookup(path...)
		level := leaf.MaxDefinitionLevel
		if values[path[0]].IsNull() {
			level = 0
		}
		cells = append(cells, values[path[0]].Level(0, level, i))
	}
	var text bytes.Buffer
	w := parquet.NewWriter(&text, out)
	_, err := w.WriteRows([]parquet.Row{cells})
	if err := errors.Join(err, w.Close()); err != nil {
		panic(err)
	}
	return text.Bytes()
}

func TestReadParquetChecksTypes(t *testing.T) {
	if rows, err := readParquet(retyped("device", parquet.String(), parquet.ValueOf(""))); err != nil ||
		!reflect.DeepEqual(rows, []Row{valid()}) {
		t.Fatalf("with the right types: %v: %+v", err, rows)
	}
	number, text := parquet.ValueOf(1.5), parquet.ValueOf("1")
	for column, c := range map[string]struct {
		node  parquet.Node
		value parquet.Value
		want  string
	}{
		"study":    {parquet.Leaf(parquet.DoubleType), number, "not strings"},
		"total":    {parquet.Leaf(parquet.DoubleType), number, "not int64"},
		"seed":     {parquet.String(), text, "not uint64"},
		"control":  {parquet.String(), text, "not booleans"},
		"error":    {parquet.String(), text, "not float64"},
		"finished": {parquet.Int(64), parquet.ValueOf(int64(7)), "not timestamps"},
	} {
		_, err := readParquet(retyped(column, c.node, c.value))
		if !errors.Is(err, ErrTable) || !strings.Contains(err.Error(), "row 1, column "+column) ||
			!strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v", column, err)
		}
	}
	millis := retyped("finished", parquet.Timestamp(parquet.Millisecond), parquet.ValueOf(int64(7000)))
	if rows, err := readParquet(millis); err != nil || !rows[0].Finished.Equal(valid().Finished) {
		t.Errorf("milliseconds: %v: %+v", err, rows)
	}
}

func TestReadParquetNamesRowAndColumn(t *testing.T) {
	good := parquetOf(t, valid(), valid())
	if rows, err := readParquet(good); err != nil || !reflect.DeepEqual(rows, []Row{valid(), valid()}) {
		t.Fatalf("%v: %+v", err, rows)
	}
	contradiction := valid()
	contradiction.Total++
	for name, c := range map[string]struct {
		file []byte
		want string
	}{
		"empty":           {nil, "0 bytes"},
		"cut":             {good[:len(good)-1], "end"},
		"no footer":       {[]byte("PAR1\xff\xff\xff\x7fPAR1"), "end"},
		"other columns":   {parquetOf(t, struct{ Study []string }{}), "lacks the columns study, "},
		"a contradiction": {parquetOf(t, valid(), contradiction), "row 2, total = 13"},
	} {
		if _, err := readParquet(c.file); !errors.Is(err, ErrTable) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: error %v, want %q", name, err, c.want)
		}
	}
}

func TestReadParquetReportsTheReader(t *testing.T) {
	broken := errors.New("the disk is broken")
	if _, err := ReadParquet(failingAt{broken}, 100); !errors.Is(err, broken) || errors.Is(err, ErrTable) {
		t.Errorf("error %v", err)
	}
}

type failingAt struct{ err error }

func (f failingAt) ReadAt([]byte, int64) (int, error) { return 0, f.err }

func TestReadParquetRefusesACutFile(t *testing.T) {
	good := parquetOf(t, valid(), valid())
	for i := range good {
		if _, err := readParquet(good[:i]); !errors.Is(err, ErrTable) {
			t.Errorf("cut to %d of %d bytes: %v", i, len(good), err)
		}
	}
}

// The pages have checksums, which those of dictionaries would not have.
func TestReadParquetNeverReturnsAltered(t *testing.T) {
	var file bytes.Buffer
	if err := Parquet(&file, results(4)); err != nil {
		t.Fatal(err)
	}
	r := results(4)
	metric := r.Metrics()[0]
	want, err := r.Points(metric)
	if err != nil || len(want) == 0 {
		t.Fatal(len(want), err)
	}
	for i := 0; i < file.Len(); i += 23 {
		altered := bytes.Clone(file.Bytes())
		altered[i] ^= 1 << (i % 8)
		rows, err := readParquet(altered)
		if err != nil {
			continue
		}
		if got, err := Points(rows, metric); err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("a bit of byte %d of %d flipped: read as %+v (%v)", i, file.Len(), rows, err)
		}
	}
}

func FuzzReadCSV(f *testing.F) {
	f.Add(csvOf(f, valid(), valid()))
	f.Add(csvOf(f))
	f.Fuzz(func(t *testing.T, text string) {
		rows, err := ReadCSV(strings.NewReader(text))
		if err != nil {
			return
		}
		again, err := ReadCSV(strings.NewReader(csvOf(t, rows...)))
		if err != nil || len(again) != len(rows) || len(rows) > 0 && !reflect.DeepEqual(again, rows) {
			t.Errorf("%v: %+v was written and read back as %+v", err, rows, again)
		}
	})
}

func FuzzReadParquet(f *testing.F) {
	f.Add(parquetOf(f, valid(), valid()))
	f.Add(parquetOf(f, foreignOf(valid())))
	f.Fuzz(func(t *testing.T, text []byte) {
		rows, err := readParquet(text)
		if err == nil {
			csvOf(t, rows...)
		}
	})
}
