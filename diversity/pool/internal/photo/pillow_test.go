package photo

import (
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestPixelsOfPillow holds every file of testdata against what Pillow made of it, upright and on white.
func TestPixelsOfPillow(t *testing.T) {
	wants, _ := filepath.Glob("testdata/*.want.png")
	if len(wants) < 70 {
		t.Fatalf("%d files in testdata, expected 70 or more", len(wants))
	}
	d, err := NewDecoder(Options{})
	if err != nil {
		t.Fatal(err)
	}
	exact := 0
	for _, want := range wants {
		name := strings.TrimSuffix(want, ".want.png")
		data := load(t, name)
		p, err := d.Decode(data)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		worst := difference(t, p, want)
		if worst == 0 {
			exact++
		}
		// Pillow rounds what lies behind a half transparent pixel otherwise.
		if worst > 0 && !(p.Transparent && worst == 1) {
			t.Errorf("%s: differs from Pillow by up to %d, expected 0, or 1 where it is half transparent", name, worst)
		}
		h, w, format, err := Config(data)
		if err != nil || h != p.Height || w != p.Width || format != p.Format {
			t.Errorf("%s: header of %s %dx%d (%v), pixels of %s %dx%d", name, format, h, w, err, p.Format, p.Height, p.Width)
		}
		if clear := strings.Contains(name, "alpha") || strings.Contains(name, "rgba") || strings.Contains(name, "clear") ||
			strings.Contains(name, "key") || strings.Contains(name, "ink") || strings.Contains(name, "part-of"); clear != p.Transparent {
			t.Errorf("%s: transparent %v, expected %v", name, p.Transparent, clear)
		}
	}
	t.Logf("%d of %d files equal to Pillow's, the others within 1", exact, len(wants))
}

func load(t testing.TB, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func difference(t *testing.T, got Picture, name string) int {
	t.Helper()
	file, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	want, err := png.Decode(file)
	if err != nil {
		t.Fatal(err)
	}
	if size := want.Bounds().Size(); size != (image.Point{X: got.Width, Y: got.Height}) {
		t.Errorf("%s: %dx%d, expected %dx%d", name, got.Height, got.Width, size.Y, size.X)
		return 255
	}
	worst := 0
	for i, v := range got.Pixels {
		at := i / got.Channels
		c := color.NRGBAModel.Convert(want.At(at%got.Width, at/got.Width)).(color.NRGBA)
		diff := int(v) - int([]uint8{c.R, c.G, c.B}[i%got.Channels])
		worst = max(worst, diff, -diff)
	}
	return worst
}
