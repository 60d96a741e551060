package pool

import (
	"slices"
	"strings"

	"tradeoff/diversity/display"
)

// Found is what [Folder] recognised.
type Found struct {
	// such as "class folders", see [FolderOptions]; "" of pools that are drawn or made
	Layout string   `json:"layout,omitempty"`
	Split  string   `json:"split,omitempty"` // the split that was opened, as its folder is called; "" if there are none
	Notes  []string `json:"notes,omitempty"` // what was assumed, ignored and left out
}

// Fields are what a table of them shows.
func (f Found) Fields() []display.Field {
	fields := []display.Field{{Name: "layout", Value: f.Layout}}
	if f.Split != "" {
		fields = append(fields, display.Field{Name: "split", Value: f.Split})
	}
	if len(f.Notes) > 0 {
		fields = append(fields, display.Field{Name: "notes", Value: strings.Join(f.Notes, "; ")})
	}
	return fields
}

// text is the end of an error about a pool that is not what it was.
func (f Found) text() string {
	if f.Layout == "" {
		return ""
	}
	return "; it is read as " + strings.Join(append([]string{f.Layout}, f.Notes...), "; ")
}

// Found says how [Folder] understood what it opened.
func (p Pool) Found() Found {
	if p.Validate() != nil {
		return Found{}
	}
	f := p.state.source.found
	f.Notes = slices.Clone(f.Notes)
	return f
}

// ClassName is what a list of words beside the images calls a class ("tench" of n01440764), or its ID if there is none.
func (p Pool) ClassName(class int) string {
	if c := p.class(class); c.words != "" {
		return c.words
	}
	return p.ClassID(class)
}

// ClassLabels are the names of all classes as figures show them, each different: what [Pool.ClassName] says, with the
// ID behind it where several classes are called the same ("crane (n02012849)").
func (p Pool) ClassLabels() []string {
	labels, count := make([]string, p.Classes()), map[string]int{}
	for class := range labels {
		labels[class] = p.ClassName(class)
		count[labels[class]]++
	}
	for class, label := range labels {
		if id := p.ClassID(class); count[label] > 1 && id != label {
			labels[class] = label + " (" + id + ")"
		}
	}
	return labels
}
