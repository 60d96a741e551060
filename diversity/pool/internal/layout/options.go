package layout

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"tradeoff/diversity"
)

// Options says what to list. The zero value recognises the layout and takes the split train where there are splits.
type Options struct {
	Layout string `json:"layout,omitempty"` // one of [Names]; "": what is recognised
	// "train", "val" or "test", also by the other names of such folders (training; valid, validation, dev; testing), or
	// what the column of splits of a table holds; "": train where there are splits
	Split string `json:"split,omitempty"`
	// Patterns of package path, with ** for any number of folders. One without a slash is matched with the last name of
	// a path, one with a slash with the whole path within the source. A folder that Exclude matches is left out with all
	// that is in it; if there is an Include, files that it does not match are left out.
	Include []string `json:"include,omitempty"`
	Exclude []string `json:"exclude,omitempty"`
	// classes without an image are listed instead of being an error
	AllowEmpty bool `json:"allowEmpty,omitempty"`
	// a table or a list of labels: a path within the source, or on disk; "": what is found within the source
	Labels  string  `json:"labels,omitempty"`
	Columns Columns `json:"columns,omitzero"` // of the table
}

// Columns are the names of a table's columns. Empty ones are looked for by their usual names.
type Columns struct {
	// usually path, file, file_name, filename, image, image_path, filepath, image_id, id
	Path   string `json:"path,omitempty"`
	Label  string `json:"label,omitempty"`  // usually label, class, category, target, class_name, species, breed
	Group  string `json:"group,omitempty"`  // usually group, superclass, supercategory, family
	Source string `json:"source,omitempty"` // usually source, photographer, session, camera, user, location
	Split  string `json:"split,omitempty"`  // usually split, subset, set, partition
}

// Validate returns an error wrapping [diversity.ErrInvalid] that names the first field out of its range.
func (o Options) Validate() error {
	if o.Layout != "" && !slices.Contains(Names(), o.Layout) {
		return diversity.Invalid("FolderOptions.Layout", fmt.Sprintf("%q", o.Layout), strings.Join(Names(), ", ")+", or empty to recognise it")
	}
	for _, list := range []struct {
		field    string
		patterns []string
	}{{"FolderOptions.Include", o.Include}, {"FolderOptions.Exclude", o.Exclude}} {
		for _, pattern := range list.patterns {
			if _, err := path.Match(pattern, ""); err != nil || strings.Trim(pattern, "/") == "" {
				return diversity.Invalid(list.field, pattern, "patterns such as *.png, cats/*, **/masks/*")
			}
		}
	}
	return nil
}

// LeavesOut reports whether the patterns leave out a file of a name.
func (o Options) LeavesOut(name string) bool { return o.leavesOut(name, false) }

// leavesOut reports whether the patterns leave out a path.
func (o Options) leavesOut(name string, folder bool) bool {
	matches := func(pattern string) bool { return matchPath(pattern, name) }
	if slices.ContainsFunc(o.Exclude, matches) {
		return true
	}
	return !folder && len(o.Include) > 0 && !slices.ContainsFunc(o.Include, matches)
}

// matchPath matches the last name of a path, or all of it if the pattern has a slash.
func matchPath(pattern, name string) bool {
	pattern = strings.Trim(pattern, "/")
	if !strings.Contains(pattern, "/") {
		name = path.Base(name)
	}
	return matchParts(strings.Split(pattern, "/"), strings.Split(name, "/"))
}

// matchParts follows the pattern part by part and remembers only the last **, as any earlier one need not be tried
// again.
func matchParts(pattern, parts []string) bool {
	p, n, star, retry := 0, 0, -1, 0
	for n < len(parts) {
		if p < len(pattern) && pattern[p] == "**" {
			star, retry = p, n
			p++
			continue
		}
		if p < len(pattern) {
			if ok, _ := path.Match(pattern[p], parts[n]); ok {
				p, n = p+1, n+1
				continue
			}
		}
		if star < 0 {
			return false
		}
		retry++
		p, n = star+1, retry
	}
	for p < len(pattern) && pattern[p] == "**" {
		p++
	}
	return p == len(pattern)
}
