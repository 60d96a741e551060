package datasets

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strings"
	"testing"

	"tradeoff/diversity/internal/cachedir"
	"tradeoff/diversity/pool"
)

// photo is an image file of a size, different for each seed.
func photo(name string, height, width, seed int) string {
	picture := image.NewRGBA(image.Rect(0, 0, width, height))
	for y := range height {
		for x := range width {
			picture.Set(x, y, color.RGBA{uint8(20 * x), uint8(20 * y), uint8(37 * seed), 255})
		}
	}
	var out bytes.Buffer
	if strings.HasSuffix(name, ".png") {
		_ = png.Encode(&out, picture)
	} else {
		_ = jpeg.Encode(&out, picture, nil)
	}
	return out.String()
}

// photos are image files of the names, each of a size of its own unless a side is given.
func photos(side int, names ...string) map[string]string {
	files := map[string]string{}
	for i, name := range names {
		height, width := side, side
		if side == 0 {
			height, width = 10+i, 12
		}
		files[name] = photo(name, height, width, i)
	}
	return files
}

func with(files map[string]string, name, text string) map[string]string {
	files[name] = text
	return files
}

// idx is a compressed IDX file of a type and sizes.
func idx(kind byte, sizes []int, values ...byte) string {
	data := []byte{0, 0, kind, byte(len(sizes))}
	for _, size := range sizes {
		data = binary.BigEndian.AppendUint32(data, uint32(size))
	}
	return packed(append(data, values...))
}

func packed(data []byte) string {
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	_, _ = w.Write(data)
	_ = w.Close()
	return out.String()
}

// archive packs files as the name of the archive says.
func archive(name string, files map[string]string) string {
	names := slices.Sorted(maps.Keys(files))
	if strings.HasSuffix(name, ".zip") {
		var entries []string
		for _, file := range names {
			entries = append(entries, file, files[file])
		}
		return string(zipOf(entries...))
	}
	var out bytes.Buffer
	w := tar.NewWriter(&out)
	for _, file := range names {
		_ = w.WriteHeader(&tar.Header{Name: file, Size: int64(len(files[file])), Mode: 0o644})
		_, _ = w.Write([]byte(files[file]))
	}
	_ = w.Close()
	if strings.HasSuffix(name, ".tar") {
		return out.String()
	}
	return packed(out.Bytes())
}

// cifarImages are records of images of CIFAR with the labels, one or two bytes for each.
func cifarImages(labels ...string) string {
	text := ""
	for i, label := range labels {
		text += label + strings.Repeat(strings.Repeat(string(rune(40+i)), 512)+strings.Repeat("\x01", 512), 3)
	}
	return text
}

// standIns are small files in the place of the published ones, laid out alike, by the name of the collection.
func standIns(t *testing.T) map[string][]string {
	t.Helper()
	flowers, err := os.ReadFile("../internal/layout/testdata/compressed.mat") // 77 77 73 1 1 102
	if err != nil {
		t.Fatal(err)
	}
	pixels := []byte{1, 2, 3, 4, 5, 6}
	ten := with(map[string]string{}, "cifar-10-batches-bin/batches.meta.txt", "airplane\nautomobile\n")
	for i := range 5 {
		ten[fmt.Sprintf("cifar-10-batches-bin/data_batch_%d.bin", i+1)] = cifarImages("\x00", "\x01")
	}
	ten["cifar-10-batches-bin/test_batch.bin"] = cifarImages("\x01")
	hundred := map[string]string{
		"cifar-100-binary/train.bin": cifarImages("\x01\x00", "\x00\x01"), "cifar-100-binary/test.bin": cifarImages("\x01\x00"),
		"cifar-100-binary/fine_label_names.txt": "apple\nfish\n", "cifar-100-binary/coarse_label_names.txt": "fish\nfruit\n",
	}
	emnist := map[string]string{"gzip/emnist-balanced-mapping.txt": "0 65\n1 66\n"}
	for _, division := range []string{"balanced", "letters"} {
		emnist["gzip/emnist-"+division+"-train-images-idx3-ubyte.gz"] = idx(8, []int{2, 1, 3}, pixels...)
		emnist["gzip/emnist-"+division+"-train-labels-idx1-ubyte.gz"] = idx(8, []int{2}, 1, 0)
	}
	tiny := photos(64, "t/train/n01/images/n01_0.JPEG", "t/train/n02/images/n02_0.JPEG", "t/val/images/val_0.JPEG", "t/test/images/test_0.JPEG")
	tiny["t/train/n01/n01_boxes.txt"], tiny["t/val/val_annotations.txt"] = "n01_0.JPEG\t0\t0\t1\t1\n", "val_0.JPEG\tn01\t0\t0\t1\t1\n"
	tiny["t/words.txt"], tiny["t/wnids.txt"] = "n01\tfish\nn02\tbird\n", "n01\nn02\n"
	for name, text := range maps.Clone(tiny) {
		delete(tiny, name)
		tiny["tiny-imagenet-200/"+name[2:]] = text
	}
	caltech := archive("a.tar.gz", photos(0, "101_ObjectCategories/ant/image_0001.jpg", "101_ObjectCategories/bass/image_0001.jpg",
		"101_ObjectCategories/BACKGROUND_Google/image_0001.jpg"))
	return map[string][]string{
		"omniglot": {archive("a.zip", photos(20, "images_background/Latin/character01/0001_01.png", "images_background/Latin/character02/0002_01.png")),
			archive("a.zip", photos(20, "images_evaluation/Angelic/character01/0965_01.png"))},
		"fashion-mnist": {idx(8, []int{2, 1, 3}, pixels...), idx(8, []int{2}, 1, 0), idx(8, []int{1, 1, 3}, 1, 2, 3), idx(8, []int{1}, 0)},
		"emnist":        {archive("a.zip", emnist)},
		"cifar-10":      {archive("a.tar.gz", ten)},
		"cifar-100":     {archive("a.tar.gz", hundred)},
		"tiny-imagenet": {archive("a.zip", tiny)},
		"caltech-101":   {archive("a.zip", map[string]string{"caltech-101/101_ObjectCategories.tar.gz": caltech, "caltech-101/Annotations.tar": "x"})},
		"oxford-pets":   {archive("a.tar.gz", with(photos(0, "images/Abyssinian_1.jpg", "images/Abyssinian_12.jpg", "images/pug_3.jpg"), "images/pug_3.mat", "x"))},
		"dtd": {archive("a.tar.gz", with(photos(0, "dtd/images/banded/banded_0002.jpg", "dtd/images/woven/woven_0001.jpg"),
			"dtd/labels/train1.txt", "banded/banded_0002.jpg\n"))},
		"flowers-102": {archive("a.tgz", photos(0, "jpg/image_00001.jpg", "jpg/image_00002.jpg", "jpg/image_00003.jpg", "jpg/image_00004.jpg",
			"jpg/image_00005.jpg", "jpg/image_00006.jpg")), string(flowers)},
		"food-101": {archive("a.tar.gz", with(photos(0, "food-101/images/apple_pie/1.jpg", "food-101/images/waffles/2.jpg"),
			"food-101/meta/train.txt", "apple_pie/1\n"))},
		"places365-small": {archive("a.tar", photos(0, "data_256/a/airfield/00000001.jpg", "data_256/a/apartment_building/outdoor/00000001.jpg"))},
	}
}

// standIn is a collection whose files are those of a local server.
func standIn(t *testing.T, d Dataset, contents []string) Dataset {
	t.Helper()
	if len(contents) != len(d.Files) {
		t.Fatalf("%s: %d files in the place of %d", d.Name, len(contents), len(d.Files))
	}
	files := map[string]string{}
	d.Files = slices.Clone(d.Files)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = w.Write([]byte(files[r.URL.Path]))
	}))
	t.Cleanup(server.Close)
	for i, content := range contents {
		sum := sha256.Sum256([]byte(content))
		files["/"+d.Files[i].Name] = content
		d.Files[i].URL, d.Files[i].Bytes = server.URL+"/"+d.Files[i].Name, int64(len(content))
		d.Files[i].SHA256, d.Files[i].MD5 = hex.EncodeToString(sum[:]), ""
	}
	return d
}

// Every collection is downloaded from a server here, as small stand-ins that are laid out as the published ones, and
// opened in one line.
func TestEveryDatasetIsOpened(t *testing.T) {
	t.Setenv(cachedir.Variable, t.TempDir())
	want := map[string]string{
		"omniglot":      "images_background/Latin/character01<images_background/Latin 1;images_background/Latin/character02<images_background/Latin 1;images_evaluation/Angelic/character01<images_evaluation/Angelic 1;",
		"fashion-mnist": "0< 1;1< 1;", "emnist": "A< 1;B< 1;", "cifar-10": "airplane< 5;automobile< 5;",
		"cifar-100": "apple<fruit 1;fish<fish 1;", "tiny-imagenet": "n01< 1;n02< 1;", "caltech-101": "ant< 1;bass< 1;",
		"oxford-pets": "Abyssinian< 2;pug< 1;", "dtd": "banded< 1;woven< 1;", "flowers-102": "1< 2;102< 1;73< 1;77< 2;",
		"food-101": "apple_pie< 1;waffles< 1;", "places365-small": "a/airfield<a 1;a/apartment_building/outdoor<a/apartment_building 1;",
	}
	contents := standIns(t)
	for _, d := range All() {
		t.Run(d.Name, func(t *testing.T) {
			o := Options{Dir: t.TempDir()}
			if d.Name != "fashion-mnist" && d.Name != "emnist" && !strings.HasPrefix(d.Name, "cifar") {
				o.Read.Height, o.Read.Width = 8, 8
			}
			p, err := standIn(t, d, contents[d.Name]).Open(t.Context(), o)
			if err != nil {
				t.Fatal(err)
			}
			got := ""
			for i := range p.Classes() {
				got += fmt.Sprintf("%s<%s %d;", p.ClassID(i), p.Group(i), p.Count(i))
			}
			if got != want[d.Name] {
				t.Errorf("%s, want %s", got, want[d.Name])
			}
		})
	}
}

// What a user asks for goes before what the collection says.
func TestOpenTakesOptions(t *testing.T) {
	t.Setenv(cachedir.Variable, t.TempDir())
	contents := standIns(t)
	for name, c := range map[string]struct {
		read pool.FolderOptions
		want string
	}{
		"cifar-100":     {pool.FolderOptions{Split: "test", Gray: true, Height: 4, Width: 4}, "cifar-100-binary: 1 class, 1 image each, 4x4x1, 1 group"},
		"emnist":        {pool.FolderOptions{Include: []string{"emnist-letters-*"}}, "gzip: 2 classes, 1 image each, 3x1x1"},
		"tiny-imagenet": {pool.FolderOptions{Split: "val"}, "tiny-imagenet-200: 1 class, 1 image each, 64x64x3"},
		"fashion-mnist": {pool.FolderOptions{Split: "val"}, `FolderOptions.Split = "val"`},
		"caltech-101":   {pool.FolderOptions{Height: 8, Width: 8, Exclude: []string{"none"}}, "101_ObjectCategories: 3 classes"},
	} {
		d, err := Find(name)
		if err != nil {
			t.Fatal(err)
		}
		p, err := standIn(t, d, contents[name]).Open(t.Context(), Options{Dir: t.TempDir(), Read: c.read})
		got := p.String()
		if err != nil {
			got = err.Error()
		}
		if !strings.Contains(got, c.want) {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
	if _, err := Open(t.Context(), "none", Options{}); err == nil {
		t.Error("opened nothing")
	}
}
