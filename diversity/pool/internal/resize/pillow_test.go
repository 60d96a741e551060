package resize

import (
	"fmt"
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"testing"
)

// TestPixelsOfPillow holds every size of testdata against Pillow: stretched, grey, cropped and padded.
func TestPixelsOfPillow(t *testing.T) {
	name := regexp.MustCompile(`^(scene|tall)-(grey-|crop-|pad-|)(\d+)x(\d+)\.png$`)
	files, _ := filepath.Glob("testdata/*.png")
	compared, r := 0, &Resizer{}
	for _, file := range files {
		m := name.FindStringSubmatch(filepath.Base(file))
		if m == nil {
			continue
		}
		height, _ := strconv.Atoi(m[3])
		width, _ := strconv.Atoi(m[4])
		src := load(t, "testdata/"+m[1]+".png", m[2] == "grey-")
		want := load(t, file, m[2] == "grey-")
		var got Image
		switch m[2] {
		case "crop-":
			h, w, part := Crop(src.Height, src.Width, height, width)
			got = r.Part(src, h, w, part)
		case "pad-":
			got = padded(r, src, height, width)
		default:
			got = r.Stretch(src, height, width)
		}
		if err := equal(got, want); err != nil {
			t.Errorf("%s: %v", file, err)
		}
		compared++
	}
	if compared != 2*(2*8+2*5) {
		t.Errorf("%d files compared, expected %d", compared, 2*(2*8+2*5))
	}
}

// padded draws a picture in the middle of black.
func padded(r *Resizer, src Image, height, width int) Image {
	w := Pad(src.Height, src.Width, height, width)
	small := r.Stretch(src, w.Height, w.Width)
	out := Image{height, width, src.Channels, make([]uint8, height*width*src.Channels)}
	for y := range w.Height {
		copy(out.Pixels[((y+w.Top)*width+w.Left)*src.Channels:], small.Pixels[y*w.Width*src.Channels:][:w.Width*src.Channels])
	}
	return out
}

func equal(got, want Image) error {
	if got.Height != want.Height || got.Width != want.Width || got.Channels != want.Channels {
		return fmt.Errorf("%dx%dx%d, expected %dx%dx%d", got.Height, got.Width, got.Channels, want.Height, want.Width, want.Channels)
	}
	for i, v := range got.Pixels {
		if v != want.Pixels[i] {
			return fmt.Errorf("value %d is %d, of Pillow %d", i, v, want.Pixels[i])
		}
	}
	return nil
}

func load(t *testing.T, file string, grey bool) Image {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	decoded, err := png.Decode(f)
	if err != nil {
		t.Fatal(err)
	}
	return toImage(decoded, grey)
}

func toImage(decoded image.Image, grey bool) Image {
	size := decoded.Bounds().Size()
	out := Image{Height: size.Y, Width: size.X, Channels: 3}
	if grey {
		out.Channels = 1
	}
	for y := range size.Y {
		for x := range size.X {
			c := color.NRGBAModel.Convert(decoded.At(x, y)).(color.NRGBA)
			if grey {
				out.Pixels = append(out.Pixels, uint8((19595*uint32(c.R)+38470*uint32(c.G)+7471*uint32(c.B)+1<<15)>>16))
				continue
			}
			out.Pixels = append(out.Pixels, c.R, c.G, c.B)
		}
	}
	return out
}

func TestSameSizeIsTheSamePixels(t *testing.T) {
	src := Image{2, 3, 1, []uint8{1, 2, 3, 4, 5, 6}}
	var r Resizer
	if got := r.Stretch(src, 2, 3); &got.Pixels[0] != &src.Pixels[0] {
		t.Error("an image of the size asked for was copied")
	}
	got := r.Part(src, 2, 3, Window{Top: 1, Left: 1, Height: 1, Width: 2})
	if err := equal(got, Image{1, 2, 1, []uint8{5, 6}}); err != nil {
		t.Error(err)
	}
}

// TestConstantStaysConstant: weights of any pair of sizes add up to one, the longest side included.
func TestConstantStaysConstant(t *testing.T) {
	var r Resizer
	for _, c := range [][2]int{
		{1, 1}, {1, 7}, {7, 1}, {2, 3}, {5, 4}, {997, 64}, {64, 997}, {MaxSide, 3}, {3, MaxSide}, {MaxSide, MaxSide - 1},
	} {
		for _, value := range []uint8{0, 1, 128, 254, 255} {
			pixels := make([]uint8, c[0])
			for i := range pixels {
				pixels[i] = value
			}
			for i, v := range r.Stretch(Image{c[0], 1, 1, pixels}, c[1], 1).Pixels {
				if v != value {
					t.Fatalf("%d to %d: sample %d of a constant %d is %d", c[0], c[1], i, value, v)
				}
			}
		}
	}
}

func TestFit(t *testing.T) {
	h, w, part := Crop(375, 500, 224, 224)
	if h != 224 || w != 298 || part != (Window{0, 37, 224, 224}) { // 500*224/375 = 298.67, down; (298-224)/2
		t.Errorf("375x500 cropped to 224: %dx%d, %+v", h, w, part)
	}
	h, w, part = Crop(67, 64, 64, 64)
	if h != 67 || w != 64 || part.Top != 2 { // half of 3 is 1.5: to the even number
		t.Errorf("67x64 cropped to 64: %dx%d, %+v", h, w, part)
	}
	h, w, part = Crop(65, 64, 64, 64)
	if h != 65 || w != 64 || part.Top != 0 { // half of 1 is 0.5: to the even number
		t.Errorf("65x64 cropped to 64: %dx%d, %+v", h, w, part)
	}
	if p := Pad(375, 500, 64, 64); p != (Window{8, 0, 48, 64}) {
		t.Errorf("375x500 padded to 64: %+v", p)
	}
	if p := Pad(1, 60000, 64, 64); p != (Window{32, 0, 1, 64}) { // at least one row; 31.5 to the even number
		t.Errorf("1x60000 padded to 64: %+v", p)
	}
}

func TestManySizesKeepLittle(t *testing.T) {
	var r Resizer
	src := Image{1, 1000, 1, make([]uint8, 1000)}
	for w := 1; w < 3000; w++ {
		r.Stretch(src, 1, w)
	}
	if r.taps > maxTaps+1<<16 {
		t.Errorf("%d taps kept, expected about %d at most", r.taps, maxTaps)
	}
}

func BenchmarkResize(b *testing.B) {
	src := Image{375, 500, 3, make([]uint8, 375*500*3)}
	small := Image{94, 125, 3, make([]uint8, 94*125*3)}
	for _, c := range []struct {
		name string
		src  Image
		side int
	}{{"500x375 to 64", src, 64}, {"500x375 to 224", src, 224}, {"125x94 to 64", small, 64}} {
		b.Run(c.name, func(b *testing.B) {
			var r Resizer
			for b.Loop() {
				r.Stretch(c.src, c.side, c.side)
			}
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "images/s")
		})
	}
}
