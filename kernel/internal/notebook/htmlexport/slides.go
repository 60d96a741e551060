package htmlexport

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"fmt"
	"html"

	"tradeoff/kernel/internal/jupyter/ipynb"
)

//go:embed slides.js
var slidesScript string

//go:embed slides.css
var slidesStyle string

// slidesAttribute of a page's body holds the slides, as JSON.
const slidesAttribute = "data-slides"

// slide is what one slide shows.
type slide struct {
	Cells []string `json:"cells"` // identifiers of the cells, in their order
}

// Slides makes nbconvert's page a presentation, shown slide by slide by the script that [Upgrade] adds, whole without
// JavaScript and on paper. Cells say where slides start as for every program that reads notebooks, by their metadata
// (slideshow.slide_type "slide", "subslide", "fragment", "skip" or "notes": fragments are shown with their slide, the
// last two are not shown). In a notebook without such metadata every Markdown cell starts a slide. It has to come
// before Upgrade. The error wraps [ErrNotebook] also where a notebook has no cell to be shown.
func Slides(page, notebook []byte) ([]byte, error) {
	var source ipynb.Notebook
	if err := json.Unmarshal(notebook, &source); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrNotebook, err)
	}
	slides := slidesOf(source.Cells)
	if len(slides) == 0 {
		return nil, fmt.Errorf("%w: no cell to be shown on a slide", ErrNotebook)
	}
	text, err := json.Marshal(slides)
	if err != nil {
		return nil, err
	}
	const body = "<body"
	at := bytes.Index(page, []byte(body))
	if at < 0 {
		return nil, fmt.Errorf("%w: its page has no body", ErrNotebook)
	}
	at += len(body)
	attribute := " " + slidesAttribute + `="` + html.EscapeString(string(text)) + `"`
	page = bytes.Join([][]byte{page[:at], []byte(attribute), page[at:]}, nil)
	return beforeEnd(page, "</head>", "<style>\n"+slidesStyle+"</style>\n"), nil
}

// isPresentation reports whether a page is one that [Slides] made.
func isPresentation(page []byte) bool {
	return bytes.Contains(page, []byte("<body "+slidesAttribute+"="))
}

func slidesOf(cells []ipynb.Cell) (slides []slide) {
	marked := false
	for _, c := range cells {
		marked = marked || slideType(c) != ""
	}
	for _, c := range cells {
		kind := slideType(c)
		if !marked && c.Type == ipynb.Markdown {
			kind = "slide"
		}
		switch kind {
		case "skip", "notes":
			continue
		case "slide", "subslide":
			slides = append(slides, slide{})
		}
		if len(slides) == 0 {
			slides = append(slides, slide{})
		}
		if last := &slides[len(slides)-1]; c.ID != "" {
			last.Cells = append(last.Cells, c.ID)
		}
	}
	return slides
}

// slideType is what a cell's metadata says, "" if nothing.
func slideType(c ipynb.Cell) string {
	show, _ := c.Metadata["slideshow"].(map[string]any)
	kind, _ := show["slide_type"].(string)
	if kind == "-" {
		return ""
	}
	return kind
}
