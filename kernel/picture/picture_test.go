package picture

import (
	"bytes"
	"encoding/json"
	"errors"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"tradeoff/diversity"
	"tradeoff/diversity/figure"
)

func line(t testing.TB) figure.Figure {
	t.Helper()
	f, err := figure.Line([]figure.LineSeries{{Name: "a <b>", X: []float64{0, 1}, Y: []float64{1, 3}}},
		figure.LineOptions{Title: "A & <B>"})
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func TestSaveIsCompleteAndTheSameWhoeverSavesBeside(t *testing.T) {
	if testing.Short() {
		t.Skip("with -short there is no time to draw eight pictures")
	}
	f, dir := line(t), t.TempDir()
	starts := map[string]string{"a.svg": "<svg ", "b.PNG": "\x89PNG", "c.html": "<!DOCTYPE html>", "d.json": "{"}
	var group sync.WaitGroup
	for _, folder := range []string{"one", "two"} {
		for name := range starts {
			group.Go(func() {
				if err := Save(f, filepath.Join(dir, folder, name), Options{}); err != nil {
					t.Error(err)
				}
			})
		}
	}
	group.Wait()
	for name, start := range starts {
		one, err := os.ReadFile(filepath.Join(dir, "one", name))
		two, _ := os.ReadFile(filepath.Join(dir, "two", name))
		if err != nil || !bytes.HasPrefix(one, []byte(start)) || !bytes.Equal(one, two) {
			t.Errorf("%s: %v, %.20q, the same: %v", name, err, one, bytes.Equal(one, two))
		}
	}
	page, _ := os.ReadFile(filepath.Join(dir, "one", "c.html"))
	if !bytes.Contains(page, []byte("<title>A &amp; &lt;B&gt;</title>")) ||
		!bytes.Contains(page, []byte(`data-figure="figure-`)) {
		t.Error("the page lacks its title or its figure")
	}
	option, _ := os.ReadFile(filepath.Join(dir, "one", "d.json"))
	if !json.Valid(option) {
		t.Error("not JSON")
	}
}

func TestBackgroundAndSize(t *testing.T) {
	for background, want := range map[Background][4]uint32{White: {255, 255, 255, 255}, Transparent: {},
		Dark: {0x11, 0x11, 0x11, 255}} {
		var b bytes.Buffer
		if err := PNG(&b, line(t), Options{Width: 300, Height: 200, Scale: 0.5, Background: background}); err != nil {
			t.Fatal(err)
		}
		m, err := png.Decode(&b)
		if err != nil || m.Bounds().Dx() != 150 || m.Bounds().Dy() < 100 {
			t.Fatal(err, m.Bounds())
		}
		r, g, blue, a := m.At(0, 0).RGBA()
		if got := [4]uint32{r >> 8, g >> 8, blue >> 8, a >> 8}; got != want {
			t.Errorf("%s: %v, want %v", background, got, want)
		}
	}
}

func TestErrors(t *testing.T) {
	dir := t.TempDir()
	for name, c := range map[string]struct {
		figure  figure.Figure
		path    string
		options Options
		want    error
		text    string
	}{
		"extension":  {line(t), "a.eps", Options{}, diversity.ErrInvalid, ".html, .svg, .png, .pdf or .json"},
		"none":       {line(t), "a", Options{}, diversity.ErrInvalid, ".html"},
		"scale":      {line(t), "a.png", Options{Scale: 9}, diversity.ErrInvalid, "Options.Scale"},
		"width":      {line(t), "a.svg", Options{Width: 1}, diversity.ErrInvalid, "Options.Width"},
		"background": {line(t), "a.html", Options{Background: "red"}, diversity.ErrInvalid, "Options.Background"},
		"empty":      {figure.Figure{}, "a.json", Options{}, figure.ErrEmpty, "a.json as json"},
		"letters":    {line(t).WithTitle("漢"), "a.png", Options{}, nil, "漢"},
	} {
		err := Save(c.figure, filepath.Join(dir, c.path), c.options)
		if err == nil || c.want != nil && !errors.Is(err, c.want) || !strings.Contains(err.Error(), c.text) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if left, _ := os.ReadDir(dir); len(left) > 0 {
		t.Errorf("files were left: %v", left)
	}
}

func BenchmarkSave(b *testing.B) {
	f := line(b)
	for _, format := range []string{"json", "svg", "png", "html"} {
		b.Run(format, func(b *testing.B) {
			path := filepath.Join(b.TempDir(), "a."+format)
			for b.Loop() {
				if err := Save(f, path, Options{}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func TestSavePaperRefuses(t *testing.T) {
	for name, c := range map[string]struct {
		figure figure.Figure
		path   string
		o      PaperOptions
		kind   error
		says   string
	}{
		"extension": {line(t), "a.png", PaperOptions{}, diversity.ErrInvalid, ".pdf or .svg"},
		"width":     {line(t), "a.pdf", PaperOptions{Width: 8.4}, diversity.ErrInvalid, "PaperOptions.Width = 8.4"},
		"height":    {line(t), "a.svg", PaperOptions{Height: -1}, diversity.ErrInvalid, "PaperOptions.Height"},
		"letters":   {line(t), "a.svg", PaperOptions{Letters: 40}, diversity.ErrInvalid, "PaperOptions.Letters"},
		"empty":     {figure.Figure{}, "a.pdf", PaperOptions{}, figure.ErrEmpty, "figure.Curves"},
	} {
		dir := t.TempDir()
		err := SavePaper(c.figure, filepath.Join(dir, c.path), c.o)
		if !errors.Is(err, c.kind) || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v", name, err)
		}
		if left, _ := os.ReadDir(dir); len(left) > 0 {
			t.Errorf("%s: it left %v", name, left)
		}
	}
}
