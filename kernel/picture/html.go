package picture

import (
	"bytes"
	"context"
	_ "embed"
	"encoding/json"
	"html/template"
	"io"

	"tradeoff/diversity/figure"
	"tradeoff/kernel/internal/cell/protocol"
	"tradeoff/kernel/internal/draw/render"
	"tradeoff/kernel/internal/notebook/htmlexport"
)

//go:embed page.html
var pageSource string

// HTML writes a page that needs nothing but itself: the interactive figure (ECharts is inside, about 1.1 MB), which
// follows the width of the window and the light or dark theme of the reader, and the static picture for readers without
// JavaScript. (Of very many points that one shows fewer; see package show.)
func HTML(w io.Writer, f figure.Figure, o Options) error {
	option, err := optionOf(f, o)
	if err != nil {
		return err
	}
	picture, err := render.Copy(context.Background(), option)
	if err != nil {
		return err
	}
	page, err := pageOf(f.Title, picture)
	if err != nil {
		return err
	}
	runs, err := f.Runs()
	if err != nil {
		return err
	}
	notebook, err := notebookOf(option, runs)
	if err != nil {
		return err
	}
	if page, _, err = htmlexport.Upgrade(page, notebook); err != nil {
		return err
	}
	_, err = w.Write(page)
	return err
}

func pageOf(title, picture string) ([]byte, error) {
	page, err := template.New("page").Parse(pageSource)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	// our own, with its texts escaped
	err = page.Execute(&b, map[string]any{"Title": title, "Picture": template.HTML(picture)})
	return b.Bytes(), err
}

// notebookOf is a notebook with the figure alone, for the one place that knows how pages get interactive figures.
func notebookOf(option, runs json.RawMessage) ([]byte, error) {
	data := map[string]any{protocol.Figure: option}
	if runs != nil {
		data[protocol.Runs] = runs
	}
	output := map[string]any{"data": data}
	cell := map[string]any{"outputs": []any{output}}
	return json.Marshal(map[string]any{"cells": []any{cell}})
}
