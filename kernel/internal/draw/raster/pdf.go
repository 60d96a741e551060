package raster

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"io"
	"math"
	"time"

	"codeberg.org/go-pdf/fpdf"
)

// About is what a PDF says of itself.
type About struct{ Title, Subject string }

// PDF writes a document as a page of PDF with scale points to a unit of length: lines and areas are lines and areas,
// and letters are text, to be found and copied, of fonts that the file holds as far as it needs them. Images are those
// of the document. The same document gives the same bytes.
func PDF(w io.Writer, svg string, scale float64, about About) error {
	root, byID, err := parse(svg)
	if err != nil {
		return err
	}
	box, err := viewBox(root)
	if err != nil {
		return err
	}
	const largest = 14400 // points, which PDF sets
	width, height := scale*box[2], scale*box[3]
	if !(width >= 1 && height >= 1 && width <= largest && height <= largest) {
		return fmt.Errorf("raster: a page of %g x %g points, want sides of 1..%d", width, height, largest)
	}
	p := newPage(width, height, about)
	place := matrix{a: scale, d: scale, e: -scale * box[0], f: -scale * box[1]}
	const detail = 8 // paper is printed finer than screens
	if err := newDrawing(p, detail, byID).children(root, state{transform: place, opacity: 1}); err != nil {
		return err
	}
	return p.file.Output(w)
}

// page is a surface of a PDF file, in points from the left upper corner.
type page struct {
	file          *fpdf.Fpdf
	width, height float64
}

// families name the fonts of a face.
var families = [...]string{"liberationsans", "dejavusans"}

func newPage(width, height float64, about About) *page {
	file := fpdf.NewCustom(&fpdf.InitType{UnitStr: "pt", Size: fpdf.SizeType{Wd: width, Ht: height}})
	file.SetCatalogSort(true)
	file.SetCreationDate(time.Unix(0, 0).UTC()) // the same bytes at any time
	file.SetModificationDate(time.Unix(0, 0).UTC())
	file.SetTitle(about.Title, true)
	file.SetSubject(about.Subject, true)
	file.SetMargins(0, 0, 0)
	file.SetAutoPageBreak(false, 0)
	file.AddPage()
	return &page{file, width, height}
}

// within draws inside of a clip.
func (p *page) within(c *clip, draw func() error) error {
	if c == nil {
		return draw()
	}
	return p.within(c.within, func() error {
		p.file.RawWriteStr("q")
		p.trace(c.area, true)
		p.file.RawWriteStr("W n")
		err := draw()
		p.file.RawWriteStr("Q")
		return err
	})
}

// trace follows lines.
func (p *page) trace(lines []polyline, closed bool) {
	if len(lines) == 0 {
		p.file.MoveTo(0, 0) // an empty area is none, but no path is all
	}
	for _, line := range lines {
		p.file.MoveTo(line.points[0].x, line.points[0].y)
		for _, at := range line.points[1:] {
			p.file.LineTo(at.x, at.y)
		}
		if closed || line.closed {
			p.file.ClosePath()
		}
	}
}

func (p *page) fill(lines []polyline, place matrix, source image.Image, within *clip) error {
	lines = moved(lines, place)
	return p.within(within, func() error {
		if g, ok := source.(gradient); ok {
			return p.shade(g, lines)
		}
		c := p.opaque(source)
		p.file.SetFillColor(int(c.R), int(c.G), int(c.B))
		p.trace(lines, true)
		p.file.DrawPath("f")
		return nil
	})
}

// opaque sets the opacity of a source of one colour and returns the colour without it.
func (p *page) opaque(source image.Image) color.NRGBA {
	c := color.NRGBAModel.Convert(source.At(0, 0)).(color.NRGBA)
	p.file.SetAlpha(float64(c.A)/math.MaxUint8, "Normal")
	return c
}

func (p *page) stroke(lines []polyline, how stroke, place matrix, source image.Image, within *clip) error {
	if _, ok := source.(gradient); ok || !place.even() {
		return p.fill(how.outline(lines, flatness/place.scale()), place, source, within)
	}
	return p.within(within, func() error {
		c, scale := p.opaque(source), place.scale()
		p.file.SetDrawColor(int(c.R), int(c.G), int(c.B))
		p.file.SetLineWidth(how.width * scale)
		p.file.SetLineCapStyle(how.cap)
		p.file.SetLineJoinStyle(how.join)
		p.file.RawWriteStr(fmt.Sprintf("%.2f M", max(1, how.miterLimit)))
		dashes := make([]float64, len(how.dashes))
		for i, length := range how.dashes {
			dashes[i] = length * scale
		}
		p.file.SetDashPattern(dashes, how.dashOffset*scale)
		p.trace(moved(lines, place), false)
		p.file.DrawPath("S")
		return nil
	})
}

// letters writes text. A word may be of several fonts, and of several runs where letters are moved together.
func (p *page) letters(words written, place matrix, source image.Image, within *clip) error {
	if _, ok := source.(gradient); ok {
		return p.fill(words.lines, place, source, within)
	}
	style := map[bool]string{true: "B"}[words.bold]
	return p.within(within, func() error {
		c := p.opaque(source)
		p.in(place, func() {
			p.file.SetTextColor(int(c.R), int(c.G), int(c.B))
			for _, r := range words.runs {
				p.file.AddUTF8FontFromBytes(families[r.font], style, fontFiles(words.bold)[r.font]) // once: it knows those it has
				p.file.SetFont(families[r.font], style, words.size)
				p.file.SetFontSize(words.size) // said again, for what was said within a clip is forgotten outside
				p.file.Text(r.left, p.height, r.text)
			}
		})
		return nil
	})
}

// in draws in units of their own, of which place makes points: the origin is at the left lower corner of the page.
func (p *page) in(place matrix, draw func()) {
	p.file.TransformBegin()
	p.file.Transform(fpdf.TransformMatrix{A: place.a, B: -place.b, C: -place.c, D: place.d, E: place.e,
		F: p.height - place.f})
	draw()
	p.file.TransformEnd()
}

func (p *page) picture(content image.Image, place matrix, within *clip) error {
	var encoded bytes.Buffer
	size := content.Bounds().Size()
	plain := image.NewNRGBA(image.Rectangle{Max: size})
	for y := range size.Y {
		for x := range size.X {
			plain.Set(x, y, content.At(content.Bounds().Min.X+x, content.Bounds().Min.Y+y))
		}
	}
	if err := png.Encode(&encoded, plain); err != nil {
		return err
	}
	name := fmt.Sprintf("%x", sha256.Sum256(encoded.Bytes()))
	options := fpdf.ImageOptions{ImageType: "png"}
	p.file.RegisterImageOptionsReader(name, options, &encoded)
	return p.within(within, func() error {
		p.file.SetAlpha(1, "Normal")
		p.in(place, func() {
			p.file.ImageOptions(name, 0, p.height, float64(size.X), float64(size.Y), false, options, 0, "")
		})
		return p.file.Error()
	})
}

// shade paints an area with a gradient, from one of its colours to the next: each beginning covers what lies behind.
func (p *page) shade(g gradient, area []polyline) error {
	for _, s := range g.stops {
		if s.color.A != g.stops[0].color.A {
			return fmt.Errorf("%w: a gradient of several opacities in PDF", ErrUnsupported)
		}
	}
	along := g.to.minus(g.from)
	length := along.length()
	x := along.times(1 / length)
	place := matrix{a: x.x, b: x.y, c: -x.y, d: x.x, e: g.from.x, f: g.from.y}
	far := 2 * (p.width + p.height + length + g.from.length())
	stops := g.stops
	if len(stops) == 1 {
		stops = append(stops[:1:1], stops[0])
	}
	return p.within(&clip{area: area}, func() error {
		p.file.SetAlpha(float64(stops[0].color.A)/math.MaxUint8, "Normal")
		p.in(place, func() {
			for i, before := range stops[:len(stops)-1] {
				after := stops[i+1]
				left := length * before.offset
				if i == 0 {
					left = -far
				}
				a, b := before.color, after.color
				share := func(offset float64) float64 { return (length*offset - left) / (far - left) }
				p.file.LinearGradient(left, p.height-far, far-left, 2*far, int(a.R), int(a.G), int(a.B), int(b.R), int(b.G),
					int(b.B), share(before.offset), 0, share(after.offset), 0)
			}
		})
		return nil
	})
}
