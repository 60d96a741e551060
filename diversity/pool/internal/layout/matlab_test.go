package layout

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tradeoff/diversity/pool/internal/matlab"
)

// The files of testdata were written by scipy.io.savemat.
func TestMatlabVectors(t *testing.T) {
	for name, want := range map[string]string{
		"compressed.mat": "[77 77 73 1 1 102]", "plain.mat": "[77 77 73 1 1 102]", "two.mat": "[77 77 73 1 1 102]",
		"matrix.mat": "without a list of numbers", "half.mat": "the label 1.5, expected whole numbers",
	} {
		text, err := os.ReadFile(filepath.Join("testdata", name))
		if err != nil || !isMatlab(text) {
			t.Fatal(name, err)
		}
		numbers, err := matlabNumbers(text)
		if got := fmt.Sprint(numbers); err == nil && got != want {
			t.Errorf("%s: %s, want %s", name, got, want)
		}
		if err != nil && (!errors.Is(err, ErrLayout) || !strings.Contains(err.Error(), want)) {
			t.Errorf("%s: %v, want %s", name, err, want)
		}
		for cut := matlab.Header + 1; cut < len(text); cut++ {
			if numbers, err := matlabNumbers(text[:cut]); err == nil && fmt.Sprint(numbers) != want {
				t.Errorf("%s: %v of the first %d bytes", name, numbers, cut)
			}
		}
	}
}

func TestLabelLists(t *testing.T) {
	mat, err := os.ReadFile("testdata/compressed.mat")
	if err != nil {
		t.Fatal(err)
	}
	flowers := []string{"jpg/image_00001.jpg", "jpg/image_00002.jpg", "jpg/image_00003.jpg", "jpg/image_00004.jpg", "jpg/image_00005.jpg",
		"jpg/image_00006.jpg"}
	for name, c := range map[string]struct {
		files  []string
		labels string
		want   string
	}{
		"MATLAB": {flowers, string(mat), "1:jpg/image_00004.jpg:jpg/image_00005.jpg 102:jpg/image_00006.jpg 73:jpg/image_00003.jpg 77:jpg/image_00001.jpg:jpg/image_00002.jpg"},
		"lines":  {flowers, "a\nb\na\nb\na\nb\n", "a:jpg/image_00001.jpg:jpg/image_00003.jpg:jpg/image_00005.jpg b:jpg/image_00002.jpg:jpg/image_00004.jpg:jpg/image_00006.jpg"},
		"fewer":  {flowers, "a\nb\n", "labels.txt has 2 labels, folder jpg has 6 images"},
		"order":  {[]string{"1.jpg", "10.jpg", "2.jpg"}, "a\nb\na\n", "2.jpg: the order of the names is not that of their numbers"},
	} {
		dir := t.TempDir()
		for _, file := range append(c.files, "labels.txt") {
			text := "x"
			if file == "labels.txt" {
				text = c.labels
			}
			path := filepath.Join(dir, file)
			if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o755), os.WriteFile(path, []byte(text), 0o600)); err != nil {
				t.Fatal(err)
			}
		}
		l, err := Detect(t.Context(), dir, Options{Layout: LabelList, Labels: "labels.txt"})
		if got := shown(l, err); err == nil && got != c.want || !strings.Contains(got, c.want) {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}

// The official parts of Oxford's flowers: setid.mat names them, and holds the numbers of their images.
func TestLabelListParts(t *testing.T) {
	mat, err := os.ReadFile("testdata/setid.mat") // trnid 1 3, valid 6, tstid 2 4 5
	if err != nil {
		t.Fatal(err)
	}
	listed := func(images int, parts []byte, split string) string {
		files := map[string]string{"labels.txt": strings.Repeat("a\n", images)}
		for i := range images {
			files[fmt.Sprintf("jpg/%d.jpg", i+1)] = "x"
		}
		if parts != nil {
			files["setid.mat"] = string(parts)
		}
		dir := t.TempDir()
		for name, text := range files {
			path := filepath.Join(dir, name)
			if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o755), os.WriteFile(path, []byte(text), 0o600)); err != nil {
				t.Fatal(err)
			}
		}
		return shown(Detect(t.Context(), dir, Options{Layout: LabelList, Labels: "labels.txt", Split: split}))
	}
	for _, c := range []struct {
		images      int
		parts       []byte
		split, want string
	}{
		{6, mat, "train", "a:jpg/1.jpg:jpg/3.jpg"}, {6, mat, "val", "a:jpg/6.jpg"},
		{6, mat, "test", "a:jpg/2.jpg:jpg/4.jpg:jpg/5.jpg"},
		{6, mat, "", "a:jpg/1.jpg:jpg/2.jpg:jpg/3.jpg:jpg/4.jpg:jpg/5.jpg:jpg/6.jpg"},
		{5, mat, "val", "valid has the number 6, expected each of 1..5 at most once"},
		{6, nil, "test", "train, val or test where setid.mat lists them"}, {6, mat, "exam", "train, val or test where"},
		{6, []byte("1\n2\n"), "test", "setid.mat is no MATLAB file"}, {6, mat[:200], "test", "setid.mat"},
	} {
		got := listed(c.images, c.parts, c.split)
		if !strings.Contains(got, c.want) || strings.HasPrefix(c.want, "a:") && got != c.want {
			t.Errorf("%d images, %q: %s, want %s", c.images, c.split, got, c.want)
		}
	}
}

// shown are the classes with the paths of their images, or the error.
func shown(l *Listing, err error) string {
	if err != nil {
		return err.Error()
	}
	got := ""
	for i, class := range l.Classes {
		got += " " + class.ID
		for _, item := range l.Items {
			if item.Class == i {
				got += ":" + item.Path
			}
		}
	}
	return strings.TrimPrefix(got, " ")
}

func FuzzMatlab(f *testing.F) {
	files, err := filepath.Glob("testdata/*.mat")
	if err != nil || len(files) < 5 {
		f.Fatal(files, err)
	}
	for _, name := range files {
		text, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		if !isMatlab(text) {
			return
		}
		if numbers, err := matlabNumbers(text); err == nil && len(numbers) == 0 || err != nil && !errors.Is(err, ErrLayout) {
			t.Errorf("%v, %v", numbers, err)
		}
		part, err := matlabVariable(text, "trnid")
		if err == nil && len(part) == 0 || err != nil && !errors.Is(err, ErrLayout) {
			t.Errorf("%v, %v", part, err)
		}
		records, err := matlabRecords(text, "ILSVRC2012_ID", "WNID", "words")
		if err == nil && len(records) == 0 || err != nil && !errors.Is(err, ErrLayout) {
			t.Errorf("%q, %v", records, err)
		}
	})
}
