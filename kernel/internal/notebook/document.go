package notebook

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
)

// ErrNotebook is wrapped by errors about a file that is not a notebook which can be executed here.
var ErrNotebook = errors.New("not a Go notebook")

// document is what has to be known of a notebook before it is executed.
type document struct {
	Cells    []cell `json:"cells"`
	Format   int    `json:"nbformat"`
	Metadata struct {
		Kernelspec struct {
			Name     string `json:"name"`
			Language string `json:"language"`
		} `json:"kernelspec"`
	} `json:"metadata"`
}

type cell struct {
	Type     string `json:"cell_type"`
	Source   text   `json:"source"`
	Metadata struct {
		Tags []string `json:"tags"`
	} `json:"metadata"`
	number int // among the user's cells with code, from 1; 0 for others
}

// text is a JSON string, or a list of strings to be joined.
type text string

// UnmarshalJSON accepts both forms.
func (t *text) UnmarshalJSON(data []byte) error {
	var lines []string
	if err := json.Unmarshal(data, &lines); err == nil {
		*t = text(strings.Join(lines, ""))
		return nil
	}
	return json.Unmarshal(data, (*string)(t))
}

// read reads and checks a notebook.
func read(path string) (*document, error) {
	content, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	var d document
	if err := json.Unmarshal(content, &d); err != nil {
		return nil, fmt.Errorf("%s: %w: %w", path, ErrNotebook, err)
	}
	if d.Format != 4 {
		return nil, fmt.Errorf("%s: %w: nbformat is %d, want 4", path, ErrNotebook, d.Format)
	}
	spec := d.Metadata.Kernelspec
	if spec.Language != "" && spec.Language != "go" {
		return nil, fmt.Errorf("%s: %w: it is for the kernel %q of the language %q", path, ErrNotebook, spec.Name, spec.Language)
	}
	d.enumerate()
	return &d, nil
}

// enumerate numbers the cells that have code.
func (d *document) enumerate() {
	count := 0
	for i := range d.Cells {
		if d.Cells[i].runs() {
			count++
			d.Cells[i].number = count
		}
	}
}

// count is the number of cells with code.
func (d *document) count() int {
	count := 0
	for _, c := range d.Cells {
		count = max(count, c.number)
	}
	return count
}

func (c cell) runs() bool { return c.Type == "code" && strings.TrimSpace(string(c.Source)) != "" }

// title is the first line of the cell that says something.
func (c cell) title() string {
	for line := range strings.Lines(string(c.Source)) {
		if line = strings.TrimSpace(line); line != "" && line != "%%" {
			return line
		}
	}
	return ""
}

// line returns a line of the cell, counted from 1; "" if there is none.
func (c cell) line(n int) string {
	lines := strings.Split(string(c.Source), "\n")
	if n < 1 || n > len(lines) {
		return ""
	}
	return strings.TrimSpace(lines[n-1])
}

// parametersTag marks the cell whose constants and variables can be replaced, as in papermill.
const parametersTag = "parameters"

// parameterCell returns the position of the tagged cell.
func (d *document) parameterCell() (int, error) {
	at := slices.IndexFunc(d.Cells, func(c cell) bool { return c.Type == "code" && slices.Contains(c.Metadata.Tags, parametersTag) })
	if at < 0 {
		return 0, fmt.Errorf("%w: no cell has the tag %q", ErrParameter, parametersTag)
	}
	return at, nil
}
