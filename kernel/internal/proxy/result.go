package proxy

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"time"

	"tradeoff/kernel/internal/echarts"
	"tradeoff/kernel/internal/proxy/wire"
)

// drawTime bounds the drawing of a static picture.
const drawTime = time.Minute

const pictureKind = "image/svg+xml"

// readResult reads the forms of the value that a cell left, by media type.
func readResult(path string, log wire.Log) (map[string]any, bool) {
	text, err := os.ReadFile(path)
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
	_, picture := forms[pictureKind]
	return figure && !picture
}

// addPicture draws the static form; if that fails the text form says why.
func addPicture(ctx context.Context, forms map[string]any, draw Draw) {
	ctx, cancel := context.WithTimeout(ctx, drawTime)
	defer cancel()
	picture, err := draw(ctx, []byte(forms[echarts.MIME].(string)))
	if err != nil {
		forms["text/plain"] = fmt.Sprintf("%s\n\n(no static picture: %v)", forms["text/plain"], err)
		return
	}
	forms[pictureKind] = picture
}
