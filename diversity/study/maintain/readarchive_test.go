package maintain

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"tradeoff/diversity"
	"tradeoff/diversity/pool"
	"tradeoff/diversity/study"
	"tradeoff/diversity/study/internal/layout"
	"tradeoff/diversity/study/internal/sealed"
)

// removablePool is a pool of files in a directory, which a test can remove.
func removablePool(t *testing.T) (p pool.Pool, dir string) {
	t.Helper()
	dir = t.TempDir()
	images := append([]byte{0, 0, 8, 3, 0, 0, 0, 60, 0, 0, 0, 28, 0, 0, 0, 28}, make([]byte, 60*28*28)...)
	labels := []byte{0, 0, 8, 1, 0, 0, 0, 60}
	for i := range 60 {
		images[16+i*28*28] = byte(i + 1)
		labels = append(labels, byte(i/10))
	}
	paths := []string{filepath.Join(dir, "images"), filepath.Join(dir, "labels")}
	for i, content := range [][]byte{images, labels} {
		if err := os.WriteFile(paths[i], content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	p, err := pool.IDX(paths[0], paths[1])
	if err != nil {
		t.Fatal(err)
	}
	return p.Named("mine"), dir
}

func TestReadArchiveNeedsNoImages(t *testing.T) {
	s := small()
	var dir string
	s.Pool, dir = removablePool(t)
	s.Budgets, s.SizesPerBudget, s.Diagnostics = nil, 0, false
	s.Sizes = []diversity.Size{{Classes: 2, PerClass: 8}, {Classes: 4, PerClass: 4}}
	finished := finishedDir(t, s)
	want, err := study.ReadResults(finished)
	if err != nil {
		t.Fatal(err)
	}
	archive := save(t, mustPack(t, finished))
	if err := os.RemoveAll(dir); err != nil {
		t.Fatal(err)
	}
	got, err := ReadArchive(archive)
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(got.Runs, want.Runs) || len(got.Missing) != 0 {
		t.Errorf("%d runs and %d missing, want the %d of the study", len(got.Runs), len(got.Missing), len(want.Runs))
	}
	for _, m := range want.Metrics() {
		ours, err := got.Points(m)
		theirs, err2 := want.Points(m)
		if err != nil || err2 != nil || len(ours) != 4 || !reflect.DeepEqual(ours, theirs) {
			t.Errorf("%v: %v, want %v (%v, %v)", m, ours, theirs, err, err2)
		}
	}
	if got.Table().Rows[0][1] != "2" || !reflect.DeepEqual(got.Table(), want.Table()) {
		t.Errorf("table %v, want %v", got.Table(), want.Table())
	}
	if err := got.Study.Validate(); !errors.Is(err, pool.ErrAbsent) || !strings.Contains(err.Error(), "Study.Pool") {
		t.Errorf("%v, want that the images of Study.Pool are absent", err)
	}
}

func TestReadArchiveTakesTheSizesOfBudgetsFromTheRuns(t *testing.T) {
	s := small()
	dir := finishedDir(t, s)
	store := mustOpen(t, s, dir)
	remove(t, store, mustPlan(t, s)[1:2])
	if err := store.Close(); err != nil {
		t.Fatal(err)
	}
	got, err := ReadArchive(save(t, mustPack(t, dir)))
	if err != nil || len(got.Runs) != 13 || len(got.Study.Sizes) != 6 || len(got.Missing) != 1 {
		t.Fatalf("%v: %d runs of %d sizes, %d missing; want 13 of 6, 1", err, len(got.Runs), len(got.Study.Sizes),
			len(got.Missing))
	}
	if missing := mustPlan(t, s)[1]; got.Missing[0] != missing {
		t.Errorf("%v is missing, want %v", got.Missing[0], missing)
	}
}

// withSpec is an archive whose study in JSON was changed, and sealed again.
func withSpec(t *testing.T, archive []byte, change func(study map[string]any)) []byte {
	t.Helper()
	in, err := zip.NewReader(bytes.NewReader(archive), int64(len(archive)))
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, entry := range in.File {
		text, err := readEntry(entry, maxEntryBytes)
		if err == nil && entry.Name == layout.Spec {
			text, err = changedSpec(text, change)
		}
		if err != nil {
			t.Fatal(err)
		}
		to, err := w.Create(entry.Name)
		if err == nil {
			_, err = to.Write(text)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func changedSpec(text []byte, change func(map[string]any)) ([]byte, error) {
	file, err := readSpec(text)
	if err != nil {
		return nil, err
	}
	var s map[string]any
	if err := json.Unmarshal(file.Study, &s); err != nil {
		return nil, err
	}
	change(s)
	if file.Study, err = json.Marshal(s); err != nil {
		return nil, err
	}
	return sealed.Seal(file)
}

func TestReadArchiveRefusesWhatDoesNotFit(t *testing.T) {
	archive := mustPack(t, finishedDir(t, small()))
	for name, c := range map[string]struct {
		change func(map[string]any)
		want   error
		text   string
	}{
		"runs of another study": {func(s map[string]any) { s["seed"] = 2 }, study.ErrDamaged, "is not a run of the study"},
		"too many repeats":      {func(s map[string]any) { s["repeats"] = 1_000_000_000 }, diversity.ErrInvalid, "Study.Repeats"},
		"a name that leads out": {func(s map[string]any) { s["name"] = "../x" }, diversity.ErrInvalid, "Study.Name"},
		"a pool without a digest": {func(s map[string]any) { s["pool"] = map[string]any{"source": "omniglot"} },
			pool.ErrFormat, "Study.Pool"},
		"tasks that are a number": {func(s map[string]any) { s["tasks"] = 3 }, study.ErrDamaged, "Study.Tasks"},
		"an unknown field":        {func(s map[string]any) { s["colour"] = 1 }, nil, "colour"},
	} {
		path := save(t, withSpec(t, archive, c.change))
		_, err := ReadArchive(path)
		if err == nil || c.want != nil && !errors.Is(err, c.want) || !strings.Contains(err.Error(), c.text) ||
			!strings.Contains(err.Error(), path) {
			t.Errorf("%s: %v, want %v about %q", name, err, c.want, c.text)
		}
	}
	if _, err := ReadArchive(filepath.Join(t.TempDir(), "none.zip")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("no file: %v", err)
	}
}
