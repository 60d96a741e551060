package htmlexport

import (
	"bytes"
	"encoding/base64"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
)

// imageElement is how nbconvert writes an SVG output: an image element with the picture in base64.
var imageElement = regexp.MustCompile(`<img [^>]*src="data:image/svg\+xml;base64,([A-Za-z0-9+/=]+)"[^>]*>`)

// inlinePictures replaces the image elements of figures by the pictures themselves. The remarks say which stay image
// elements, and why.
func inlinePictures(page []byte, figures []figure) (out []byte, remarks []string) {
	out = imageElement.ReplaceAllFunc(page, func(element []byte) []byte {
		picture, err := base64.StdEncoding.DecodeString(string(imageElement.FindSubmatch(element)[1]))
		if err != nil || !isOneOf(picture, figures) {
			return element
		}
		if problem := inert(picture); problem != nil {
			remarks = append(remarks, fmt.Sprintf("the figure %.23s stays static: its picture holds %v",
				picture[len(`<svg id="`):], problem))
			return element
		}
		return picture
	})
	return out, remarks
}

func isOneOf(picture []byte, figures []figure) bool {
	for _, f := range figures {
		if bytes.HasPrefix(picture, []byte(`<svg id="`+f.id+`"`)) {
			return true
		}
	}
	return false
}

// drawn are the elements of which ECharts makes pictures.
var drawn = strings.Fields("svg g path rect circle ellipse line polyline polygon text tspan image desc title defs clipPath linearGradient " +
	"radialGradient stop pattern filter feDropShadow")

var (
	// markup is what starts with <! or <?, which HTML and XML read differently.
	markup = regexp.MustCompile(`<[!?]`)
	// within is an address of what is in the picture itself.
	within = regexp.MustCompile(`^#[\w-]+$|^data:image/(?:png|jpeg|gif|webp);base64,`)
	// outside is a style or a paint that loads something.
	outside = regexp.MustCompile(`(?i)url\(\s*[^#\s]|@import|\\`)
)

// inert returns what of a picture could act if it stood in a page as its own elements do; nil for nothing.
func inert(picture []byte) error {
	if markup.Match(picture) {
		return errors.New("a comment or an instruction")
	}
	decoder := xml.NewDecoder(bytes.NewReader(picture))
	for {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("what is no XML: %w", err)
		}
		if element, ok := token.(xml.StartElement); ok {
			if err := inertElement(element); err != nil {
				return err
			}
		}
	}
}

func inertElement(element xml.StartElement) error {
	name := element.Name.Local
	if !slices.Contains(drawn, name) {
		return fmt.Errorf("an element %s", name)
	}
	for _, a := range element.Attr {
		key := strings.ToLower(a.Name.Local)
		switch {
		case strings.HasPrefix(key, "on"), key == "href" && !within.MatchString(a.Value), key == "src",
			outside.MatchString(a.Value) && key != "aria-label":
			return fmt.Errorf("an attribute %s of %s: %.60q", key, name, a.Value)
		}
	}
	return nil
}
