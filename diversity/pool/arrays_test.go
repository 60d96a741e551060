package pool

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"tradeoff/diversity"
	"tradeoff/diversity/pool/internal/prepared"
)

// cifarRecord is an image of CIFAR: a pixel (0, 0) of its own in front of planes of one value each.
func cifarRecord(labels []byte, r, g, b byte) []byte {
	out := bytes.Clone(labels)
	for _, v := range []byte{r, g, b} {
		out = append(append(out, v+1), bytes.Repeat([]byte{v}, 1023)...)
	}
	return out
}

// cifar100Files are CIFAR-100 in small: apples and pears are fruit, sharks are fish; image i is of the colour i, 2i,
// 3i.
func cifar100Files() map[string][]byte {
	files := map[string][]byte{
		"fine_label_names.txt": []byte("apple\npear\nshark\n"), "coarse_label_names.txt": []byte("fish\nfruit\n"),
	}
	for i := range 9 {
		fine := byte(i % 3)
		record := cifarRecord([]byte{map[byte]byte{0: 1, 1: 1, 2: 0}[fine], fine}, byte(i), byte(2*i), byte(3*i))
		name := map[bool]string{true: "train.bin", false: "test.bin"}[i < 6]
		files[name] = append(files[name], record...)
	}
	return files
}

// classesOf are the IDs, superclasses and counts of a pool.
func classesOf(p Pool) string {
	text := ""
	for i := range p.Classes() {
		text += fmt.Sprintf("%s<%s %d;", p.ClassID(i), p.Group(i), p.Count(i))
	}
	return text
}

// A folder of CIFAR-100 is a pool in every respect: superclasses, splits, JSON, identities, statistics, prepared sets.
func TestFolderOpensCIFAR100(t *testing.T) {
	dir := folderOf(t, cifar100Files())
	train := mustFolder(t, filepath.Dir(dir), FolderOptions{}) // in the only folder there
	if got := classesOf(train); got != "apple<fruit 2;pear<fruit 2;shark<fish 2;" {
		t.Errorf("classes %s", got)
	}
	if h, w, c := train.Shape(); h != 32 || w != 32 || c != 3 || train.Found().Layout != "CIFAR-100" || train.Found().Split != "train" {
		t.Errorf("%v, found %+v", train, train.Found())
	}
	if got := mustImages(t, train, Ref{1, 1})[:6]; !bytes.Equal(got, []byte{5, 9, 13, 4, 8, 12}) { // image 4
		t.Errorf("pixels %v", got)
	}
	test := mustFolder(t, dir, FolderOptions{Split: "test"})
	if got := mustImages(t, test, Ref{2, 0})[3:6]; classesOf(test) != "apple<fruit 1;pear<fruit 1;shark<fish 1;" || !bytes.Equal(got, []byte{8, 16, 24}) {
		t.Errorf("test: %v, %v", classesOf(test), got)
	}
	if coarse := train.Relabelled(); coarse.Classes() != 2 || coarse.Count(0) != 4 || coarse.ClassID(0) != "fruit" {
		t.Errorf("superclasses as classes: %v", classesOf(coarse))
	}
	text, err := json.Marshal(train)
	var again Pool
	if err == nil {
		err = json.Unmarshal(text, &again)
	}
	if err != nil || again.Digest() != train.Digest() || again.Found().Layout != "CIFAR-100" {
		t.Errorf("%s: %v", text, err)
	}
	identities, err := train.Identities(t.Context(), 1)
	if err != nil || identities[1].Name != "train.bin#4" {
		t.Errorf("%+v, %v", identities, err)
	}
	// colours 0..5 of 1024 pixels, of which one is 1 higher
	statistics, err := train.ChannelStatistics(t.Context())
	if want := 2.5 + 1.0/1024; err != nil || statistics.Mean[0] != want || statistics.Mean[1] != 2*2.5+1.0/1024 {
		t.Errorf("mean %v, want %v, %v", statistics.Mean, want, err)
	}
	if pairs, err := SharedImages(t.Context(), train, mustFolder(t, dir, FolderOptions{})); err != nil || len(pairs) != 6 {
		t.Errorf("%d images of itself, %v", len(pairs), err)
	}
}

// preparedOf is the prepared set of a folder.
func preparedOf(t *testing.T, dir string) PreparedSet {
	t.Helper()
	sets, err := PreparedSets()
	if err != nil {
		t.Fatal(err)
	}
	at := slices.IndexFunc(sets, func(s PreparedSet) bool { return s.Of(dir) })
	if at < 0 {
		t.Fatalf("nothing is prepared of %s", dir)
	}
	return sets[at]
}

// A changed file, also a list of names, is another pool; nothing else is.
func TestArraysArePreparedAsTheyAre(t *testing.T) {
	dir := folderOf(t, cifar100Files())
	first := mustFolder(t, dir, FolderOptions{})
	s := preparedOf(t, dir)
	if reason := s.Outdated(); reason != "" || s.Images != 6 || s.Classes != 3 {
		t.Errorf("%+v: %s", s, reason)
	}
	if opened, err := s.Open(); err != nil || opened.Digest() != first.Digest() {
		t.Errorf("%v, %v", opened, err)
	}
	names := filepath.Join(dir, "fine_label_names.txt")
	writeFile(t, names, []byte("apple\npeach\nshark\n"))
	if err := os.Chtimes(names, time.Time{}, time.Unix(1e9, 0)); err != nil {
		t.Fatal(err)
	}
	if reason := s.Outdated(); reason != "its folder has changed" {
		t.Errorf("outdated %q", reason)
	}
	if p := mustFolder(t, dir, FolderOptions{}); p.ClassID(1) != "peach" {
		t.Errorf("%s", classesOf(p))
	}
	if err := os.RemoveAll(dir); err != nil {
		t.Fatal(err)
	}
	if reason := s.Outdated(); reason != "its folder is gone" {
		t.Errorf("outdated %q", reason)
	}
}

// emnistFiles are two divisions of EMNIST: an image of 2x3 whose rows are columns in the file.
func emnistFiles(t *testing.T) map[string][]byte {
	images := zipped(t, idxFile(idxUint8, []uint32{2, 3, 2}, 1, 4, 2, 5, 3, 6, 7, 8, 9, 10, 11, 12))
	return map[string][]byte{
		"emnist-letters-train-images-idx3-ubyte.gz": images,
		"emnist-letters-train-labels-idx1-ubyte.gz": zipped(t, idxFile(idxUint8, []uint32{2}, 26, 1)),
		"emnist-letters-mapping.txt":                []byte("1 65 97\n26 90 122\n"),
		"emnist-digits-train-images-idx3-ubyte.gz":  images,
		"emnist-digits-train-labels-idx1-ubyte.gz":  zipped(t, idxFile(idxUint8, []uint32{2}, 0, 9)),
	}
}

func TestFolderOpensEMNIST(t *testing.T) {
	dir := folderOf(t, emnistFiles(t))
	_, err := Folder(t.Context(), dir, FolderOptions{})
	wantError(t, err, diversity.ErrInvalid, "FolderOptions.Include", "emnist-digits-train", "emnist-letters-train")
	letters := mustFolder(t, dir, FolderOptions{Include: []string{"emnist-letters-*"}})
	if got := classesOf(letters); got != "A< 1;Z< 1;" || letters.Found().Layout != "EMNIST" {
		t.Errorf("%s, %+v", got, letters.Found())
	}
	if got := mustImages(t, letters, Ref{1, 0}); !bytes.Equal(got, []byte{1, 2, 3, 4, 5, 6}) {
		t.Errorf("upright %v", got)
	}
	lying := mustFolder(t, dir, FolderOptions{Include: []string{"emnist-letters-*"}, Layout: "IDX"})
	if h, w, c := lying.Shape(); h != 3 || w != 2 || c != 1 {
		t.Errorf("asked for as IDX: %v", lying)
	}
}

func TestFolderOpensNumPyOfSeveralForms(t *testing.T) {
	const testdata = "internal/arrays/testdata/"
	for name, c := range map[string]struct {
		path    string
		options FolderOptions
		want    string
	}{
		"keras":    {testdata + "keras.npz", FolderOptions{}, "0< 1;1< 1;2< 2;"},
		"val":      {testdata + "medmnist.npz", FolderOptions{Split: "val"}, "0< 1;2< 1;"},
		"columns":  {testdata + "keras.npz", FolderOptions{Columns: Columns{Image: "x_test", Label: "y_test"}}, "0< 1;1< 1;"},
		"npy":      {testdata + "images.npy", FolderOptions{}, "0< 2;1< 2;2< 2;"},
		"labels":   {testdata + "images.npy", FolderOptions{Labels: testdata + "labels-big-endian.npy"}, "0< 2;1< 2;2< 2;"},
		"included": {testdata, FolderOptions{Include: []string{"medmnist.npz"}}, "0< 1;1< 1;2< 1;"},
	} {
		p, err := Folder(t.Context(), c.path, c.options)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if got := classesOf(p); got != c.want || p.Found().Layout != "NumPy" {
			t.Errorf("%s: %s, want %s; %+v", name, got, c.want, p.Found())
		}
	}
	_, err := Folder(t.Context(), testdata+"keras.npz", FolderOptions{Split: "val"})
	wantError(t, err, diversity.ErrInvalid, "FolderOptions.Columns and Split", "x_train, y_train, x_test, y_test")
}

// Grey and size are asked for as of image files; grey images keep their one channel.
func TestArraysAreResized(t *testing.T) {
	dir := folderOf(t, cifar100Files())
	gray := mustFolder(t, dir, FolderOptions{Gray: true, Height: 16, Width: 16})
	got := mustImages(t, gray, Ref{2, 1}) // colour 5, 10, 15
	// 0.299 * 5 + 0.587 * 10 + 0.114 * 15 = 9.075
	if h, w, c := gray.Shape(); h != 16 || w != 16 || c != 1 || got[100] != 9 {
		t.Errorf("%v: %d", gray, got[100])
	}
	one := folderOf(t, map[string][]byte{
		"train-images-idx3-ubyte": idxFile(idxUint8, []uint32{2, 2, 2}, 0, 20, 200, 100, 40, 80, 40, 80),
		"train-labels-idx1-ubyte": idxFile(idxUint8, []uint32{2}, 0, 1),
	})
	half := mustFolder(t, one, FolderOptions{Height: 1, Width: 2, Background: "#ff0000"})
	if h, w, c := half.Shape(); h != 1 || w != 2 || c != 1 {
		t.Errorf("%v", half)
	}
	if got := mustImages(t, half, Ref{0, 0}, Ref{1, 0}); !bytes.Equal(got, []byte{100, 60, 40, 80}) {
		t.Errorf("half as high: %v", got)
	}
	padded := mustFolder(t, one, FolderOptions{Height: 2, Width: 4, Fit: Pad, Background: "#ffffff"})
	if got := mustImages(t, padded, Ref{1, 0}); !bytes.Equal(got, []byte{255, 40, 80, 255, 255, 40, 80, 255}) {
		t.Errorf("padded: %v", got)
	}
	two := folderOf(t, map[string][]byte{
		"images.idx4-ubyte": idxFile(idxUint8, []uint32{2, 1, 1, 2}, 1, 2, 3, 4), "labels.idx1-ubyte": idxFile(idxUint8, []uint32{2}, 0, 1),
	})
	_, err := Folder(t.Context(), two, FolderOptions{Gray: true})
	wantError(t, err, diversity.ErrInvalid, "FolderOptions.Gray and Fit", "2 of ")
}

func TestArraysAreRefusedWithAReason(t *testing.T) {
	for name, c := range map[string]struct {
		files    map[string][]byte
		options  FolderOptions
		sentinel error
		parts    []string
	}{
		"no split": {cifar100Files(), FolderOptions{Split: "val"}, diversity.ErrInvalid, []string{`FolderOptions.Split = "val"`, "train, test"}},
		"no labels": {map[string][]byte{"train-images-idx3-ubyte": goodImages}, FolderOptions{}, ErrFormat,
			[]string{"without its labels", "FolderOptions.Labels"}},
		"labels elsewhere": {map[string][]byte{"train-images-idx3-ubyte": goodImages}, FolderOptions{Labels: "none"},
			os.ErrNotExist, []string{"FolderOptions.Labels", "none"}},
		"Python":  {map[string][]byte{"data_batch_1": {0x80}, "batches.meta": {0x80}}, FolderOptions{}, ErrFormat, []string{"only Python reads", "binary version"}},
		"nothing": {map[string][]byte{"cat/1.png": {1}}, FolderOptions{Layout: "CIFAR-10"}, ErrFormat, []string{"no files of CIFAR-10"}},
		"blank": {map[string][]byte{"images-idx3": idxFile(idxUint8, []uint32{2, 1, 2}, 1, 1, 0, 3), "labels-idx1": idxFile(idxUint8, []uint32{2}, 0, 1)},
			FolderOptions{}, ErrFormat, []string{"class 0", "same single colour"}},
		"Parquet": {map[string][]byte{"train.parquet": []byte("PAR1")}, FolderOptions{}, nil,
			[]string{`import _ "tradeoff/diversity/pool/parquet"`}},
		"archive": {map[string][]byte{"a.npz": []byte("PK\x03\x04")}, FolderOptions{}, ErrFormat, []string{"a.npz"}},
	} {
		dir := folderOf(t, c.files)
		_, err := Folder(t.Context(), dir, c.options)
		if c.sentinel == nil {
			c.sentinel = err
		}
		t.Run(name, func(t *testing.T) { wantError(t, err, c.sentinel, c.parts...) })
	}
}

// Folders of classes are not taken for arrays because a file of features lies beside them.
func TestClassFoldersBesideArraysStayClassFolders(t *testing.T) {
	picture := encode(t, "png", gradient(2, 3))
	dir := folderOf(t, map[string][]byte{"cat/1.png": picture, "dog/1.png": picture, "features.npy": []byte("\x93NUMPY")})
	if p := mustFolder(t, dir, FolderOptions{}); p.Found().Layout != "class folders" || p.Classes() != 2 {
		t.Errorf("%v, %+v", p, p.Found())
	}
}

// The real files of Fashion-MNIST open alike by IDX and by Folder, and the digest by IDX is what it was before they
// were prepared.
func TestRealFashionMNIST(t *testing.T) {
	dir := sharedData(t, "fashion-mnist-20k")
	test := mustFolder(t, dir, FolderOptions{Split: "test"})
	if test.Classes() != 10 || test.Limits().PerClass != 1000 || test.Found().Layout != "IDX" {
		t.Errorf("%v, %+v", test, test.Found())
	}
	pair, err := IDX(filepath.Join(dir, "t10k-images-idx3-ubyte.gz"), filepath.Join(dir, "t10k-labels-idx1-ubyte.gz"))
	if err != nil {
		t.Fatal(err)
	}
	refs := []Ref{{0, 0}, {3, 999}, {9, 500}}
	if !bytes.Equal(mustImages(t, pair, refs...), mustImages(t, test, refs...)) {
		t.Error("IDX and Folder differ")
	}
	content, err := pair.state.source.digest()
	if want := "235e0611"; err != nil || content[:8] != want {
		t.Errorf("content %.8s, want %s, %v", content, want, err)
	}
	train := mustFolder(t, dir, FolderOptions{})
	if train.Found().Split != "train" || train.Limits().PerClass != 942 {
		t.Errorf("%v", train)
	}
}

// Once it is prepared, a pool of Parquet files is opened by a program that cannot read them, as this test: their sizes
// and times say that they are the same.
func TestPreparedParquetNeedsNoReader(t *testing.T) {
	dir := folderOf(t, map[string][]byte{"train.parquet": []byte("PAR1"), "test.parquet": []byte("PAR1")})
	store, err := prepared.Default()
	if err != nil {
		t.Fatal(err)
	}
	in, err := findInput(dir, FolderOptions{})
	if err != nil || in.arrays == nil || in.arrays.Layout != "Parquet" {
		t.Fatalf("%+v, %v", in, err)
	}
	from := prepared.Source{
		Key: in.key, Classes: []prepared.Class{{ID: "cat", Count: 1}}, Name: func(int) string { return "train.parquet#0" },
		Shape: func() (int, int, int, error) { return 1, 2, 1, nil },
		NewDecoder: func() (prepared.Decode, error) {
			return func(_ int, dst []uint8) ([]string, error) { dst[0] = 9; return nil, nil }, nil
		},
	}
	about := aboutSet{spec: folderSpec(dir, FolderOptions{}), Found: Found{Layout: "Parquet"}}
	if _, err := prepareSet(t.Context(), store, from, about, dir, FolderOptions{}); err != nil {
		t.Fatal(err)
	}
	if p := mustFolder(t, dir, FolderOptions{}); p.ClassID(0) != "cat" || mustImages(t, p, Ref{0, 0})[0] != 9 {
		t.Errorf("%v", p)
	}
	if _, err := Folder(t.Context(), dir, FolderOptions{Split: "test"}); err == nil {
		t.Error("what is not prepared needs the reader")
	}
}
