package parquet

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	parquetgo "github.com/parquet-go/parquet-go"

	"tradeoff/diversity"
	"tradeoff/diversity/pool/internal/arrays"
)

func testdata(name string) string { return filepath.Join("testdata", name) }

// text is a set in short: its classes, then the class of each image.
func text(s *arrays.Set) string {
	out := ""
	for _, c := range s.Classes {
		out += c.ID
		if c.Name != "" {
			out += "=" + c.Name
		}
		if c.Group != "" {
			out += "<" + c.Group
		}
		out += " "
	}
	return out + fmt.Sprint(s.Labels)
}

func closeSet(t *testing.T, s *arrays.Set) {
	t.Helper()
	if err := s.Close(); err != nil {
		t.Error(err)
	}
}

func mustReader(t *testing.T, s *arrays.Set) func(int) ([]byte, error) {
	t.Helper()
	read, err := s.Reader()
	if err != nil {
		t.Fatal(err)
	}
	return read
}

func TestParquet(t *testing.T) {
	s, err := open([]string{testdata("train-00000-of-00002.parquet"), testdata("train-00001-of-00002.parquet")}, arrays.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer closeSet(t, s)
	if s.Count() != 60 || !s.Encoded() || s.Labels[58] != 1 || fmt.Sprint(s.Classes) != "[{cat  } {dog  } {eel  }]" {
		t.Errorf("%s", text(s))
	}
	var wait sync.WaitGroup // in any order, by several at once
	for worker := range 4 {
		wait.Go(func() {
			read := mustReader(t, s)
			for step := range 60 {
				i := (step*(1+6*worker) + 13*worker) % 60
				data, err := read(i)
				if want := strings.Repeat(fmt.Sprintf("image %d ", i), 20); err != nil || string(data) != want {
					t.Errorf("image %d: %.20q, %v", i, data, err)
				}
			}
		})
	}
	wait.Wait()
	if err := s.Pixels(0, nil); !errors.Is(err, arrays.ErrFormat) {
		t.Error(err)
	}
	if _, err := mustReader(t, s)(60); !errors.Is(err, diversity.ErrInvalid) {
		t.Error(err)
	}
}

func TestParquetOfOthers(t *testing.T) {
	for _, c := range []struct {
		file    string
		options arrays.Options
		want    string
	}{
		{"test-00000-of-00001.parquet", arrays.Options{}, "cat dog [1 1 0]"},
		{"cifar100.parquet", arrays.Options{}, "cat<sea dog<land eel<sea [0 1 2 0]"},
		{"texts.parquet", arrays.Options{Columns: arrays.Columns{Image: "picture", Label: "kind"}}, "cat dog [1 0]"},
	} {
		s, err := open([]string{testdata(c.file)}, c.options)
		if err != nil {
			t.Errorf("%s: %v", c.file, err)
			continue
		}
		if got := text(s); got != c.want {
			t.Errorf("%s: %s, want %s", c.file, got, c.want)
		}
		if data, err := mustReader(t, s)(0); err != nil || len(data) == 0 {
			t.Errorf("%s: %q, %v", c.file, data, err)
		}
		closeSet(t, s)
	}
	for file, want := range map[string]string{
		"texts.parquet": "columns picture, kind: expected one of images", "null-label.parquet": "a row without a label",
		"float-label.parquet": "expected an integer or a text", "make.py": "does not end as a whole Parquet file",
	} {
		_, err := open([]string{testdata(file)}, arrays.Options{})
		if !errors.Is(err, arrays.ErrFormat) || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", file, err, want)
		}
	}
	s, err := open([]string{testdata("paths.parquet")}, arrays.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer closeSet(t, s)
	if _, err := mustReader(t, s)(0); err == nil || !strings.Contains(err.Error(), "only its path is here") {
		t.Error(err)
	}
}

func FuzzParquet(f *testing.F) {
	files, err := filepath.Glob(testdata("*.parquet"))
	if err != nil || len(files) < 7 {
		f.Fatal(files, err)
	}
	for _, name := range files {
		data, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		r := &reader{}
		err := guard(func() error { return r.add(bytes.NewReader(data), int64(len(data)), "a", arrays.Columns{}) })
		var s *arrays.Set
		if err == nil {
			s, err = r.set()
		}
		if err != nil {
			if !errors.Is(err, arrays.ErrFormat) {
				t.Fatalf("an error of no kind: %v", err)
			}
			return
		}
		read := mustReader(t, s)
		for i, label := range s.Labels[:min(s.Count(), 100)] {
			if label < 0 || label >= len(s.Classes) || s.Name(i) == "" {
				t.Fatalf("image %d has the class %d of %d", i, label, len(s.Classes))
			}
			_, _ = read(i) // damage within a page is met here
		}
	})
}

// A small file that claims many rows, or more than it can hold, is refused before memory is taken.
func TestClaimsAreBounded(t *testing.T) {
	data, err := os.ReadFile(testdata("hub/data/test-00000-of-00001.parquet"))
	if err != nil {
		t.Fatal(err)
	}
	r := &reader{}
	if err := r.add(bytes.NewReader(data), int64(len(data)), "a", arrays.Columns{}); err != nil || r.rows != 3 {
		t.Errorf("%d rows, %v", r.rows, err)
	}
	many := &bytes.Buffer{}
	w := parquetgo.NewGenericWriter[row](many)
	rows := make([]row, 100_000) // of nothing: they take few bytes
	if _, err := w.Write(rows); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	err = (&reader{}).add(bytes.NewReader(many.Bytes()), int64(many.Len()), "a", arrays.Columns{})
	if !errors.Is(err, arrays.ErrFormat) || !strings.Contains(err.Error(), "claims 100000 rows, in a file of") {
		t.Errorf("%d bytes: %v", many.Len(), err)
	}
}

// row is a row of the smallest file of images.
type row struct {
	Image []byte `parquet:"image,zstd,dict"`
	Label int32  `parquet:"label,zstd,dict"`
}

// A page that is damaged ends its row group: which rows come behind it cannot be told.
func TestRowsBehindADamagedPageAreNotRead(t *testing.T) {
	data, err := os.ReadFile(testdata("train-00000-of-00002.parquet"))
	if err != nil {
		t.Fatal(err)
	}
	met := 0
	for at := 4; at < len(data)-800; at += 3 {
		broken := bytes.Clone(data)
		broken[at] ^= 0xff
		r := &reader{}
		err := guard(func() error { return r.add(bytes.NewReader(broken), int64(len(broken)), "a", arrays.Columns{}) })
		if err != nil || r.rows != 50 {
			continue
		}
		read, failed := r.newCursor(), -1 // the row group in which a row failed
		for i := range 50 {
			_, err := read(i)
			if err == nil && r.groupOf(i) == failed {
				t.Fatalf("byte %d: row %d is read behind a damaged page", at, i)
			}
			if err != nil {
				failed = r.groupOf(i)
				met++
			}
		}
	}
	if met == 0 {
		t.Error("no damage was met")
	}
}
