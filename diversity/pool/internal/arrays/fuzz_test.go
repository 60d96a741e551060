package arrays

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"testing"

	"tradeoff/diversity"
)

// sound fails where a reader accepted what it then cannot read, or refused with an error of another kind.
func sound(t *testing.T, s *Set, err error) {
	t.Helper()
	if err != nil {
		if !errors.Is(err, ErrFormat) && !errors.Is(err, diversity.ErrInvalid) && !errors.Is(err, fs.ErrNotExist) {
			t.Fatalf("an error of no kind: %v", err)
		}
		return
	}
	if s.Count() < 1 || len(s.Classes) < 1 {
		t.Fatalf("%d images of %d classes", s.Count(), len(s.Classes))
	}
	for i, label := range s.Labels[:min(s.Count(), 100)] {
		if label < 0 || label >= len(s.Classes) {
			t.Fatalf("image %d has the class %d of %d", i, label, len(s.Classes))
		}
		if size := s.Height * s.Width * s.Channels; size < 1<<20 {
			if err := s.Pixels(i, make([]uint8, size)); err != nil {
				t.Fatalf("image %d: %v", i, err)
			}
		}
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
}

const fuzzBytes = 1 << 24 // that may be held in memory

func FuzzIDX(f *testing.F) {
	f.Add(goodImages, goodLabels, false)
	f.Add(zipped(goodImages), zipped(goodLabels), true)
	huge := idxFile(idxUint8, []uint32{1 << 20, 100, 100}, 1)
	f.Add(zipped(huge), idxFile(idxInt32, []uint32{1, 8}, make([]byte, 32)...), false)
	f.Fuzz(func(t *testing.T, images, labels []byte, transposed bool) {
		in, _, err := unzipped(bytes.NewReader(labels))
		var classes []int
		if err == nil {
			classes, err = decodeIDXLabels(in)
		}
		s, count := &Set{name: numberedIn("i")}, 0
		if err == nil {
			count, err = s.idxImages(bytes.NewReader(images), int64(len(images)), "i", transposed, fuzzBytes)
		}
		if err == nil && len(classes) != count {
			return
		}
		if err == nil {
			err = s.SetLabels(classes)
		}
		sound(t, s, err)
	})
}

func FuzzNPZ(f *testing.F) {
	for _, name := range []string{"keras.npz", "medmnist.npz", "plain.npz"} {
		data, err := os.ReadFile(testdata(name))
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		s := &Set{}
		err := s.readNPZ(bytes.NewReader(data), int64(len(data)), "a", Options{MaxBytes: fuzzBytes})
		sound(t, s, err)
	})
}

func FuzzNumPy(f *testing.F) {
	labels, err := os.ReadFile(testdata("labels.npy"))
	if err != nil {
		f.Fatal(err)
	}
	for _, name := range []string{"images.npy", "gray.npy", "float.npy", "fortran.npy", "objects.npy"} {
		data, err := os.ReadFile(testdata(name))
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data, labels)
	}
	f.Fuzz(func(t *testing.T, images, labels []byte) {
		in := bytes.NewReader(labels)
		h, err := readNpyHeader(in)
		var classes []int
		if err == nil {
			classes, err = npyLabels(h, in)
		}
		s := &Set{}
		if err == nil {
			err = s.npyImages(bytes.NewReader(images), int64(len(images)), "i", classes)
		}
		sound(t, s, err)
	})
}

func FuzzCIFAR(f *testing.F) {
	f.Add(record([]byte{3, 1}, 1, 2, 3), []byte("apple\nfish\n"))
	f.Fuzz(func(t *testing.T, data, names []byte) {
		s, err := openFiles(put(t, map[string][]byte{"train.bin": data, "fine_label_names.txt": names}), Options{})
		sound(t, s, err)
	})
}
