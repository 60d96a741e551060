package jpeg

import (
	"bytes"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
)

// TestWindow: the pixels that are wanted are those of the whole image, for every file, fraction and many windows, with
// memory that holds another image.
func TestWindow(t *testing.T) {
	files, err := filepath.Glob("testdata/*.jpg")
	if err != nil || len(files) < 50 {
		t.Fatalf("%d files in testdata, expected 50 or more (%v)", len(files), err)
	}
	chance := rand.New(rand.NewPCG(1, 2))
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		checkWindows(t, chance, file, data)
	}
	checkWindows(t, chance, "a photograph", photograph(t, 75, 133, 85, 3))
}

func checkWindows(t *testing.T, chance *rand.Rand, name string, data []byte) {
	t.Helper()
	var whole, part Decoder
	for shift := range 4 {
		want, err := whole.Decode(data, Options{Shift: shift})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		for range 30 {
			w := someWindow(chance, want.Height, want.Width)
			for i := range part.out {
				part.out[i] = uint8(i)
			}
			got, err := part.Decode(data, Options{Shift: shift, Wanted: w})
			if err != nil || !equalWithin(got, want, w) {
				t.Errorf("%s at 1/%d: %+v of %dx%d differs (%v)", name, 1<<shift, w, want.Height, want.Width, err)
			}
		}
	}
}

func someWindow(chance *rand.Rand, height, width int) Window {
	top, left := chance.IntN(height), chance.IntN(width)
	return Window{top, left, top + 1 + chance.IntN(height-top), left + 1 + chance.IntN(width-left)}
}

func equalWithin(got, want Image, w Window) bool {
	if got.Height != want.Height || got.Width != want.Width || got.Channels != want.Channels {
		return false
	}
	for y := w.Top; y < w.Bottom; y++ {
		from, to := (y*want.Width+w.Left)*want.Channels, (y*want.Width+w.Right)*want.Channels
		if !bytes.Equal(got.Pixels[from:to], want.Pixels[from:to]) {
			return false
		}
	}
	return true
}

// TestWindowBeyondTheImage: what an image does not have is not asked of it.
func TestWindowBeyondTheImage(t *testing.T) {
	var d Decoder
	data := photograph(t, 20, 30, 85, 4)
	for _, w := range []Window{{}, {-5, -5, 100, 100}, {0, 0, 20, 30}} {
		if m, err := d.Decode(data, Options{Wanted: w}); err != nil || m.Height != 20 || m.Width != 30 {
			t.Errorf("%+v: %dx%d, %v", w, m.Height, m.Width, err)
		}
	}
	for _, w := range []Window{{30, 0, 40, 10}, {5, 5, 5, 5}, {3, 9, 8, 2}} { // nothing of it
		if m, err := d.Decode(data, Options{Wanted: w}); err != nil || len(m.Pixels) != 20*30*3 {
			t.Errorf("%+v: %d values, %v", w, len(m.Pixels), err)
		}
	}
}
