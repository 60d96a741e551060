package jpeg

import (
	"fmt"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestPixelsOfPillow holds every file of testdata, at each size, against what Pillow made of it.
func TestPixelsOfPillow(t *testing.T) {
	files, err := filepath.Glob("testdata/*.jpg")
	if err != nil || len(files) < 50 {
		t.Fatalf("%d files in testdata, expected 50 or more (%v)", len(files), err)
	}
	var d Decoder
	compared := 0
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for shift := range 4 {
			want := strings.TrimSuffix(file, ".jpg") + ".png"
			if shift > 0 {
				want = fmt.Sprintf("%s.%d.png", strings.TrimSuffix(file, ".jpg"), 1<<shift)
			}
			if _, err := os.Stat(want); err != nil && shift > 0 {
				continue // Pillow decodes at fractions that the image is large enough for
			}
			got, err := d.Decode(data, Options{Shift: shift})
			if err != nil {
				t.Errorf("%s at 1/%d: %v", file, 1<<shift, err)
				continue
			}
			compared++
			if worst := difference(t, got, want); worst != 0 {
				t.Errorf("%s at 1/%d: differs from Pillow by up to %d, expected 0", file, 1<<shift, worst)
			}
		}
	}
	t.Logf("%d images of %d files equal to Pillow's", compared, len(files))
}

// difference is the largest one between an image and a PNG file; -1 if their sizes are not the same.
func difference(t *testing.T, got Image, want string) int {
	t.Helper()
	file, err := os.Open(want)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	decoded, err := png.Decode(file)
	if err != nil {
		t.Fatal(err)
	}
	if size := decoded.Bounds().Size(); size.Y != got.Height || size.X != got.Width {
		t.Errorf("%s: %dx%d, expected %dx%d", want, got.Height, got.Width, size.Y, size.X)
		return -1
	}
	worst := 0
	for i, v := range got.Pixels {
		at := i / got.Channels
		c := color.NRGBAModel.Convert(decoded.At(at%got.Width, at/got.Width)).(color.NRGBA)
		diff := int(v) - int([]uint8{c.R, c.G, c.B}[i%got.Channels])
		worst = max(worst, diff, -diff)
	}
	return worst
}
