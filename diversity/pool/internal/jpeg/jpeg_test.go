package jpeg

import (
	"bytes"
	"image"
	"image/color"
	"image/jpeg"
	"math/rand/v2"
	"testing"
)

// photograph is smooth light with edges and some noise, as JPEG of quality 90 by the standard library (colours halved
// on both axes).
func photograph(t testing.TB, height, width, quality int, seed uint64) []byte {
	t.Helper()
	r := rand.New(rand.NewPCG(seed, 1))
	img := image.NewRGBA(image.Rect(0, 0, width, height))
	cx, cy, radius := width/3, height/2, min(width, height)/4
	for y := range height {
		for x := range width {
			noise := r.IntN(13) - 6
			light := 200 - 120*(x+y)/(width+height)
			c := color.RGBA{uint8(46 + 150*x/width + noise), uint8(56 + 140*y/height + noise), uint8(light + noise), 255}
			if (x-cx)*(x-cx)+(y-cy)*(y-cy) < radius*radius {
				c = color.RGBA{uint8(190 + noise), uint8(60 + noise + x%7*4), 40, 255}
			}
			img.SetRGBA(x, y, c)
		}
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, &jpeg.Options{Quality: quality}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func BenchmarkDecode(b *testing.B) {
	for _, c := range []struct {
		name                 string
		height, width, shift int
	}{{"64x64", 64, 64, 0}, {"500x375", 375, 500, 0}, {"500x375 at 1 of 2", 375, 500, 1}, {"500x375 at 1 of 4", 375, 500, 2}} {
		data := photograph(b, c.height, c.width, 90, 1)
		b.Run(c.name, func(b *testing.B) {
			var d Decoder
			b.SetBytes(int64(len(data)))
			for b.Loop() {
				if _, err := d.Decode(data, Options{Shift: c.shift}); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "images/s")
		})
		if c.shift == 0 {
			b.Run(c.name+" by image/jpeg", func(b *testing.B) {
				b.SetBytes(int64(len(data)))
				for b.Loop() {
					if _, err := jpeg.Decode(bytes.NewReader(data)); err != nil {
						b.Fatal(err)
					}
				}
				b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "images/s")
			})
		}
	}
}
