package glyphs

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"sync"
	"unicode"

	"golang.org/x/image/font/sfnt"

	"tradeoff/diversity"
	"tradeoff/diversity/pool"
)

// openPart opens a part by its name in JSON.
var openPart = pool.Register("glyphs", drawPart)

// The parts.
const (
	pretraining = "pretraining"
	heldout     = "heldout"
	all         = "all"
)

// Pretraining is the part for pre-training: four fifths of the characters (772) in two thirds of the faces (34). A
// class has as many images as faces have its character, at least 20. Distort it, to have more and different ones.
func Pretraining() pool.Pool { return openPart(pretraining) }

// Heldout is the part for downstream tasks: the other characters (193) in the other faces (17); a class has at least 10
// images.
func Heldout() pool.Pool { return openPart(heldout) }

// All is every character (965) in every face (51).
func All() pool.Pool { return openPart(all) }

// Every fifth character and every third face is held out: a task needs faces enough for its shots and its test.
const (
	characterPeriod = 5
	facePeriod      = 3
)

// within reports whether a part has number i of the characters, or of the faces.
func within(part string, i, period int) bool {
	heldOut := i%period == period-1
	return part == all || heldOut == (part == heldout)
}

// glyph is a class: a character and the faces that have it.
type glyph struct {
	character rune
	faces     []*sfnt.Font
}

func drawPart(part string) (pool.Drawn, error) {
	if part != pretraining && part != heldout && part != all {
		return pool.Drawn{}, diversity.Invalid("part", fmt.Sprintf("%q", part), `"pretraining", "heldout" or "all"`)
	}
	list, err := openGlyphs(part)
	if err != nil {
		return pool.Drawn{}, err
	}
	drawn := pool.Drawn{Height: side, Width: side, Digest: func() (string, error) { return digest(part), nil }}
	names := map[*sfnt.Font]string{}
	for _, g := range list {
		class := pool.DrawnClass{ID: fmt.Sprintf("%U", g.character), Group: script(g.character), Count: len(g.faces)}
		for _, face := range g.faces {
			if names[face] == "" {
				if names[face], err = face.Name(nil, sfnt.NameIDFull); err != nil {
					return pool.Drawn{}, err
				}
			}
			class.Sources = append(class.Sources, names[face])
		}
		drawn.Classes = append(drawn.Classes, class)
	}
	drawn.Painter = func() (func([]uint8, pool.Ref), error) {
		p := &pen{}
		return func(dst []uint8, r pool.Ref) { p.draw(dst, list[r.Class].faces[r.Sample], list[r.Class].character) }, nil
	}
	return drawn, nil
}

// openGlyphs lists the classes of a part with the faces that can draw them.
func openGlyphs(part string) ([]glyph, error) {
	faces, err := openFaces()
	if err != nil {
		return nil, err
	}
	var list []glyph
	var p pen
	for i, character := range []rune(characters) {
		if !within(part, i, characterPeriod) {
			continue
		}
		g := glyph{character: character}
		for f, face := range faces {
			if within(part, f, facePeriod) && p.has(face, character) {
				g.faces = append(g.faces, face)
			}
		}
		list = append(list, g)
	}
	return list, nil
}

// script is the superclass of a character.
func script(character rune) string {
	switch {
	case unicode.Is(unicode.Latin, character):
		return "Latin"
	case unicode.Is(unicode.Greek, character):
		return "Greek"
	case unicode.Is(unicode.Cyrillic, character):
		return "Cyrillic"
	}
	return "Common"
}

// digest identifies what a part holds: the way of drawing, the characters, and the font files. To draw every image
// instead would take a second in every process; that the same fonts give the same images is what the tests pin.
func digest(part string) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "glyphs 1\n%s\n%+q\n%x\n", part, characters, fontsDigest()))
	return hex.EncodeToString(sum[:])
}

var fontsDigest = sync.OnceValue(func() []byte {
	hash := sha256.New()
	for _, file := range fontFiles() {
		fmt.Fprintf(hash, "%d\n", len(file))
		hash.Write(file)
	}
	return hash.Sum(nil)
})
