package export

import (
	"bytes"
	"errors"
	"os"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/parquet-go/parquet-go"

	"tradeoff/diversity"
	"tradeoff/diversity/study"
)

func TestRowsAreRunsByTasksByProbes(t *testing.T) {
	r := results(3)
	rows := Rows(r)
	if len(rows) != 3*2*2 {
		t.Fatalf("%d rows, want those of 3 runs, 2 tasks and 2 probes, and none of the task that the study lost", len(rows))
	}
	for i, row := range rows {
		run, task, p := r.Runs[i/4], r.Study.Tasks[i/2%2], r.Study.Probes[i%2]
		if row.Run != run.Hash || row.Task != task.Name || row.Probe != p.Kind() || row.Size() != run.Run.Size ||
			row.Control != run.Run.Control {
			t.Errorf("row %d is %+v, want %v, task %q, probe %s", i, row, run.Run, task.Name, p.Kind())
		}
		if err := row.Validate(); err != nil {
			t.Errorf("row %d: %v", i, err)
		}
	}
}

func TestRoundTrips(t *testing.T) {
	for _, count := range []int{0, 1, 14} {
		r := results(count)
		want := Rows(r)
		var text, binary bytes.Buffer
		if err := errors.Join(CSV(&text, r), Parquet(&binary, r)); err != nil {
			t.Fatal(err)
		}
		fromText, err := ReadCSV(&text)
		if err != nil || !reflect.DeepEqual(fromText, want) {
			t.Errorf("CSV of %d runs: %v\n%+v, want\n%+v", count, err, fromText, want)
		}
		fromBinary, err := ReadParquet(bytes.NewReader(binary.Bytes()), int64(binary.Len()))
		if err != nil || !reflect.DeepEqual(fromBinary, want) {
			t.Errorf("Parquet of %d runs: %v\n%+v, want\n%+v", count, err, fromBinary, want)
		}
	}
}

func TestSameResultsSameBytes(t *testing.T) {
	for name, write := range map[string]func(*bytes.Buffer) error{
		"CSV":     func(b *bytes.Buffer) error { return CSV(b, results(5)) },
		"Parquet": func(b *bytes.Buffer) error { return Parquet(b, results(5)) },
	} {
		var first, second bytes.Buffer
		if err := errors.Join(write(&first), write(&second)); err != nil || !bytes.Equal(first.Bytes(), second.Bytes()) {
			t.Errorf("%s: two files of the same results differ (%v)", name, err)
		}
	}
}

// The package comment, the columns and the fields of Row say the same.
func TestDocumentedColumns(t *testing.T) {
	text, err := os.ReadFile("doc.go")
	if err != nil {
		t.Fatal(err)
	}
	_, table, _ := strings.Cut(string(text), "meaning\n")
	var documented, kinds []string
	for _, line := range regexp.MustCompile(`(?m)^//\t(\w+) +(\w+)`).FindAllStringSubmatch(table, -1) {
		documented, kinds = append(documented, line[1]), append(kinds, line[2])
	}
	schema := parquet.SchemaOf(Row{})
	var inFile, inCSV []string
	for i, path := range schema.Columns() {
		inFile = append(inFile, path[0])
		c := columns()[i]
		inCSV = append(inCSV, c.name)
		leaf, _ := schema.Lookup(path...)
		if leaf.Node.Optional() != c.empty {
			t.Errorf("column %s may be empty in one of the formats only", c.name)
		}
		if kind := strings.TrimLeft(strings.TrimPrefix(reflect.TypeOf(c.field(&Row{})).Elem().String(),
			"time."), "*"); kinds[i] != map[string]string{"int": "int64", "Time": "timestamp"}[kind] && kinds[i] != kind {
			t.Errorf("column %s is documented as %s and holds %s", c.name, kinds[i], kind)
		}
	}
	if !reflect.DeepEqual(documented, inFile) || !reflect.DeepEqual(inCSV, inFile) {
		t.Errorf("documented %v\nin Parquet %v\nin CSV     %v", documented, inFile, inCSV)
	}
}

func TestParquetSaysItsVersion(t *testing.T) {
	var out bytes.Buffer
	if err := Parquet(&out, results(1)); err != nil {
		t.Fatal(err)
	}
	file, err := parquet.OpenFile(bytes.NewReader(out.Bytes()), int64(out.Len()))
	if err != nil {
		t.Fatal(err)
	}
	if version, have := file.Lookup(versionKey); !have || version != TableVersion {
		t.Errorf("version %q", version)
	}
}

func TestValidateNamesTheColumn(t *testing.T) {
	if err := valid().Validate(); err != nil {
		t.Fatal(err)
	}
	for column, change := range map[string]func(*Row){
		"classes":       func(r *Row) { r.Classes = 0 },
		"classes = 4":   func(r *Row) { r.Control = true },
		"per_class":     func(r *Row) { r.PerClass = -1 },
		"total":         func(r *Row) { r.Total++ },
		"ratio":         func(r *Row) { r.Ratio = 1 },
		"ratio = 1.33":  func(r *Row) { r.Control, r.Classes, r.PerClass, r.Total = true, 0, 0, 0 },
		"repeat":        func(r *Row) { r.Repeat = -1 },
		"wrong":         func(r *Row) { r.Wrong = 4 },
		"wrong = -1":    func(r *Row) { r.Wrong = -1 },
		"tested":        func(r *Row) { r.Tested = 0 },
		"error":         func(r *Row) { r.Error = 0.3 },
		"error = NaN":   func(r *Row) { r.Error = nan },
		"loss":          func(r *Row) { r.Loss = nan },
		"train_seconds": func(r *Row) { r.TrainSeconds = nan },
		"probe_seconds": func(r *Row) { r.ProbeSeconds = -1 },
		"token":         func(r *Row) { r.Token = -1 },
	} {
		row := valid()
		change(&row)
		if err := row.Validate(); !errors.Is(err, diversity.ErrInvalid) || !strings.HasPrefix(err.Error(), column) {
			t.Errorf("%s: %v", column, err)
		}
	}
	huge := valid()
	huge.Classes, huge.PerClass = 1<<32, 1<<32
	huge.Total, huge.Ratio = 0, 1
	if err := huge.Validate(); !errors.Is(err, diversity.ErrInvalid) {
		t.Errorf("a product that does not fit: %v", err)
	}
}

func TestPoints(t *testing.T) {
	r := results(14)
	rows := Rows(r)
	for _, m := range r.Metrics() {
		want, err := r.Points(m)
		got, gotErr := Points(rows, m)
		if errors.Join(err, gotErr) != nil || len(want) == 0 || !reflect.DeepEqual(got, want) {
			t.Errorf("%+v: %d points, want %d (%v, %v)", m, len(got), len(want), err, gotErr)
		}
		want, err = r.ControlPoints(m)
		got, gotErr = ControlPoints(rows, m)
		if errors.Join(err, gotErr) != nil || len(want) == 0 || !reflect.DeepEqual(got, want) {
			t.Errorf("%+v: controls %+v, want %+v (%v, %v)", m, got, want, err, gotErr)
		}
	}
	if points, err := Points(nil, study.Metric{}); len(points) > 0 || err != nil {
		t.Errorf("no rows have %d points (%v)", len(points), err)
	}
}

// A metric that could be several, or is none of the rows', is refused with those that there are; the only one need not
// be named.
func TestPointsHaveToBeNamed(t *testing.T) {
	r := results(14)
	rows := Rows(r)
	const allowed = ": invalid value, allowed: one of "
	tasks, probes := allowed+strings.Join(r.Tasks(), ", "), allowed+strings.Join(r.Probes(), ", ")
	for _, c := range []struct {
		metric study.Metric
		says   string
	}{
		{study.Metric{Task: r.Tasks()[0]}, `Metric.Probe = ""` + probes},
		{study.Metric{Task: r.Tasks()[0], Probe: "none"}, `Metric.Probe = "none"` + probes},
		{study.Metric{Probe: r.Probes()[0]}, `Metric.Task = ""` + tasks},
	} {
		for _, points := range []func([]Row, study.Metric) ([]diversity.Measurement, error){Points, ControlPoints} {
			if got, err := points(rows, c.metric); !errors.Is(err, diversity.ErrInvalid) || err.Error() != c.says || got != nil {
				t.Errorf("%+v: %d points, %v, want %s", c.metric, len(got), err, c.says)
			}
		}
	}
	only := slices.DeleteFunc(slices.Clone(rows), func(row Row) bool {
		return row.Task != r.Tasks()[0] || row.Probe != r.Probes()[0]
	})
	want, err := r.Points(r.Metrics()[0])
	got, gotErr := Points(only, study.Metric{})
	if errors.Join(err, gotErr) != nil || len(got) == 0 || !reflect.DeepEqual(got, want) {
		t.Errorf("the only task and probe: %d points, want %d (%v, %v)", len(got), len(want), err, gotErr)
	}
}

func TestWritersReportTheirErrors(t *testing.T) {
	full := errors.New("the disk is full")
	for name, err := range map[string]error{"CSV": CSV(failing{full}, results(2)),
		"Parquet": Parquet(failing{full}, results(2))} {
		if !errors.Is(err, full) {
			t.Errorf("%s: %v", name, err)
		}
	}
	broken := errors.New("the disk is broken")
	if _, err := ReadCSV(iotest.ErrReader(broken)); !errors.Is(err, broken) || errors.Is(err, ErrTable) {
		t.Errorf("ReadCSV: %v", err)
	}
}

type failing struct{ err error }

func (f failing) Write([]byte) (int, error) { return 0, f.err }
