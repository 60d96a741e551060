package script

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"
	"tradeoff/kernel/internal/jupyter/ipynb"
	"tradeoff/kernel/internal/jupyter/kernelspec"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"
)

// ErrScript is wrapped by errors about a text that is no notebook in this format; they name the line.
var ErrScript = errors.New("not a notebook as text")

// Read returns the notebook of a text, without outputs. Cells without an id get one by their number. The error wraps
// [ErrScript].
func Read(content []byte) (*ipynb.Notebook, error) {
	if !utf8.Valid(content) {
		return nil, fmt.Errorf("%w: it is not UTF-8", ErrScript)
	}
	r := reader{lines: split(strings.TrimPrefix(string(content), ipynb.ByteOrderMark))}
	metadata, err := r.header()
	if err != nil {
		return nil, err
	}
	n := &ipynb.Notebook{Metadata: metadata, Format: 4, Minor: 5}
	if err := r.preamble(); err != nil {
		return nil, err
	}
	for r.at < len(r.lines) {
		c, err := r.cell()
		if err != nil {
			return nil, err
		}
		n.Cells = append(n.Cells, c)
	}
	return n, identify(n)
}

// split returns the lines. A file that was saved with the line ends of Windows has them throughout.
func split(text string) []string {
	if first, _, ok := strings.Cut(text, "\n"); ok && strings.HasSuffix(first, "\r") {
		text = strings.ReplaceAll(text, "\r\n", "\n")
	}
	return strings.Split(strings.TrimSuffix(text, "\n"), "\n")
}

// reader is at a line, counted from 0.
type reader struct {
	lines []string
	at    int
}

func (r *reader) fail(format string, args ...any) error {
	return fmt.Errorf("%w: line %d: %w", ErrScript, r.at+1, fmt.Errorf(format, args...))
}

// header reads the metadata between two fences; without fences they are those of our kernel.
func (r *reader) header() (map[string]any, error) {
	start := 0
	for start < len(r.lines) && r.lines[start] != fence && strings.HasPrefix(r.lines[start], "//") &&
		!starts(r.lines[start]) {
		start++ // such as an editor's settings
	}
	if start == len(r.lines) || r.lines[start] != fence {
		return kernelspec.Metadata(), nil
	}
	var text []string
	for r.at = start + 1; r.at < len(r.lines); r.at++ {
		line := r.lines[r.at]
		if line == fence {
			metadata, err := parseHeader(text)
			if err != nil {
				return nil, r.fail("the header above: %w", err)
			}
			ipynb.Settle(metadata)
			r.at++
			return metadata, nil
		}
		text = append(text, strings.TrimPrefix(strings.TrimPrefix(line, "//"), " "))
	}
	r.at = start
	return nil, r.fail("the header has no end, a second line %q", fence)
}

// parseHeader reads our own header, with numbers as they are written, or any other in YAML.
func parseHeader(lines []string) (map[string]any, error) {
	if metadata, ok := ownHeader(lines); ok {
		return metadata, nil
	}
	var document struct {
		Jupyter map[string]any `yaml:"jupyter"`
	}
	if err := yaml.Unmarshal([]byte(strings.Join(lines, "\n")), &document); err != nil {
		return nil, err
	}
	if _, err := json.Marshal(document.Jupyter); err != nil {
		return nil, err
	}
	return document.Jupyter, nil
}

// ownHeader reads a line of JSON for each key.
func ownHeader(lines []string) (map[string]any, bool) {
	if len(lines) == 0 || "// "+lines[0] != header {
		return nil, false
	}
	metadata := map[string]any{}
	for _, line := range lines[1:] {
		var key string
		rest, err := decode(line, &key)
		if err != nil || !strings.HasPrefix(rest, ": ") {
			return nil, false
		}
		var value any
		if rest, err = decode(rest[len(": "):], &value); err != nil || rest != "" {
			return nil, false
		}
		metadata[key] = value
	}
	return metadata, true
}

// preamble passes the build constraint.
func (r *reader) preamble() error {
	for ; r.at < len(r.lines) && !starts(r.lines[r.at]); r.at++ {
		if line := strings.TrimSpace(r.lines[r.at]); line != "" && !strings.HasPrefix(line, "//") {
			return r.fail("%q stands before the first cell, which starts with %q", line, marker)
		}
	}
	return nil
}

// starts reports whether a line starts a cell.
func starts(line string) bool { return line == marker || strings.HasPrefix(line, marker+" ") }

// cell reads a cell and goes to the start of the next.
func (r *reader) cell() (ipynb.Cell, error) {
	c, err := r.start()
	if err != nil {
		return c, err
	}
	var body []string
	for r.at++; r.at < len(r.lines) && !starts(r.lines[r.at]); r.at++ {
		line, err := r.line(c.Type)
		if err != nil {
			return c, err
		}
		body = append(body, line)
	}
	if last := len(body) - 1; r.at < len(r.lines) && last >= 0 && body[last] == "" {
		body = body[:last]
	}
	c.Source = ipynb.Text(strings.Join(body, "\n"))
	return c, nil
}

// line undoes lineOf.
func (r *reader) line(cellType string) (string, error) {
	line := r.lines[r.at]
	if strings.HasPrefix(line, "// ") && markerLike.MatchString(line[len("// "):]) {
		line = line[len("// "):]
	}
	switch {
	case cellType == ipynb.Code:
		return strings.TrimPrefix(line, magic), nil
	case line == "//" || line == "":
		return "", nil
	case strings.HasPrefix(line, "// "):
		return line[len("// "):], nil
	}
	return "", r.fail("%q in a cell of type %s is no comment", line, cellType)
}

var (
	bracketed = regexp.MustCompile(`^ \[(\w+)\]`)
	pairKey   = regexp.MustCompile(`^ ([A-Za-z_][\w.-]*)=`)
)

// start reads the line that starts a cell.
func (r *reader) start() (ipynb.Cell, error) {
	c := ipynb.Cell{Type: ipynb.Code, Metadata: map[string]any{}}
	rest := r.lines[r.at][len(marker):]
	if found := bracketed.FindStringSubmatch(rest); found != nil {
		c.Type = found[1]
		rest = rest[len(found[0]):]
		if c.Type != ipynb.Markdown && c.Type != ipynb.Raw {
			return c, r.fail("the cell's type is %q, want [markdown], [raw] or nothing for code", c.Type)
		}
	}
	for strings.TrimSpace(rest) != "" {
		found := pairKey.FindStringSubmatch(rest)
		if found == nil {
			return c, r.fail("%q is no KEY=JSON", strings.TrimSpace(rest))
		}
		var value json.RawMessage
		after, err := decode(rest[len(found[0]):], &value)
		if err == nil {
			err = set(&c, found[1], string(value))
		}
		if err != nil {
			return c, r.fail("%s: %w", found[1], err)
		}
		rest = after
	}
	return c, nil
}

// set gives a cell what a pair says; a key of another program is one of the metadata.
func set(c *ipynb.Cell, key, value string) (err error) {
	switch key {
	case "id":
		_, err = decode(value, &c.ID)
	case "attachments":
		_, err = decode(value, &c.Attachments)
	case "metadata":
		if _, err = decode(value, &c.Metadata); c.Metadata == nil {
			c.Metadata = map[string]any{} // null
		}
	default:
		var other any
		_, err = decode(value, &other)
		c.Metadata[key] = other
	}
	return err
}

// decode reads a JSON value at the start of a text and returns what follows.
func decode(text string, value any) (rest string, err error) {
	d := json.NewDecoder(strings.NewReader(text))
	d.UseNumber()
	if err := d.Decode(value); err != nil {
		if errors.Is(err, io.EOF) {
			err = io.ErrUnexpectedEOF
		}
		return "", err
	}
	return text[d.InputOffset():], nil
}

// validID is the format's rule.
var validID = regexp.MustCompile(`^[a-zA-Z0-9_-]{1,64}$`)

// identify checks the ids, and gives those cells an id that have none or that of an earlier one, as a copied cell has.
func identify(n *ipynb.Notebook) error {
	used := map[string]bool{}
	for i, c := range n.Cells {
		switch {
		case c.ID == "":
		case !validID.MatchString(c.ID):
			return fmt.Errorf("%w: the id of cell %d is %q, want 1 to 64 letters, digits, - and _", ErrScript, i+1, c.ID)
		case used[c.ID]:
			n.Cells[i].ID = ""
		}
		used[c.ID] = true
	}
	for i := range n.Cells {
		for number := i + 1; n.Cells[i].ID == ""; number += len(n.Cells) {
			if id := fmt.Sprintf("cell-%d", number); !used[id] {
				n.Cells[i].ID, used[id] = id, true
			}
		}
	}
	return nil
}
