package split

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"tradeoff/diversity"
	"tradeoff/diversity/internal/cachedir"
	"tradeoff/diversity/pool"
)

// line has 8 classes of 6 images in superclasses of 4, 3 and 1 classes; features are their places on a line.
func line(t *testing.T) (pool.Pool, Distance) {
	t.Helper()
	c := pool.Content{Height: 1, Width: 2, Groups: []string{"a", "a", "a", "a", "b", "b", "b", "c"}}
	for class := range 8 {
		for s := range 6 {
			c.Labels, c.Images = append(c.Labels, class), append(c.Images, byte(class), byte(s))
			c.Sources = append(c.Sources, []string{"ann", "bob", "cid"}[s/2])
		}
	}
	p, err := pool.New(c)
	if err != nil {
		t.Fatal(err)
	}
	return p, Distance{Features: [][]float64{{0}, {1}, {2}, {4}, {8}, {16}, {32}, {64}}}
}

func groupCounts(p pool.Pool, d Draw) map[string]int {
	counts := map[string]int{}
	for _, class := range d.Classes {
		counts[p.Group(class)]++
	}
	return counts
}

func TestBalancedAndConcentratedCounts(t *testing.T) {
	p, _ := line(t)
	for seed := range uint64(200) {
		o := DrawOptions{Size: size(5, 2), Seed: seed, Choice: Balanced{}}
		counts := groupCounts(p, mustDraw(t, p, o))
		if counts["a"] != 2 || counts["b"] != 2 || counts["c"] != 1 {
			t.Fatalf("seed %d: balanced %v", seed, counts)
		}
		o.Size = size(4, 2)
		counts = groupCounts(p, mustDraw(t, p, o)) // c has but one; a and b differ by one at most
		if counts["c"] != 1 || counts["a"]+counts["b"] != 3 || counts["a"] == 0 || counts["b"] == 0 {
			t.Fatalf("seed %d: balanced %v", seed, counts)
		}
		o.Choice = Concentrated{}
		counts = groupCounts(p, mustDraw(t, p, o))
		whole := 0 // all but the last superclass are taken whole
		for group, count := range counts {
			if count == map[string]int{"a": 4, "b": 3, "c": 1}[group] {
				whole++
			}
		}
		if whole < len(counts)-1 {
			t.Fatalf("seed %d: concentrated %v", seed, counts)
		}
	}
}

func TestChoicesByDistance(t *testing.T) {
	p, d := line(t)
	for _, c := range []struct {
		order []int
		count int
		from  Choice
		want  []int
	}{
		{[]int{3, 7, 0, 1, 2, 4, 5, 6}, 4, Nearest{d}, []int{3, 2, 1, 0}}, // 2, 3, 4, and 4 (class 4 comes later)
		{[]int{0, 1, 2, 3, 4, 5, 6, 7}, 4, Farthest{d}, []int{0, 7, 6, 5}},
		{[]int{7, 6, 5, 4, 3, 2, 1, 0}, 3, Farthest{d}, []int{7, 0, 6}},
		{[]int{5, 6, 7}, 3, Uniform{}, []int{5, 6, 7}},
	} {
		got, err := pickClasses(c.from, Candidates{Pool: p, Order: c.order, Count: c.count,
			Random: diversity.Stream(1, diversity.ForClasses)})
		if err != nil || !slices.Equal(got, c.want) {
			t.Errorf("%s of %v: %v, %v; want %v", c.from.Kind(), c.order, got, err, c.want)
		}
	}
}

// Of 0, 1 and 3 on a line, after 0 the others have chances 1/10 and 9/10.
func TestDiverseDrawsBySquaredDistance(t *testing.T) {
	p := poolOf(t, 1, 1, 1)
	random := diversity.Stream(1, diversity.ForClasses)
	far := 0
	const draws = 10_000
	for range draws {
		got, err := pickClasses(Diverse{Distance{Features: [][]float64{{0}, {1}, {3}}}},
			Candidates{Pool: p, Order: []int{0, 1, 2}, Count: 2, Random: random})
		if err != nil {
			t.Fatal(err)
		}
		far += got[1] - 1
	}
	if far < 9000-150 || far > 9000+150 { // five standard deviations: once in two million seeds
		t.Errorf("the far class came %d times of %d, want 9000", far, draws)
	}
}

func TestTreeDistance(t *testing.T) {
	p := poolOf(t, 1, 1, 1, 1)
	d := Distance{Tree: pool.Table{"0": "fish > animal", "1": "fish > animal", "2": "bird > animal", "3": "tool"}}
	between, err := d.between(p)
	if err != nil {
		t.Fatal(err)
	}
	for pair, want := range map[[2]int]float64{{0, 0}: 0, {0, 1}: 2, {0, 2}: 4, {0, 3}: 5} {
		if got := between(pair[0], pair[1]); got != want || between(pair[1], pair[0]) != want {
			t.Errorf("%v: %v, want %v", pair, got, want)
		}
	}
}

func everyChoice(d Distance) []Choice {
	return []Choice{nil, Uniform{}, Balanced{}, Concentrated{}, Nearest{d}, Farthest{d}, Diverse{d}}
}

func TestChoicesAreExactNestedAndNamed(t *testing.T) {
	p, d := line(t)
	hashes := map[string]bool{}
	for _, choice := range everyChoice(d) {
		for seed := range uint64(20) {
			o := DrawOptions{Size: size(6, 5), Seed: seed, Nested: true, Choice: choice}
			large := mustDraw(t, p, o)
			o.Size = size(3, 2)
			small := mustDraw(t, p, o)
			if !slices.Equal(large.Classes[:3], small.Classes) || !slices.Equal(large.Samples[0][:2], small.Samples[0]) {
				t.Errorf("%T, seed %d: %v is not within %v", choice, seed, small.Classes, large.Classes)
			}
			if got := len(slices.Compact(slices.Sorted(slices.Values(large.Classes)))); got != 6 || len(large.Refs()) != 30 {
				t.Errorf("%T, seed %d: %d classes, %d images", choice, seed, got, len(large.Refs()))
			}
			hashes[small.Hash()] = true
			if choice != nil && choice.Kind() != "uniform" && !strings.Contains(small.Manifest(p), `"kind":"`+choice.Kind()) {
				t.Errorf("the manifest does not name the choice: %s", small.Manifest(p))
			}
		}
	}
	if len(hashes) != 20*6 { // nil and Uniform are one
		t.Errorf("%d hashes of 6 choices and 20 seeds", len(hashes))
	}
}

// Chi-square of 3,000 draws with fixed seeds; the bound is the upper 0.1 % point of 7 degrees of freedom. A balanced
// draw of one class has chances that depend on the superclass.
func TestFirstClassesAreUniform(t *testing.T) {
	p, d := line(t)
	for _, choice := range []Choice{Uniform{}, Nearest{d}, Farthest{d}, Diverse{d}} {
		counts := make([]int, 8)
		for seed := range uint64(3000) {
			counts[mustDraw(t, p, DrawOptions{Size: size(2, 2), Seed: seed, Choice: choice}).Classes[0]]++
		}
		if x := chiSquare(counts); x > 24.3 {
			t.Errorf("%s %v: chi-square %.1f", choice.Kind(), counts, x)
		}
	}
	groups := make([]int, 3)
	for seed := range uint64(3000) {
		first := mustDraw(t, p, DrawOptions{Size: size(2, 2), Seed: seed, Choice: Balanced{}}).Classes[0]
		groups[p.Group(first)[0]-'a']++
	}
	if x := chiSquare(groups); x > 13.8 { // 2 degrees of freedom
		t.Errorf("superclasses %v: chi-square %.1f", groups, x)
	}
}

func TestChoicesComeBackFromJSON(t *testing.T) {
	_, d := line(t)
	tree := Distance{Tree: pool.Table{"0": "a > b"}}
	for _, choice := range append(everyChoice(d), Nearest{tree}) {
		text, err := MarshalChoice(choice)
		if err != nil {
			t.Fatal(err)
		}
		again, err := UnmarshalChoice(text)
		if err != nil || choice != nil && fmt.Sprintf("%#v", again) != fmt.Sprintf("%#v", choice) {
			t.Errorf("%s: %#v, %v", text, again, err)
		}
	}
	f := ChoiceFunc{Name: "mine", Func: Uniform{}.Choose}
	_, err := MarshalChoice(f)
	wantError(t, err, diversity.ErrInvalid, "function mine", "RegisterChoice")
	for _, text := range []string{`{"kind":"x"}`, `{"kind":"uniform","a":1}`, `{"kind":"nearest"}`, `{}`, `[`, `{"kind":"function"}`,
		`{"kind":"farthest","distance":{"features":[[1],[1,2]]}}`} {
		if c, err := UnmarshalChoice([]byte(text)); err == nil {
			t.Errorf("%s is read as %#v", text, c)
		}
	}
	for _, choice := range []SampleChoice{nil, UniformSamples{}, BySource{2}, LongTailed{0.5}, Counts{[]int{2, 1}}} {
		text, err := MarshalSampleChoice(choice)
		if err != nil {
			t.Fatal(err)
		}
		again, err := UnmarshalSampleChoice(text)
		if err != nil || choice != nil && fmt.Sprintf("%#v", again) != fmt.Sprintf("%#v", choice) {
			t.Errorf("%s: %#v, %v", text, again, err)
		}
	}
}

func TestAUsersFunctionIsChecked(t *testing.T) {
	p, _ := line(t)
	draw := func(f func(Candidates) ([]int, error)) (Draw, error) {
		return Pretraining(p, DrawOptions{Size: size(2, 2), Choice: ChoiceFunc{"mine", f}})
	}
	if d, err := draw(func(Candidates) ([]int, error) { return []int{7, 3}, nil }); err != nil ||
		!slices.Equal(d.Classes, []int{7, 3}) || d.Choice != "function mine" {
		t.Errorf("%v, %v", d, err)
	}
	for name, f := range map[string]func(Candidates) ([]int, error){
		"twice":     func(Candidates) ([]int, error) { return []int{1, 1}, nil },
		"none":      func(Candidates) ([]int, error) { return nil, nil },
		"unknown":   func(Candidates) ([]int, error) { return []int{1, 8}, nil },
		"panics":    func(Candidates) ([]int, error) { panic("oh") },
		"own error": func(Candidates) ([]int, error) { return nil, fmt.Errorf("%w: no", ErrChoice) },
	} {
		if _, err := draw(f); !errors.Is(err, ErrChoice) {
			t.Errorf("%s: %v", name, err)
		}
	}
	_, err := draw(nil)
	wantError(t, err, diversity.ErrInvalid, "ChoiceFunc")
}

func TestSampleChoicesHaveTheirCounts(t *testing.T) {
	for _, c := range []struct {
		choice SampleChoice
		size   diversity.Size
		want   []int
	}{
		{UniformSamples{}, size(3, 4), []int{4, 4, 4}},
		{LongTailed{1}, size(3, 4), []int{6, 3, 3}}, // 9 more, shared 6:3:2 = 4.91, 2.45, 1.64: 4+1, 2, 1+1
		{LongTailed{8}, size(4, 2), []int{5, 1, 1, 1}},
		{Counts{[]int{1, 6, 5}}, size(3, 4), []int{1, 6, 5}},
		{BySource{2}, size(2, 3), []int{3, 3}},
	} {
		if got, err := c.choice.Counts(c.size); err != nil || !slices.Equal(got, c.want) {
			t.Errorf("%#v of %v: %v, %v; want %v", c.choice, c.size, got, err, c.want)
		}
	}
	for k := 1; k <= 40; k++ {
		for _, alpha := range []float64{0.01, 0.5, 1, 3} {
			counts, err := LongTailed{alpha}.Counts(size(k, 7))
			sum := 0
			for _, count := range counts {
				sum += count
			}
			falling := slices.IsSortedFunc(counts, func(a, b int) int { return b - a })
			if err != nil || sum != 7*k || slices.Min(counts) < 1 || !falling {
				t.Errorf("K=%d alpha=%v: %v, %v", k, alpha, counts, err)
			}
		}
	}
}

// The photographers in a table beside the images are the sources of a draw.
func TestDrawsByTheSourceOfATable(t *testing.T) {
	t.Setenv(cachedir.Variable, t.TempDir())
	dir, table := t.TempDir(), "path,label,photographer\n"
	for i := range 12 {
		name := fmt.Sprintf("%02d.png", i)
		table += fmt.Sprintf("%s,%s,%s\n", name, []string{"cat", "dog"}[i/6], []string{"ann", "bob", "eve"}[i%3])
		picture := image.NewGray(image.Rect(0, 0, 2, 2))
		picture.Pix[0] = uint8(10 + i)
		var out bytes.Buffer
		err := png.Encode(&out, picture)
		if err = errors.Join(err, os.WriteFile(filepath.Join(dir, name), out.Bytes(), 0o600)); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(filepath.Join(dir, "images.csv"), []byte(table), 0o600); err != nil {
		t.Fatal(err)
	}
	p, err := pool.Folder(t.Context(), dir, pool.FolderOptions{})
	if err != nil {
		t.Fatal(err)
	}
	for seed := range uint64(20) {
		d := mustDraw(t, p, DrawOptions{Size: size(2, 3), Seed: seed, Samples: BySource{2}})
		for i, class := range d.Classes {
			seen := map[string]bool{}
			for _, s := range d.Samples[i] {
				seen[p.Source(pool.Ref{Class: class, Sample: s})] = true
			}
			if len(seen) != 2 || seen[""] {
				t.Errorf("seed %d, class %d: sources %v", seed, class, seen)
			}
		}
	}
}

func TestDrawsBySource(t *testing.T) {
	p, _ := line(t)
	for seed := range uint64(100) {
		d := mustDraw(t, p, DrawOptions{Size: size(4, 3), Seed: seed, Samples: BySource{2}})
		for i, class := range d.Classes {
			counts := map[string]int{}
			for _, s := range d.Samples[i] {
				counts[p.Source(pool.Ref{Class: class, Sample: s})]++
			}
			if len(counts) != 2 || len(d.Samples[i]) != 3 {
				t.Fatalf("seed %d: sources %v", seed, counts)
			}
		}
	}
	_, err := Pretraining(p, DrawOptions{Size: size(4, 3), Samples: BySource{1}}) // every source has two images
	wantError(t, err, diversity.ErrInvalid, "Size", "at most 0 classes", "by-source")
	_, err = Pretraining(poolOf(t, 4, 4), DrawOptions{Size: size(2, 2), Samples: BySource{1}})
	wantError(t, err, diversity.ErrInvalid, "at most 0 classes")
}

func TestLongTailedDraws(t *testing.T) {
	p := poolOf(t, 6, 6, 6, 5)
	d := mustDraw(t, p, DrawOptions{Size: size(3, 4), Samples: LongTailed{1}})
	if len(d.Refs()) != 12 || len(d.Labels()) != 12 || len(d.Samples[0]) != 6 || slices.Contains(d.Classes, 3) {
		t.Errorf("%+v", d)
	}
	var again Draw
	text, err := json.Marshal(d)
	if err = errors.Join(err, json.Unmarshal(text, &again)); err != nil || again.Hash() != d.Hash() ||
		!strings.Contains(d.Manifest(p), `"alpha":1`) {
		t.Errorf("%v: %s", err, d.Manifest(p))
	}
}

func TestChoiceErrorsNameTheField(t *testing.T) {
	p, d := line(t)
	for _, c := range []struct {
		o    DrawOptions
		says string
	}{
		{DrawOptions{Choice: Nearest{}}, "Distance = 0 rows of features, 0 paths"},
		{DrawOptions{Choice: Nearest{Distance{Features: d.Features[:3]}}}, "len(Distance.Features) = 3"},
		{DrawOptions{Choice: Farthest{Distance{Tree: pool.Table{"1": "a"}}}}, "no path of class 0"},
		{DrawOptions{Choice: ChoiceFunc{}}, "ChoiceFunc"},
		{DrawOptions{Samples: LongTailed{}}, "LongTailed.Alpha = 0"},
		{DrawOptions{Samples: LongTailed{9}}, "LongTailed.Alpha = 9"},
		{DrawOptions{Samples: BySource{}}, "BySource.Sources = 0"},
		{DrawOptions{Samples: BySource{3}}, "BySource.Sources = 3"},
		{DrawOptions{Samples: Counts{}}, "Counts.PerClass = none"},
		{DrawOptions{Samples: Counts{[]int{4, 0}}}, "Counts.PerClass[1] = 0"},
		{DrawOptions{Samples: Counts{[]int{2, 3}}}, "Counts.PerClass = 2 numbers with the sum 5"},
	} {
		c.o.Size = size(2, 2)
		_, err := Pretraining(p, c.o)
		wantError(t, err, diversity.ErrInvalid, c.says)
	}
}

func TestConfoundingSaysWhichClassesQualify(t *testing.T) {
	p := poolOf(t, 9, 9, 4, 4, 4)
	c, err := Confounding(p, []diversity.Size{size(4, 2), size(2, 8)})
	if err != nil || !c.Differ() || !slices.Equal(c.Classes, []int{5, 2}) {
		t.Fatalf("%+v, %v", c, err)
	}
	if want := "K and n are confounded with which classes qualify: K=2 n=8 is drawn from 2 classes, K=4 n=2 from 5; Pool.AtLeast(8) draws all sizes from the same 2 classes, too few for K=4 n=2: leave these out, or the sizes with most images of a class."; c.String() != want {
		t.Errorf("%s", c)
	}
	same, err := Confounding(p.AtLeast(8), c.Sizes)
	if err != nil || same.Differ() || same.String() != "Every size is drawn from the same classes." {
		t.Errorf("%v, %v", same, err)
	}
	fits, err := Confounding(p, []diversity.Size{size(2, 4), size(2, 8)})
	if want := "; Pool.AtLeast(8) draws all sizes from the same 2 classes."; err != nil ||
		!strings.HasSuffix(fits.String(), want) {
		t.Errorf("%v, %v; want %s", fits, err, want)
	}
	_, err = Confounding(p, []diversity.Size{{}})
	wantError(t, err, diversity.ErrInvalid, "sizes[0]")
}

// Which classes qualify depends on how images are chosen: a long tail needs more than n images of its first class, and
// draws by source need sources.
func TestConfoundingOfSampleChoices(t *testing.T) {
	p := poolOf(t, 9, 9, 4, 4, 4)
	tail, err := ConfoundingOf(p, []diversity.Size{size(4, 2), size(2, 4)}, LongTailed{Alpha: 2})
	// 4x2: 1 + 4 * (1, 1/4, 1/9, 1/16) / 1.4236 = 3.8, 1.7, 1.3, 1.2: 4, 2, 1, 1; 2x4: 1 + 6 * (4/5, 1/5): 6, 2
	if err != nil || !slices.Equal(tail.Classes, []int{5, 2}) || tail.Images != 6 ||
		!slices.Equal(tail.Alike, []string{"0", "1"}) {
		t.Errorf("%+v, %v", tail, err)
	}
	if !strings.Contains(tail.String(), "Pool.AtLeast(6)") {
		t.Errorf("%v", tail)
	}
	plain, err := Confounding(p, tail.Sizes)
	if err != nil || plain.Differ() {
		t.Errorf("uniformly: %v, %v", plain, err)
	}
	sources := sourcesOf(t)
	by, err := ConfoundingOf(sources, []diversity.Size{size(2, 2), size(2, 4)}, BySource{Sources: 2})
	if err != nil || !slices.Equal(by.Classes, []int{3, 2}) || by.Samples != "by-source" || len(by.Alike) != 2 {
		t.Errorf("%+v, %v", by, err)
	}
	if !strings.Contains(by.String(), "Pool.Only with the names in Confounded.Alike (2 classes") {
		t.Errorf("%v", by)
	}
	_, err = ConfoundingOf(p, nil, LongTailed{})
	wantError(t, err, diversity.ErrInvalid, "LongTailed.Alpha")
	_, err = ConfoundingOf(p, []diversity.Size{size(2, 2)}, BySource{Sources: 3})
	wantError(t, err, diversity.ErrInvalid, "BySource.Sources")
	none, err := Confounding(p, []diversity.Size{size(2, 2), size(2, 99)})
	if err != nil || !strings.Contains(none.String(), "no class can take part in all of them") {
		t.Errorf("%v, %v", none, err)
	}
}

// sourcesOf is four classes of four images: two of two sources alike, one of a large and a small source, one of one.
func sourcesOf(t *testing.T) pool.Pool {
	t.Helper()
	c := pool.Content{Height: 1, Width: 1, Images: make([]uint8, 16)}
	for i, source := range strings.Split("aabb aabb aaab aaaa", "") {
		if source == " " {
			continue
		}
		c.Labels, c.Sources = append(c.Labels, i/5), append(c.Sources, source)
	}
	p, err := pool.New(c)
	if err != nil {
		t.Fatal(err)
	}
	return p
}
