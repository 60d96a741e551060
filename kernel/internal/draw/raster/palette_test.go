package raster

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"testing"
)

// decoded is what a viewer makes of Compact's bytes.
func decoded(t *testing.T, m *image.RGBA) image.Image {
	t.Helper()
	encoded, err := Compact(m)
	if err != nil {
		t.Fatal(err)
	}
	again, err := Compact(m)
	if err != nil || !bytes.Equal(encoded, again) {
		t.Errorf("the same image gave other bytes (%v)", err)
	}
	out, err := png.Decode(bytes.NewReader(encoded))
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestCompactKeepsTheColoursOfAreas(t *testing.T) {
	m := drawn(t, `<rect width="100" height="100" fill="#fff"/><circle cx="30" cy="30" r="20" fill="#D55E00"/>
		<circle cx="70" cy="70" r="20" fill="#0072B2"/><text x="5" y="95" fill="#444444">few colours</text>`)
	out := decoded(t, m)
	palette, ok := out.ColorModel().(color.Palette)
	if !ok || len(palette) != paletteSizes[0] {
		t.Errorf("%T of %d colours, want a palette of %d", out.ColorModel(), len(palette), paletteSizes[0])
	}
	for at, want := range map[image.Point]color.RGBA{{1, 1}: {255, 255, 255, 255}, {30, 30}: {0xD5, 0x5E, 0, 255},
		{70, 70}: {0, 0x72, 0xB2, 255}} {
		if got := color.RGBAModel.Convert(out.At(at.X, at.Y)); got != want {
			t.Errorf("at %v: %v, want %v", at, got, want)
		}
	}
	total := 0.0
	for y := range 100 {
		for x := range 100 {
			r, _, _, _ := out.At(x, y).RGBA()
			d := float64(r>>8) - float64(m.RGBAAt(x, y).R)
			total += d * d
		}
	}
	if total > 3*paletteError*paletteError*100*100 { // the limit is on all three channels together
		t.Errorf("the mean square error is %.1f", total/1e4)
	}
}

func TestCompactTakesMoreColoursWhereTheyAreNeeded(t *testing.T) {
	m := image.NewRGBA(image.Rect(0, 0, 256, 256))
	for y := range 256 {
		for x := range 256 {
			m.SetRGBA(x, y, color.RGBA{uint8(x), uint8(y), 128, 255})
		}
	}
	if palette := decoded(t, m).ColorModel().(color.Palette); len(palette) != 256 {
		t.Errorf("%d colours of a picture with 65536", len(palette))
	}
}

// A ramp of a hundred close colours in areas must not become a dozen steps.
func TestCompactKeepsRamps(t *testing.T) {
	m := image.NewRGBA(image.Rect(0, 0, 1000, 10))
	for y := range 10 {
		for x := range 1000 {
			m.SetRGBA(x, y, color.RGBA{uint8(200 - x/10), uint8(220 - x/10), uint8(x / 5), 255})
		}
	}
	out := decoded(t, m)
	for x := 0; x < 1000; x += 7 {
		got := color.RGBAModel.Convert(out.At(x, 5)).(color.RGBA)
		if d := int(got.R) - (200 - x/10); d < -2 || d > 2 {
			t.Fatalf("at %d: %v, want red %d", x, got, 200-x/10)
		}
	}
}

func TestCompactIsExactForFewColours(t *testing.T) {
	m := image.NewRGBA(image.Rect(0, 0, 4, 3))
	for i := range 12 {
		m.SetRGBA(i%4, i/4, color.RGBA{uint8(20 * i), 3, uint8(i), 255})
	}
	out := decoded(t, m)
	for i := range 12 {
		if got := color.RGBAModel.Convert(out.At(i%4, i/4)); got != m.RGBAAt(i%4, i/4) {
			t.Errorf("pixel %d: %v, want %v", i, got, m.RGBAAt(i%4, i/4))
		}
	}
}

func TestCompactKeepsTransparency(t *testing.T) {
	m := drawn(t, `<rect x="50" width="50" height="100" fill="#123456"/>`)
	out := decoded(t, m)
	if _, _, _, alpha := out.At(1, 1).RGBA(); alpha != 0 {
		t.Errorf("alpha %d of what is not painted", alpha)
	}
	if got := color.RGBAModel.Convert(out.At(75, 50)); got != (color.RGBA{0x12, 0x34, 0x56, 255}) {
		t.Errorf("%v", got)
	}
}

func BenchmarkCompact(b *testing.B) {
	m, err := Draw(`<svg viewBox="0 0 860 480"><rect width="860" height="480" fill="#fff"/><path d="M50 400C200 0 600 600 800 50" fill="none" stroke="#D55E00"/><text x="5" y="95">letters</text></svg>`,
		1.5)
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := Compact(m); err != nil {
			b.Fatal(err)
		}
	}
}
