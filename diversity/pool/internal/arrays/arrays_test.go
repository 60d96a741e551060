package arrays

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tradeoff/diversity"
)

func idxFile(kind byte, sizes []uint32, values ...byte) []byte {
	data := []byte{0, 0, kind, byte(len(sizes))}
	for _, size := range sizes {
		data = binary.BigEndian.AppendUint32(data, size)
	}
	return append(data, values...)
}

func zipped(data []byte) []byte {
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	_, err := w.Write(data)
	if err := errors.Join(err, w.Close()); err != nil {
		panic(err)
	}
	return out.Bytes()
}

// put writes files into a folder.
func put(t testing.TB, files map[string][]byte) string {
	t.Helper()
	dir := t.TempDir()
	for name, data := range files {
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// openFiles opens the files that Find finds in a folder.
func openFiles(path string, o Options) (*Set, error) {
	f, err := Find(path, o)
	if err != nil {
		return nil, err
	}
	if f == nil {
		return nil, wrong("%s: nothing found", path)
	}
	return f.Open(o)
}

func openPair(t testing.TB, images, labels []byte, o Options) (*Set, error) {
	dir := put(t, map[string][]byte{"i": images, "l": labels})
	o.Layout, o.LabelFile = IDX, "l"
	return openFiles(filepath.Join(dir, "i"), o)
}

// text is a set in short: its classes, then the class of each image.
func text(s *Set) string {
	out := fmt.Sprintf("%dx%dx%d", s.Height, s.Width, s.Channels)
	for _, c := range s.Classes {
		out += " " + c.ID
		if c.Name != "" {
			out += "=" + c.Name
		}
		if c.Group != "" {
			out += "<" + c.Group
		}
	}
	return out + fmt.Sprint(" ", s.Labels)
}

func mustPixels(t *testing.T, s *Set, i int) []uint8 {
	t.Helper()
	dst := make([]uint8, s.Height*s.Width*s.Channels)
	if err := s.Pixels(i, dst); err != nil {
		t.Fatal(err)
	}
	return dst
}

func closeSet(t *testing.T, s *Set) {
	t.Helper()
	if err := s.Close(); err != nil {
		t.Error(err)
	}
}

var (
	goodImages = idxFile(idxUint8, []uint32{3, 1, 2}, 1, 2, 3, 4, 5, 6)
	goodLabels = idxFile(idxUint8, []uint32{3}, 1, 0, 1)
)

func TestIDXReadsEveryTypeAndRank(t *testing.T) {
	for name, labels := range map[string][]byte{
		"uint8": goodLabels, "gzip": zipped(goodLabels), "int16": idxFile(idxInt16, []uint32{3}, 0, 1, 0, 0, 0, 1),
		"int32":  zipped(idxFile(idxInt32, []uint32{3}, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1)),
		"qmnist": idxFile(idxInt32, []uint32{3, 2}, 0, 0, 0, 1, 9, 9, 9, 9, 0, 0, 0, 0, 9, 9, 9, 9, 0, 0, 0, 1, 9, 9, 9, 9),
	} {
		fourth := idxFile(idxUint8, []uint32{3, 1, 1, 2}, 1, 2, 3, 4, 5, 6)
		for _, images := range [][]byte{goodImages, zipped(goodImages), fourth} {
			s, err := openPair(t, images, labels, Options{})
			if err != nil {
				t.Fatal(name, err)
			}
			if got := mustPixels(t, s, 1); !bytes.Equal(got, []byte{3, 4}) || s.Count() != 3 || s.Encoded() {
				t.Errorf("%s: %v, %v", name, got, s)
			}
			if got := text(s); !strings.HasSuffix(got, " 0 1 [1 0 1]") {
				t.Errorf("%s: %s", name, got)
			}
			closeSet(t, s)
		}
	}
}

// EMNIST: labels from 1, images with rows and columns exchanged, names in a list.
func TestEMNIST(t *testing.T) {
	dir := put(t, map[string][]byte{
		"emnist-letters-train-images-idx3-ubyte.gz": zipped(idxFile(idxUint8, []uint32{2, 2, 3}, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12)),
		"emnist-letters-train-labels-idx1-ubyte.gz": zipped(idxFile(idxUint8, []uint32{2}, 26, 1)),
		"emnist-letters-mapping.txt":                []byte("1 65 97\n26 90 122\n"),
	})
	s, err := openFiles(dir, Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer closeSet(t, s)
	if got := text(s); got != "3x2x1 A Z [1 0]" {
		t.Error(got)
	}
	if got := mustPixels(t, s, 0); !bytes.Equal(got, []byte{1, 4, 2, 5, 3, 6}) {
		t.Errorf("transposed %v", got)
	}
	if len(s.Notes) != 3 || !strings.Contains(s.Notes[1], "1..26, of which 2 occur") {
		t.Errorf("notes %q", s.Notes)
	}
}

func TestIDXIsRefused(t *testing.T) {
	huge := idxFile(idxUint8, []uint32{1 << 20, 100, 100}, 1)
	for name, c := range map[string]struct {
		images, labels []byte
		options        Options
		want           string
	}{
		"counts":      {goodImages, idxFile(idxUint8, []uint32{2}, 0, 1), Options{}, "has 3 images"},
		"cut":         {goodImages[:20], goodLabels, Options{}, "offset 20: end of file, expected 6 bytes of values from offset 16"},
		"long":        {append(bytes.Clone(goodImages), 1), goodLabels, Options{}, "offset 22: more bytes"},
		"cut, gzip":   {zipped(goodImages[:20]), goodLabels, Options{}, "end of file, expected 6 bytes"},
		"long, gzip":  {zipped(append(bytes.Clone(goodImages), 1)), goodLabels, Options{}, "more bytes"},
		"bomb":        {zipped(huge), goodLabels, Options{}, "at most 4294967296 are unpacked"},
		"bomb, lie":   {zipped(huge), goodLabels, Options{MaxBytes: 1 << 40}, "compressed bytes can hold"},
		"labels":      {goodImages, idxFile(idxInt32, []uint32{1 << 29}), Options{}, "the header claims 536870912 labels"},
		"page":        {[]byte("<html>"), goodLabels, Options{}, "expected 0 0 as in every IDX file"},
		"empty":       {nil, goodLabels, Options{}, "unexpected EOF"},
		"float":       {idxFile(0x0D, []uint32{3, 1, 2}), goodLabels, Options{}, "type 0x0d"},
		"rank":        {goodLabels, goodLabels, Options{}, "rank 1"},
		"label rank":  {goodImages, goodImages, Options{}, "labels of rank 1"},
		"zero":        {idxFile(idxUint8, []uint32{0, 1, 2}), goodLabels, Options{}, "size 0"},
		"gzip header": {[]byte{0x1f, 0x8b, 0}, goodLabels, Options{}, "gzip header"},
	} {
		_, err := openPair(t, c.images, c.labels, c.options)
		if !errors.Is(err, ErrFormat) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
	}
	negative := idxFile(idxInt16, []uint32{3}, 0, 1, 0xFF, 0xFF, 0, 0)
	_, err := openPair(t, goodImages, negative, Options{})
	if !errors.Is(err, diversity.ErrInvalid) || !errors.Is(err, ErrFormat) {
		t.Error(err)
	}
}

// record is an image of CIFAR whose planes are constant but for the first pixel of each.
func record(head []byte, r, g, b byte) []byte {
	out := bytes.Clone(head)
	for _, v := range []byte{r, g, b} {
		out = append(append(out, v+1), bytes.Repeat([]byte{v}, 1023)...)
	}
	return out
}

func TestCIFAR(t *testing.T) {
	ten := map[string][]byte{"batches.meta.txt": []byte("airplane\nautomobile\nbird\n\n"), "test_batch.bin": record([]byte{2}, 7, 8, 9)}
	for i := range 5 {
		ten[fmt.Sprintf("data_batch_%d.bin", i+1)] = append(record([]byte{1}, byte(i), 20, 30), record([]byte{0}, 40, 50, byte(i))...)
	}
	hundred := map[string][]byte{
		"train.bin": append(record([]byte{3, 1}, 1, 2, 3), record([]byte{4, 0}, 4, 5, 6)...), "test.bin": record([]byte{3, 2}, 1, 2, 3),
		"fine_label_names.txt": []byte("apple\nfish\nbaby\n"), "coarse_label_names.txt": []byte("a\nb\nc\nfishes\nfruit\n"),
	}
	for name, c := range map[string]struct {
		files   map[string][]byte
		options Options
		want    string
		image   int
		start   []byte
	}{
		"10":   {ten, Options{}, "32x32x3 airplane automobile [1 0 1 0 1 0 1 0 1 0]", 7, []byte{41, 51, 4, 40, 50, 3}},
		"test": {ten, Options{Split: "test"}, "32x32x3 bird [0]", 0, []byte{8, 9, 10, 7, 8, 9}},
		"100":  {hundred, Options{}, "32x32x3 apple<fruit fish<fishes [1 0]", 1, []byte{5, 6, 7, 4, 5, 6}},
	} {
		s, err := openFiles(put(t, c.files), c.options)
		if err != nil {
			t.Fatal(name, err)
		}
		if got := text(s); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
		if got := mustPixels(t, s, c.image)[:6]; !bytes.Equal(got, c.start) {
			t.Errorf("%s: %v, want %v", name, got, c.start)
		}
		closeSet(t, s)
	}
	for name, c := range map[string]struct {
		files map[string][]byte
		want  string
	}{
		"cut":         {map[string][]byte{"train.bin": make([]byte, 3073)}, "expected a multiple of 3074"},
		"label":       {map[string][]byte{"train.bin": record([]byte{3, 200}, 1, 2, 3)}, "has the labels [3 200]"},
		"two coarse":  {map[string][]byte{"train.bin": append(record([]byte{3, 1}, 1, 2, 3), record([]byte{4, 1}, 1, 2, 3)...)}, "of the coarse labels 3 and 4"},
		"Python":      {map[string][]byte{"data_batch_1": nil}, "the binary version"},
		"fourth gone": {map[string][]byte{"data_batch_1.bin": record([]byte{1}, 1, 2, 3)}, "data_batch_2.bin"},
	} {
		if _, err := openFiles(put(t, c.files), Options{}); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
	}
	if _, err := openFiles(put(t, ten), Options{Split: "val"}); !errors.Is(err, diversity.ErrInvalid) {
		t.Error(err)
	}
}

func testdata(name string) string { return filepath.Join("testdata", name) }

// image is [2, 3, 3] of the array in testdata/make.py.
func image(i int) []uint8 {
	out := make([]uint8, 18)
	for j := range out {
		out[j] = uint8(18*i + j)
	}
	return out
}

func TestNumPy(t *testing.T) {
	for name, c := range map[string]struct {
		open func() (*Set, error)
		want string
		at   int
	}{
		"npy": {func() (*Set, error) { return openNumPy(testdata("images.npy"), testdata("labels.npy")) }, "2x3x3 0 1 2 [2 0 1 2 0 1]", 4},
		"big-endian": {func() (*Set, error) {
			return openNumPy(testdata("images.npy"), testdata("labels-big-endian.npy"))
		}, "2x3x3 0 1 2 [2 0 1 2 0 1]", 4},
		"keras":      {func() (*Set, error) { return openNPZ(testdata("keras.npz"), "", Options{}) }, "2x3x3 0 1 2 [2 0 1 2]", 3},
		"keras test": {func() (*Set, error) { return openNPZ(testdata("keras.npz"), "", Options{Split: "test"}) }, "2x3x3 0 1 [0 1]", -1},
		"medmnist":   {func() (*Set, error) { return openNPZ(testdata("medmnist.npz"), "", Options{}) }, "2x3x3 0 1 2 [2 0 1]", 2},
		"val":        {func() (*Set, error) { return openNPZ(testdata("medmnist.npz"), "", Options{Split: "val"}) }, "2x3x3 0 2 [1 0]", -1},
		"no names":   {func() (*Set, error) { return openNPZ(testdata("plain.npz"), "", Options{}) }, "2x3x3 0 1 2 [2 0 1 2 0 1]", 5},
		"names": {func() (*Set, error) {
			return openNPZ(testdata("keras.npz"), "", Options{Columns: Columns{Image: "x_test", Label: "y_test"}})
		}, "2x3x3 0 1 [0 1]", -1},
	} {
		s, err := c.open()
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if got := text(s); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
		if c.at >= 0 {
			if got := mustPixels(t, s, c.at); !bytes.Equal(got, image(c.at)) {
				t.Errorf("%s: %v", name, got)
			}
		}
		closeSet(t, s)
	}
	for want, open := range map[string]func() (*Set, error){
		"floating-point":         func() (*Set, error) { return openNumPy(testdata("float.npy"), testdata("labels.npy")) },
		"the order of Fortran":   func() (*Set, error) { return openNumPy(testdata("fortran.npy"), testdata("labels.npy")) },
		"Python objects":         func() (*Set, error) { return openNumPy(testdata("objects.npy"), testdata("labels.npy")) },
		"labels of shape":        func() (*Set, error) { return openNumPy(testdata("images.npy"), testdata("images.npy")) },
		"images are of type <i8": func() (*Set, error) { return openNumPy(testdata("labels.npy"), testdata("labels.npy")) },
		"two of the arrays x_tr": func() (*Set, error) { return openNPZ(testdata("keras.npz"), "", Options{Split: "val"}) },
		"is a zip archive":       func() (*Set, error) { return openNPZ(testdata("labels.npy"), "", Options{}) },
	} {
		if _, err := open(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %q", err, want)
		}
	}
}

// [M, C, H, W] is told by a second size of 1, 3 or 4 where the last is none of them.
func TestPlanesAreInterleaved(t *testing.T) {
	h, err := parseNpyHeader("{'descr': '|u1', 'fortran_order': False, 'shape': (1, 3, 2, 5), }")
	if err != nil {
		t.Fatal(err)
	}
	data := make([]byte, 30)
	for i := range data {
		data[i] = byte(i)
	}
	s := &Set{}
	if err := s.useNpy(h, bytes.NewReader(data), 0, 30, "x", []int{0}); err != nil {
		t.Fatal(err)
	}
	got := mustPixels(t, s, 0)
	if s.Height != 2 || s.Width != 5 || s.Channels != 3 || !bytes.Equal(got[:6], []byte{0, 10, 20, 1, 11, 21}) {
		t.Errorf("%dx%dx%d %v", s.Height, s.Width, s.Channels, got)
	}
}

func TestPixelsChecksItsArguments(t *testing.T) {
	s, err := openPair(t, goodImages, goodLabels, Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer closeSet(t, s)
	two := make([]uint8, 2)
	for _, err := range []error{s.Pixels(3, two), s.Pixels(-1, two), s.Pixels(0, make([]uint8, 3))} {
		if !errors.Is(err, diversity.ErrInvalid) {
			t.Error(err)
		}
	}
	if _, err := s.Reader(); !errors.Is(err, ErrFormat) {
		t.Error(err)
	}
}

// Kuzushiji-49 has an npz file of one array for the images of each split, and one for their labels.
func TestPairsOfNPZ(t *testing.T) {
	images, err := os.ReadFile(testdata("images.npy"))
	labels, err2 := os.ReadFile(testdata("labels.npy"))
	if err := errors.Join(err, err2); err != nil {
		t.Fatal(err)
	}
	dir := put(t, map[string][]byte{
		"k49-train-imgs.npz": npz(t, images), "k49-train-labels.npz": npz(t, labels),
		"k49-test-imgs.npz": npz(t, images), "k49-test-labels.npz": npz(t, labels), "k49_classmap.csv": []byte("x"),
	})
	s, err := openFiles(dir, Options{Split: "test"})
	if err != nil {
		t.Fatal(err)
	}
	defer closeSet(t, s)
	if got := text(s); got != "2x3x3 0 1 2 [2 0 1 2 0 1]" || s.Name(3) != "k49-test-imgs.npz#3" || !bytes.Equal(mustPixels(t, s, 3), image(3)) {
		t.Errorf("%s %s", got, s.Name(3))
	}
	if err := os.Remove(filepath.Join(dir, "k49-test-labels.npz")); err != nil {
		t.Fatal(err)
	}
	if _, err := openFiles(dir, Options{Split: "test"}); !errors.Is(err, ErrFormat) || !strings.Contains(err.Error(), "k49-test-labels.npz") {
		t.Error(err)
	}
}

// npz is an npz file of one array.
func npz(t *testing.T, array []byte) []byte {
	t.Helper()
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	f, err := w.Create("arr_0.npy")
	if err == nil {
		_, err = f.Write(array)
	}
	if err = errors.Join(err, w.Close()); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}
