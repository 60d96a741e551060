package pool

import (
	"cmp"
	"fmt"
	"path/filepath"
	"strings"

	"tradeoff/diversity/display"
)

// String describes the pool in one line, for example "omniglot background: 3856 classes, 1024 images each, 28x28x1, 30
// groups (4 rotations; distorted at level 0.5, seed 0)".
func (p Pool) String() string {
	if err := p.Validate(); err != nil {
		return "invalid pool: " + err.Error()
	}
	height, width, channels := p.Shape()
	text := fmt.Sprintf("%s: %s, %s, %dx%dx%d", p.state.source.origin.title(), display.Count(p.Classes(), "class"), p.counts(),
		height, width, channels)
	if groups := len(p.GroupNames()); groups > 0 {
		text += ", " + display.Count(groups, "group")
	}
	if len(p.state.steps) == 0 {
		return text
	}
	var steps []string
	for _, s := range p.state.steps {
		steps = append(steps, s.String())
	}
	return text + " (" + strings.Join(steps, "; ") + ")"
}

func (p Pool) counts() string {
	low, high := p.Limits().PerClass, 0
	for _, c := range p.list() {
		high = max(high, c.count)
	}
	if low == high {
		return display.Count(low, "image") + " each"
	}
	return fmt.Sprintf("%d to %d images each", low, high)
}

func (s spec) title() string {
	switch s.Source {
	case sourceMemory:
		return cmp.Or(s.Name, "images in memory")
	case sourceIDX:
		return filepath.Base(s.Images)
	case sourceFolder:
		return filepath.Base(s.Dir)
	}
	return s.Source + " " + s.Part
}

// String describes a step in a few words.
func (s step) String() string {
	switch {
	case s.Distort != nil:
		return fmt.Sprintf("distorted at level %v, seed %d", s.Distort.Level, s.Distort.Seed)
	case s.Groups != nil:
		return "groups " + strings.Join(s.Groups, ", ")
	case s.Named != "":
		return "named " + s.Named
	case s.Only != nil:
		return "only " + strings.Join(s.Only, ", ")
	case s.Without != nil:
		return "without " + strings.Join(s.Without, ", ")
	case s.AtLeast != nil:
		return fmt.Sprintf("classes with at least %d images", *s.AtLeast)
	case s.Cap != nil:
		return s.Cap.String()
	case s.Grouped != nil:
		return "superclasses from a table"
	case s.NamedFrom != nil:
		return "names from a table"
	case s.Relabelled:
		return "superclasses as classes"
	}
	return display.Count(s.Rotations, "rotation")
}
