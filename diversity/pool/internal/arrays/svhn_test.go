package arrays

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tradeoff/diversity"
	"tradeoff/diversity/pool/internal/matlab"
)

// svhnFile is what testdata/svhn.py wrote: image m has 100 y + 10 x + c + 30 m at row y, column x, channel c.
func svhnFile(t testing.TB, name string) []byte {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func TestSVHN(t *testing.T) {
	for _, file := range []string{"svhn.mat", "svhn-plain.mat"} {
		dir := t.TempDir()
		for _, name := range []string{"test_32x32.mat", "train_32x32.mat"} {
			if err := os.WriteFile(filepath.Join(dir, name), svhnFile(t, file), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		found, err := Find(dir, Options{Split: "test"})
		if err != nil || found == nil || found.Layout != SVHN || filepath.Base(found.Images[0]) != "test_32x32.mat" {
			t.Fatalf("%+v, %v", found, err)
		}
		s, err := found.Open(Options{})
		if err != nil {
			t.Fatal(file, err)
		}
		ids := ""
		for _, label := range s.Labels {
			ids += s.Classes[label].ID
		}
		if ids != "1090" || s.Height != 2 || s.Width != 3 || s.Channels != 3 {
			t.Errorf("%s: digits %s, %d x %d x %d", file, ids, s.Height, s.Width, s.Channels)
		}
		got := make([]uint8, 18)
		if err := s.Pixels(3, got); err != nil {
			t.Fatal(err)
		}
		want := []uint8{90, 91, 92, 100, 101, 102, 110, 111, 112, 190, 191, 192, 200, 201, 202, 210, 211, 212}
		if !bytes.Equal(got, want) {
			t.Errorf("%s: image 3 is %v, want %v", file, got, want)
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}
	_, err := Find(t.TempDir(), Options{Layout: SVHN})
	if !errors.Is(err, ErrFormat) || !strings.Contains(err.Error(), "holds no files of SVHN") {
		t.Error(err)
	}
}

// readSVHNBytes reads a file that is in memory.
func readSVHNBytes(text []byte, limit int64) (*Set, error) {
	s := &Set{name: numberedIn("i")}
	if err := s.readSVHN(bytes.NewReader(text), int64(len(text)), "i", limit); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

func TestSVHNRefuses(t *testing.T) {
	plain, packed := svhnFile(t, "svhn-plain.mat"), svhnFile(t, "svhn.mat")
	changed := func(old, with string) []byte { return bytes.Replace(bytes.Clone(plain), []byte(old), []byte(with), 1) }
	sizes := "\x02\x00\x00\x00\x03\x00\x00\x00\x03\x00\x00\x00\x04\x00\x00\x00"
	for want, text := range map[string][]byte{
		"expected a MATLAB file of version 5": []byte("MATLAB 5.0"),
		"version 5":                           changed("IM", "MI"),
		"without the variables X and y":       plain[:matlab.Header],
		"bytes are left":                      nil,
		"expected uint8 [H, W, C, M]":         changed(sizes, strings.Replace(sizes, "\x02", "\x04", 1)),
		"X has the size 0, expected 1..16384": changed(sizes, strings.Replace(sizes, "\x02", "\x00", 1)),
		"at most 71 are unpacked":             packed,
		"y has the value 9.25":                changed("\x00\x00\x22\x40", "\x00\x80\x22\x40"),
	} {
		limit := int64(fuzzBytes)
		if text == nil {
			text, want = plain[:len(plain)-8], "are left"
		}
		if strings.HasPrefix(want, "at most 71") {
			limit = 71
		}
		s, err := readSVHNBytes(text, limit)
		if !errors.Is(err, ErrFormat) || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, %v, want %s", s, err, want)
		}
	}
	for cut := range len(packed) {
		if s, err := readSVHNBytes(packed[:cut], fuzzBytes); err == nil {
			t.Errorf("%d images in the first %d of %d bytes", s.Count(), cut, len(packed))
		}
	}
	if _, err := openSVHN(filepath.Join(t.TempDir(), "none.mat"), 1); !errors.Is(err, os.ErrNotExist) {
		t.Error(err)
	}
	_, err := Find("testdata", Options{Layout: SVHN, Split: "val"})
	if err == nil || errors.Is(err, diversity.ErrInvalid) {
		t.Error(err)
	}
}

func FuzzSVHN(f *testing.F) {
	f.Add(svhnFile(f, "svhn.mat"))
	f.Add(svhnFile(f, "svhn-plain.mat"))
	f.Fuzz(func(t *testing.T, text []byte) {
		s, err := readSVHNBytes(text, fuzzBytes)
		sound(t, s, err)
	})
}
