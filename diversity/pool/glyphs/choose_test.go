package glyphs

import (
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"unicode"
)

var update = flag.Bool("update", false, "write characters.go anew from the fonts")

// The choice of the classes, documented at the package: candidates are drawn in all faces, and one that looks like an
// earlier class is merged into it.
const (
	fewestFaces = 30
	alike       = 0.25
)

// candidate is a character with its drawing in each face, nil where the face has none.
type candidate struct {
	character rune
	drawings  [][]uint8
}

func candidateOf(t *testing.T, character rune) candidate {
	t.Helper()
	faces, err := openFaces()
	if err != nil {
		t.Fatal(err)
	}
	c := candidate{character, make([][]uint8, len(faces))}
	var p pen
	for i, face := range faces {
		if image := make([]uint8, side*side); p.draw(image, face, character) {
			c.drawings[i] = image
		}
	}
	return c
}

func (c candidate) faces() (n int) {
	for _, d := range c.drawings {
		if d != nil {
			n++
		}
	}
	return n
}

// difference is the median over the faces that have both characters of sum |a - b| / sum max(a, b): 0 for equal
// drawings, 1 for drawings without common ink. Far beyond the limit it stops at the first face.
func difference(a, b candidate) float64 {
	var shares []float64
	for i := range a.drawings {
		if a.drawings[i] == nil || b.drawings[i] == nil {
			continue
		}
		shares = append(shares, apart(a.drawings[i], b.drawings[i]))
		if shares[0] > 3*alike {
			return shares[0]
		}
	}
	if len(shares) == 0 {
		return 1
	}
	slices.Sort(shares)
	return shares[len(shares)/2]
}

func apart(a, b []uint8) float64 {
	apart, all := 0, 0
	for i := range a {
		low, high := int(min(a[i], b[i])), int(max(a[i], b[i]))
		apart, all = apart+high-low, all+high
	}
	return float64(apart) / float64(all)
}

// choose goes through the characters in their order.
func choose(t *testing.T) []rune {
	t.Helper()
	var kept []candidate
	for r := rune(33); r <= unicode.MaxRune; r++ {
		if !unicode.In(r, unicode.L, unicode.N, unicode.P, unicode.S) || !common(r) {
			continue
		}
		c := candidateOf(t, r)
		if c.faces() >= fewestFaces && !slices.ContainsFunc(kept,
			func(k candidate) bool { return difference(k, c) < alike }) {
			kept = append(kept, c)
		}
	}
	var chosen []rune
	for _, c := range kept {
		chosen = append(chosen, c.character)
	}
	return chosen
}

// common reports whether enough faces have a glyph, without drawing it.
func common(r rune) bool {
	faces, _ := openFaces()
	var p pen
	n := 0
	for _, face := range faces {
		if p.has(face, r) {
			n++
		}
	}
	return n >= fewestFaces
}

func TestIntegrationCharactersAreChosenByTheirDrawings(t *testing.T) {
	if !*update && os.Getenv("DIVERSITY_INTEGRATION") != "1" {
		t.Skip("compares half a million pairs of drawings: set DIVERSITY_INTEGRATION=1")
	}
	want := choose(t)
	if *update {
		writeCharacters(t, want)
		return
	}
	if got := []rune(characters); !slices.Equal(got, want) {
		t.Errorf("characters.go has %d characters, the fonts give %d: run this test with -update", len(got), len(want))
	}
}

func writeCharacters(t *testing.T, chosen []rune) {
	t.Helper()
	var b strings.Builder
	b.WriteString("package glyphs\n\n// characters are the classes, as TestIntegrationCharactersAreChosenByTheirDrawings finds and writes them.\nconst characters = \"\" +\n")
	for chunk := range slices.Chunk(chosen, 40) {
		fmt.Fprintf(&b, "\t%q +\n", string(chunk))
	}
	text := strings.TrimSuffix(b.String(), " +\n") + "\n"
	if err := os.WriteFile("characters.go", []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// Letters of three scripts that look alike are one class; letters of one script that do not are several.
func TestHomoglyphsAreOneClass(t *testing.T) {
	for _, c := range []struct {
		a, b   rune
		merged bool
	}{
		{'A', 'Α', true}, {'A', 'А', true}, {'o', 'ο', true}, {'H', 'Н', true}, {'S', 's', true}, {'é', 'è', true},
		{'A', 'B', false}, {'b', 'd', false}, {'6', '9', false}, {'Ж', 'Х', false}, {'Ω', 'O', false},
	} {
		d := difference(candidateOf(t, c.a), candidateOf(t, c.b))
		if (d < alike) != c.merged {
			t.Errorf("%c and %c differ by %.2f, want merged: %v", c.a, c.b, d, c.merged)
		}
	}
	for _, merged := range "ΑАοНsé" {
		if strings.ContainsRune(characters, merged) {
			t.Errorf("%c is a class of its own", merged)
		}
	}
}

func TestNoTwoOfTheLettersAreAlike(t *testing.T) {
	var letters []candidate
	for _, r := range characters {
		if r < 0x100 && unicode.IsLetter(r) {
			letters = append(letters, candidateOf(t, r))
		}
	}
	if len(letters) < 60 {
		t.Fatalf("only %d letters", len(letters))
	}
	for i, a := range letters {
		for _, b := range letters[:i] {
			if d := difference(a, b); d < alike {
				t.Errorf("%c and %c differ by %.2f", a.character, b.character, d)
			}
		}
	}
}
