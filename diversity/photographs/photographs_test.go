package photographs

import (
	"context"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"tradeoff/diversity"
	"tradeoff/diversity/backbone"
	"tradeoff/diversity/pool"
	"tradeoff/diversity/split"
	"tradeoff/diversity/study"
)

func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "photographs")
	if err == nil {
		err = os.Setenv("DIVERSITY_CACHE", dir)
	}
	if err != nil {
		panic(err)
	}
	code := m.Run()
	_ = os.RemoveAll(dir)
	os.Exit(code)
}

// memory is a pool of classes of 12 images each, every one of another colour.
func memory(t *testing.T, name string, channels, classes int) pool.Pool {
	t.Helper()
	c := pool.Content{Name: name, Height: 4, Width: 5, Channels: channels}
	for class := range classes {
		c.ClassNames = append(c.ClassNames, fmt.Sprintf("%s%02d", name, class))
		for sample := range 12 {
			c.Labels = append(c.Labels, class)
			for i := range 20 * channels {
				c.Images = append(c.Images, uint8(37*len(name)+13*class+5*sample+i*(sample+1)))
			}
		}
	}
	p, err := pool.New(c)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func folderOf(t *testing.T, p pool.Pool) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "images")
	if err := WritePNG(t.Context(), p, dir); err != nil {
		t.Fatal(err)
	}
	return dir
}

func TestWrittenImagesAreReadAgain(t *testing.T) {
	for _, channels := range []int{1, 3} {
		p := memory(t, "x", channels, 3)
		again, err := pool.Folder(t.Context(), folderOf(t, p), pool.FolderOptions{Gray: channels == 1})
		if err != nil {
			t.Fatal(err)
		}
		for _, ref := range []pool.Ref{{}, {Class: 2, Sample: 11}} {
			want, err := p.Images([]pool.Ref{ref})
			got, err2 := again.Images([]pool.Ref{ref})
			if err != nil || err2 != nil || !reflect.DeepEqual(got, want) {
				t.Errorf("%d channels, %v: %v, want %v (%v, %v)", channels, ref, got, want, err, err2)
			}
		}
	}
}

func TestWritePNGLeavesNothingHalfDone(t *testing.T) {
	p := memory(t, "x", 3, 2)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	home := t.TempDir()
	dir := filepath.Join(home, "images")
	if err := WritePNG(ctx, p, dir); !errors.Is(err, context.Canceled) {
		t.Errorf("interrupted: %v", err)
	}
	if left, err := os.ReadDir(home); err != nil || len(left) != 0 {
		t.Errorf("%v, %v are left", left, err)
	}
	if err := os.Mkdir(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := WritePNG(t.Context(), p, dir); err != nil {
		t.Errorf("a directory that is there: %v", err)
	}
	if inside, err := os.ReadDir(dir); err != nil || len(inside) != 0 {
		t.Errorf("it was changed: %v, %v", inside, err)
	}
}

func TestWritePNGRefusesWhatItCannotWrite(t *testing.T) {
	out, err := pool.New(pool.Content{
		Name: "out", Images: []uint8{1, 2, 3, 4}, Labels: []int{0, 1}, Height: 1, Width: 2,
		ClassNames: []string{"../../outside", "b"},
	})
	if err != nil {
		t.Skipf("the pool is refused already: %v", err)
	}
	dir := filepath.Join(t.TempDir(), "a", "b")
	err = WritePNG(t.Context(), out, dir)
	if !errors.Is(err, diversity.ErrInvalid) || !strings.Contains(err.Error(), "outside") {
		t.Errorf("a class outside: %v", err)
	}
	if err := WritePNG(t.Context(), memory(t, "x", 3, 1), ""); !errors.Is(err, diversity.ErrInvalid) {
		t.Errorf("no directory: %v", err)
	}
	if err := WritePNG(t.Context(), pool.Pool{}, dir); !errors.Is(err, diversity.ErrInvalid) {
		t.Errorf("no pool: %v", err)
	}
}

func TestFillMakesAStudy(t *testing.T) {
	main, other := folderOf(t, memory(t, "main", 3, 12)), folderOf(t, memory(t, "other", 1, 6))
	s, err := Fill(t.Context(), study.Study{
		Name: "filled", Backbone: backbone.ConvNet{}, Sizes: []diversity.Size{{Classes: 3, PerClass: 4}},
	}, Options{
		Folder: main, Side: 8, Seed: 1, HeldOut: Set{Ways: 3, Shots: 2, Test: 3, Episodes: 4},
		Sets: []Set{{Name: "other", Folder: other, Without: []string{"other05"}, Shots: 1, Test: 2}},
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Validate(); err != nil {
		t.Error(err)
	}
	if height, width, channels := s.Pool.Shape(); height != 8 || width != 8 || channels != 3 || s.Pool.Classes() != 9 {
		t.Errorf("pool %v, want 9 of 12 classes at 8x8x3", s.Pool)
	}
	want := []split.Task{
		{Name: "held-out", Ways: 3, Shots: 2, Test: 3, Episodes: 4}, {Name: "other", Ways: 5, Shots: 1, Test: 2, Episodes: 6},
	}
	for i, task := range s.Tasks {
		classes := task.Pool.Classes()
		task.Pool = pool.Pool{}
		if task != want[i] || classes != []int{3, 5}[i] {
			t.Errorf("task %+v of %d classes, want %+v", task, classes, want[i])
		}
	}
}

// writePhoto writes one image under two classes, of which either may be held out.
func writePhoto(t *testing.T, paths ...string) {
	t.Helper()
	img := image.NewNRGBA(image.Rect(0, 0, 5, 4))
	for i := range 20 {
		img.SetNRGBA(i%5, i/5, color.NRGBA{uint8(7 * i), uint8(91 - i), uint8(i * i), 255})
	}
	for _, path := range paths {
		file, err := os.Create(path)
		if err == nil {
			err = errors.Join(png.Encode(file, img), file.Close())
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

func TestFillLeavesSharedImagesOut(t *testing.T) {
	dir := folderOf(t, memory(t, "main", 3, 12))
	before, err := Fill(t.Context(), study.Study{}, Options{Folder: dir, Side: 8})
	if err != nil {
		t.Fatal(err)
	}
	training, held := before.Pool.ClassID(0), before.Tasks[0].Pool.ClassID(0)
	writePhoto(t, filepath.Join(dir, training, "twin-1.png"), filepath.Join(dir, held, "twin-2.png"))
	after, err := Fill(t.Context(), study.Study{}, Options{Folder: dir, Side: 8})
	if err != nil {
		t.Fatal(err)
	}
	if after.Pool.ClassID(0) != training || after.Tasks[0].Pool.ClassID(0) != held {
		t.Errorf("other classes are held out: %s and %s", after.Pool.ClassID(0), after.Tasks[0].Pool.ClassID(0))
	}
	if after.Pool.Count(0) != 13 || after.Tasks[0].Pool.Count(0) != 12 {
		t.Errorf("%d and %d images, want 13 to pre-train on and the 12 others", after.Pool.Count(0),
			after.Tasks[0].Pool.Count(0))
	}
	if err := split.CheckDisjoint(after.Pool, after.Tasks); err != nil {
		t.Error(err)
	}
}

func TestFillNamesWhatIsMissing(t *testing.T) {
	dir := folderOf(t, memory(t, "main", 3, 12))
	for name, c := range map[string]struct {
		o    Options
		text string
	}{
		"no folder":        {Options{}, "Options.Folder"},
		"a set unnamed":    {Options{Folder: dir, Sets: []Set{{Folder: dir}}}, "Options.Sets[0].Name"},
		"a set of nothing": {Options{Folder: dir, Sets: []Set{{Name: "x"}}}, "Options.Sets[0].Folder"},
		"a bad share":      {Options{Folder: dir, Share: 2}, "Share"},
	} {
		if _, err := Fill(t.Context(), study.Study{}, c.o); !errors.Is(err, diversity.ErrInvalid) ||
			!strings.Contains(err.Error(), c.text) {
			t.Errorf("%s: %v, want an error about %s", name, err, c.text)
		}
	}
	if _, err := Fill(t.Context(), study.Study{}, Options{Folder: filepath.Join(dir, "none")}); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("no such folder: %v", err)
	}
}

func TestParseSizes(t *testing.T) {
	got, err := ParseSizes(" 600: 4 15\t150; 1200: 30 ;")
	want := []diversity.Size{{Classes: 4, PerClass: 150}, {Classes: 15, PerClass: 40}, {Classes: 150, PerClass: 4},
		{Classes: 30, PerClass: 40}}
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("%v, %v; want %v", got, err, want)
	}
	for text, part := range map[string]string{
		"": "sizes", "600": `":"`, "600: 7": "divisor of the budget 600", "600: x": `"x"`, "-600: 2": `"-600"`,
		"0: 1": `"0"`, "600: 0": `"0"`, "600:": "sizes", "99999999999999999999: 1": "99999999999999999999",
	} {
		if _, err := ParseSizes(text); !errors.Is(err, diversity.ErrInvalid) || !strings.Contains(err.Error(), part) {
			t.Errorf("%q: %v, want an error about %s", text, err, part)
		}
	}
}
