package raster

import (
	"fmt"
	"slices"

	"github.com/go-fonts/dejavu/dejavusans"
	"github.com/go-fonts/dejavu/dejavusansbold"
	"github.com/go-fonts/liberation/liberationsansbold"
	"github.com/go-fonts/liberation/liberationsansregular"
	"golang.org/x/image/font"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
)

// face is a typeface in one weight: a font, and others for the letters that it lacks.
type face struct {
	fonts  []*sfnt.Font
	bold   bool
	buffer sfnt.Buffer
}

// newFace parses the fonts anew, which takes less than a millisecond: what a font keeps while it is read is not shared.
func newFace(bold bool) (*face, error) {
	f := &face{bold: bold}
	for _, source := range fontFiles(bold) {
		parsed, err := sfnt.Parse(source)
		if err != nil {
			return nil, err
		}
		f.fonts = append(f.fonts, parsed)
	}
	return f, nil
}

// fontFiles are the fonts of a face, as TrueType.
func fontFiles(bold bool) [][]byte {
	if bold {
		return [][]byte{liberationsansbold.TTF, dejavusansbold.TTF}
	}
	return [][]byte{liberationsansregular.TTF, dejavusans.TTF}
}

// letter is a glyph of one of a face's fonts.
type letter struct {
	font  *sfnt.Font
	glyph sfnt.GlyphIndex
}

func (f *face) letterOf(r rune) (letter, error) {
	for _, candidate := range f.fonts {
		if glyph, err := candidate.GlyphIndex(&f.buffer, r); err == nil && glyph != 0 {
			return letter{candidate, glyph}, nil
		}
	}
	return letter{}, fmt.Errorf("%w: no letter %q in Liberation Sans or DejaVu Sans", ErrUnsupported, r)
}

// shift is the way from the middle of a line of text, as SVG's "central" has it, down to its base line, for a size of
// 1.
func (f *face) shift() (float64, error) {
	const size = 1000
	metrics, err := f.fonts[0].Metrics(&f.buffer, fixed.I(size), font.HintingNone)
	if err != nil {
		return 0, err
	}
	return (number(metrics.Ascent) - number(metrics.Descent)) / 2 / size, nil
}

// written is a text that was drawn from the origin to the right along its base line.
type written struct {
	lines []polyline
	runs  []run
	size  float64
	width float64
	bold  bool
}

// run are letters of one font that stand side by side without being moved together.
type run struct {
	font int // the number of the font in its face
	text string
	left float64 // where it begins
}

// write draws a text, its curves fine enough for a picture enlarged by scale.
func (f *face) write(text string, size, scale float64) (written, error) {
	unit := fixed.Int26_6(size * 64)
	pen := newPen(scale)
	words := written{size: size, bold: f.bold}
	var before letter
	for _, r := range text {
		next, err := f.letterOf(r)
		if err != nil {
			return words, err
		}
		kern := f.kern(before, next, unit)
		words.width += kern
		if before.font != next.font || kern != 0 {
			words.runs = append(words.runs, run{font: slices.Index(f.fonts, next.font), left: words.width})
		}
		words.runs[len(words.runs)-1].text += string(r)
		segments, err := next.font.LoadGlyph(&f.buffer, next.glyph, unit, nil)
		if err != nil {
			return words, err
		}
		pen.glyph(segments, words.width)
		advance, err := next.font.GlyphAdvance(&f.buffer, next.glyph, unit, font.HintingNone)
		if err != nil {
			return words, err
		}
		words.width, before = words.width+number(advance), next
	}
	words.lines = pen.lines
	return words, nil
}

// kern is by how much two letters of one font are moved apart; 0 where the font says nothing.
func (f *face) kern(before, next letter, unit fixed.Int26_6) float64 {
	if before.font != next.font {
		return 0
	}
	kern, err := next.font.Kern(&f.buffer, before.glyph, next.glyph, unit, font.HintingNone)
	if err != nil {
		return 0
	}
	return number(kern)
}

// glyph draws the outline of a letter.
func (p *pen) glyph(segments sfnt.Segments, left float64) {
	for _, s := range segments {
		var to [3]point
		for i, place := range s.Args {
			to[i] = point{left + number(place.X), number(place.Y)}
		}
		switch s.Op {
		case sfnt.SegmentOpMoveTo:
			p.close()
			p.moveTo(to[0])
		case sfnt.SegmentOpLineTo:
			p.lineTo(to[0])
		case sfnt.SegmentOpQuadTo:
			p.quadTo(to[0], to[1])
		case sfnt.SegmentOpCubeTo:
			p.cubicTo(to[0], to[1], to[2])
		}
	}
	p.close()
}

func number(x fixed.Int26_6) float64 { return float64(x) / 64 }
