package export

import (
	"cmp"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"tradeoff/diversity"
	"tradeoff/diversity/diagnose"
	"tradeoff/diversity/probe"
	"tradeoff/diversity/study"
)

// pythonVariable names a Python interpreter that has pyarrow.
const pythonVariable = "DIVERSITY_PYARROW"

// judge compares both files with each other as pyarrow reads them, column by column and bit by bit, checks the types,
// and writes each anew.
const judge = `
import sys, pyarrow as pa, pyarrow.parquet as pq, pyarrow.csv as pc
parquet, csv, parquet_again, csv_again, optional = sys.argv[1:]
table = pq.read_table(parquet)
assert pq.read_metadata(parquet).metadata[b"tradeoff.table"] == b"1"
kinds = {"study": pa.string(), "study_hash": pa.string(), "run": pa.string(), "classes": pa.int64(), "per_class": pa.int64(),
  "total": pa.int64(), "ratio": pa.float64(), "repeat": pa.int64(), "seed": pa.uint64(), "control": pa.bool_(), "task": pa.string(),
  "task_hash": pa.string(), "probe": pa.string(), "probe_hash": pa.string(), "wrong": pa.int64(), "tested": pa.int64(),
  "error": pa.float64(), "loss": pa.float64(), "train_seconds": pa.float64(), "probe_seconds": pa.float64(), "device": pa.string(),
  "finished": pa.timestamp("us", tz="UTC"), "token": pa.int64(), "policy": pa.string()}
kinds.update(dict.fromkeys(optional.split(), pa.float64()))
assert {f.name: f.type for f in table.schema} == kinds, table.schema
assert table.column_names == list(kinds)
table.validate(full=True)
text = pc.read_csv(csv, parse_options=pc.ParseOptions(newlines_in_values=True),
  convert_options=pc.ConvertOptions(column_types=kinds, strings_can_be_null=False))
assert text.column_names == table.column_names
filled = []
for name in kinds:
  want = table[name].to_pylist()
  if name == "policy":  # none is null in Parquet, and empty in CSV
    want = [value or "" for value in want]
  if name in optional.split():
    filled.append(any(value is not None for value in want))
  assert text[name].to_pylist() == want, name
assert any(filled) and not all(filled)
assert table["ratio"].null_count == sum(table["control"].to_pylist()) == table["loss"].null_count > 0
table = table.select(table.column_names[::-1]).append_column("extra", pa.array([[i, "x"][:1] for i in range(len(table))]))
pq.write_table(table, parquet_again, compression="zstd", data_page_version="2.0")
pc.write_csv(table.drop_columns("extra"), csv_again)
print(pa.__version__, len(table), "rows")
`

// optional are the columns of scores and diagnostics, in their order.
const optional = `top5_error class_error macro_f1 calibration_error
within between cdnv nc1 nc2_norms nc2_angles nc2_max_angle nc3 nc4 rankme log_spectral margin log_normalised_margin
head_least head_condition task_within task_between task_cdnv task_nc1 task_rankme distance agreement
trained_head_least trained_head_condition`

func TestIntegrationPyarrowReadsAndWritesTheSame(t *testing.T) {
	if os.Getenv("DIVERSITY_INTEGRATION") != "1" {
		t.Skip("set DIVERSITY_INTEGRATION=1 to compare with pyarrow")
	}
	python := cmp.Or(os.Getenv(pythonVariable), "python3")
	if out, err := exec.Command(python, "-c", "import pyarrow").CombinedOutput(); err != nil {
		t.Skipf("%s has no pyarrow (%s names another interpreter): %v: %s", python, pythonVariable, err, out)
	}
	dir := t.TempDir()
	r := results(14)
	fillOptional(r)
	files := []string{"a.parquet", "a.csv", "b.parquet", "b.csv"}
	for i, name := range files {
		files[i] = filepath.Join(dir, name)
	}
	write(t, files[0], func(f *os.File) error { return Parquet(f, r) })
	write(t, files[1], func(f *os.File) error { return CSV(f, r) })
	out, err := exec.Command(python, append([]string{"-c", judge}, append(files, optional)...)...).CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	t.Logf("pyarrow %s", out)
	for _, name := range files[2:] {
		if rows, err := readFile(name); err != nil || !reflect.DeepEqual(rows, Rows(r)) {
			t.Errorf("%s: %v: %+v", name, err, rows)
		}
	}
}

// fillOptional gives some measurements scores, and some runs diagnostics.
func fillOptional(r *study.Results) {
	third := 1. / 3
	for i := range r.Runs {
		run := &r.Runs[i]
		if i%3 == 0 {
			run.Measurements[0].Scores = probe.Scores{diversity.ScoreTop5Error: &third, diversity.ScoreCalibration: nil}
		}
		if i%2 == 0 {
			values := diagnose.Values{diagnose.Within: third, diagnose.RankMe: 1 + third}
			tasks := map[string]diagnose.Values{run.Measurements[0].TaskHash: {diagnose.Distance: third}}
			run.Diagnostics = &study.Diagnostics{Pretraining: values, Tasks: tasks}
		}
	}
}

func write(t *testing.T, path string, fill func(*os.File) error) {
	t.Helper()
	file, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if err := fill(file); err != nil {
		t.Fatal(err)
	}
}

func readFile(path string) ([]Row, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	if strings.HasSuffix(path, ".csv") {
		return ReadCSV(file)
	}
	info, err := file.Stat()
	if err != nil {
		return nil, err
	}
	return ReadParquet(file, info.Size())
}
