package render

import (
	"fmt"
	"html"
	"regexp"
	"strings"
)

// The caption below a picture, in pixels.
const (
	captionMargin = 14
	captionStart  = 22 // from the picture to the base line of the first line
	captionFont   = 12.5
	captionLine   = 18
)

// root is the start of what ECharts draws.
var root = regexp.MustCompile(`^<svg width="\d+" height="\d+" `)

// viewBox is the part of the root that says which area is shown.
var viewBox = regexp.MustCompile(`viewBox="0 0 [\d.]+ [\d.]+"`)

// machinery is what ECharts writes for a page that goes on to work with the picture.
var machinery = regexp.MustCompile(` (?:pointer-events|ecmeta_\w+)="[^"]*"`)

// stretched begins an image that fills its box, as ECharts draws it on a canvas: without the attribute a browser keeps
// the image's own proportions, and what ECharts scales in one direction only becomes a thin line.
const stretched = `<image preserveAspectRatio="none" `

// localName is an id or class that ECharts makes up: the number of the chart, a kind and a running number.
var localName = regexp.MustCompile(`zr\d+-[a-z]+-?\d+`)

// finish sets the identity, the caption and names that are unique among figures.
func finish(picture, id, title string, about frame, j job) (string, error) {
	if !root.MatchString(picture) || !strings.HasSuffix(picture, "</svg>") {
		return "", fmt.Errorf("%w: the result does not look like SVG: %.80q", ErrDraw, picture)
	}
	picture = uniqueNames(machinery.ReplaceAllString(picture, ""), id)
	picture = strings.ReplaceAll(picture, "<image ", stretched) // in texts "<" is escaped
	lines := wrap(about.Caption, float64(about.Width-2*captionMargin), captionFont)
	height := about.Height
	if len(lines) > 0 {
		height += captionHeight(lines)
	}
	picture = root.ReplaceAllLiteralString(picture, fmt.Sprintf(
		`<svg id="%s" role="img" aria-label="%s" %s `, id, html.EscapeString(spoken(title, about.Caption)),
		extent(about.Width, height, j.copied)))
	picture = viewBox.ReplaceAllLiteralString(picture, fmt.Sprintf(`viewBox="0 0 %d %d"`, about.Width, height))
	return strings.TrimSuffix(picture, "</svg>") + caption(lines, about, j.look) + "</svg>", nil
}

// extent is how large the root is shown. A copy in an output fills the width of whatever box it gets, a narrow column
// or a page of paper, for programs that show it in an image element do not all make a picture of a given width fit; and
// it grows no further than the interactive figure.
func extent(width, height int, copied bool) string {
	const most = 1.5
	if copied {
		return fmt.Sprintf(`style="max-width:%.0fpx;height:auto" width="100%%"`, most*float64(width))
	}
	return fmt.Sprintf(`style="max-width:100%%;height:auto" width="%d" height="%d"`, width, height)
}

// uniqueNames renames ids and classes, in the order in which they occur: two figures in one page must not share the id
// of a clip path, and the numbers that ECharts gives depend on what it drew before.
func uniqueNames(picture, id string) string {
	names := map[string]string{}
	return localName.ReplaceAllStringFunc(picture, func(name string) string {
		if _, known := names[name]; !known {
			names[name] = fmt.Sprintf("%s-%d", id, len(names))
		}
		return names[name]
	})
}

// spoken is the name of the picture for who has it read aloud: of an image nothing else is sure to be read.
func spoken(title, caption string) string {
	switch {
	case caption == "":
		return title
	case title == "":
		return caption
	case strings.ContainsAny(title[len(title)-1:], ".?!"):
		return title + " " + caption
	}
	return title + ". " + caption
}

func caption(lines []string, about frame, look Look) string {
	if len(lines) == 0 {
		return ""
	}
	var b strings.Builder
	fmt.Fprintf(&b, `<rect x="0" y="%d" width="%d" height="%d" fill="%s"/>`, about.Height, about.Width,
		captionHeight(lines), look.ground())
	fmt.Fprintf(&b, `<text font-family="sans-serif" font-size="%gpx" fill="%s">`, captionFont, look.ink())
	for i, line := range lines {
		fmt.Fprintf(&b, `<tspan x="%d" y="%d">%s</tspan>`, captionMargin, about.Height+captionStart+captionLine*i,
			html.EscapeString(line))
	}
	return b.String() + "</text>"
}

func captionHeight(lines []string) int {
	return captionStart + captionLine*(len(lines)-1) + captionMargin
}
