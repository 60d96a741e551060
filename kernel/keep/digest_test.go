package keep

import (
	"math/big"
	"slices"
	"testing"
	"time"
)

// digestOf keeps a value in a session of its own and returns its digest.
func digestOf(t *testing.T, pointer any) string {
	t.Helper()
	return kept(t, t.TempDir(), 1, map[string]any{"v": pointer})["v"].Digest
}

// shaped are values made anew each time, at other addresses, maps filled in another order.
func shaped(round int) map[string]any {
	keys := []string{"a", "b", "c", "d", "e"}
	if round%2 == 1 {
		slices.Reverse(keys)
	}
	waste := make([]*Node, round*100)
	for i := range waste {
		waste[i] = &Node{Value: i}
	}
	tree := &Tree{index: map[string]*Node{}}
	byName := map[string]*Point{}
	for i, k := range []string{"a", "b", "c"} {
		tree.nodes = append(tree.nodes, &Node{Value: i, owner: tree})
		tree.index[k] = tree.nodes[i]
	}
	for _, k := range keys {
		byName[k] = &Point{X: int(k[0]), name: k}
	}
	nested := map[string]map[string]any{}
	for _, k := range keys {
		nested[k] = map[string]any{k: 1, "n": []any{k, nil, 2.5}}
	}
	ring := &Node{Value: 1}
	ring.next = &Node{Value: 2, next: ring}
	numbers := make([]float64, 20_000)
	numbers[7] = 3
	short := append(make([]int, 0, 3+round), 1, 2, 3)
	var none map[string]int
	date, sum := time.Date(2026, 1, 2, 3, 4, 5, 6, time.UTC), big.NewInt(1<<40)
	return map[string]any{"tree": &tree, "points": &byName, "nested": &nested, "ring": &ring, "numbers": &numbers,
		"short": &short, "none": &none, "date": &date, "sum": &sum}
}

func TestDigestsOfEqualValuesAreEqual(t *testing.T) {
	first := shaped(0)
	for round := range 6 {
		for name, v := range shaped(round) {
			if got, want := digestOf(t, v), digestOf(t, first[name]); got != want || got == "" {
				t.Errorf("%s: digest %q in round %d, %q before", name, got, round, want)
			}
		}
	}
}

func TestDigestsTellValuesApart(t *testing.T) {
	one, other := 1, 1
	empty, none := []int{}, []int(nil)
	numbers, changed := make([]float32, 50_000), make([]float32, 50_000)
	changed[49_999] = 1
	values := []any{
		new(int), &one, new(int64), new(time.Duration), new(string), ptr("0"), ptr("a\x00b"), ptr("a"), &empty, &none, ptr([]int{0}), ptr([]int{0, 0}),
		ptr([2]int{}), ptr([]string{"ab", "c"}), ptr([]string{"a", "bc"}), ptr(map[string]int{}), ptr(map[string]int(nil)),
		ptr(map[string]int{"a": 1, "b": 2}), ptr(map[string]int{"a": 2, "b": 1}), ptr(map[string]int{"b": 2}), ptr(any(1)), ptr(any(int64(1))), ptr(any(nil)),
		ptr([]*int{&one, &one}), ptr([]*int{&one, &other}), ptr(Point{name: "a"}), ptr(Point{name: "b"}), &numbers, &changed,
		ptr(map[string][]int{"a": {1}, "b": {2}}), ptr(map[string][]int{"a": {1}, "b": {3}}),
	}
	seen := map[string]int{}
	for i, v := range values {
		d := digestOf(t, v)
		if before, ok := seen[d]; ok || d == "" {
			t.Errorf("value %d has the digest %q of value %d", i, d, before)
		}
		seen[d] = i
	}
}

func ptr[T any](v T) *T { return &v }

// A cell that only reads a value leaves its digest, also that of numbers which it has in a file.
func TestDigestsOfWhatIsOnlyRead(t *testing.T) {
	dir := t.TempDir()
	numbers, words := make([]float64, 20_000), map[string]int{"a": 1, "b": 2}
	numbers[3] = 1
	before := kept(t, dir, 1, map[string]any{"numbers": &numbers, "words": &words})
	var again []float64
	var wordsAgain map[string]int
	p, err := fill(dir, 2, map[string]any{"numbers": &again, "words": &wordsAgain})
	if err != nil {
		t.Fatal(err)
	}
	read := func() map[string]Entry {
		if err := p.save(); err != nil {
			t.Fatal(err)
		}
		index, err := p.store.Index()
		if err != nil {
			t.Fatal(err)
		}
		return index
	}
	for name, e := range read() {
		if e.Digest != before[name].Digest {
			t.Errorf("%s: %q after it was read, %q before", name, e.Digest, before[name].Digest)
		}
	}
	again[3] = 2
	if changed := read()["numbers"].Digest; changed == before["numbers"].Digest {
		t.Errorf("a number has changed, and not the digest %q", changed)
	}
}

// What takes too long to go through has no digest: a map of entries that each lead to the same 65,536 values.
func TestDigestsEnd(t *testing.T) {
	shared := make([]string, 1<<16)
	entries := map[int]*[]string{}
	for i := range 100 {
		entries[i] = &shared
	}
	if d := digestOf(t, &entries); d != "" {
		t.Errorf("digest %q", d)
	}
}
