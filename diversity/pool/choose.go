package pool

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"tradeoff/diversity"
)

// Only keeps the classes with one of the names, or whose names fit one of the patterns of [path.Match], in the pool's
// order. A pattern without a slash is compared with the last part of a name too: "dog*" keeps "pets/dog1". Turned
// classes are kept with the class that they turn. A pattern that fits no class is an error.
func (p Pool) Only(patterns ...string) Pool {
	return p.then(step{Only: append([]string{}, patterns...)})
}

// Without leaves out the classes which [Pool.Only] would keep.
func (p Pool) Without(patterns ...string) Pool {
	return p.then(step{Without: append([]string{}, patterns...)})
}

// AtLeast keeps the classes with so many images, so that every class of the pool takes part in draws of any size up to
// it.
func (p Pool) AtLeast(images int) Pool { return p.then(step{AtLeast: &images}) }

// keep selects the classes for which a function is true.
func keep(parent layer, chosen func(i int, c class) bool) *selected {
	s := &selected{parent: parent}
	for i, c := range parent.classes() {
		if chosen(i, c) {
			s.from, s.list = append(s.from, i), append(s.list, c)
		}
	}
	return s
}

// matches tells of every class whether a pattern fits it. Each pattern must fit one.
func matches(parent layer, step string, patterns []string) ([]bool, error) {
	if len(patterns) == 0 {
		return nil, diversity.Invalid(step, "none", "at least one name or pattern")
	}
	matched := make([]bool, len(parent.classes()))
	for _, pattern := range patterns {
		found := false
		for i, c := range parent.classes() {
			fits, err := fitsClass(pattern, c)
			if err != nil {
				return nil, diversity.Invalid(step, fmt.Sprintf("%q", pattern), "a pattern as of path.Match, such as dog*")
			}
			matched[i], found = matched[i] || fits, found || fits
		}
		if !found {
			return nil, diversity.Invalid(step, fmt.Sprintf("%q", pattern), "a name or pattern that fits a class of the pool")
		}
	}
	return matched, nil
}

func fitsClass(pattern string, c class) (bool, error) {
	names := []string{c.id, c.base}
	if !strings.Contains(pattern, "/") {
		names = append(names, path.Base(c.id), path.Base(c.base))
	}
	for _, name := range names {
		if fits, err := path.Match(pattern, name); fits || err != nil || pattern == name {
			return pattern == name || fits, err
		}
	}
	return false, nil
}

func newOnly(parent layer, patterns []string) (layer, error) {
	matched, err := matches(parent, "Only", patterns)
	if err != nil {
		return nil, err
	}
	return keep(parent, func(i int, _ class) bool { return matched[i] }), nil
}

func newWithout(parent layer, patterns []string) (layer, error) {
	matched, err := matches(parent, "Without", patterns)
	if err != nil {
		return nil, err
	}
	if !slices.Contains(matched, false) {
		return nil, diversity.Invalid("Without", fmt.Sprintf("%q", patterns), "patterns that leave a class")
	}
	return keep(parent, func(i int, _ class) bool { return !matched[i] }), nil
}

func newAtLeast(parent layer, images int) (layer, error) {
	if images < 1 {
		return nil, diversity.Invalid("AtLeast", images, "at least 1")
	}
	s := keep(parent, func(_ int, c class) bool { return c.count >= images })
	if len(s.list) == 0 {
		largest := slices.MaxFunc(parent.classes(), func(a, b class) int { return a.count - b.count })
		return nil, diversity.Invalid("AtLeast", images, fmt.Sprintf("1..%d, the images of class %s", largest.count, largest.id))
	}
	return s, nil
}
