package jpeg

import (
	"bytes"
	"errors"
	"os"
	"strings"
	"testing"

	"tradeoff/diversity"
)

func read(t *testing.T, name string) []byte {
	t.Helper()
	data, err := os.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// TestTruncated: cut anywhere in front of its last byte of image data, a file is an error.
func TestTruncated(t *testing.T) {
	for _, name := range []string{"sample-2x2.jpg", "grey.jpg", "restart.jpg", "progressive-2x2.jpg", "cmyk.jpg", "three-scans.jpg"} {
		data := read(t, name)
		var d Decoder
		for cut := range len(data) - 3 {
			_, err := d.Decode(data[:cut], Options{})
			if !errors.Is(err, ErrTruncated) && !(cut < 4 && errors.Is(err, ErrDamaged)) {
				t.Fatalf("%s cut to %d of %d bytes: %v, expected ErrTruncated", name, cut, len(data), err)
			}
		}
		if _, err := d.Decode(data, Options{}); err != nil {
			t.Errorf("%s whole, after all of those: %v", name, err)
		}
	}
}

func TestWithoutMarkerOfTheEnd(t *testing.T) {
	data := read(t, "sample-2x2.jpg")
	var d Decoder
	whole, _ := d.Decode(data, Options{})
	want := bytes.Clone(whole.Pixels)
	if got, err := d.Decode(data[:len(data)-2], Options{}); err != nil || !bytes.Equal(got.Pixels, want) {
		t.Errorf("a sequential file without its last marker: %v, expected all its pixels", err)
	}
	if _, err := d.Decode(read(t, "progressive-2x2.jpg")[:300], Options{}); !errors.Is(err, ErrTruncated) {
		t.Errorf("a progressive file cut: %v", err)
	}
}

// TestDamage: what hits the middle of the data.
func TestDamage(t *testing.T) {
	data := read(t, "sample-1x1.jpg")
	scan := bytes.Index(data, []byte{0xff, 0xda})
	middle := scan + (len(data)-scan)/2
	var d Decoder
	zeroed := bytes.Clone(data)
	clear(zeroed[middle : middle+300])
	if m, err := d.Decode(zeroed, Options{}); err == nil && m.Warning == "" {
		t.Error("300 zero bytes within the data: neither error nor warning")
	}
	surplus := append(bytes.Clone(data[:len(data)-2]), append(make([]byte, 239), 0xff, 0xd9)...)
	m, err := d.Decode(surplus, Options{})
	if err != nil || !strings.Contains(m.Warning, "239 bytes") {
		t.Errorf("239 bytes too many in front of the end: %v, warning %q", err, m.Warning)
	}
	marker := append(bytes.Clone(data[:middle]), 0xff, 0xd9)
	if _, err := d.Decode(marker, Options{}); !errors.Is(err, ErrDamaged) {
		t.Errorf("the end in the middle: %v, expected ErrDamaged", err)
	}
}

// TestStray: what libjpeg passes over between segments, and behind the end.
func TestStray(t *testing.T) {
	data := read(t, "sample-2x2.jpg")
	var d Decoder
	whole, _ := d.Decode(data, Options{})
	want := bytes.Clone(whole.Pixels)
	at := bytes.Index(data, []byte{0xff, 0xdb})
	for name, insert := range map[string][]byte{"fill bytes": bytes.Repeat([]byte{0xff}, 9), "stray bytes": make([]byte, 5)} {
		got, err := d.Decode(append(append(bytes.Clone(data[:at]), insert...), data[at:]...), Options{})
		if err != nil || !bytes.Equal(got.Pixels, want) {
			t.Errorf("%s before a marker: %v, expected the same pixels", name, err)
		}
	}
	got, err := d.Decode(append(bytes.Clone(data), make([]byte, 300)...), Options{})
	if err != nil || !bytes.Equal(got.Pixels, want) {
		t.Errorf("300 bytes behind the end: %v, expected the same pixels", err)
	}
}

// TestHeadersOfNothing: sizes that the file cannot hold take no memory.
func TestHeadersOfNothing(t *testing.T) {
	data := read(t, "sample-1x1.jpg")
	at := bytes.Index(data, []byte{0xff, 0xc0})
	huge := bytes.Clone(data)
	copy(huge[at+5:], []byte{0x27, 0x10, 0x27, 0x10}) // 10000x10000: the limit, in 1 KB
	var d Decoder
	if _, err := d.Decode(huge, Options{}); !errors.Is(err, ErrTruncated) {
		t.Errorf("10000x10000 in %d bytes: %v, expected ErrTruncated", len(huge), err)
	}
	copy(huge[at+5:], []byte{0xff, 0xff, 0xff, 0xff})
	_, err := d.Decode(huge, Options{})
	if !errors.Is(err, ErrTooLarge) || !strings.Contains(err.Error(), "4294836225 pixels, expected at most 100000000") {
		t.Errorf("65535x65535: %v, expected ErrTooLarge with both numbers", err)
	}
	if n := testing.AllocsPerRun(1, func() { d.Decode(huge, Options{}) }); n > 20 || cap(d.comps[0].pix) > 1<<20 {
		t.Errorf("%d bytes of samples taken for a refused file", cap(d.comps[0].pix))
	}
	if _, err := d.Decode(data, Options{MaxPixels: 27*37 - 1}); !errors.Is(err, ErrTooLarge) {
		t.Errorf("one pixel above the limit: %v", err)
	}
	if _, err := d.Decode(data, Options{MaxPixels: 27 * 37}); err != nil {
		t.Errorf("as many pixels as the limit: %v", err)
	}
}

func TestRefused(t *testing.T) {
	data := read(t, "sample-1x1.jpg")
	at := bytes.Index(data, []byte{0xff, 0xc0})
	var d Decoder
	for name, c := range map[string]struct {
		change func([]byte)
		want   error
		text   string
	}{
		"arithmetic":  {func(b []byte) { b[at+1] = 0xc9 }, ErrUnsupported, "arithmetic codes"},
		"lossless":    {func(b []byte) { b[at+1] = 0xc3 }, ErrUnsupported, "lossless"},
		"hierarchy":   {func(b []byte) { b[at+1] = 0xc5 }, ErrUnsupported, "hierarchical"},
		"12 bits":     {func(b []byte) { b[at+4] = 12 }, ErrUnsupported, "12 bits a sample, expected 8"},
		"no height":   {func(b []byte) { b[at+5], b[at+6] = 0, 0 }, ErrUnsupported, "0x37"},
		"components":  {func(b []byte) { b[at+9] = 2 }, ErrUnsupported, "2 components, expected 1, 3 or 4"},
		"sampling":    {func(b []byte) { b[at+11] = 0x05 }, ErrDamaged, "sampling 0x5"},
		"fractions":   {func(b []byte) { b[at+11], b[at+14] = 0x31, 0x21 }, ErrUnsupported, "whole ratios"},
		"same name":   {func(b []byte) { b[at+13] = b[at+10] }, ErrDamaged, "two components"},
		"no quantum":  {func(b []byte) { b[at+12] = 3 }, ErrDamaged, "no quantisation table 3"},
		"no codes":    {func(b []byte) { copyWithout(b, 0xc4) }, ErrUnsupported, "no Huffman table"},
		"second SOI":  {func(b []byte) { b[3] = 0xd8 }, ErrDamaged, "second image"},
		"not a JPEG":  {func(b []byte) { b[0] = '\n' }, ErrDamaged, "does not begin"},
		"two baskets": {func(b []byte) { b[at+1] = 0xdd }, ErrDamaged, "in front of the frame"},
	} {
		changed := bytes.Clone(data)
		c.change(changed)
		if _, err := d.Decode(changed, Options{}); !errors.Is(err, c.want) || !strings.Contains(err.Error(), c.text) {
			t.Errorf("%s: %v, expected %v with %q", name, err, c.want, c.text)
		}
	}
	for _, o := range []Options{{Shift: -1}, {Shift: 4}, {MaxPixels: -1}} {
		if _, err := d.Decode(data, o); !errors.Is(err, diversity.ErrInvalid) {
			t.Errorf("%+v: %v, expected ErrInvalid", o, err)
		}
	}
}

// copyWithout makes segments of a kind ones that are ignored (APP15).
func copyWithout(b []byte, marker byte) {
	for i := 0; i+1 < len(b); i++ {
		if b[i] == 0xff && b[i+1] == marker {
			b[i+1] = 0xef
		}
	}
}

// TestMemoryIsKept: a decoder that has seen an image of this size takes none for the next, but for the description of its scan.
func TestMemoryIsKept(t *testing.T) {
	data := read(t, "sample-2x2.jpg")
	var d Decoder
	if n := testing.AllocsPerRun(20, func() { d.Decode(data, Options{}) }); n > 1 {
		t.Errorf("%v allocations an image, expected 1", n)
	}
}

// TestHuffman: codes that do not fit are refused; a table that was kept is the same again.
func TestHuffman(t *testing.T) {
	var h table
	if err := h.define([]byte{3, 15: 0}, []byte{1, 2, 3}, false); !errors.Is(err, ErrDamaged) {
		t.Errorf("three codes of one bit: %v", err)
	}
	if err := h.define([]byte{1, 15: 0}, []byte{16}, true); !errors.Is(err, ErrDamaged) {
		t.Errorf("a difference of 16 bits: %v", err)
	}
	// 0 -> 0x01, 10 -> 0x00, 110 -> 0xf0, 1110 -> 0x1a (ten bits follow: too long for the fast table)
	if err := h.define([]byte{1, 1, 1, 1, 15: 0}, []byte{0x01, 0x00, 0xf0, 0x1a}, false); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ bits, want uint32 }{
		{0b01 << 30, 1<<16 | 2}, {0b00 << 30, 0xffff0002}, {0b10 << 30, 128<<8 | 2}, {0b110 << 29, 15<<8 | 3},
		{0b1110_1000000000 << 18, 512<<16 | 1<<8 | 14}, {0b1111 << 28, 64 << 8},
	} {
		got := h.fast[c.bits>>22]
		if got == 0 {
			got = h.slow(c.bits)
		}
		if uint32(got) != c.want {
			t.Errorf("%032b: step %#x, expected %#x", c.bits, uint32(got), c.want)
		}
	}
}
