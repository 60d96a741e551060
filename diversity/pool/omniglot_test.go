package pool

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
)

func TestOmniglotHasItsOfficialParts(t *testing.T) {
	cases := []struct {
		p               Pool
		classes, groups int
		first, last     string
	}{
		{Omniglot().Background(), 964, 30, "Alphabet_of_the_Magi/character01", "Tifinagh/character55"},
		{Omniglot().Evaluation(), 659, 20, "Angelic/character01", "ULOG/character26"},
		{Omniglot().All(), 1623, 50, "Alphabet_of_the_Magi/character01", "ULOG/character26"},
	}
	for _, c := range cases {
		if c.p.Classes() != c.classes || len(c.p.GroupNames()) != c.groups || c.p.Limits().PerClass != 20 {
			t.Errorf("%v: want %d classes of 20 in %d groups", c.p, c.classes, c.groups)
		}
		if first, last := c.p.ClassID(0), c.p.ClassID(c.classes-1); first != c.first || last != c.last {
			t.Errorf("%v: classes %s to %s", c.p, first, last)
		}
		seen := map[string]bool{}
		for i := range c.p.Classes() {
			seen[c.p.ClassID(i)] = true
		}
		if len(seen) != c.classes {
			t.Errorf("%v: %d different IDs", c.p, len(seen))
		}
	}
}

func TestOmniglotPartsShowTheSameImages(t *testing.T) {
	evaluation, all := Omniglot().Evaluation(), Omniglot().All()
	for _, class := range []int{0, 300, 658} {
		if !bytes.Equal(mustImages(t, evaluation, Ref{class, 19}), mustImages(t, all, Ref{964 + class, 19})) {
			t.Errorf("class %d of the evaluation part differs", class)
		}
	}
}

func TestOmniglotIsTheGreyVersionAbove80(t *testing.T) {
	dir := sharedData(t, "omniglot")
	grey, err := IDX(filepath.Join(dir, "images-28x28-idx3-ubyte.gz"), filepath.Join(dir, "labels-idx1-int16.gz"))
	if err != nil {
		t.Fatal(err)
	}
	bits := Omniglot().All()
	if grey.Classes() != bits.Classes() {
		t.Fatalf("%d classes, want %d", grey.Classes(), bits.Classes())
	}
	for class := range bits.Classes() {
		var refs []Ref
		for sample := range bits.Count(class) {
			refs = append(refs, Ref{class, sample})
		}
		got, want := mustImages(t, bits, refs...), mustImages(t, grey, refs...)
		for i, v := range want {
			if (v > 80) != (got[i] == 255) || (v <= 80) != (got[i] == 0) {
				t.Fatalf("class %d byte %d is %d, where the grey version has %d", class, i, got[i], v)
			}
		}
	}
}

func TestOmniglotCarriesItsLicence(t *testing.T) {
	text, err := os.ReadFile("omniglot/LICENSE.txt")
	if err != nil || !bytes.Contains(text, []byte("Brenden Lake")) {
		t.Errorf("licence: %q, %v", text, err)
	}
}
