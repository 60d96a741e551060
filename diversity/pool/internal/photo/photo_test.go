package photo

import (
	"bytes"
	"errors"
	"fmt"
	"hash/fnv"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"path/filepath"
	"strings"
	"testing"

	"tradeoff/diversity"
)

func encode(t testing.TB, m image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, m); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestNotAnImage: each error says what the file is.
func TestNotAnImage(t *testing.T) {
	rgb := load(t, "testdata/rgb.png")
	badSum := bytes.Clone(rgb)
	badSum[len(badSum)-20] ^= 1
	for _, c := range []struct {
		name, text string
		data       []byte
	}{
		{"nothing", "an empty file", nil},
		{"html", "an HTML page", []byte("<!DOCTYPE html><html><body>404 Not Found</body></html>")},
		{"lfs", "a Git LFS pointer", []byte("version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 12\n")},
		{"zip", "a zip archive", []byte("PK\x03\x04.......")},
		{"text", "a text file", []byte("label,path\n1,a.png\n")},
		{"text of B and M", "a text file", []byte("BMW is no bitmap but a car maker")},
		{"svg", "an SVG drawing", []byte("<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg'/>")},
		{"heic", "a HEIC image", []byte("\x00\x00\x00\x18ftypheic\x00\x00\x00\x00")},
		{"avif", "an AVIF image", []byte("\x00\x00\x00\x18ftypavif\x00\x00\x00\x00")},
		{"netpbm", "a Netpbm image", []byte("P6\n1 1\n255\nabc")},
		{"zeroes", "zero bytes", make([]byte, 4096)},
		{"noise", "begins with 01 02 03 04", []byte{1, 2, 3, 4}},
		{"newline before", "unknown file", append([]byte{'\n'}, load(t, "testdata/turned-1.jpg")...)},
		{"half a PNG", "truncated PNG", rgb[:len(rgb)/2]},
		{"sum of a PNG", "damaged or unsupported PNG", badSum},
		{"half a JPEG", "truncated JPEG", load(t, "testdata/turned-1.jpg")[:900]},
		{"half a GIF", "truncated GIF", load(t, "testdata/animated.gif")[:400]},
		{"half a WebP", "truncated WebP", load(t, "testdata/lossy-alpha.webp")[:200]},
		{"half a BMP", "truncated BMP", load(t, "testdata/rgb.bmp")[:900]},
		{"half a TIFF", "TIFF", load(t, "testdata/rgb-plain.tif")[:900]},
	} {
		_, err := Decode(c.data, Options{})
		if !errors.Is(err, ErrFormat) || !strings.Contains(err.Error(), c.text) {
			t.Errorf("%s: %v, expected ErrFormat with %q", c.name, err, c.text)
		}
	}
}

func TestLimit(t *testing.T) {
	data := encode(t, image.NewGray(image.Rect(0, 0, 300, 200)))
	_, err := Decode(data, Options{MaxPixels: 59_999})
	if !errors.Is(err, ErrTooLarge) || !errors.Is(err, ErrFormat) || !strings.Contains(err.Error(), "60000 pixels, expected at most 59999") {
		t.Errorf("one pixel above the limit: %v", err)
	}
	if _, err := Decode(data, Options{MaxPixels: 60_000}); err != nil {
		t.Errorf("as many as the limit: %v", err)
	}
	header := bytes.Clone(data[:33]) // 30000x30000, of which nothing follows
	copy(header[16:], []byte{0, 0, 0x75, 0x30, 0, 0, 0x75, 0x30})
	if _, err := Decode(header, Options{}); !errors.Is(err, ErrFormat) {
		t.Errorf("a large header alone: %v", err)
	}
	long := encode(t, image.NewGray(image.Rect(0, 0, MaxSide+1, 1)))
	_, err = Decode(long, Options{})
	if !errors.Is(err, ErrFormat) || !strings.Contains(err.Error(), "sides of 1..65535") {
		t.Errorf("a side of %d: %v", MaxSide+1, err)
	}
	thin := encode(t, image.NewGray(image.Rect(0, 0, 60000, 1)))
	if _, err := Decode(thin, Options{Height: 64, Width: 64, Fit: Crop}); !errors.Is(err, ErrFormat) {
		t.Errorf("1x60000 cropped to 64x64: %v", err)
	}
	if p, err := Decode(thin, Options{Height: 64, Width: 64, Fit: Pad}); err != nil || len(p.Pixels) != 64*64*3 {
		t.Errorf("1x60000 padded to 64x64: %v", err)
	}
}

func TestOptions(t *testing.T) {
	for field, o := range map[string]Options{
		"Options.Height": {Width: 3}, "Options.Width": {Height: 3, Width: MaxSide + 1}, "Options.Fit": {Fit: 3},
		"Options.Background": {Background: "pink"}, "Options.MaxPixels": {MaxPixels: -1},
	} {
		if _, err := NewDecoder(o); !errors.Is(err, diversity.ErrInvalid) || !strings.Contains(err.Error(), field) {
			t.Errorf("%+v: %v, expected one about %s", o, err, field)
		}
	}
	if _, err := NewDecoder(Options{Height: 20000, Width: 20000}); !errors.Is(err, diversity.ErrInvalid) {
		t.Errorf("a result above the limit of pixels: %v", err)
	}
}

// TestBackground: black ink on transparent paper is readable on white, and any colour can be named.
func TestBackground(t *testing.T) {
	data := load(t, "testdata/ink.png")
	for name, want := range map[string][3]uint8{"": {255, 255, 255}, "white": {255, 255, 255}, "black": {}, "#0a640B": {10, 100, 11}} {
		p, err := Decode(data, Options{Background: name})
		if err != nil || !p.Transparent || [3]uint8(p.Pixels[:3]) != want || [3]uint8(p.Pixels[3*(5*30+3):]) != [3]uint8{} {
			t.Errorf("%q: paper %v, ink %v, %v", name, p.Pixels[:3], p.Pixels[3*(5*30+3):][:3], err)
		}
	}
	p, err := Decode(data, Options{Gray: true, Background: "#ff0000"})
	if err != nil || p.Channels != 1 || p.Pixels[0] != 76 { // 0.299*255 = 76.2
		t.Errorf("grey on red: %v, %v", p.Pixels[0], err)
	}
}

// TestPad: the background fills what an image leaves, also a coloured one around a grey image.
func TestPad(t *testing.T) {
	m := image.NewGray(image.Rect(0, 0, 8, 4))
	for i := range m.Pix {
		m.Pix[i] = 100
	}
	p, err := Decode(encode(t, m), Options{Height: 8, Width: 8, Fit: Pad, Background: "#010203"})
	if err != nil {
		t.Fatal(err)
	}
	for y := range 8 {
		want := [3]uint8{1, 2, 3}
		if y >= 2 && y < 6 {
			want = [3]uint8{100, 100, 100}
		}
		if got := [3]uint8(p.Pixels[3*(8*y+5):]); got != want {
			t.Errorf("row %d is %v, expected %v", y, got, want)
		}
	}
	p, err = Decode(encode(t, m), Options{Height: 8, Width: 8, Fit: Pad, Gray: true})
	if err != nil || p.Pixels[0] != 255 || p.Pixels[20] != 100 {
		t.Errorf("grey on white: %d and %d, %v", p.Pixels[0], p.Pixels[20], err)
	}
	p, err = Decode(encode(t, m), Options{Height: 4, Width: 4, Fit: Crop, Gray: true})
	if err != nil || p.Height != 4 || p.Width != 4 {
		t.Errorf("cropped: %dx%d, %v", p.Height, p.Width, err)
	}
}

// TestFewLevels: 12 bits of a camera in a 16-bit file are told; the full range is not.
func TestFewLevels(t *testing.T) {
	p, err := Decode(load(t, "testdata/grey-12in16bit.png"), Options{})
	if err != nil || !strings.Contains(p.Warning, "of which 8 bits keep 15") {
		t.Errorf("12 bits in 16: warning %q, %v", p.Warning, err)
	}
	m := image.NewGray16(image.Rect(0, 0, 256, 256))
	for i := range 65536 {
		m.SetGray16(i%256, i/256, color.Gray16{Y: uint16(i)})
	}
	if p, err := Decode(encode(t, m), Options{}); err != nil || p.Warning != "" {
		t.Errorf("the full range: warning %q, %v", p.Warning, err)
	}
}

// TestOrientation: all eight, from a picture of six pixels worked out by hand; and the option that leaves it.
func TestOrientation(t *testing.T) {
	for o, want := range map[int]string{
		1: "abc/def", 2: "cba/fed", 3: "fed/cba", 4: "def/abc", 5: "ad/be/cf", 6: "da/eb/fc", 7: "fc/eb/da", 8: "cf/be/ad",
	} {
		var d Decoder
		p := d.upright(Picture{Height: 2, Width: 3, Channels: 1, Pixels: []uint8("abcdef")}, o)
		var rows []string
		for y := range p.Height {
			rows = append(rows, string(p.Pixels[y*p.Width:][:p.Width]))
		}
		if got := strings.Join(rows, "/"); got != want {
			t.Errorf("orientation %d: %s, expected %s", o, got, want)
		}
	}
	p, err := Decode(load(t, "testdata/turned-6.jpg"), Options{IgnoreOrientation: true})
	if err != nil || p.Height != 21 || p.Width != 30 {
		t.Errorf("left as stored: %dx%d, %v", p.Height, p.Width, err)
	}
}

// TestScaled: the fraction is chosen by the side that is nearer to its target, as it will be when upright.
func TestScaled(t *testing.T) {
	d := &Decoder{options: Options{Scaled: true}}
	for _, c := range []struct {
		h, w, th, tw, orientation, want int
	}{
		{375, 500, 64, 64, 1, 2}, {375, 500, 47, 62, 1, 2}, {376, 504, 47, 62, 1, 3}, {375, 500, 224, 224, 1, 0},
		{100, 50, 25, 50, 6, 1}, {64, 64, 64, 64, 1, 0},
	} {
		h := header{format: "JPEG", height: c.h, width: c.w}
		if got := d.shift(h, c.orientation, size{c.th, c.tw}); got != c.want {
			t.Errorf("%+v: shift %d", c, got)
		}
	}
}

// TestReuse: a decoder that has read other files gives the same pixels as a new one.
func TestReuse(t *testing.T) {
	files, _ := filepath.Glob("testdata/*.*")
	for _, o := range []Options{
		{}, {Gray: true, Height: 9, Width: 13}, {Height: 16, Width: 16, Fit: Crop, Scaled: true},
		{Height: 16, Width: 16, Fit: Pad},
	} {
		d, err := NewDecoder(o)
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			data := load(t, file)
			fresh, err1 := Decode(data, o)
			again, err2 := d.Decode(data)
			if (err1 == nil) != (err2 == nil) || !bytes.Equal(fresh.Pixels, again.Pixels) {
				t.Errorf("%s with %+v: a used decoder differs (%v, %v)", file, o, err1, err2)
			}
		}
	}
}

// TestSamePixelsEverywhere: the digest of all pixels of all files, stretched, cropped and scaled, is that of the machine
// where it was written (amd64), on whatever processor this runs.
func TestSamePixelsEverywhere(t *testing.T) {
	files, _ := filepath.Glob("testdata/*")
	more, _ := filepath.Glob("../jpeg/testdata/*.jpg")
	h := fnv.New64a()
	for _, o := range []Options{
		{}, {Gray: true, Height: 11, Width: 17}, {Height: 8, Width: 8, Fit: Crop, Scaled: true},
		{Height: 40, Width: 40, Fit: Pad},
	} {
		d, err := NewDecoder(o)
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range append(files, more...) {
			if filepath.Ext(file) != ".py" {
				if p, err := d.Decode(load(t, file)); err == nil {
					h.Write(p.Pixels)
				}
			}
		}
	}
	if got := fmt.Sprintf("%016x", h.Sum64()); got != pixelDigest {
		t.Errorf("digest %s, expected %s; if pixels were meant to change, raise Version", got, pixelDigest)
	}
}

const pixelDigest = "a56f1131b0816317"

func FuzzDecode(f *testing.F) {
	files, _ := filepath.Glob("testdata/*.*")
	for _, file := range files {
		if filepath.Ext(file) != ".py" {
			f.Add(load(f, file), uint8(0))
		}
	}
	f.Fuzz(func(t *testing.T, data []byte, kind uint8) {
		o := Options{MaxPixels: 1 << 18, Gray: kind&1 == 1, Scaled: kind&2 == 2, Fit: Fit(kind >> 2 % 3)}
		if kind&64 == 64 {
			o.Height, o.Width = 7, 12
		}
		p, err := Decode(data, o)
		if err != nil && !errors.Is(err, ErrFormat) {
			t.Errorf("an error without sentinel: %v", err)
		}
		if err == nil && len(p.Pixels) != p.Height*p.Width*p.Channels {
			t.Errorf("%d values of %dx%dx%d", len(p.Pixels), p.Height, p.Width, p.Channels)
		}
	})
}

// FuzzOrientation: no panic, and always one of eight.
func FuzzOrientation(f *testing.F) {
	f.Add([]byte("II*\x00\x08\x00\x00\x00\x01\x00\x12\x01\x03\x00\x01\x00\x00\x00\x06\x00\x00\x00"))
	f.Add([]byte("MM\x00*\x00\x00\x00\x08\xff\xff\x01\x12\x00\x04\x00\x00\x00\x01\x00\x00\x00\x08"))
	f.Fuzz(func(t *testing.T, data []byte) {
		if o := orientation(data); o < 1 || o > 8 {
			t.Errorf("orientation %d", o)
		}
		pngExif(data)
	})
}

func TestOrientationTag(t *testing.T) {
	little := []byte("II*\x00\x08\x00\x00\x00\x01\x00\x12\x01\x03\x00\x01\x00\x00\x00\x06\x00\x00\x00")
	if o := orientation(little); o != 6 {
		t.Errorf("little endian short: %d, expected 6", o)
	}
	if o := orientation([]byte("MM\x00*\x00\x00\x00\x08\xff\xff\x01\x12\x00\x04\x00\x00\x00\x01\x00\x00\x00\x08")); o != 8 {
		t.Errorf("big endian long in a directory that is cut: %d, expected 8", o)
	}
	for name, change := range map[string]func([]byte){
		"value 9": func(b []byte) { b[18] = 9 }, "value 0": func(b []byte) { b[18] = 0 }, "a fraction": func(b []byte) { b[12] = 5 },
		"outside": func(b []byte) { b[7] = 0xff }, "no TIFF": func(b []byte) { b[0] = 'X' },
	} {
		b := bytes.Clone(little)
		change(b)
		if o := orientation(b); o != 1 {
			t.Errorf("%s: %d, expected 1", name, o)
		}
	}
}

func BenchmarkDecode(b *testing.B) {
	photo := func(h, w int) []byte {
		m := image.NewRGBA(image.Rect(0, 0, w, h))
		for y := range h {
			for x := range w {
				noise := uint8((x*7919 + y*104729 + x*y*31) % 11)
				red, green, blue := uint8(40+150*x/w), uint8(50+140*y/h), uint8(90+x/40%2*90)
				m.SetRGBA(x, y, color.RGBA{red + noise, green + noise, blue + noise, 255})
			}
		}
		var buf bytes.Buffer
		jpeg.Encode(&buf, m, &jpeg.Options{Quality: 90})
		return buf.Bytes()
	}
	small, large := photo(64, 64), photo(375, 500)
	for _, c := range []struct {
		name string
		data []byte
		o    Options
	}{
		{"JPEG 64x64", small, Options{}},
		{"JPEG 500x375 to 64", large, Options{Height: 64, Width: 64}},
		{"JPEG 500x375 to 64 scaled", large, Options{Height: 64, Width: 64, Scaled: true}},
		{"JPEG 500x375 to 224 cropped", large, Options{Height: 224, Width: 224, Fit: Crop}},
	} {
		b.Run(c.name, func(b *testing.B) {
			d, _ := NewDecoder(c.o)
			b.SetBytes(int64(len(c.data)))
			for b.Loop() {
				if _, err := d.Decode(c.data); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "images/s")
		})
	}
	for _, file := range []string{"rgb.png", "animated.gif", "lossy-40x33.webp", "rgb.bmp", "rgb-lzw.tif"} {
		data := load(b, "testdata/"+file)
		b.Run(file, func(b *testing.B) {
			d, _ := NewDecoder(Options{})
			b.SetBytes(int64(len(data)))
			for b.Loop() {
				if _, err := d.Decode(data); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
