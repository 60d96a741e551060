// Package jpeg decodes JPEG photographs fast, in integer arithmetic only, to the pixels that libjpeg-turbo (and Pillow,
// which uses it) computes: the same inverse transform, the same interpolation of colours, the same conversion.
//
// Why not image/jpeg: it repeats the samples of halved colours where libjpeg interpolates them (up to 84 grey levels
// apart), it knows some sampling factors only, and it cannot decode at a fraction of the size. It is the other
// implementation that the tests compare with.
//
// Known are baseline, extended and progressive files of 8 bits with Huffman codes, in one scan or several: grey, YCbCr,
// RGB, CMYK and YCCK (to RGB as Pillow converts them). Refused with [ErrUnsupported] are arithmetic codes, 12 bits,
// lossless and hierarchical files. A file that ends early is [ErrTruncated], one whose codes cannot be is [ErrDamaged]:
// never an image of which half is grey.
//
// Memory is taken after the header was checked against the limit of pixels and against the length of the file: every
// block of 8x8 samples takes at least one bit.
package jpeg

import (
	"errors"
	"fmt"

	"tradeoff/diversity"
)

// Sentinels wrapped by the errors of this package.
var (
	// ErrTruncated: the file ends before its image does.
	ErrTruncated = errors.New("truncated JPEG")
	// ErrDamaged: the file is not what an encoder writes.
	ErrDamaged = errors.New("damaged JPEG")
	// ErrUnsupported: a kind of JPEG that this package does not decode.
	ErrUnsupported = errors.New("unsupported JPEG")
	// ErrTooLarge: more pixels than the limit.
	ErrTooLarge = errors.New("image too large")
)

// MaxPixels is the limit where Options name none.
const MaxPixels = 100_000_000

// Options says how an image is decoded; the zero value decodes it at full size.
type Options struct {
	Shift     int // 0..3: at 1/1, 1/2, 1/4 or 1/8 of each side, rounded up; averaged within the transform
	MaxPixels int // images with more at full size are refused; 0: [MaxPixels]
	// the pixels of the decoded image that are wanted, the others are undefined; the zero value wants all
	Wanted Window
}

// Window is a part of an image: the rows Top..Bottom-1 and the columns Left..Right-1.
type Window struct{ Top, Left, Bottom, Right int }

// within is the part of it that an image has; all of the image for the zero value.
func (w Window) within(height, width int) Window {
	if w == (Window{}) {
		return Window{Bottom: height, Right: width}
	}
	w = Window{max(0, w.Top), max(0, w.Left), min(height, w.Bottom), min(width, w.Right)}
	if w.Top >= w.Bottom || w.Left >= w.Right {
		return Window{}
	}
	return w
}

func (o Options) check() (Options, error) {
	if o.Shift < 0 || o.Shift > 3 {
		return o, diversity.Invalid("jpeg.Options.Shift", o.Shift, "0..3")
	}
	if o.MaxPixels < 0 {
		return o, diversity.Invalid("jpeg.Options.MaxPixels", o.MaxPixels, "0 (100 million) or more")
	}
	if o.MaxPixels == 0 {
		o.MaxPixels = MaxPixels
	}
	return o, nil
}

// Image is a decoded photograph.
type Image struct {
	Height, Width int
	Channels      int     // 1: grey, 3: red, green, blue
	Pixels        []uint8 // [Height, Width, Channels]
	Warning       string  // what is odd about the file without changing the pixels; mostly empty
}

// Decoder keeps its memory from one image to the next. It is for one goroutine at a time.
type Decoder struct {
	bits     bitReader
	shift    int
	limit    int // of pixels
	asked    Window
	wanted   Window
	quant    [4][64]int32
	quantOK  [4]bool
	dc, ac   [4]table
	frame    frame
	comps    [4]component
	interval int // of restarts, in units of a scan
	scans    int
	surplus  int  // bytes between the last block of a scan and the next marker
	jfif     bool // an APP0 of JFIF was seen
	adobe    int  // the transform in an APP14 of Adobe, -1 without one
	rows     [4][]uint8
	out      []uint8
}

// frame is what the start of a frame says, and what follows from it.
type frame struct {
	height, width, count int // of the image at full size; of components
	maxH, maxV           int
	progressive          bool
	outHeight, outWidth  int
}

// Decode decodes a file. The pixels are the decoder's memory: valid until its next call.
func (d *Decoder) Decode(data []byte, o Options) (Image, error) {
	o, err := o.check()
	if err != nil {
		return Image{}, err
	}
	d.reset(data, o)
	if err := d.segments(); err != nil {
		return Image{}, err
	}
	if d.frame.progressive {
		if err := d.reconstruct(); err != nil {
			return Image{}, err
		}
	}
	image := Image{Height: d.frame.outHeight, Width: d.frame.outWidth, Channels: min(3, d.frame.count)}
	image.Pixels, image.Warning = d.convert(), d.warning()
	return image, nil
}

func (d *Decoder) reset(data []byte, o Options) {
	d.bits = bitReader{data: data}
	d.shift, d.limit, d.asked = o.Shift, o.MaxPixels, o.Wanted
	d.quantOK = [4]bool{}
	for i := range 4 {
		d.dc[i].defined, d.ac[i].defined = false, false
	}
	d.frame = frame{}
	d.interval, d.scans, d.surplus, d.jfif, d.adobe = 0, 0, 0, false, -1
}

func (d *Decoder) warning() string {
	if d.surplus == 0 {
		return ""
	}
	return fmt.Sprintf("bytes of the JPEG are left over after its last block: it may be damaged (%d bytes)", d.surplus)
}

// grow returns n elements of memory, the old ones where they suffice. What they hold is undefined.
func grow[T any](old []T, n int) []T {
	if cap(old) < n {
		return make([]T, n)
	}
	return old[:n]
}

func ceilDiv(a, b int) int { return (a + b - 1) / b }
