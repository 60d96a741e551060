package ipynb

import (
	"slices"
)

// The tags of cells that learners are not given.
const (
	SolutionTag   = "solution"
	InstructorTag = "instructor"
)

// Exercises returns the content of a notebook's file for learners: clean, and without the cells tagged
// [SolutionTag] or [InstructorTag], of which it says how many there are. The error wraps [ErrNotebook].
func Exercises(content []byte) (out []byte, removed int, err error) {
	cleaned, err := Clean(content)
	if err != nil {
		return nil, 0, err
	}
	var n map[string]any
	if err := decode(cleaned, &n); err != nil {
		return nil, 0, err
	}
	cells, _ := n["cells"].([]any)
	kept := slices.DeleteFunc(slices.Clone(cells), forTeachers)
	if len(kept) == len(cells) {
		return cleaned, 0, nil
	}
	n["cells"] = kept
	out, err = encode(n)
	return out, len(cells) - len(kept), err
}

// forTeachers tells by its tags that a cell is not for learners.
func forTeachers(cell any) bool {
	fields, _ := cell.(map[string]any)
	metadata, _ := fields["metadata"].(map[string]any)
	tags := Cell{Metadata: metadata}.Tags()
	return slices.Contains(tags, SolutionTag) || slices.Contains(tags, InstructorTag)
}
