package glyphs

import (
	"testing"

	"tradeoff/diversity/pool"
)

// The images of a class are made by different faces, which are the same ones in every class that has all of them.
func TestSourcesAreFaces(t *testing.T) {
	p := Heldout()
	seen := map[string]bool{}
	for s := range p.Count(0) {
		face := p.Source(pool.Ref{Class: 0, Sample: s})
		if face == "" || seen[face] {
			t.Errorf("image %d is by %q", s, face)
		}
		seen[face] = true
	}
	for s := range p.Count(1) {
		if face := p.Source(pool.Ref{Class: 1, Sample: s}); p.Count(0) == p.Count(1) && !seen[face] {
			t.Errorf("%q made no image of class 0", face)
		}
	}
}
