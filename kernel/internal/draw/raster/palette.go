package raster

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"maps"
	"slices"
)

// shade is a colour of a picture, as red, green and blue in a number, how many pixels have it, and how many of those
// lie within areas of it.
type shade struct {
	rgb           uint32
	count, inside int
}

func (s shade) channel(i int) int { return int(s.rgb >> (16 - 8*i) & 0xff) }

// paletteSizes are as large as PNG's 4 and 8 bits to a pixel allow, and a step between.
var paletteSizes = [...]int{16, 64, 256}

// How far from its own a pixel's colour may be, in the root of the mean square, in levels of 0..255: of all pixels, and
// of those within areas, whose steps would be seen. A chart of a few colours stays within both with the smallest
// palette, a map of heat needs a larger one.
const (
	paletteError = 4
	insideError  = 1.5
)

// Compact writes an image as PNG in few colours, for a third of the bytes of all of them: what covers large areas keeps
// its colour to the bit, the shades at the edges of lines and letters become like ones. An image that is transparent
// anywhere keeps all its colours. The same image gives the same bytes.
func Compact(m *image.RGBA) ([]byte, error) {
	var b bytes.Buffer
	var picture image.Image = m
	if m.Opaque() {
		picture = paletted(m)
	}
	err := png.Encode(&b, picture) // the best compression takes ten times as long and saves a tenth
	return b.Bytes(), err
}

// paletted is an opaque image with the smallest palette that is close enough, or else the largest.
func paletted(m *image.RGBA) *image.Paletted {
	groups := []group{newGroup(shadesOf(m))}
	for _, most := range paletteSizes {
		groups = apart(groups, most)
		if closeEnough(groups) {
			break
		}
	}
	index := map[uint32]uint8{}
	var palette color.Palette
	for i, g := range groups {
		palette = append(palette, g.color())
		for _, s := range g.shades {
			index[s.rgb] = uint8(i)
		}
	}
	out := image.NewPaletted(m.Rect, palette)
	at := 0
	for rgb, length := range runs(m) {
		i := index[rgb]
		for range length {
			out.Pix[at] = i
			at++
		}
	}
	return out
}

// apart splits the group that differs most within itself, until there are as many as wanted or all are of one shade.
func apart(groups []group, most int) []group {
	for len(groups) < most {
		widest := 0
		for i, g := range groups {
			if g.spread > groups[widest].spread {
				widest = i
			}
		}
		if groups[widest].spread == 0 {
			break
		}
		low, high := groups[widest].split()
		groups[widest] = low
		groups = append(groups, high)
	}
	return groups
}

func closeEnough(groups []group) bool {
	var count, inside int
	var countError, insideSum int
	for _, g := range groups {
		c := g.most()
		for _, s := range g.shades {
			square := 0
			for channel := range 3 {
				d := s.channel(channel) - c.channel(channel)
				square += d * d
			}
			count, countError = count+s.count, countError+s.count*square
			inside, insideSum = inside+s.inside, insideSum+s.inside*square
		}
	}
	const channels = 3
	return float64(countError) <= channels*paletteError*paletteError*float64(count) &&
		float64(insideSum) <= channels*insideError*insideError*float64(inside)
}

// shadesOf counts the colours of an image, in order.
func shadesOf(m *image.RGBA) []shade {
	const area = 4 // pixels in a row that are no edge
	found := map[uint32]shade{}
	for rgb, length := range runs(m) {
		s := found[rgb]
		s.rgb, s.count = rgb, s.count+length
		if length >= area {
			s.inside += length
		}
		found[rgb] = s
	}
	shades := slices.Collect(maps.Values(found))
	slices.SortFunc(shades, func(a, b shade) int { return int(a.rgb) - int(b.rgb) })
	return shades
}

// runs lists the colours of an opaque image, line by line, with the number of pixels in a row that have it: pictures of
// figures are mostly ground.
func runs(m *image.RGBA) func(yield func(rgb uint32, length int) bool) {
	return func(yield func(uint32, int) bool) {
		last, length := uint32(0), 0
		for y := m.Rect.Min.Y; y < m.Rect.Max.Y; y++ {
			row := m.Pix[m.PixOffset(m.Rect.Min.X, y):][:4*m.Rect.Dx()]
			for ; len(row) > 0; row = row[4:] {
				rgb := uint32(row[0])<<16 | uint32(row[1])<<8 | uint32(row[2])
				if rgb == last {
					length++
					continue
				}
				if length > 0 && !yield(last, length) {
					return
				}
				last, length = rgb, 1
			}
		}
		yield(last, length)
	}
}

// group is of shades that may become one colour.
type group struct {
	shades  []shade
	channel int     // in which they differ most
	mean    float64 // in that channel
	spread  float64 // summed squared distance from it
}

func newGroup(shades []shade) group {
	g := group{shades: shades}
	for channel := range 3 {
		count, sum, squares := 0, 0, 0
		for _, s := range shades {
			v := s.channel(channel)
			count, sum, squares = count+s.count, sum+s.count*v, squares+s.count*v*v
		}
		mean := float64(sum) / float64(count)
		if spread := float64(squares) - mean*float64(sum); channel == 0 || spread > g.spread {
			g.channel, g.mean, g.spread = channel, mean, spread
		}
	}
	if len(shades) == 1 {
		g.spread = 0 // whatever the rounding
	}
	return g
}

// split parts a group at its mean.
func (g group) split() (low, high group) {
	var parts [2][]shade
	for _, s := range g.shades {
		side := 0
		if float64(s.channel(g.channel)) > g.mean {
			side = 1
		}
		parts[side] = append(parts[side], s)
	}
	return newGroup(parts[0]), newGroup(parts[1])
}

// most is the shade of most pixels.
func (g group) most() shade {
	most := g.shades[0]
	for _, s := range g.shades {
		if s.count > most.count {
			most = s
		}
	}
	return most
}

func (g group) color() color.RGBA {
	most := g.most()
	return color.RGBA{uint8(most.channel(0)), uint8(most.channel(1)), uint8(most.channel(2)), 0xff}
}
