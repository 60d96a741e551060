package split

import (
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"testing"
	"time"

	"tradeoff/diversity/internal/cachedir"
	"tradeoff/diversity/pool"
)

// photographs writes a folder with so many different images of each class; first is the number of the first image, so
// that two folders with other first numbers have no image in common.
func photographs(t *testing.T, root string, first, count int, classes ...string) {
	t.Helper()
	for i, class := range classes {
		dir := filepath.Join(root, filepath.FromSlash(class))
		if err := os.MkdirAll(dir, 0o700); err != nil {
			t.Fatal(err)
		}
		for n := range count {
			writePhotograph(t, filepath.Join(dir, string(rune('a'+n))+".png"), first+100*i+n)
		}
	}
}

func writePhotograph(t *testing.T, path string, number int) {
	t.Helper()
	picture := image.NewGray(image.Rect(0, 0, 9, 9))
	for i := range picture.Pix {
		picture.SetGray(i%9, i/9, color.Gray{Y: uint8(i*i*7 + number*(i+3))})
	}
	picture.SetGray(0, 0, color.Gray{Y: uint8(number)})
	picture.SetGray(1, 0, color.Gray{Y: uint8(number >> 8)})
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := png.Encode(f, picture); err != nil {
		t.Fatal(err)
	}
}

func folder(t *testing.T, root string) pool.Pool { return folderBy(t, root, pool.FolderOptions{}) }

func folderBy(t *testing.T, root string, o pool.FolderOptions) pool.Pool {
	t.Helper()
	t.Setenv(cachedir.Variable, filepath.Join(filepath.Dir(root), "cache"))
	p, err := pool.Folder(t.Context(), root, o)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func taskOf(p pool.Pool) []Task { return []Task{FewShot(p, 2, 1)} }

// All of these passed before classes were told by more than the path, and images at all.
func TestLeaksAreFound(t *testing.T) {
	root := t.TempDir()
	dir := func(name string) string { return filepath.Join(root, name) }
	const composed, decomposed = "\u00e9l\u00e9phant", "e\u0301le\u0301phant"
	photographs(t, dir("splits"), 0, 3, "train/cat", "train/dog", "val/Cat", "val/dog")
	photographs(t, dir("numbers"), 1000, 3, "train/0", "train/1", "test/0", "test/1")
	photographs(t, dir("flat"), 2000, 3, "cat", composed)
	photographs(t, dir("grouped"), 3000, 3, "pets/cat", "pets/hamster")
	photographs(t, dir("zoo"), 4000, 3, "zoo/"+decomposed, "zoo/lion")
	photographs(t, dir("wordnet"), 5000, 3, "n01443537-goldfish", "n02085620")
	photographs(t, dir("goldfish"), 6000, 3, "fish/N01443537", "fish/shark")
	photographs(t, dir("renamed"), 2000, 3, "tiger", "wolf") // the photographs of flat
	photographs(t, dir("words"), 7000, 3, "great_white_shark", "ray")
	photographs(t, dir("blanks"), 8000, 3, "Great white shark", "eel")
	split := func(name, split string) pool.Pool { return folderBy(t, dir(name), pool.FolderOptions{Split: split}) }
	// every folder is a class
	folders := folderBy(t, dir("splits"), pool.FolderOptions{Layout: "any depth"})
	flat := folder(t, dir("flat"))
	for name, c := range map[string]struct {
		pretraining, task pool.Pool
		sentinel          error
		says              string
	}{
		"two splits of one root": {split("splits", "train"), split("splits", "val"), ErrOverlap,
			"shares 2: Cat (there cat), dog"},
		"two folders of classes": {folders.Only("train/*"), folders.Only("val/*"), ErrOverlap,
			"shares 2: val/Cat (there train/cat), val/dog (there train/dog)"},
		"splits of numbers":  {split("numbers", "train"), split("numbers", "test"), ErrOverlap, "shares 2"},
		"below a superclass": {flat, folder(t, dir("grouped")), ErrOverlap, "shares 1: pets/cat (there cat)"},
		"above a superclass": {folder(t, dir("grouped")), flat, ErrOverlap, "shares 1: cat (there pets/cat)"},
		"NFC and NFD":        {flat, folder(t, dir("zoo")), ErrOverlap, "shares 1: zoo/" + decomposed},
		"WordNet ids": {folder(t, dir("wordnet")), folder(t, dir("goldfish")).Named("other"), ErrOverlap,
			"shares 1: other:fish/N01443537 (there n01443537-goldfish)"},
		"blanks for underscores": {folder(t, dir("words")), folder(t, dir("blanks")), ErrOverlap, "shares 1"},
		"other names": {flat, folder(t, dir("renamed")), ErrSharedImages,
			"shares 6: cat/a.png = tiger/a.png, cat/b.png = tiger/b.png, cat/c.png = tiger/c.png, ..."},
		"names apart": {flat.Named("a"), flat.Named("b"), ErrSharedImages, "shares 6"},
		"turned and distorted": {flat.Rotations(4).Distort(pool.Distortion{}), flat.Named("b").Rotations(2), ErrSharedImages,
			"shares 6"},
	} {
		t.Run(name, func(t *testing.T) {
			wantError(t, CheckDisjoint(c.pretraining, taskOf(c.task)), c.sentinel, c.says)
		})
	}
}

func TestASymlinkedClassIsFound(t *testing.T) {
	root := t.TempDir()
	photographs(t, filepath.Join(root, "one"), 0, 3, "cat", "dog")
	photographs(t, filepath.Join(root, "two"), 1000, 3, "wolf")
	if err := os.Symlink(filepath.Join(root, "one", "cat"), filepath.Join(root, "two", "tiger")); err != nil {
		t.Skip("no symbolic links here: ", err)
	}
	err := CheckDisjoint(folder(t, filepath.Join(root, "one")), taskOf(folder(t, filepath.Join(root, "two"))))
	wantError(t, err, ErrSharedImages, "shares 3: cat/a.png = tiger/a.png")
}

func TestSharedImagesAreAllowedForAReason(t *testing.T) {
	root := t.TempDir()
	photographs(t, filepath.Join(root, "one"), 0, 3, "cat", "dog")
	p := folder(t, filepath.Join(root, "one"))
	tasks := taskOf(p.Named("b"))
	wantError(t, CheckDisjoint(p, tasks), ErrSharedImages, "AllowSharedImages")
	hash := tasks[0].Hash()
	tasks[0].AllowSharedImages = "the upper bound"
	if err := CheckDisjoint(p, tasks); err != nil || tasks[0].Hash() != hash {
		t.Errorf("%v, hash changed: %t", err, tasks[0].Hash() != hash)
	}
	tasks[0].Pool = p
	wantError(t, CheckDisjoint(p, tasks), ErrOverlap, "shares 2") // it allows images, not classes
}

// What must stay allowed: different classes, however alike their names or their pictures are.
func TestWhatIsNoLeakIsAllowed(t *testing.T) {
	root := t.TempDir()
	photographs(t, filepath.Join(root, "signs"), 0, 3, "0", "1", "2")
	photographs(t, filepath.Join(root, "printed"), 1000, 3, "0", "1", "2")
	photographs(t, filepath.Join(root, "rooms"), 2000, 3, "kitchen/chair", "garden/chair", "garden/tree")
	photographs(t, filepath.Join(root, "more"), 3000, 3, "office/chair", "office/desk")
	photographs(t, filepath.Join(root, "wordnet"), 4000, 3, "birds/n02012849 crane")
	photographs(t, filepath.Join(root, "machines"), 5000, 3, "machines/n03126707 crane")
	signs, printed := folder(t, filepath.Join(root, "signs")), folder(t, filepath.Join(root, "printed"))
	blank := poolOf(t, 3, 3)
	background := pool.Omniglot().Background()
	for name, c := range map[string][2]pool.Pool{
		"digits named apart":              {signs.Named("signs"), printed.Named("printed")},
		"turned and distorted":            {background.Rotations(4).Distort(pool.Distortion{}), pool.Omniglot().Evaluation()},
		"numbers within superclasses":     {background.Groups("Latin"), background.Groups("Greek")},
		"a name below several":            {folder(t, filepath.Join(root, "rooms")), folder(t, filepath.Join(root, "more"))},
		"one word, two ids of WordNet":    {folder(t, filepath.Join(root, "wordnet")), folder(t, filepath.Join(root, "machines"))},
		"images of one colour":            {blank.Named("a"), blank.Named("b")},
		"images of another size or shape": {signs.Named("a"), background},
	} {
		if err := CheckDisjoint(c[0], []Task{{Name: name, Pool: c[1]}}); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// A study asks for this check several times before it begins. The first costs most; the bound is some thirty times what
// ten of them take on two cores.
func TestCheckDisjointIsFast(t *testing.T) {
	started := time.Now()
	for range 10 {
		if err := CheckDisjoint(settingQ(), []Task{om()}); err != nil {
			t.Fatal(err)
		}
	}
	took := time.Since(started)
	t.Logf("ten checks of 32,460 images took %v", took)
	if took > 15*time.Second {
		t.Errorf("ten checks took %v", took)
	}
}

func TestNamesAreNormalised(t *testing.T) {
	for shown, want := range map[string]className{
		"Latin/character01@90":     {full: "latin/character01", leaf: "character01", grouped: true},
		"train/Great_White  Shark": {full: "great white shark", leaf: "great white shark"},
		"a:0":                      {full: "a:0", leaf: "a:0"},
		"a:train/x/STRASSE":        {full: "a:x/strasse", leaf: "a:strasse", grouped: true},
		"stra\u00dfe":              {full: "strasse", leaf: "strasse"},
		"e\u0301":                  {full: "\u00e9", leaf: "\u00e9"},
		"n02085620-Chihuahua":      {full: "n02085620-chihuahua", leaf: "n02085620-chihuahua", wordNet: "n02085620"},
		"n020856201":               {full: "n020856201", leaf: "n020856201"},
		"\xff/\xfe":                {full: "\xff/\xfe", leaf: "\xfe", grouped: true},
		"":                         {},
		"/":                        {},
	} {
		got := parseName(shown)
		got.shown = ""
		if got != want {
			t.Errorf("%q: %+v, want %+v", shown, got, want)
		}
	}
}
