package suggest

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"tradeoff/diversity"
	"tradeoff/diversity/backbone"
	"tradeoff/diversity/internal/pngfolder"
	"tradeoff/diversity/pool"
	"tradeoff/diversity/split"
)

// written is a folder of a pool's images; the cache is one of this test.
func written(t *testing.T, p pool.Pool) string {
	t.Helper()
	t.Setenv("DIVERSITY_CACHE", t.TempDir())
	dir := filepath.Join(t.TempDir(), "images")
	if err := pngfolder.Write(t.Context(), p, dir); err != nil {
		t.Fatal(err)
	}
	return dir
}

// TestOfFolder: what is chosen is what the steps choose one by one.
func TestOfFolder(t *testing.T) {
	dir := written(t, photographs(t, slices.Repeat([]int{12}, 16), 0))
	var seen pool.Progress
	f, err := OfFolder(t.Context(), dir, FolderOptions{
		Minutes: 1, Seed: 1, OnProgress: func(p pool.Progress) { seen = p },
	})
	if err != nil {
		t.Fatal(err)
	}
	if f.Inspection.Images != 192 || f.Images.Classes() != 16 || f.Parts.Held.Classes() != 4 || seen.Done != 192 {
		t.Errorf("%v, %v, %v, progress %v", f.Inspection, f.Images, f.Parts, seen)
	}
	parts, err := HoldOut(f.Images, HoldOutOptions{Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	step, err := Study(parts, Options{Minutes: 1, Seed: 1})
	if err != nil || step.Study.Hash() != f.Proposal.Study.Hash() {
		t.Errorf("%v, %v, want the study that the steps choose, %v", f.Proposal.Study, err, step.Study)
	}
	if f.Reading.Options.OnProgress != nil {
		t.Error("what reports progress is a part of what is kept")
	}
	if document := f.Display(); len(document.Parts) < 4 {
		t.Errorf("%+v", document)
	}
}

// TestOfFolderLeavesOutWhatIsEmptyOrDamaged: strangers' folders have both, and the tables say so.
func TestOfFolderLeavesOutWhatIsEmptyOrDamaged(t *testing.T) {
	dir := written(t, photographs(t, slices.Repeat([]int{12}, 16), 0))
	err := errors.Join(os.Mkdir(filepath.Join(dir, "nothing"), 0o755),
		os.WriteFile(filepath.Join(dir, "class[3]", "cut.png"), []byte("\x89PNG\r\n"), 0o600))
	if err != nil {
		t.Fatal(err)
	}
	f, err := OfFolder(t.Context(), dir, FolderOptions{})
	if err != nil {
		t.Fatal(err)
	}
	notes := strings.Join(f.Inspection.Found.Notes, "; ")
	if f.Images.Classes() != 16 || !strings.Contains(notes, "1 class without an image left out: nothing") ||
		decided(t, f.Reading.Decisions, "damaged files").Value != "left out" {
		t.Errorf("%v, %q, %v", f.Images, notes, f.Reading.Decisions)
	}
}

// TestOfFolderLeavesCopiesOut: an image with two labels, of which one is held out, is no image of the task.
func TestOfFolderLeavesCopiesOut(t *testing.T) {
	dir := written(t, photographs(t, slices.Repeat([]int{12}, 16), 0))
	copied, err := os.ReadFile(filepath.Join(dir, "class[0]", "00000.png"))
	if err != nil {
		t.Fatal(err)
	}
	for class := range 16 {
		path := filepath.Join(dir, fmt.Sprintf("class[%d]", class), "copy.png")
		if err := os.WriteFile(path, copied, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	f, err := OfFolder(t.Context(), dir, FolderOptions{Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	training, held := f.Parts.Training.Limits().PerClass, f.Parts.Held.Limits().PerClass
	d := decided(t, f.Parts.Decisions, "left out")
	if training != 13 || held != 12 || d.Value != "4 images" || !strings.Contains(d.Why, "/copy.png") {
		t.Errorf("%d images a class to pre-train on, %d of the task, %v", training, held, d)
	}
	whole, err := OfFolder(t.Context(), dir, FolderOptions{Seed: 1, AllowSharedImages: "copies"})
	if err != nil || whole.Parts.Held.Limits().PerClass != 13 {
		t.Errorf("allowed: %v, %v", whole.Parts.Held, err)
	}
	other := filepath.Join(t.TempDir(), "held")
	if err := pngfolder.Write(t.Context(), pool.Omniglot().Evaluation().Groups("Angelic"), other); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(other, "Angelic", "character01", "copy.png"), copied, 0o600); err != nil {
		t.Fatal(err)
	}
	f, err = OfFolder(t.Context(), dir, FolderOptions{HeldOut: other, Side: 8})
	if err != nil || f.Images.Limits().PerClass != 13 || f.Parts.Held.Limits().PerClass != 20 ||
		decided(t, f.Parts.Decisions, "left out").Value != "1 image" {
		t.Errorf("a folder of its own: %v, %v", f.Parts, err)
	}
}

// TestOfFolderAsAsked: every option is heeded.
func TestOfFolderAsAsked(t *testing.T) {
	dir := written(t, photographs(t, slices.Repeat([]int{12}, 16), 0))
	held := filepath.Join(t.TempDir(), "held")
	if err := pngfolder.Write(t.Context(), pool.Omniglot().Evaluation().Groups("Angelic"), held); err != nil {
		t.Fatal(err)
	}
	f, err := OfFolder(t.Context(), dir, FolderOptions{
		HeldOut: held, Color: Gray, Side: 16, Network: "convnet", Policy: "balanced", Budgets: "16, 64", Repeats: 2, Name: "asked",
		Rate: 1e9, Seed: 7,
	})
	if err != nil {
		t.Fatal(err)
	}
	s := f.Proposal.Study
	height, width, channels := s.Pool.Shape()
	if height != 16 || width != 16 || channels != 1 || s.Pool.Classes() != 16 || s.Tasks[0].Pool.Classes() != 20 {
		t.Errorf("%v, %v", s.Pool, s.Tasks[0].Pool)
	}
	if s.Name != "asked" || s.Seed != 7 || s.Repeats != 2 || !slices.Equal(s.Budgets, []int{16, 64}) ||
		s.Backbone.Kind() != "convnet" || s.Choice.Kind() != "balanced" || f.Proposal.Rate != 1e9 {
		t.Errorf("%+v", s)
	}
	f, err = OfFolder(t.Context(), dir, FolderOptions{Network: ` {"kind": "mlp", "hidden": [5]}`})
	if mlp, is := f.Proposal.Study.Backbone.(backbone.MLP); err != nil || !is || !slices.Equal(mlp.Hidden, []int{5}) {
		t.Errorf("a network as JSON: %v, %v", f.Proposal.Study.Backbone, err)
	}
}

// TestOfFolderNamesWhatIsWrong: the option, its value, and what is allowed.
func TestOfFolderNamesWhatIsWrong(t *testing.T) {
	dir := written(t, photographs(t, slices.Repeat([]int{8}, 8), 0))
	for _, c := range []struct {
		o     FolderOptions
		is    error
		parts []string
	}{
		{FolderOptions{Color: "green"}, diversity.ErrInvalid, []string{"FolderOptions.Color", "green", `"gray", "rgb"`}},
		{FolderOptions{Side: 3}, diversity.ErrInvalid, []string{"FolderOptions.Side", "3", "8..1024"}},
		{FolderOptions{Budgets: "240 many"}, diversity.ErrInvalid, []string{"FolderOptions.Budgets", "many", `"240 960 3840"`}},
		{FolderOptions{Budgets: "-240"}, diversity.ErrInvalid, []string{"FolderOptions.Budgets", "-240"}},
		{FolderOptions{Network: "resnot"}, diversity.ErrUnknownKind, []string{"FolderOptions.Network", "resnot", "convnet"}},
		{FolderOptions{Network: "{"}, nil, []string{"FolderOptions.Network", "{"}},
		{FolderOptions{Policy: "fair"}, diversity.ErrUnknownKind, []string{"FolderOptions.Policy", "fair", "balanced"}},
		{FolderOptions{Repeats: -1}, diversity.ErrInvalid, []string{"FolderOptions.Repeats", "-1", "at least 1"}},
		{FolderOptions{Minutes: -1}, diversity.ErrInvalid, []string{"FolderOptions.Minutes", "-1", "above 0"}},
		{FolderOptions{Part: "val"}, diversity.ErrInvalid, []string{"FolderOptions.Part", "val"}},
		{FolderOptions{HeldOut: filepath.Join(dir, "absent")}, os.ErrNotExist, []string{"FolderOptions.HeldOut", "absent"}},
	} {
		_, err := OfFolder(t.Context(), dir, c.o)
		if err == nil || c.is != nil && !errors.Is(err, c.is) {
			t.Errorf("%+v: %v, want %v", c.o, err, c.is)
			continue
		}
		for _, part := range c.parts {
			if !strings.Contains(err.Error(), part) {
				t.Errorf("%+v: %q does not say %q", c.o, err, part)
			}
		}
	}
	if _, err := OfFolder(t.Context(), "", FolderOptions{}); !errors.Is(err, diversity.ErrInvalid) {
		t.Errorf("no path: %v", err)
	}
	few := written(t, photographs(t, []int{9, 9, 9}, 0))
	_, err := OfFolder(t.Context(), few, FolderOptions{})
	if !errors.Is(err, diversity.ErrInvalid) || !strings.Contains(err.Error(), "number of classes = 3") ||
		!strings.Contains(err.Error(), "at least 8") || !strings.Contains(err.Error(), "FolderOptions.HeldOut") {
		t.Errorf("three classes: %v", err)
	}
}

func TestStandInIsWrittenOnce(t *testing.T) {
	cache := t.TempDir()
	t.Setenv("DIVERSITY_CACHE", cache)
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := StandIn(ended); !errors.Is(err, context.Canceled) {
		t.Errorf("interrupted: %v", err)
	}
	there := filepath.Join(cache, "stand-in", "your-data")
	if err := os.MkdirAll(there, 0o755); err != nil {
		t.Fatal(err)
	}
	if dir, err := StandIn(t.Context()); err != nil || dir != there {
		t.Errorf("%q, %v, want %q", dir, err, there)
	}
	if left, err := os.ReadDir(there); err != nil || len(left) > 0 {
		t.Errorf("a folder that is there was changed: %v, %v", left, err)
	}
}

// TestTaskOfTheSameFolder: a task has classes of its own, or the error names those that it shares.
func TestTaskOfTheSameFolder(t *testing.T) {
	dir := written(t, photographs(t, slices.Repeat([]int{12}, 16), 0))
	_, err := OfFolder(t.Context(), dir, FolderOptions{HeldOut: dir})
	if !errors.Is(err, split.ErrOverlap) || !strings.Contains(err.Error(), "class[10]") {
		t.Error(err)
	}
}
