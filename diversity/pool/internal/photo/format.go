package photo

import (
	"bytes"
	"fmt"
	"image"
	"image/gif"
	"image/png"
	"strings"
	"unicode/utf8"

	"golang.org/x/image/bmp"
	"golang.org/x/image/tiff"

	"tradeoff/diversity/pool/internal/jpeg"
)

// header is what is known of a file before it is decoded.
type header struct {
	format        string
	height, width int // as stored
	orientation   int // 1..8
}

const supported = "expected PNG, JPEG, GIF, WebP, BMP or TIFF"

// header reads and checks a file's size.
func (d *Decoder) header(data []byte) (h header, err error) {
	defer func() {
		if err == nil {
			err = checkSize(h, d.options.limit())
		}
	}()
	defer caught(&err)
	h = header{format: sniff(data), orientation: 1}
	var config image.Config
	switch h.format {
	case "JPEG":
		var j jpeg.Header
		if j, err = jpeg.ReadHeader(data); err == nil {
			config.Height, config.Width, h.orientation = j.Height, j.Width, orientation(j.Exif)
		}
	case "PNG":
		config, err = png.DecodeConfig(bytes.NewReader(data))
		h.orientation = orientation(pngExif(data))
	case "GIF":
		config, err = gif.DecodeConfig(bytes.NewReader(data))
	case "WebP":
		var w webpHeader
		if w, err = readWebP(data); err == nil {
			config.Height, config.Width, h.orientation = w.height, w.width, orientation(w.exif)
		}
	case "BMP":
		config, err = bmp.DecodeConfig(bytes.NewReader(data))
	case "TIFF":
		config, err = tiff.DecodeConfig(bytes.NewReader(data))
		h.orientation = orientation(data)
	default:
		return h, fmt.Errorf("%w: %s, %s", ErrFormat, describe(data), supported)
	}
	h.height, h.width = config.Height, config.Width
	return h, failed(h.format, err)
}

func checkSize(h header, limit int) error {
	pixels := int64(h.height) * int64(h.width)
	switch {
	case h.height < 1 || h.width < 1 || h.height > MaxSide || h.width > MaxSide:
		return fmt.Errorf("%w: %s of %dx%d (height x width), expected sides of 1..%d", ErrFormat, h.format, h.height, h.width, MaxSide)
	case pixels > int64(limit):
		return fmt.Errorf("%w: %w: %s of %dx%d (height x width) has %d pixels, expected at most %d", ErrFormat, ErrTooLarge,
			h.format, h.height, h.width, pixels, limit)
	}
	return nil
}

// failed says which kind of file could not be decoded.
func failed(format string, err error) error {
	switch {
	case err == nil:
		return nil
	case format == "JPEG":
		return fmt.Errorf("%w: %w", ErrFormat, err)
	case strings.Contains(err.Error(), "EOF") || strings.Contains(err.Error(), "not enough"):
		return fmt.Errorf("%w: truncated %s: %w", ErrFormat, format, err)
	}
	return fmt.Errorf("%w: damaged or unsupported %s: %w", ErrFormat, format, err)
}

// caught turns a panic of a decoder of another module, on bytes that it did not expect, into an error.
func caught(err *error) {
	if r := recover(); r != nil {
		*err = fmt.Errorf("%w: its decoder failed: %v", ErrFormat, r)
	}
}

// sniff tells the format by the first bytes; "": none that can be read.
func sniff(data []byte) string {
	switch {
	case jpeg.IsJPEG(data):
		return "JPEG"
	case bytes.HasPrefix(data, []byte("\x89PNG\r\n\x1a\n")):
		return "PNG"
	case bytes.HasPrefix(data, []byte("GIF87a")) || bytes.HasPrefix(data, []byte("GIF89a")):
		return "GIF"
	case len(data) >= 12 && string(data[:4]) == "RIFF" && string(data[8:12]) == "WEBP":
		return "WebP"
	case len(data) >= 18 && string(data[:2]) == "BM" && data[15]|data[16]|data[17] == 0: // a small header size follows
		return "BMP"
	case bytes.HasPrefix(data, []byte("II*\x00")) || bytes.HasPrefix(data, []byte("MM\x00*")):
		return "TIFF"
	}
	return ""
}

// kinds are beginnings of files that people have where an image should be.
var kinds = [...]struct{ prefix, name string }{
	{"version https://git-lfs", "a Git LFS pointer (run: git lfs pull)"},
	{"PK\x03\x04", "a zip archive"}, {"PK\x05\x06", "an empty zip archive"}, {"\x1f\x8b", "a gzip file"},
	{"BZh", "a bzip2 file"}, {"\xfd7zXZ\x00", "an xz file"}, {"(\xb5/\xfd", "a zstd file"}, {"7z\xbc\xaf\x27\x1c", "a 7z archive"},
	{"Rar!", "a RAR archive"}, {"%PDF", "a PDF document"}, {"8BPS", "a Photoshop document"}, {"\x00\x00\x01\x00", "a Windows icon"},
	{"\xff\x0a", "JPEG XL"}, {"\x00\x00\x00\x0cJXL ", "JPEG XL"}, {"\x00\x00\x00\x0cjP  ", "JPEG 2000"},
	{"\x93NUMPY", "a NumPy array"}, {"\x89HDF", "an HDF5 file"}, {"PAR1", "a Parquet file"}, {"SQLite format 3", "an SQLite database"},
	{"II+\x00", "a BigTIFF"}, {"MM\x00+", "a BigTIFF"}, {"\x00\x05\x16\x07", "a macOS resource file (._*)"},
	{"\xd0\xcf\x11\xe0", "a Windows document (Thumbs.db?)"}, {"P1", "a Netpbm image"}, {"P2", "a Netpbm image"}, {"P3", "a Netpbm image"},
	{"P4", "a Netpbm image"}, {"P5", "a Netpbm image"}, {"P6", "a Netpbm image"},
}

// describe says what a file without a readable format is.
func describe(data []byte) string {
	if len(data) == 0 {
		return "an empty file"
	}
	for _, k := range kinds {
		if bytes.HasPrefix(data, []byte(k.prefix)) {
			return k.name
		}
	}
	if len(data) >= 12 && string(data[4:8]) == "ftyp" {
		return mediaKind(string(data[8:12]))
	}
	return textKind(data[:min(len(data), 1024)])
}

func mediaKind(brand string) string {
	switch brand {
	case "avif", "avis":
		return "an AVIF image"
	case "heic", "heix", "mif1", "msf1", "hevc":
		return "a HEIC image"
	}
	return fmt.Sprintf("a media file of kind %q", brand)
}

func textKind(head []byte) string {
	lower := strings.ToLower(strings.TrimSpace(strings.TrimPrefix(string(head), "\ufeff")))
	switch {
	case lower == "" || len(bytes.Trim(head, "\x00")) == 0:
		return "a file of blanks or zero bytes"
	case strings.HasPrefix(lower, "<!doctype html") || strings.HasPrefix(lower, "<html"):
		return "an HTML page"
	case strings.HasPrefix(lower, "<svg") || strings.HasPrefix(lower, "<?xml") && strings.Contains(lower, "<svg"):
		return "an SVG drawing"
	case strings.HasPrefix(lower, "<?xml"):
		return "an XML document"
	case isText(head):
		return "a text file"
	}
	return fmt.Sprintf("an unknown file that begins with % x", head[:min(len(head), 8)])
}

// isText tells whether a beginning is UTF-8 without control characters; its last character may be cut.
func isText(head []byte) bool {
	for len(head) > 0 {
		r, n := utf8.DecodeRune(head)
		if r == utf8.RuneError && n == 1 && len(head) >= utf8.UTFMax || r < ' ' && r != '\n' && r != '\r' && r != '\t' {
			return false
		}
		head = head[n:]
	}
	return true
}
