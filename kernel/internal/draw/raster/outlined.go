package raster

import (
	"fmt"
	"html"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// textElements are the texts of a document.
var textElements = regexp.MustCompile(`(?s)<text[ >].*?</text>`)

// ofLetters are attributes that say which letters stand where, which their outlines know.
var ofLetters = map[string]bool{"x": true, "y": true, "style": true, "text-anchor": true, "dominant-baseline": true,
	"font-size": true, "font-family": true, "font-weight": true, "space": true, "xml:space": true}

// Outlined returns a document with its letters as the outlines of those of [Draw], so that every program shows the same
// without having a font. What a text says stays as the label of its outlines.
func Outlined(svg string) (string, error) {
	const detail = 4
	d := newDrawing(nil, detail, nil)
	var failed error
	svg = textElements.ReplaceAllStringFunc(svg, func(text string) string {
		root, _, err := parse("<svg>" + text + "</svg>")
		if err == nil {
			text, err = d.outlined(root.children[0])
		}
		if err != nil && failed == nil {
			failed = err
		}
		return text
	})
	return svg, failed
}

// outlined is a text and its spans as a group of paths.
func (d *drawing) outlined(e *element) (string, error) {
	var paths strings.Builder
	said, lines, attributes := e.text, slices.Clone(e.children), notOfLetters(e)
	if strings.TrimSpace(e.text) != "" {
		lines = slices.Insert(lines, 0, e)
	}
	for _, line := range lines {
		if line != e && line.name != "tspan" {
			return "", fmt.Errorf("%w: element %s in a text", ErrUnsupported, line.name)
		}
		if line != e {
			said += " " + line.text
		}
		words, at, err := d.placed(e, line, d.detail)
		if err != nil {
			return "", err
		}
		outline := pathOf(moved(words.lines, matrix{a: 1, d: 1, e: at.x, f: at.y}))
		fmt.Fprintf(&paths, `<path d="%s"%s/>`, outline, attributes)
	}
	label := html.EscapeString(strings.Join(strings.Fields(said), " "))
	return fmt.Sprintf(`<g role="img" aria-label="%s">%s</g>`, label, paths.String()), nil
}

// notOfLetters are the attributes of a text that hold for its outlines too.
func notOfLetters(e *element) string {
	var b strings.Builder
	for _, name := range slices.Sorted(maps.Keys(e.attributes)) {
		if !ofLetters[name] {
			fmt.Fprintf(&b, ` %s="%s"`, name, html.EscapeString(e.attributes[name]))
		}
	}
	return b.String()
}

// pathOf is the attribute d of lines, in hundredths of a unit.
func pathOf(lines []polyline) string {
	var b []byte
	for _, line := range lines {
		x, y := 0, 0
		for i, p := range line.points {
			nextX, nextY := hundredths(p.x), hundredths(p.y)
			switch {
			case i == 0:
				b = append(b, 'M')
			case nextX == x && nextY == y:
				continue
			default:
				b = append(b, 'l')
			}
			b = decimal(b, nextX-x)
			b = append(b, ' ')
			b = decimal(b, nextY-y)
			x, y = nextX, nextY
		}
		b = append(b, 'z')
	}
	return string(b)
}

func hundredths(x float64) int { return pixel(100 * min(max(x, -9e3), 9e3)) }

// decimal writes a number of hundredths.
func decimal(b []byte, n int) []byte {
	return strconv.AppendFloat(b, float64(n)/100, 'f', -1, 64)
}
