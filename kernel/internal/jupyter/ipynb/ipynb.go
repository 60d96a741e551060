// Package ipynb reads, cleans and writes notebook files. It writes them as Python's nbformat does (sorted keys, one
// space of indentation, text as lists of lines), so that programs of both languages leave each other's files alone. It
// is ours because it is small and has to keep every member that it does not know.
package ipynb

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
)

// ErrNotebook is wrapped by errors about a file that is not a notebook for Go.
var ErrNotebook = errors.New("not a Go notebook")

// The types of cells.
const (
	Code     = "code"
	Markdown = "markdown"
	Raw      = "raw"
)

// Notebook is a notebook of format 4.
type Notebook struct {
	Cells    []Cell         `json:"cells"`
	Metadata map[string]any `json:"metadata"`
	Format   int            `json:"nbformat"`
	Minor    int            `json:"nbformat_minor"`
}

// Cell is a cell; outputs and count are those of code.
type Cell struct {
	Type        string            `json:"cell_type"`
	ID          string            `json:"id"` // "" before format 4.5
	Metadata    map[string]any    `json:"metadata"`
	Source      Text              `json:"source"`
	Attachments map[string]any    `json:"attachments"`
	Outputs     []json.RawMessage `json:"outputs"`
	Count       *int              `json:"execution_count"`
}

// Text is a JSON string, or a list of strings to be joined.
type Text string

// UnmarshalJSON accepts both forms.
func (t *Text) UnmarshalJSON(data []byte) error {
	var lines []string
	if err := json.Unmarshal(data, &lines); err == nil {
		*t = Text(strings.Join(lines, ""))
		return nil
	}
	return json.Unmarshal(data, (*string)(t))
}

// MarshalJSON writes a list of lines.
func (t Text) MarshalJSON() ([]byte, error) { return encode(lines(string(t))) }

// Read reads a file. The error wraps [ErrNotebook] if it holds something else, also a notebook for another language.
func Read(path string) (*Notebook, error) {
	content, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	n, err := Parse(content)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return n, nil
}

// Parse reads the content of a file. The error wraps [ErrNotebook].
func Parse(content []byte) (*Notebook, error) {
	var n Notebook
	if err := decode(content, &n); err != nil {
		return nil, err
	}
	if n.Format != 4 {
		return nil, fmt.Errorf("%w: nbformat is %d, want 4", ErrNotebook, n.Format)
	}
	if spec, ok := n.Metadata["kernelspec"].(map[string]any); ok {
		if language, ok := spec["language"].(string); ok && language != "" && language != "go" {
			return nil, fmt.Errorf("%w: it is for the kernel %q of the language %q, want \"go\"", ErrNotebook, spec["name"],
				language)
		}
	}
	for i, c := range n.Cells {
		if !slices.Contains([]string{Code, Markdown, Raw}, c.Type) {
			return nil, fmt.Errorf("%w: cell_type of cell %d is %q, want code, markdown or raw", ErrNotebook, i+1, c.Type)
		}
	}
	return &n, nil
}

// Runs reports whether the kernel is asked to execute the cell.
func (c Cell) Runs() bool { return c.Type == Code && strings.TrimSpace(string(c.Source)) != "" }

// Title is the first line of the cell that says something.
func (c Cell) Title() string {
	for line := range strings.Lines(string(c.Source)) {
		if line = strings.TrimSpace(line); line != "" && line != "%%" {
			return line
		}
	}
	return ""
}

// Tags are the cell's tags.
func (c Cell) Tags() []string {
	list, _ := c.Metadata["tags"].([]any)
	var tags []string
	for _, tag := range list {
		if text, ok := tag.(string); ok {
			tags = append(tags, text)
		}
	}
	return tags
}

// Bytes is the content of the notebook's file.
func (n *Notebook) Bytes() ([]byte, error) {
	cells := make([]any, len(n.Cells))
	for i, c := range n.Cells {
		cells[i] = c.fields(n.Minor)
	}
	return encode(map[string]any{"cells": cells, "metadata": orEmpty(n.Metadata), "nbformat": n.Format,
		"nbformat_minor": n.Minor})
}

// fields are those that the format knows for a cell of this type.
func (c Cell) fields(minor int) map[string]any {
	fields := map[string]any{"cell_type": c.Type, "metadata": orEmpty(c.Metadata), "source": c.Source}
	if minor >= 5 {
		fields["id"] = c.ID
	}
	if c.Type == Code {
		fields["execution_count"] = c.Count
		fields["outputs"] = append([]json.RawMessage{}, c.Outputs...)
	} else if len(c.Attachments) > 0 {
		fields["attachments"] = c.Attachments
	}
	return fields
}

func orEmpty(m map[string]any) map[string]any {
	if m == nil {
		return map[string]any{}
	}
	return m
}

// ByteOrderMark is what some programs write before a text.
const ByteOrderMark = "\ufeff"

// decode reads one JSON value and keeps numbers as they are written. The error wraps [ErrNotebook].
func decode(content []byte, value any) error {
	content = bytes.TrimPrefix(content, []byte(ByteOrderMark))
	if len(bytes.TrimSpace(content)) == 0 {
		return fmt.Errorf("%w: the file is empty", ErrNotebook)
	}
	d := json.NewDecoder(bytes.NewReader(content))
	d.UseNumber()
	if err := d.Decode(value); err != nil {
		return fmt.Errorf("%w: %w", ErrNotebook, err)
	}
	if d.More() {
		return fmt.Errorf("%w: something follows the end of the JSON at byte %d", ErrNotebook, d.InputOffset())
	}
	return nil
}
