package render

import (
	"encoding/base64"
	"fmt"
	"regexp"
	"strings"

	"tradeoff/kernel/internal/cell/protocol/drawing"
	"tradeoff/kernel/internal/draw/raster"
)

var (
	// opening is the start of a finished picture: its root.
	opening = regexp.MustCompile(`^<svg [^>]*>\n?`)
	// words are the texts of a picture.
	words = regexp.MustCompile(`(?s)<text [^>]*>.*?</text>\n?`)
)

// flatten makes one image of all that a finished picture shows but its texts, which stay as they are: sharp, and to be
// found by a search.
func flatten(picture string) (string, error) {
	start := opening.FindString(picture)
	if start == "" {
		return "", fmt.Errorf("%w: %.80q", raster.ErrUnsupported, picture)
	}
	pixels, err := raster.Draw(words.ReplaceAllString(picture, ""), drawing.PictureScale)
	if err != nil {
		return "", err
	}
	compact, err := raster.Compact(pixels)
	if err != nil {
		return "", err
	}
	image := fmt.Sprintf(`<image width="%g" height="%g" href="data:image/png;base64,%s"/>`,
		float64(pixels.Rect.Dx())/drawing.PictureScale, float64(pixels.Rect.Dy())/drawing.PictureScale,
		base64.StdEncoding.EncodeToString(compact))
	return start + image + strings.Join(words.FindAllString(picture, -1), "") + "</svg>", nil
}
