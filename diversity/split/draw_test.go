package split

import (
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"tradeoff/diversity"
	"tradeoff/diversity/pool"
)

func TestDrawsAreExactAndWithoutReplacement(t *testing.T) {
	p := settingQ()
	for _, nested := range []bool{false, true} {
		for _, s := range diversity.FactorPairs(1024)[:10] {
			d := mustDraw(t, p, DrawOptions{Size: s, Seed: 5, Nested: nested})
			refs, labels := d.Refs(), d.Labels()
			if len(refs) != 1024 || len(labels) != 1024 || len(d.Classes) != s.Classes || len(d.Samples) != s.Classes {
				t.Fatalf("%v: %d images, %d labels, %d classes", s, len(refs), len(labels), len(d.Classes))
			}
			seen := map[pool.Ref]bool{}
			for i, r := range refs {
				if seen[r] || d.Classes[labels[i]] != r.Class {
					t.Fatalf("%v: image %d, %v, label %d", s, i, r, labels[i])
				}
				seen[r] = true
			}
			if _, err := p.Images(refs[:1]); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// A class may be drawn empty, to the last image.
func TestDrawsReachEveryImage(t *testing.T) {
	p := pool.Omniglot().Background().Distort(pool.Distortion{PerClass: 53})
	d := mustDraw(t, p, DrawOptions{Size: size(1, 53)})
	got := slices.Sorted(slices.Values(d.Samples[0]))
	for i, sample := range got {
		if sample != i {
			t.Fatalf("images %v", got)
		}
	}
}

func TestNoOriginalComesAgainBeforeAllWereShown(t *testing.T) {
	p := settingQ()
	d := mustDraw(t, p, DrawOptions{Size: size(8, 110), Seed: 2})
	for i, samples := range d.Samples {
		used := make([]int, 20)
		for j, sample := range samples {
			original := p.Original(pool.Ref{Class: d.Classes[i], Sample: sample})
			if used[original] != j/20 {
				t.Fatalf("class %d: image %d shows original %d for the %d. time", i, j, original, used[original]+1)
			}
			used[original]++
		}
	}
}

func TestNestedDrawsContainSmallerOnes(t *testing.T) {
	p := settingQ()
	large := mustDraw(t, p, DrawOptions{Size: size(64, 128), Seed: 9, Nested: true})
	for _, s := range []diversity.Size{size(64, 16), size(4, 128), size(16, 32), size(1, 1)} {
		small := mustDraw(t, p, DrawOptions{Size: s, Seed: 9, Nested: true})
		if !slices.Equal(small.Classes, large.Classes[:s.Classes]) {
			t.Errorf("%v: other classes", s)
		}
		for i, samples := range small.Samples {
			if !slices.Equal(samples, large.Samples[i][:s.PerClass]) {
				t.Errorf("%v: other images of class %d", s, i)
			}
		}
	}
}

func TestDrawsOfDifferentSizesAndSeedsAreIndependent(t *testing.T) {
	p := settingQ()
	a := mustDraw(t, p, DrawOptions{Size: size(32, 16), Seed: 1})
	for _, o := range []DrawOptions{{Size: size(32, 32), Seed: 1}, {Size: size(32, 16), Seed: 2},
		{Size: size(32, 16), Seed: 1, Nested: true}} {
		b := mustDraw(t, p, o)
		if slices.Equal(a.Classes, b.Classes) || a.Hash() == b.Hash() {
			t.Errorf("%+v draws the same classes", o)
		}
	}
	if again := mustDraw(t, p, DrawOptions{Size: size(32, 16), Seed: 1}); !reflect.DeepEqual(a, again) {
		t.Error("the same draw differs")
	}
}

// Chi-square of 2,000 draws with fixed seeds; the bounds are the upper 0.1 % points.
func TestDrawsAreUniform(t *testing.T) {
	p := poolOf(t, 12, 12, 12, 12, 12, 12, 12, 12).Distort(pool.Distortion{PerClass: 24})
	for _, nested := range []bool{false, true} {
		classes, samples, pairs := make([]int, 8), make([]int, 24), make([]int, 8)
		for seed := range uint64(2000) {
			d := mustDraw(t, p, DrawOptions{Size: size(2, 5), Seed: seed, Nested: nested})
			classes[d.Classes[0]]++
			pairs[(d.Classes[1]-d.Classes[0]+8)%8]++
			for _, sample := range d.Samples[0] {
				samples[sample]++
			}
		}
		if x := chiSquare(classes); x > 24.3 { // 7 degrees of freedom
			t.Errorf("nested %t: classes %v, chi-square %.1f", nested, classes, x)
		}
		if x := chiSquare(pairs[1:]); x > 22.5 || pairs[0] > 0 { // 6
			t.Errorf("nested %t: distances of two classes %v, chi-square %.1f", nested, pairs, x)
		}
		if x := chiSquare(samples); x > 49.7 { // 23
			t.Errorf("nested %t: images %v, chi-square %.1f", nested, samples, x)
		}
	}
}

func TestOnlyLargeEnoughClassesAreDrawn(t *testing.T) {
	p := poolOf(t, 3, 10, 3, 10, 3, 10)
	for seed := range uint64(20) {
		d := mustDraw(t, p, DrawOptions{Size: size(3, 4), Seed: seed})
		if classes := slices.Sorted(slices.Values(d.Classes)); !slices.Equal(classes, []int{1, 3, 5}) {
			t.Errorf("classes %v", classes)
		}
	}
}

func TestImpossibleDrawsSayWhy(t *testing.T) {
	p := poolOf(t, 3, 10, 3)
	_, err := Pretraining(p, DrawOptions{Size: size(2, 4)})
	wantError(t, err, diversity.ErrInvalid, "Size = K=2 n=4", "at most 1 classes", "3 classes, so many have 4 images")
	_, err = Pretraining(p, DrawOptions{Size: size(0, 4)})
	wantError(t, err, diversity.ErrInvalid, "Size.Classes = 0")
	_, err = Pretraining(p, DrawOptions{Size: size(1, 0)})
	wantError(t, err, diversity.ErrInvalid, "Size.PerClass = 0")
	_, err = Pretraining(p.Rotations(3), DrawOptions{Size: size(1, 1)})
	wantError(t, err, diversity.ErrInvalid, "Rotations = 3")
	_, err = Pretraining(pool.Pool{}, DrawOptions{Size: size(1, 1)})
	wantError(t, err, diversity.ErrInvalid, "zero value")
}

// The hashes are pinned: if they change, every stored result changes its meaning.
func TestDrawHashesArePinned(t *testing.T) {
	for _, c := range []struct {
		o    DrawOptions
		want string
	}{
		{DrawOptions{Size: size(32, 16), Seed: 7}, "6704edd5c7a801359fb5f977715c38569cac26dd9b9d114c034a533dfba35966"},
		{DrawOptions{Size: size(32, 16), Seed: 7, Nested: true},
			"4320624ba8b4f52dd3cbadbdd30c5728f503e523c740e09038615e5c2dcfcbae"},
		{DrawOptions{Size: size(4, 1024)}, "1bc0c363567e81e923d881478bf694a8f2cac01483801df71623a4f484d32e57"},
	} {
		if got := mustDraw(t, settingQ(), c.o).Hash(); got != c.want {
			t.Errorf("%+v: hash %q", c.o, got)
		}
	}
}

func TestHashesTellDrawsOfTwoPoolsApart(t *testing.T) {
	o := DrawOptions{Size: size(2, 2), Seed: 7}
	if mustDraw(t, poolOf(t, 3, 3), o).Hash() == mustDraw(t, poolOf(t, 3, 4), o).Hash() {
		t.Error("two pools, one hash")
	}
}

func TestManifestAndJSON(t *testing.T) {
	p := settingQ()
	d := mustDraw(t, p, DrawOptions{Size: size(32, 16), Seed: 7, Nested: true})
	manifest := d.Manifest(p)
	for _, part := range []string{p.String(), p.Digest()[:12], "K=32 n=16, N=512, x=2", "7, nested",
		p.ClassID(d.Classes[4]), "... (32 in all)", d.Hash()} {
		if !strings.Contains(manifest, part) {
			t.Errorf("the manifest lacks %q:\n%s", part, manifest)
		}
	}
	text, err := json.Marshal(d)
	if err != nil {
		t.Fatal(err)
	}
	var again Draw
	if err := json.Unmarshal(text, &again); err != nil || again.Hash() != d.Hash() {
		t.Errorf("%v, hash %s", err, again.Hash())
	}
}

func TestSizesOfAPoolOfEqualClasses(t *testing.T) {
	p := settingQ()
	for _, budget := range []int{512, 1024, 2048, 3000} {
		got, err := Sizes(p, budget, 5)
		limits := p.Limits()
		limits.PerClass = min(limits.PerClass, budget/2) // at least two classes
		want, wantErr := diversity.Spread(budget, limits, 5)
		if err != nil || wantErr != nil || !slices.Equal(got, want) {
			t.Errorf("%d: %v, %v, want %v", budget, got, err, want)
		}
	}
}

func TestSizesOfAPoolOfUnequalClasses(t *testing.T) {
	counts := make([]int, 100)
	for i := range counts {
		counts[i] = 2
		if i < 4 {
			counts[i] = 50
		}
	}
	p := poolOf(t, counts...)
	got, err := Sizes(p, 100, 10)
	if err != nil || fmt.Sprint(got) != "[K=2 n=50 K=4 n=25 K=50 n=2]" {
		t.Errorf("%v, %v", got, err)
	}
	for _, s := range got {
		mustDraw(t, p, DrawOptions{Size: s})
	}
}

func TestSizesSayWhatIsWrong(t *testing.T) {
	p := poolOf(t, 4, 4)
	_, err := Sizes(p, 7, 3)
	wantError(t, err, diversity.ErrInvalid, "budget = 7", "2 classes")
	_, err = Sizes(p, 0, 3)
	wantError(t, err, diversity.ErrInvalid, "budget = 0")
	_, err = Sizes(p, 4, 1)
	wantError(t, err, diversity.ErrInvalid, "count = 1")
	_, err = Sizes(pool.Pool{}, 4, 2)
	wantError(t, err, diversity.ErrInvalid, "zero value")
}
