package parquet

import (
	"encoding/json"
	"strings"

	"github.com/parquet-go/parquet-go"

	"tradeoff/diversity/pool/internal/arrays"
)

// columns are the numbers of the leaf columns, -1 for none, and their names.
type columns struct {
	image, label, group, source      int
	labelName, groupName, sourceName string
	texts                            bool // labels are texts
}

// findColumns finds the columns of images and labels.
func findColumns(schema *parquet.Schema, names arrays.Columns) (columns, error) {
	leaf := func(path ...string) int {
		found, ok := schema.Lookup(path...)
		if !ok || found.MaxRepetitionLevel > 0 {
			return -1
		}
		return found.ColumnIndex
	}
	found := columns{image: -1, label: -1, group: -1, source: -1}
	for _, name := range usualOr(names.Image, "image", "img", "images", "jpg", "png") {
		if found.image = max(leaf(name, "bytes"), leaf(name)); found.image >= 0 {
			break
		}
	}
	first := func(asked string, usual ...string) (int, string) {
		for _, name := range usualOr(asked, usual...) {
			if at := leaf(name); at >= 0 {
				return at, name
			}
		}
		return -1, asked
	}
	found.label, found.labelName = first(names.Label, "label", "labels", "fine_label", "cls", "class", "target")
	var groups []string
	if found.labelName == "fine_label" {
		groups = []string{"coarse_label"}
	}
	found.group, found.groupName = first(names.Group, groups...)
	found.source, found.sourceName = first(names.Source)
	return found, found.check(schema, names)
}

// check returns an error about columns that are missing or hold something else.
func (c *columns) check(schema *parquet.Schema, names arrays.Columns) error {
	var all []string
	for _, path := range schema.Columns() {
		all = append(all, strings.Join(path, "."))
	}
	list := strings.Join(all, ", ")
	switch {
	case c.image < 0 || c.label < 0:
		return wrong("columns %s: expected one of images (image.bytes) and one of labels, or FolderOptions.Columns.Image and "+
			"Label with their names", list)
	case names.Group != "" && c.group < 0:
		return wrong("columns %s: expected %q as FolderOptions.Columns.Group says", list, names.Group)
	case names.Source != "" && c.source < 0:
		return wrong("columns %s: expected %q as FolderOptions.Columns.Source says", list, names.Source)
	}
	column, _ := schema.Lookup(schema.Columns()[c.image]...)
	if column.Node.Type().Kind() != parquet.ByteArray {
		return wrong("column %s holds %v, expected bytes of images", all[c.image], column.Node.Type())
	}
	column, _ = schema.Lookup(c.labelName)
	c.texts = column.Node.Type().Kind() == parquet.ByteArray
	return nil
}

func usualOr(asked string, usual ...string) []string {
	if asked != "" {
		return []string{asked}
	}
	return usual
}

// classLabels are the names of a ClassLabel in the metadata that the hub writes; whatever else is there tells none.
func classLabels(in *parquet.File, column string) []string {
	text, _ := in.Lookup("huggingface")
	var metadata struct {
		Info struct {
			Features map[string]json.RawMessage `json:"features"`
		} `json:"info"`
	}
	var feature struct {
		Names []string `json:"names"`
	}
	if len(text) > arrays.MaxText || json.Unmarshal([]byte(text), &metadata) != nil ||
		json.Unmarshal(metadata.Info.Features[column], &feature) != nil {
		return nil
	}
	return feature.Names
}
