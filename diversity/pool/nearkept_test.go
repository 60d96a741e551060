package pool

import (
	"fmt"
	"image"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// photoFolder writes pictures as PNG files of one class.
func photoFolder(t *testing.T, pictures [][]uint8) string {
	t.Helper()
	files := map[string][]byte{}
	for i, pixels := range pictures {
		m := image.NewNRGBA(image.Rect(0, 0, photoSide, photoSide))
		for at := range photoSide * photoSide {
			copy(m.Pix[4*at:], append(slices.Clone(pixels[3*at:3*at+3]), 255))
		}
		files[fmt.Sprintf("class/%03d.png", i)] = encode(t, "png", m)
	}
	return folderOf(t, files)
}

// pairsFile is the only file of pairs in a cache directory.
func pairsFile(t *testing.T, cache string) string {
	t.Helper()
	found, err := filepath.Glob(filepath.Join(cache, "pools", "*", "pairs"))
	if err != nil || len(found) != 1 {
		t.Fatalf("%q, %v", found, err)
	}
	return found[0]
}

// What was compared is read by the next process: pools that are opened anew show what the file says, named as the files
// are called now; what is damaged is found out again.
func TestNearDuplicatesAreKept(t *testing.T) {
	cache := ownCache(t)
	images := smoothImages(11, 12)
	first := photoFolder(t, images)
	second := photoFolder(t, [][]uint8{asJPEG(t, images[3], 50), asJPEG(t, images[8], 50)})
	compare := func() []NearPair {
		p, q := mustFolder(t, first, FolderOptions{}), mustFolder(t, second, FolderOptions{})
		pairs, err := NearDuplicates(t.Context(), p, q, NearOptions{})
		if err != nil {
			t.Fatal(err)
		}
		return pairs
	}
	found := compare()
	if len(found) != 2 {
		t.Fatalf("%v", found)
	}
	if again := compare(); !slices.Equal(again, found) {
		t.Errorf("kept: %v, found: %v", again, found)
	}
	file := pairsFile(t, cache)
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	other := strings.Replace(string(text), `"bits":`, `"bits":6`, 1)
	for name, c := range map[string]struct {
		text string
		kept bool
	}{
		"as it is": {string(text), true}, "other bits": {other, true}, "torn": {string(text[:len(text)/2]), false},
		"another version": {strings.Replace(other, `"version":1`, `"version":0`, 1), false},
		"no such image":   {strings.Replace(other, `"sample":3`, `"sample":99`, 1), false},
		"no such class":   {strings.Replace(other, `"class":0`, `"class":-1`, 1), false},
		"too different":   {strings.Replace(other, `"difference":0.`, `"difference":9.`, 1), false},
	} {
		if err := os.WriteFile(file, []byte(c.text), 0o600); err != nil {
			t.Fatal(err)
		}
		if is := !slices.Equal(compare(), found); is != (c.kept && c.text == other) {
			t.Errorf("%s: the file counts: %v", name, is)
		}
	}
}

// Parts of one source and two openings of one folder have the same digests, and not the same pairs.
func TestKeptPairsOfOneSource(t *testing.T) {
	ownCache(t)
	dir := photoFolder(t, smoothImages(12, 4))
	p, again := mustFolder(t, dir, FolderOptions{}), mustFolder(t, dir, FolderOptions{})
	for range 2 {
		same, err := NearDuplicates(t.Context(), p, p, NearOptions{})
		if err != nil || len(same) != 0 {
			t.Errorf("with itself: %v, %v", same, err)
		}
		// in two openings an image is no pair with itself either, as each pair counts once
		both, err := NearDuplicates(t.Context(), p, again, NearOptions{})
		if err != nil || len(both) != 0 {
			t.Errorf("opened twice: %v, %v", both, err)
		}
	}
}
