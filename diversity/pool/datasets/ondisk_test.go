package datasets

import (
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"tradeoff/diversity"
	"tradeoff/diversity/internal/cachedir"
	"tradeoff/diversity/pool"
)

// lay writes files into a new folder.
func lay(t *testing.T, files map[string]string) (dir string) {
	t.Helper()
	dir = t.TempDir()
	for name, text := range files {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o755), os.WriteFile(path, []byte(text), 0o600)); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// officialTrees are small trees as the official archives unpack, by the name of the collection.
func officialTrees(t *testing.T) map[string]map[string]string {
	t.Helper()
	flowers, err := os.ReadFile("../internal/layout/testdata/compressed.mat") // 77 77 73 1 1 102
	if err != nil {
		t.Fatal(err)
	}
	setid, errParts := os.ReadFile("../internal/layout/testdata/setid.mat")  // 1 3, 6, 2 4 5
	digits, errDigits := os.ReadFile("../internal/arrays/testdata/svhn.mat") // 1 0 9 0
	if err := errors.Join(errParts, errDigits); err != nil {
		t.Fatal(err)
	}
	pets := photos(0, "images/Abyssinian_1.jpg", "images/Abyssinian_12.jpg", "images/great_pyrenees_3.jpg", "images/great_pyrenees_4.jpg")
	pets["annotations/trainval.txt"] = "Abyssinian_1 1 1 1\ngreat_pyrenees_3 2 2 1\n"
	pets["annotations/test.txt"] = "Abyssinian_12 1 1 1\ngreat_pyrenees_4 2 2 1\n"
	pets["annotations/list.txt"] = "#Image CLASS-ID SPECIES BREED ID\nAbyssinian_1 1 1 1\n"
	aircraft := photos(0, "fgvc-aircraft-2013b/data/images/0034309.jpg", "fgvc-aircraft-2013b/data/images/1025794.jpg",
		"fgvc-aircraft-2013b/data/images/2.jpg")
	aircraft["fgvc-aircraft-2013b/data/images_variant_train.txt"] = "0034309 A300B4\n1025794 707-320\n"
	aircraft["fgvc-aircraft-2013b/data/images_variant_test.txt"] = "2 Boeing 717\n"
	dtd := photos(0, "dtd/images/banded/banded_0002.jpg", "dtd/images/banded/banded_0003.jpg", "dtd/images/woven/woven_0001.jpg")
	dtd["dtd/labels/train1.txt"], dtd["dtd/labels/test1.txt"] = "banded/banded_0002.jpg\nwoven/woven_0001.jpg\n", "banded/banded_0003.jpg\n"
	dtd["dtd/imdb/imdb.mat"] = "x"
	food := photos(0, "food-101/images/apple_pie/1.jpg", "food-101/images/waffles/1.jpg", "food-101/images/waffles/2.jpg")
	food["food-101/meta/train.txt"], food["food-101/meta/test.txt"] = "apple_pie/1\nwaffles/2\n", "waffles/1\n"
	ten := map[string]string{"cifar-10-batches-bin/batches.meta.txt": "airplane\nautomobile\n",
		"cifar-10-batches-bin/test_batch.bin": cifarImages("\x01")}
	for i := range 5 {
		ten[fmt.Sprintf("cifar-10-batches-bin/data_batch_%d.bin", i+1)] = cifarImages("\x00", "\x01")
	}
	blossoms := with(photos(0, "jpg/image_00001.jpg", "jpg/image_00002.jpg", "jpg/image_00003.jpg", "jpg/image_00004.jpg",
		"jpg/image_00005.jpg", "jpg/image_00006.jpg"), "imagelabels.mat", string(flowers))
	blossoms["setid.mat"] = string(setid)
	return map[string]map[string]string{
		"aircraft": aircraft, "dtd": dtd, "food-101": food, "oxford-pets": pets, "cifar-10": ten,
		"cifar-100": {"cifar-100-binary/train.bin": cifarImages("\x01\x00", "\x00\x01"),
			"cifar-100-binary/test.bin":               cifarImages("\x01\x00"),
			"cifar-100-binary/fine_label_names.txt":   "apple\nfish\n",
			"cifar-100-binary/coarse_label_names.txt": "fish\nfruit\n"},
		"caltech-101": photos(0, "101_ObjectCategories/accordion/image_0001.jpg", "101_ObjectCategories/yin_yang/image_0001.jpg",
			"101_ObjectCategories/BACKGROUND_Google/image_0001.jpg"),
		"eurosat":     photos(0, "EuroSAT/2750/AnnualCrop/AnnualCrop_1.jpg", "EuroSAT/2750/SeaLake/SeaLake_1.jpg"),
		"flowers-102": blossoms,
		"svhn": {"SVHN/train_32x32.mat": string(digits), "SVHN/test_32x32.mat": string(digits),
			"SVHN/extra_32x32.mat": string(digits)},
	}
}

// TestOnDisk opens every collection from a tree as its archives unpack, and its official parts.
func TestOnDisk(t *testing.T) {
	t.Setenv(cachedir.Variable, t.TempDir())
	trees := officialTrees(t)
	if names := slices.Sorted(maps.Keys(trees)); !slices.Equal(names, OnDiskNames()) {
		t.Fatalf("trees of %v, the names are %v", names, OnDiskNames())
	}
	for _, c := range []struct{ name, part, want string }{
		{"aircraft", "", "707-320 1;A300B4 1;"}, {"aircraft", "test", "Boeing 717 1;"},
		{"caltech-101", "", "accordion 1;yin_yang 1;"},
		{"cifar-10", "", "airplane 5;automobile 5;"}, {"cifar-10", "test", "automobile 1;"},
		{"cifar-100", "", "apple 1;fish 1;"}, {"cifar-100", "test", "apple 1;"},
		{"dtd", "", "banded 1;woven 1;"}, {"dtd", "test", "banded 1;"},
		{"eurosat", "", "AnnualCrop 1;SeaLake 1;"},
		{"flowers-102", "", "1 2;102 1;73 1;77 2;"},
		{"flowers-102", "train", "73 1;77 1;"}, {"flowers-102", "val", "102 1;"}, {"flowers-102", "test", "1 2;77 1;"},
		{"svhn", "", "1 1;9 1;0 2;"}, {"svhn", "test", "1 1;9 1;0 2;"}, {"svhn", "extra", "1 1;9 1;0 2;"},
		{"food-101", "train", "apple_pie 1;waffles 1;"}, {"food-101", "test", "waffles 1;"},
		{"oxford-pets", "", "Abyssinian 1;great_pyrenees 1;"}, {"oxford-pets", "test", "Abyssinian 1;great_pyrenees 1;"},
	} {
		o := pool.FolderOptions{Split: c.part}
		if !strings.HasPrefix(c.name, "cifar") && c.name != "svhn" {
			o.Height, o.Width = 8, 8
		}
		p, err := OnDisk(t.Context(), c.name, lay(t, trees[c.name]), o)
		if err != nil {
			t.Errorf("%s %q: %v", c.name, c.part, err)
			continue
		}
		got := ""
		for class := range p.Classes() {
			if p.Count(class) > 0 {
				got += fmt.Sprintf("%s %d;", p.ClassName(class), p.Count(class))
			}
		}
		if got != c.want {
			t.Errorf("%s %q: %s, want %s", c.name, c.part, got, c.want)
		}
	}
}

// TestOnDiskNamesWhatIsMissing: each file or folder that a collection needs, taken away, is named with the folder.
func TestOnDiskNamesWhatIsMissing(t *testing.T) {
	t.Setenv(cachedir.Variable, t.TempDir())
	trees := officialTrees(t)
	for name, c := range onDisk() {
		needs := slices.Clone(c.needs)
		if c.lists != nil {
			needs = append(needs, c.lists[c.usual])
		}
		if c.files != nil {
			needs = append(needs, c.files[c.usual])
		}
		for _, need := range needs {
			files := maps.Clone(trees[name])
			maps.DeleteFunc(files, func(path, _ string) bool {
				return strings.HasSuffix(path, "/"+need) || strings.Contains("/"+path, "/"+need+"/") || path == need
			})
			dir := lay(t, files)
			_, err := OnDisk(t.Context(), name, dir, pool.FolderOptions{Height: 8, Width: 8})
			if !errors.Is(err, diversity.ErrInvalid) || !strings.Contains(err.Error(), need+" is missing in "+dir) {
				t.Errorf("%s without %s: %v", name, need, err)
			}
		}
	}
	for want, ask := range map[string]func() error{
		"stl-10": func() error { _, err := OnDisk(t.Context(), "stl-10", ".", pool.FolderOptions{}); return err },
		"exam":   func() error { _, err := OnDisk(t.Context(), "dtd", ".", pool.FolderOptions{Split: "exam"}); return err },
		"train, val or test": func() error {
			_, err := OnDisk(t.Context(), "flowers-102", lay(t, trees["flowers-102"]),
				pool.FolderOptions{Split: "exam", Height: 8, Width: 8})
			return err
		},
		"setid.mat is missing": func() error {
			files := maps.Clone(trees["flowers-102"])
			delete(files, "setid.mat")
			_, err := OnDisk(t.Context(), "flowers-102", lay(t, files), pool.FolderOptions{Split: "test", Height: 8, Width: 8})
			return err
		},
		"nowhere": func() error { _, err := OnDisk(t.Context(), "dtd", "nowhere", pool.FolderOptions{}); return err },
	} {
		if err := ask(); !errors.Is(err, diversity.ErrInvalid) || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, want one about %s", err, want)
		}
	}
}
