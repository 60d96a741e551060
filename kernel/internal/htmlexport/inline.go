package htmlexport

import (
	"bytes"
	"encoding/base64"
	"regexp"
)

// imageElement is how nbconvert writes an SVG output: an image element with the picture in base64.
var imageElement = regexp.MustCompile(`<img [^>]*src="data:image/svg\+xml;base64,([A-Za-z0-9+/=]+)"[^>]*>`)

// active finds what can run code. ECharts draws none of it, and a picture that is not an image element could.
var active = regexp.MustCompile(`(?i)<script|<foreignObject|\son[a-z]+\s*=|javascript:`)

// inlinePictures replaces the image elements of figures by the pictures themselves.
func inlinePictures(page []byte, figures []figure) []byte {
	return imageElement.ReplaceAllFunc(page, func(element []byte) []byte {
		picture, err := base64.StdEncoding.DecodeString(string(imageElement.FindSubmatch(element)[1]))
		if err != nil || active.Match(picture) || !isOneOf(picture, figures) {
			return element
		}
		return picture
	})
}

func isOneOf(picture []byte, figures []figure) bool {
	for _, f := range figures {
		if bytes.HasPrefix(picture, []byte(`<svg id="`+f.id+`"`)) {
			return true
		}
	}
	return false
}
