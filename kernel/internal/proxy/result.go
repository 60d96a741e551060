package proxy

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"

	"tradeoff/kernel/internal/cell/drawing"
	"tradeoff/kernel/internal/draw/echarts"
	"tradeoff/kernel/internal/files"
	"tradeoff/kernel/internal/jupyter/wire"
)

// The media types of the static copies of a figure.
const (
	svgKind = "image/svg+xml"
	pngKind = "image/png"
)

// largestResult is more than can be sent.
const largestResult = 256 << 20

// readResult reads the forms of the value that a cell left, by media type.
func readResult(path string, log wire.Log) (map[string]any, bool) {
	text, err := files.ReadOwn(path, largestResult)
	if err != nil {
		if !errors.Is(err, fs.ErrNotExist) {
			log("the value of a cell: %v", err)
		}
		return nil, false
	}
	forms, err := parseResult(text)
	if err != nil {
		log("the value of a cell: %v", err)
		return nil, false
	}
	return forms, true
}

// parseResult takes apart what package result wrote: for each form a line of media type and size, and its text.
func parseResult(text []byte) (map[string]any, error) {
	forms := map[string]any{}
	for len(text) > 0 {
		line, rest, found := bytes.Cut(text, []byte("\n"))
		var kind string
		var size int
		if n, _ := fmt.Sscanf(string(line), "%s %d", &kind, &size); !found || n != 2 || size < 0 || size > len(rest) {
			return nil, fmt.Errorf("a torn form: %.80q", line)
		}
		forms[kind], text = string(rest[:size]), rest[size:]
	}
	if _, ok := forms["text/plain"]; !ok {
		return nil, errors.New("no text form")
	}
	return forms, nil
}

// needsPicture tells a figure without its static form.
func needsPicture(forms map[string]any) bool {
	_, figure := forms[echarts.MIME]
	_, picture := forms[svgKind]
	return figure && !picture
}

// addPictures draws the static forms; if that fails the text form says why.
func addPictures(ctx context.Context, forms map[string]any, draw Draw) {
	pictures, err := patiently(ctx, []byte(forms[echarts.MIME].(string)), draw)
	if err != nil {
		forms["text/plain"] = drawing.Without(forms["text/plain"].(string), err)
		return
	}
	forms[svgKind] = pictures.SVG
	if pictures.PNG != nil {
		forms[pngKind] = pictures.PNG
	}
}

// metadataOf is the metadata of an output with these forms.
func metadataOf(forms map[string]any) map[string]any {
	if picture, ok := forms[pngKind].([]byte); ok {
		return drawing.Metadata(picture)
	}
	return map[string]any{}
}
