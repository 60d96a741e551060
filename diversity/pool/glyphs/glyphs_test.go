package glyphs

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"tradeoff/diversity"
	"tradeoff/diversity/pool"
	"tradeoff/diversity/split"
)

// The images are pinned: if they change, stored results change their meaning, and the number in digest must rise.
func TestImagesArePinned(t *testing.T) {
	p := All()
	var refs []pool.Ref
	for class := range p.Classes() {
		for i := range 3 {
			refs = append(refs, pool.Ref{Class: class, Sample: (class + 17*i) % p.Count(class)})
		}
	}
	images, err := p.Images(refs)
	if err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256(images)
	if got := hex.EncodeToString(sum[:8]); got != "38ce2da3283d55fe" {
		t.Errorf("digest of %d images %s", len(refs), got)
	}
	if got := p.Digest()[:16]; got != "317e6907898032c5" {
		t.Errorf("digest of the pool %s", got)
	}
}

func TestImagesAreCentredInk(t *testing.T) {
	p := All()
	for class := range p.Classes() {
		for sample := class % 9; sample < p.Count(class); sample += 9 {
			image, err := p.Images([]pool.Ref{{Class: class, Sample: sample}})
			if err != nil {
				t.Fatal(err)
			}
			if top, bottom, left, right := box(image); min(top, left, side-1-bottom, side-1-right) < 3 ||
				max(bottom-top, right-left) < ink-6 {
				t.Errorf("%s in face %d: ink in rows %d..%d and columns %d..%d", p.ClassID(class), sample, top, bottom, left, right)
			}
		}
	}
}

// box is where the ink is.
func box(image []uint8) (top, bottom, left, right int) {
	top, left = side, side
	for i, v := range image {
		if v > 0 {
			top, bottom = min(top, i/side), max(bottom, i/side)
			left, right = min(left, i%side), max(right, i%side)
		}
	}
	return top, bottom, left, right
}

func TestDrawFillsAKnownShape(t *testing.T) {
	faces, err := openFaces()
	if err != nil {
		t.Fatal(err)
	}
	image := make([]uint8, side*side)
	var p pen
	if !p.draw(image, faces[0], '█') { // a full block, higher than wide: a box of ink
		t.Fatal("no glyph")
	}
	top, bottom, left, right := box(image)
	if bottom-top+1 != ink || right-left >= ink {
		t.Errorf("rows %d..%d, columns %d..%d", top, bottom, left, right)
	}
	for y := top; y <= bottom; y++ {
		for x := left + 1; x < right; x++ {
			if image[y*side+x] != 255 {
				t.Fatalf("pixel %d,%d is %d", x, y, image[y*side+x])
			}
		}
	}
	if p.draw(image, faces[0], '\U0010FFFF') {
		t.Error("a glyph that the face does not have")
	}
}

func TestPartsShareNeitherCharacterNorFace(t *testing.T) {
	for _, p := range []pool.Pool{Pretraining(), Heldout(), All()} {
		if err := p.Validate(); err != nil {
			t.Fatal(err)
		}
	}
	if err := split.CheckDisjoint(Pretraining(), []split.Task{split.FewShot(Heldout(), 5, 1)}); err != nil {
		t.Error(err)
	}
	before, after := facesOf(t, pretraining), facesOf(t, heldout)
	if len(before) != 34 || len(after) != 17 {
		t.Errorf("%d and %d faces", len(before), len(after))
	}
	for face := range after {
		if before[face] {
			t.Error("a face in both parts")
		}
	}
	if got := [3]int{Pretraining().Classes(), Heldout().Classes(), All().Classes()}; got != [3]int{772, 193, 965} {
		t.Errorf("classes %v", got)
	}
	if got := [3]int{Pretraining().Limits().PerClass, Heldout().Limits().PerClass,
		All().Limits().PerClass}; got != [3]int{20, 10, 30} {
		t.Errorf("fewest images %v", got)
	}
}

func facesOf(t *testing.T, part string) map[any]bool {
	t.Helper()
	list, err := openGlyphs(part)
	if err != nil {
		t.Fatal(err)
	}
	faces := map[any]bool{}
	for _, g := range list {
		for _, face := range g.faces {
			faces[face] = true
		}
	}
	return faces
}

func TestClassesHaveNamesAndScripts(t *testing.T) {
	p := All()
	if p.ClassID(32) != "U+0041" || p.Group(32) != "Latin" {
		t.Errorf("class 32 is %s of %s", p.ClassID(32), p.Group(32))
	}
	if groups := p.GroupNames(); !slices.Equal(groups, []string{"Common", "Latin", "Greek", "Cyrillic"}) {
		t.Errorf("groups %v", groups)
	}
}

func TestPoolOpensAgainFromJSON(t *testing.T) {
	before := Heldout().Distort(pool.Distortion{Level: 1, PerClass: 40})
	text, err := json.Marshal(before)
	if err != nil {
		t.Fatal(err)
	}
	var after pool.Pool
	if err := json.Unmarshal(text, &after); err != nil || after.Digest() != before.Digest() || after.Digest() == "" {
		t.Errorf("%s: %v, %v", text, after, err)
	}
	other := strings.Replace(string(text), digest(heldout)[:8], "00000000", 1)
	if err := json.Unmarshal([]byte(other), &after); !errors.Is(err, pool.ErrContent) {
		t.Errorf("another content: %v", err)
	}
	if err := json.Unmarshal([]byte(`{"source":"glyphs","part":"some"}`), &after); !errors.Is(err, diversity.ErrInvalid) ||
		!strings.Contains(err.Error(), "heldout") {
		t.Errorf("an unknown part: %v", err)
	}
}

// Programs and cells that do not import this package must not link 18 MB of fonts.
func TestOtherPackagesDoNotLinkTheFonts(t *testing.T) {
	out, err := exec.Command("go", "list", "-deps", "tradeoff/diversity/study", "tradeoff/diversity/figure",
		"tradeoff/kernel/show").CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	if text := string(out); !strings.Contains(text, "tradeoff/diversity/pool\n") || strings.Contains(text, "glyphs") {
		t.Errorf("they depend on the fonts: %s", text)
	}
}
