package pool

import (
	"slices"
	"sync"

	"tradeoff/diversity"
)

// Ref names one image of a pool.
type Ref struct {
	Class  int `json:"class"`  // 0..Classes()-1
	Sample int `json:"sample"` // 0..Count(Class)-1
}

// Pool is a labelled image set: an immutable value, cheap to copy, safe for concurrent use. The zero Pool is not valid.
type Pool struct{ state *state }

type state struct {
	source *source
	steps  []step
	layer  layer
	list   []class
	err    error
}

// source is where a pool comes from, before any step.
type source struct {
	origin spec // without content and steps
	layer  layer
	digest func() (string, error) // of the content, computed once

	digests  digestTable // of the images
	compared sync.Map    // what SharedImages and NearDuplicates found, by what was compared
	found    Found
}

func newPool(s *source) Pool {
	return Pool{&state{source: s, layer: s.layer, list: s.layer.classes()}}
}

// Validate returns the error of the step that failed, if one did.
func (p Pool) Validate() error {
	if p.state == nil {
		return diversity.Invalid("Pool", "the zero value", "a pool from Omniglot, IDX, Folder or New")
	}
	return p.state.err
}

// Classes is the number of classes; 0 if the pool is not valid.
func (p Pool) Classes() int { return len(p.list()) }

// Count is the number of images of a class; 0 if there is no such class.
func (p Pool) Count(class int) int { return p.class(class).count }

// Originals is the number of distinct source images of a class, at most Count. In a distorted pool several samples
// show the same original.
func (p Pool) Originals(class int) int { return p.class(class).originals }

// Original is the number of the source image which a sample shows, within its class: Sample modulo Originals.
func (p Pool) Original(r Ref) int { return r.Sample % max(1, p.Originals(r.Class)) }

// ClassID is the name of a class, unique in the pool, for example "Latin/character01@90".
func (p Pool) ClassID(class int) string { return p.class(class).id }

// BaseID is the identity of a class before rotation, for example "Latin/character01": two pools overlap if they share
// one.
func (p Pool) BaseID(class int) string { return p.class(class).base }

// BaseIDs are the identities of all classes whose images a class has: its BaseID, or those of the members of a class
// made by [Pool.Relabelled].
func (p Pool) BaseIDs(class int) []string {
	c := p.class(class)
	if len(c.members) > 0 {
		return slices.Clone(c.members)
	}
	return []string{c.base}
}

// Group is the superclass of a class, for example the alphabet of a character; "" if there is none.
func (p Pool) Group(class int) string { return p.class(class).group }

// GroupNames lists the superclasses in the order in which they first appear.
func (p Pool) GroupNames() []string {
	var names []string
	seen := map[string]bool{}
	for _, c := range p.list() {
		if c.group != "" && !seen[c.group] {
			seen[c.group] = true
			names = append(names, c.group)
		}
	}
	return names
}

// Shape is the size of every image, in pixels, and the number of channels (1 for grey, 3 for red, green, blue).
func (p Pool) Shape() (height, width, channels int) {
	if p.Validate() != nil {
		return 0, 0, 0
	}
	return p.state.layer.shape()
}

// Limits is what every class can supply: the number of classes and the smallest Count.
func (p Pool) Limits() diversity.Limits {
	list := p.list()
	if len(list) == 0 {
		return diversity.Limits{}
	}
	smallest := slices.MinFunc(list, func(a, b class) int { return a.count - b.count })
	return diversity.Limits{Classes: len(list), PerClass: smallest.count}
}

func (p Pool) list() []class {
	if p.Validate() != nil {
		return nil
	}
	return p.state.list
}

func (p Pool) class(i int) class {
	if list := p.list(); i >= 0 && i < len(list) {
		return list[i]
	}
	return class{}
}
