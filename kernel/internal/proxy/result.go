package proxy

import (
	"context"
	"errors"
	"io/fs"
	"maps"

	"tradeoff/kernel/internal/cell"
	"tradeoff/kernel/internal/cell/protocol"
	"tradeoff/kernel/internal/cell/protocol/drawing"
	"tradeoff/kernel/internal/files"
	"tradeoff/kernel/internal/jupyter/wire"
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
	forms, err := protocol.ParseForms(text)
	if err != nil {
		log("the value of a cell: %v", err)
		return nil, false
	}
	return forms, true
}

// needsPicture tells a figure without its static form.
func needsPicture(forms map[string]any) bool {
	_, figure := forms[protocol.Figure]
	_, picture := forms[protocol.SVG]
	return figure && !picture
}

// addPictures draws the static forms; if that fails the text form says why.
func addPictures(ctx context.Context, forms map[string]any, draw Draw) {
	pictures, err := patiently(ctx, []byte(forms[protocol.Figure].(string)), draw)
	if err != nil {
		forms[protocol.Plain] = drawing.WithoutPicture(forms[protocol.Plain].(string), err)
		return
	}
	forms[protocol.SVG] = pictures.SVG
	if pictures.PNG != nil {
		forms[protocol.PNG] = pictures.PNG
	}
}

// metadataOf is the metadata of an output with these forms.
func (x *execution) metadataOf(forms map[string]any) map[string]any {
	metadata := map[string]any{}
	if picture, ok := forms[protocol.PNG].([]byte); ok {
		maps.Copy(metadata, drawing.PictureMetadata(picture))
	}
	metadata[protocol.SourceKey] = cell.SourceDigest(x.text("code"))
	return metadata
}
