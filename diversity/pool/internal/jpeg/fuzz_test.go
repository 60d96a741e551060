package jpeg

import (
	"bytes"
	"errors"
	"image"
	"image/jpeg"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// FuzzDecode: no panic, at any size; and where image/jpeg decodes the same file, the same luminance within 2 levels.
func FuzzDecode(f *testing.F) {
	for i, size := range [][2]int{{1, 1}, {8, 8}, {17, 9}, {40, 31}} {
		f.Add(photograph(f, size[0], size[1], 20+25*i, uint64(i)))
	}
	files, _ := filepath.Glob("testdata/*.jpg")
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Fuzz(tryEverySize)
}

// FuzzPatched writes bytes into the middle of whole files: most of what it tries is decoded for a while.
func FuzzPatched(f *testing.F) {
	files, _ := filepath.Glob("testdata/*.jpg")
	var all [][]byte
	for i, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		all = append(all, data)
		for _, part := range []int{3, 5, 8, 12, 15} {
			f.Add(uint8(i), uint16(len(data)*part/16), []byte{0x55, 0xff, 0x00}, false)
			f.Add(uint8(i), uint16(len(data)*part/16), []byte{0x9a}, true)
		}
	}
	f.Fuzz(func(t *testing.T, file uint8, at uint16, patch []byte, insert bool) {
		data := bytes.Clone(all[int(file)%len(all)])
		where := int(at) % len(data)
		if insert {
			tryEverySize(t, slices.Insert(data, where, patch...))
			return
		}
		copy(data[where:], patch)
		tryEverySize(t, data)
	})
}

func tryEverySize(t *testing.T, data []byte) {
	const limit = 1 << 18
	var d Decoder
	for shift := 3; shift >= 0; shift-- {
		m, err := d.Decode(data, Options{Shift: shift, MaxPixels: limit})
		checkResult(t, m, err)
		if shift == 0 && err == nil {
			compareLuma(t, &d, data)
		}
	}
	if h, err := ReadHeader(data); err == nil && (h.Height < 1 || h.Width < 1) {
		t.Errorf("a header of %dx%d", h.Height, h.Width)
	}
}

func checkResult(t *testing.T, m Image, err error) {
	t.Helper()
	if err == nil && len(m.Pixels) != m.Height*m.Width*m.Channels {
		t.Errorf("%d values, expected %dx%dx%d", len(m.Pixels), m.Height, m.Width, m.Channels)
	}
	if err != nil && !errors.Is(err, ErrDamaged) && !errors.Is(err, ErrTruncated) && !errors.Is(err, ErrUnsupported) &&
		!errors.Is(err, ErrTooLarge) {
		t.Errorf("an error without sentinel: %v", err)
	}
}

// compareLuma holds the first component against that of image/jpeg.
func compareLuma(t *testing.T, d *Decoder, data []byte) {
	t.Helper()
	want, err := jpeg.Decode(bytes.NewReader(data))
	if err != nil || d.surplus > 0 || runsOfBlocks(d) {
		return
	}
	var pix []uint8
	var stride int
	switch m := want.(type) {
	case *image.Gray:
		pix, stride = m.Pix, m.Stride
	case *image.YCbCr:
		pix, stride = m.Y, m.YStride
	default:
		return
	}
	c := &d.comps[0]
	if size := want.Bounds().Size(); size.X != d.frame.width || size.Y != d.frame.height {
		t.Fatalf("%dx%d, of image/jpeg %dx%d", d.frame.height, d.frame.width, size.Y, size.X)
	}
	for y := 0; y < c.height; y += 8 {
		for x := 0; x < c.width; x += 8 {
			compareBlock(t, c, pix, stride, x, y)
		}
	}
}

// runsOfBlocks tells whether a sequential file has codes that end several blocks in a progressive one: image/jpeg takes
// them for that, libjpeg and this package for the end of one.
func runsOfBlocks(d *Decoder) bool {
	for i := range d.ac {
		for _, v := range d.ac[i].values[:d.ac[i].total] {
			if !d.frame.progressive && v&15 == 0 && v != 0 && v != 0xf0 {
				return true
			}
		}
	}
	return false
}

// compareBlock compares one block, unless samples in it are clipped: image/jpeg overflows where coefficients are larger
// than those of any image, which show as that. TestInverse tries those.
func compareBlock(t *testing.T, c *component, pix []uint8, stride, x, y int) {
	t.Helper()
	worst := 0
	for j := y; j < min(y+8, c.height); j++ {
		for i := x; i < min(x+8, c.width); i++ {
			got, want := c.line(j)[i], pix[j*stride+i]
			if got == 0 || got == 255 || want == 0 || want == 255 {
				return
			}
			worst = max(worst, int(got)-int(want), int(want)-int(got))
		}
	}
	if worst > 2 {
		t.Fatalf("luminance of the block at row %d, column %d differs from image/jpeg by %d", y, x, worst)
	}
}
