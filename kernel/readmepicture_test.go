package main

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"tradeoff/kernel/internal/cell/protocol"
	"tradeoff/kernel/internal/draw/render"
	"tradeoff/kernel/internal/jupyter/ipynb"
)

var drawPictures = flag.Bool("draw", false, "draw the pictures of README.md anew from the quick start's outputs")

// readmePictures are the sizes of README's picture, in pixels: one for a desktop, as flat as the first screen wants it,
// one for a phone, whose letters stay legible.
var readmePictures = map[string][2]int{
	"notebooks/quickstart-curves.svg": {760, 420}, "notebooks/quickstart-curves-narrow.svg": {400, 470},
}

// readmeFigure is the figure that README shows, with its numbers as text: the errors of task plain beside random weights.
func readmeFigure(t *testing.T) (option []byte, text string) {
	t.Helper()
	n, err := ipynb.Read("../notebooks/quickstart.ipynb")
	if err != nil {
		t.Fatal(err)
	}
	for i := range n.Cells {
		for j := range n.Cells[i].Outputs {
			o, err := n.Cells[i].Output(j)
			if err != nil {
				t.Fatal(err)
			}
			var plain ipynb.Text
			if o.Data[protocol.Figure] == nil || json.Unmarshal(o.Data["text/plain"], &plain) != nil {
				continue
			}
			if strings.HasPrefix(string(plain), "Task plain: error against the number of classes\n") {
				return o.Data[protocol.Figure], string(plain)
			}
		}
	}
	t.Fatal("no figure of the quick start is that of README")
	return nil, ""
}

// TestPicturesOfREADMEAreOfTheNotebook: README shows the real run, drawn in two widths, and both are linked.
func TestPicturesOfREADMEAreOfTheNotebook(t *testing.T) {
	option, _ := readmeFigure(t)
	readme := readmes(t)["README.md"]
	for path, size := range readmePictures {
		picture, err := render.SVG(t.Context(), option, size[0], size[1])
		if err != nil {
			t.Fatal(err)
		}
		file := filepath.Join("..", filepath.FromSlash(path))
		if *drawPictures {
			if err := os.WriteFile(file, []byte(picture), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		if committed, err := os.ReadFile(file); err != nil || !bytes.Equal(committed, []byte(picture)) {
			t.Errorf("%s is not the figure of the quick start as it is drawn now (%v): go test ./kernel -run OfREADME -draw", path, err)
		}
		if !strings.Contains(readme, `="`+path+`"`) {
			t.Errorf("README.md does not show %s", path)
		}
	}
	linked := regexp.MustCompile(`notebooks/[\w-]+\.svg`).FindAllString(readme, -1)
	if len(linked) != len(readmePictures) {
		t.Errorf("README.md shows %v", linked)
	}
}

// TestCaptionOfREADMESaysWhatThePictureShows: every budget, with the number of classes at its ring.
func TestCaptionOfREADMESaysWhatThePictureShows(t *testing.T) {
	_, text := readmeFigure(t)
	readme := readmes(t)["README.md"]
	rings := regexp.MustCompile(`(?m)^(\d+) +(\d+) .*<- best$`).FindAllStringSubmatch(text, -1)
	if len(rings) != 3 {
		t.Fatalf("rings %v of\n%s", rings, text)
	}
	for _, ring := range rings {
		budget := regexp.MustCompile(`(\d)(\d{3})$`).ReplaceAllString(ring[1], "$1,$2")
		want := regexp.MustCompile(fmt.Sprintf(`[Oo]f %s (?:labelled )?images %s classes`, budget, ring[2]))
		if !want.MatchString(readme) {
			t.Errorf("README.md does not say %s", want)
		}
	}
}

// TestLettersOfREADMEOnAPhone: in a text column of 358 pixels, that of a phone of 390, no letter is lower than 7 pixels,
// of which a small one takes about seven tenths of the size of its font.
func TestLettersOfREADMEOnAPhone(t *testing.T) {
	text, err := os.ReadFile("../notebooks/quickstart-curves-narrow.svg")
	if err != nil {
		t.Fatal(err)
	}
	sizes := regexp.MustCompile(`font-size:(\d+)px`).FindAllStringSubmatch(string(text), -1)
	if len(sizes) < 20 {
		t.Fatalf("%d texts", len(sizes))
	}
	width := float64(readmePictures["notebooks/quickstart-curves-narrow.svg"][0])
	for _, size := range sizes {
		var pixels float64
		if err := json.Unmarshal([]byte(size[1]), &pixels); err != nil {
			t.Fatal(err)
		}
		if shown := 0.7 * pixels * 358 / width; shown < 7 {
			t.Errorf("letters of %v pixels are %.1f high", pixels, shown)
		}
	}
}
