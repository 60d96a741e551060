package script

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"regexp"
	"slices"
	"strings"

	"tradeoff/kernel/internal/cell/protocol"
	"tradeoff/kernel/internal/jupyter/ipynb"
	"tradeoff/kernel/internal/jupyter/kernelspec"
)

const (
	fence      = "// ---"
	header     = "// jupyter:"
	constraint = "//go:build ignore"
	marker     = "// %%"
	magic      = "//gonb:"
)

// markerLike are lines that would start a cell, or were one level of comment further out. In a cell they get that
// level.
var markerLike = regexp.MustCompile(`^(?:// )+%%`)

// Write returns the text of a notebook.
func Write(n *ipynb.Notebook) ([]byte, error) {
	var out bytes.Buffer
	fmt.Fprintf(&out, "%s\n%s\n", fence, header)
	metadata := withoutOurs(n.Metadata)
	for _, key := range slices.Sorted(maps.Keys(metadata)) {
		name, err := compact(key)
		if err != nil {
			return nil, err
		}
		value, err := compact(metadata[key])
		if err != nil {
			return nil, err
		}
		fmt.Fprintf(&out, "//   %s: %s\n", name, value)
	}
	fmt.Fprintf(&out, "%s\n%s\n", fence, constraint)
	for _, c := range n.Cells {
		start, err := startOf(c)
		if err != nil {
			return nil, err
		}
		fmt.Fprintf(&out, "\n%s\n", start)
		if c.Source == "" {
			continue
		}
		for line := range strings.SplitSeq(string(c.Source), "\n") {
			fmt.Fprintln(&out, lineOf(c.Type, line))
		}
	}
	return out.Bytes(), nil
}

// withoutOurs leaves out what reading adds for our kernel.
func withoutOurs(metadata map[string]any) map[string]any {
	spec, _ := metadata["kernelspec"].(map[string]any)
	language, _ := metadata["language_info"].(map[string]any)
	if spec["name"] != kernelspec.Name || !reflect.DeepEqual(language, kernelspec.LanguageInfo()) {
		return metadata
	}
	metadata = maps.Clone(metadata)
	delete(metadata, "language_info")
	return metadata
}

// startOf is the line that starts a cell.
func startOf(c ipynb.Cell) (string, error) {
	start := marker
	if c.Type != ipynb.Code {
		start += " [" + c.Type + "]"
	}
	metadata, tags := maps.Clone(c.Metadata), c.Metadata["tags"]
	delete(metadata, protocol.RanKey) // of its outputs, which are left out too
	if tags != nil {
		delete(metadata, "tags")
	}
	for _, p := range []struct {
		key   string
		value any
		empty bool
	}{
		{"id", c.ID, c.ID == ""},
		{"tags", tags, tags == nil},
		{"attachments", c.Attachments, len(c.Attachments) == 0},
		{"metadata", metadata, len(metadata) == 0},
	} {
		if p.empty {
			continue
		}
		text, err := compact(p.value)
		if err != nil {
			return "", err
		}
		start += " " + p.key + "=" + text
	}
	return start, nil
}

// lineOf is a line of a cell as it stands in the text.
func lineOf(cellType, line string) string {
	switch {
	case cellType == ipynb.Code && magical(line):
		line = magic + line
	case cellType != ipynb.Code && line == "":
		line = "//"
	case cellType != ipynb.Code:
		line = "// " + line
	}
	if markerLike.MatchString(line) {
		line = "// " + line
	}
	return line
}

// magical reports whether a line of code is for gonb rather than Go, or has its prefix already.
func magical(line string) bool {
	return slices.ContainsFunc([]string{"%", "!", magic},
		func(prefix string) bool { return strings.HasPrefix(line, prefix) })
}

func compact(value any) (string, error) {
	var out bytes.Buffer
	e := json.NewEncoder(&out)
	e.SetEscapeHTML(false)
	err := e.Encode(value)
	return strings.TrimSpace(out.String()), err
}
