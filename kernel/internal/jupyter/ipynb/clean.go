package ipynb

import (
	"reflect"

	"tradeoff/kernel/internal/cell/protocol"
)

// volatileCell are the metadata of cells that a run or a look at the notebook leaves behind: timings, folded or
// scrolled outputs, what cells ran on.
var volatileCell = []string{
	"ExecuteTime", "collapsed", "execution", "papermill", "scrolled", "trusted", protocol.RanKey,
}

// volatileNotebook are such metadata of notebooks: the state of widgets, papermill's log, JupyterLab's signature.
var volatileNotebook = []string{"papermill", "signature", "widgets"}

// Clean returns the content of a notebook's file without outputs, execution counts and metadata that are not the
// author's. The sources, ids, tags and all other metadata stay. Cleaning twice is cleaning once. The error wraps
// [ErrNotebook].
func Clean(content []byte) ([]byte, error) {
	if _, err := Parse(content); err != nil {
		return nil, err
	}
	var n map[string]any
	if err := decode(content, &n); err != nil {
		return nil, err
	}
	if metadata, ok := n["metadata"].(map[string]any); ok {
		drop(metadata, volatileNotebook)
		if language, ok := metadata["language_info"].(map[string]any); ok {
			drop(language, []string{"version"})
		}
		Settle(metadata)
	}
	raise(n)
	cells, _ := n["cells"].([]any)
	for _, c := range cells {
		if cell, ok := c.(map[string]any); ok {
			cleanCell(cell)
		}
	}
	return encode(n)
}

// IsClean tells whether [Clean] would change nothing but how the file is written: the indentation, the order of names.
func IsClean(content, cleaned []byte) bool {
	var before, after any
	return decode(content, &before) == nil && decode(cleaned, &after) == nil && reflect.DeepEqual(before, after)
}

func cleanCell(cell map[string]any) {
	if metadata, ok := cell["metadata"].(map[string]any); ok {
		drop(metadata, volatileCell)
	} else {
		cell["metadata"] = map[string]any{} // which the format demands
	}
	asLines(cell)
	if cell["cell_type"] == Code {
		cell["outputs"] = []any{}
		cell["execution_count"] = nil
	}
}

func drop(m map[string]any, keys []string) {
	for _, key := range keys {
		delete(m, key)
	}
}

// asLines makes lists of lines of texts, as nbformat does, which would otherwise change the file when it is saved.
func asLines(cell map[string]any) {
	switch source := cell["source"].(type) {
	case string:
		cell["source"] = lines(source)
	case nil:
		cell["source"] = []any{}
	}
}
