// Package photo turns the bytes of an image file into pixels of the form that an experiment needs: PNG, JPEG, GIF (the
// first frame on its screen), WebP (not animated), BMP and TIFF, told by their content and never by their name.
//
// JPEG is decoded by package jpeg and resized by package resize, to the very pixels of Pillow 12; WebP is converted as
// libwebp does. Everything from the file's bytes to the pixels is computed in integers: the same on every processor.
// ICC profiles and gamma are ignored: the numbers in the file are taken as they are. Of 16 bits the upper 8 are kept;
// where that leaves few levels of what was there, Picture.Warning says so. Grey is
// 0.299 R + 0.587 G + 0.114 B, rounded.
//
// The orientation of EXIF is applied (in JPEG, PNG, WebP and TIFF). Transparent pixels, and the screen around the first
// frame of a GIF, show Options.Background, which is white if not said: black ink on transparent paper stays readable.
//
// Files may be hostile: sizes in headers are checked before memory is taken, and a panic of a decoder is an error.
//
// What was measured is in README.md.
package photo

import (
	"errors"
	"fmt"
	"regexp"
	"strconv"

	"tradeoff/diversity"
	"tradeoff/diversity/pool/internal/jpeg"
	"tradeoff/diversity/pool/internal/resize"
)

// Version of the pixels. It is part of the hash of every prepared pool: whoever changes a pixel raises it.
const Version = 1

// MaxPixels is the limit where Options name none.
const MaxPixels = jpeg.MaxPixels

// MaxSide is the longest side of an image.
const MaxSide = resize.MaxSide

// Sentinels wrapped by the errors about files.
var (
	// ErrFormat: a file is not an image that can be read, or not whole. Every error about a file wraps it.
	ErrFormat = errors.New("not a readable image")
	// ErrTooLarge: the header says more pixels than the limit.
	ErrTooLarge = jpeg.ErrTooLarge
)

// Fit says how an image of another shape fills the size asked for.
type Fit int

const (
	// Stretch resizes both sides on their own: shapes are distorted.
	Stretch Fit = iota
	// Crop resizes the short side and keeps the middle of the long one: the convention of ImageNet, rounded as torchvision
	// does. Edges are lost.
	Crop
	// Pad resizes the long side and fills the rest with the background.
	Pad
)

// Options says what the pixels shall be. The zero value keeps the size and is in colour, upright and on white.
type Options struct {
	Height, Width     int // set together; 0: the image's own size
	Fit               Fit
	Gray              bool   // one channel instead of red, green and blue
	Background        string // "white" (also ""), "black" or "#rrggbb": behind transparent pixels and around padded images
	IgnoreOrientation bool   // leave the image as it is stored
	// Decode JPEGs at 1/2, 1/4 or 1/8 where that is no smaller than the size asked for: two to four times faster, with
	// other pixels (those of Pillow's draft mode)
	Scaled    bool
	MaxPixels int // images with more are refused; 0: 100 million
}

var hexColour = regexp.MustCompile(`^#[0-9a-fA-F]{6}$`)

// Validate returns an error wrapping [diversity.ErrInvalid] that names the first field out of its range.
func (o Options) Validate() error {
	sides := fmt.Sprintf("1..%d, set together, or both 0", MaxSide)
	switch {
	case o.Height < 0 || o.Height > MaxSide || (o.Height == 0) != (o.Width == 0):
		return diversity.Invalid("Options.Height", o.Height, sides)
	case o.Width < 0 || o.Width > MaxSide:
		return diversity.Invalid("Options.Width", o.Width, sides)
	case o.MaxPixels < 0 || o.MaxPixels > 1<<30:
		return diversity.Invalid("Options.MaxPixels", o.MaxPixels, "1..1073741824, or 0 (100 million)")
	case int64(o.Height)*int64(o.Width) > int64(o.limit()):
		return diversity.Invalid("Options.Height", o.Height, fmt.Sprintf("at most %d pixels in all (Options.MaxPixels)", o.limit()))
	case o.Fit < Stretch || o.Fit > Pad:
		return diversity.Invalid("Options.Fit", int(o.Fit), "Stretch, Crop or Pad")
	case o.Background != "" && o.Background != "white" && o.Background != "black" && !hexColour.MatchString(o.Background):
		return diversity.Invalid("Options.Background", o.Background, `"white", "black", "#rrggbb" or "" (white)`)
	}
	return nil
}

func (o Options) limit() int {
	if o.MaxPixels == 0 {
		return MaxPixels
	}
	return o.MaxPixels
}

// background is the colour of validated options.
func (o Options) background() [3]uint8 {
	switch o.Background {
	case "", "white":
		return [3]uint8{255, 255, 255}
	case "black":
		return [3]uint8{}
	}
	v, _ := strconv.ParseUint(o.Background[1:], 16, 32)
	return [3]uint8{uint8(v >> 16), uint8(v >> 8), uint8(v)}
}

// Picture is the pixels of an image.
type Picture struct {
	Height, Width int
	Channels      int     // 3: red, green, blue; 1: grey
	Pixels        []uint8 // [Height, Width, Channels]
	Format        string  // what the file is: PNG, JPEG, GIF, WebP, BMP or TIFF
	Transparent   bool    // some pixels show the background, wholly or in part
	// what a reader of the file should know, mostly empty; what differs from file to file stands in brackets at its end
	Warning string
}

// Decode reads one file. [Decoder] is faster for many.
func Decode(data []byte, o Options) (Picture, error) {
	d, err := NewDecoder(o)
	if err != nil {
		return Picture{}, err
	}
	return d.Decode(data)
}

// Decoder reads one file after the other and keeps its memory in between. It is for one goroutine at a time.
type Decoder struct {
	options    Options
	background [3]uint8
	jpeg       jpeg.Decoder
	resizer    resize.Resizer
	pixels     []uint8 // of a decoded image
	turned     []uint8 // the same upright
	padded     []uint8
	widened    []uint8
	large      bool // the last image took more memory than is worth keeping
}

const keepPixels = 1 << 24

// NewDecoder returns a decoder for one kind of result.
func NewDecoder(o Options) (*Decoder, error) {
	if err := o.Validate(); err != nil {
		return nil, err
	}
	return &Decoder{options: o, background: o.background()}, nil
}

// Decode reads one file. The pixels are the decoder's memory: valid until its next call.
func (d *Decoder) Decode(data []byte) (Picture, error) {
	if d.large {
		*d = Decoder{options: d.options, background: d.background}
	}
	h, err := d.header(data)
	if err != nil {
		return Picture{}, err
	}
	d.large = h.height*h.width > keepPixels
	orientation := 1
	if !d.options.IgnoreOrientation {
		orientation = h.orientation
	}
	full, part, err := d.plan(h, orientation)
	if err != nil {
		return Picture{}, err
	}
	shift := d.shift(h, orientation, full)
	p, err := d.read(data, h, jpeg.Options{
		Shift: shift, MaxPixels: d.options.limit(), Wanted: d.wanted(h, orientation, shift, full, part),
	})
	if err != nil {
		return Picture{}, err
	}
	p.Format = h.format
	if d.options.Gray && p.Channels == 3 {
		p.Pixels, p.Channels = toGray(p.Pixels), 1
	}
	p = d.fit(d.upright(p, orientation), full, part)
	if !d.options.Gray && p.Channels == 1 {
		p = d.widen(p)
	}
	return p, nil
}

// Reshape gives pixels, which are no file to be decoded, the size and colour that the options say. Grey pixels stay
// grey. They may be written over, and the result is the decoder's memory: valid until its next call.
func (d *Decoder) Reshape(p Picture) (Picture, error) {
	full, part, err := d.plan(header{height: p.Height, width: p.Width}, 1)
	if err != nil {
		return Picture{}, err
	}
	if d.options.Gray && p.Channels == 3 {
		p.Pixels, p.Channels = toGray(p.Pixels), 1
	}
	return d.fit(p, full, part), nil
}

// Config reads the header only: the size, after the orientation is applied, and the format.
func Config(data []byte) (height, width int, format string, err error) {
	d := Decoder{}
	h, err := d.header(data)
	if err != nil {
		return 0, 0, "", err
	}
	if h.orientation >= 5 {
		return h.width, h.height, h.format, nil
	}
	return h.height, h.width, h.format, nil
}

// size is a height and a width.
type size struct{ height, width int }

// plan decides to which size the upright image is resized, and which part of that is wanted; of Pad, where it lies.
func (d *Decoder) plan(h header, orientation int) (full size, part resize.Window, err error) {
	from := size{h.height, h.width}
	if orientation >= 5 {
		from = size{h.width, h.height}
	}
	o := d.options
	full = size{o.Height, o.Width}
	if o.Height == 0 {
		full = from
	}
	part = resize.Window{Height: full.height, Width: full.width}
	switch o.Fit {
	case Crop:
		full.height, full.width, part = resize.Crop(from.height, from.width, full.height, full.width)
	case Pad:
		part = resize.Pad(from.height, from.width, full.height, full.width)
		full = size{part.Height, part.Width}
	}
	if full.height > MaxSide || full.width > MaxSide {
		return full, part, fmt.Errorf("%w: an image of %dx%d (height x width) is %dx%d before it is cropped, expected sides up to %d",
			ErrFormat, from.height, from.width, full.height, full.width, MaxSide)
	}
	return full, part, nil
}

// shift chooses the fraction at which a JPEG is decoded, as Pillow's draft mode does.
func (d *Decoder) shift(h header, orientation int, full size) int {
	if !d.options.Scaled || h.format != "JPEG" {
		return 0
	}
	if orientation >= 5 {
		full = size{full.width, full.height}
	}
	times := min(h.height/full.height, h.width/full.width)
	for shift := 3; shift > 0; shift-- {
		if times >= 1<<shift {
			return shift
		}
	}
	return 0
}

// wanted is the part of a JPEG, decoded at 1/2^shift, that resizing looks at; the zero value for all of it. What is cut
// off need not be made.
func (d *Decoder) wanted(h header, orientation, shift int, full size, part resize.Window) jpeg.Window {
	if h.format != "JPEG" || orientation != 1 || d.options.Fit != Crop {
		return jpeg.Window{}
	}
	round := 1<<shift - 1
	w := d.resizer.Looks((h.height+round)>>shift, (h.width+round)>>shift, full.height, full.width, part)
	return jpeg.Window{Top: w.Top, Left: w.Left, Bottom: w.Top + w.Height, Right: w.Left + w.Width}
}

// fit resizes, and crops or pads.
func (d *Decoder) fit(p Picture, full size, part resize.Window) Picture {
	src := resize.Image{Height: p.Height, Width: p.Width, Channels: p.Channels, Pixels: p.Pixels}
	if d.options.Fit == Pad {
		p.Pixels = d.resizer.Stretch(src, full.height, full.width).Pixels
		p.Height, p.Width = full.height, full.width
		return d.pad(p, part)
	}
	p.Pixels = d.resizer.Part(src, full.height, full.width, part).Pixels
	p.Height, p.Width = part.Height, part.Width
	return p
}

// pad draws an image on the background.
func (d *Decoder) pad(p Picture, at resize.Window) Picture {
	o := d.options
	if o.Height == 0 || p.Height == o.Height && p.Width == o.Width {
		return p
	}
	d.padded = grow(d.padded, o.Height*o.Width*p.Channels)
	colour := d.background[:]
	if p.Channels == 1 {
		colour = []uint8{gray(colour[0], colour[1], colour[2])}
		if !o.Gray && (d.background[0] != d.background[1] || d.background[1] != d.background[2]) {
			return d.pad(d.widen(p), at)
		}
	}
	for i := range d.padded {
		d.padded[i] = colour[i%p.Channels]
	}
	line := p.Width * p.Channels
	for y := range p.Height {
		copy(d.padded[((at.Top+y)*o.Width+at.Left)*p.Channels:], p.Pixels[y*line:][:line])
	}
	p.Height, p.Width, p.Pixels = o.Height, o.Width, d.padded
	return p
}

// widen writes a grey image as red, green and blue.
func (d *Decoder) widen(p Picture) Picture {
	d.widened = grow(d.widened, 3*len(p.Pixels))
	for i, v := range p.Pixels {
		o := d.widened[3*i : 3*i+3 : 3*i+3]
		o[0], o[1], o[2] = v, v, v
	}
	p.Channels, p.Pixels = 3, d.widened
	return p
}

func grow(old []uint8, n int) []uint8 {
	if cap(old) < n {
		return make([]uint8, n)
	}
	return old[:n]
}

// gray is the luminance as Pillow rounds it.
func gray(r, g, b uint8) uint8 {
	return uint8((19595*uint32(r) + 38470*uint32(g) + 7471*uint32(b) + 1<<15) >> 16)
}

// toGray writes the luminance of colours over them.
func toGray(pixels []uint8) []uint8 {
	n := len(pixels) / 3
	for i := range n {
		p := pixels[3*i : 3*i+3 : 3*i+3]
		pixels[i] = gray(p[0], p[1], p[2])
	}
	return pixels[:n]
}
