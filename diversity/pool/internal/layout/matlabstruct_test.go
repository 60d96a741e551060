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

// The files of testdata were written by testdata/meta.py.
func TestMatlabRecords(t *testing.T) {
	const want = `[["1" "n02119789" "kit fox, Vulpes macrotis"] ["2" "n02100735" "English setter"] ["490" "n03000247" "café, coffee shop"] ["1001" "n02084071" "dog, domestic dog"]]`
	for _, name := range []string{"meta.mat", "meta-plain.mat"} {
		text, err := os.ReadFile(filepath.Join("testdata", name))
		if err != nil {
			t.Fatal(err)
		}
		records, err := matlabRecords(text, "ILSVRC2012_ID", "WNID", "words")
		if got := fmt.Sprintf("%q", records); err != nil || got != want {
			t.Errorf("%s: %s, %v", name, got, err)
		}
		if _, err := matlabRecords(text, "WNID", "none"); !errors.Is(err, ErrLayout) || !strings.Contains(err.Error(), "without structures") {
			t.Errorf("%s: a field that is not there: %v", name, err)
		}
		if _, err := matlabRecords(text, "WNID", "children"); !errors.Is(err, ErrLayout) {
			t.Errorf("%s: a field of lists: %v", name, err)
		}
		for cut := matlab.Header + 1; cut < len(text); cut++ {
			if records, err := matlabRecords(text[:cut], "ILSVRC2012_ID", "WNID", "words"); err == nil && fmt.Sprintf("%q", records) != want {
				t.Errorf("%s: %q of the first %d bytes", name, records, cut)
			}
		}
	}
	numbers, err := os.ReadFile("testdata/plain.mat")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := matlabRecords(numbers, "WNID"); !errors.Is(err, ErrLayout) {
		t.Errorf("a list of numbers: %v", err)
	}
}

// The devkit beside the images names the classes: its list has numbers, its table the synsets and words.
func TestValidationWithTheDevkit(t *testing.T) {
	meta, err := os.ReadFile("testdata/meta.mat")
	if err != nil {
		t.Fatal(err)
	}
	const truth, want = "ILSVRC2012_validation_ground_truth.txt", ImageNetValidation +
		"[val] n02100735=English setter:%[1]sILSVRC2012_val_00000002.JPEG n03000247=café, coffee shop:%[1]sILSVRC2012_val_00000001.JPEG"
	images := []string{"val/ILSVRC2012_val_00000001.JPEG", "val/ILSVRC2012_val_00000002.JPEG", "train/n01/1.JPEG"}
	devkit := put(t, truth+"=490\n2\n", "meta.mat="+string(meta))
	for name, c := range map[string]struct {
		files  []string
		labels string
	}{
		"devkit in the folder": {[]string{"ILSVRC2012_devkit_t12/data/" + truth + "=490\n2\n", "ILSVRC2012_devkit_t12/data/meta.mat=" + string(meta)}, ""},
		"beside the images":    {[]string{"val/" + truth + "=490\n2\n", "meta.mat=" + string(meta)}, ""},
		"elsewhere":            {nil, filepath.Join(devkit, truth)},
	} {
		dir := put(t, append(append([]string{}, images...), c.files...)...)
		l, err := Detect(t.Context(), dir, Options{Split: "val", Labels: c.labels})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if got := text(l); got != fmt.Sprintf(want, "val/") {
			t.Errorf("%s: listed\n%q, want\n%q", name, got, fmt.Sprintf(want, "val/"))
		}
		if notes := fmt.Sprint(l.Notes); !strings.Contains(notes, "synsets and names of classes from") {
			t.Errorf("%s: %s", name, notes)
		}
	}
	for want, more := range map[string]string{
		"is no MATLAB file": "not one", "without structures": string(readPlain(t)), "ends within an element": string(meta[:200]),
	} {
		files := append([]string{"val/" + truth + "=490\n2\n", "meta.mat=" + more}, images...)
		if _, err := Detect(t.Context(), put(t, files...), Options{Split: "val"}); !errors.Is(err, ErrLayout) {
			t.Errorf("%s: %v", want, err)
		}
	}
}

func readPlain(t *testing.T) []byte {
	t.Helper()
	text, err := os.ReadFile("testdata/plain.mat")
	if err != nil {
		t.Fatal(err)
	}
	return text
}
