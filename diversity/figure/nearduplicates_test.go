package figure

import (
	"errors"
	"strings"
	"testing"

	"tradeoff/diversity"
	"tradeoff/diversity/pool"
)

func TestNearDuplicatesShowThePairs(t *testing.T) {
	letters := pool.Omniglot().Background().Groups("Greek")
	copies := copyOf(t, letters)
	pairs, err := pool.NearDuplicates(t.Context(), letters, copies, pool.NearOptions{})
	if err != nil || len(pairs) < 100 {
		t.Fatalf("%d pairs, %v", len(pairs), err)
	}
	f, err := NearDuplicates(letters, copies, pairs, NearOptions{})
	option, err2 := f.Option()
	if err := errors.Join(err, err2); err != nil || strings.Count(string(option), "data:image/png") != 12 ||
		!strings.Contains(f.Caption, "The 12 of ") || !strings.Contains(f.Text(), pairs[0].SecondName) {
		t.Errorf("%v: %s", err, f.Text())
	}
	if f, err = NearDuplicates(letters, copies, pairs[:2], NearOptions{Most: 40}); err != nil ||
		!strings.Contains(f.Caption, "All 2 pairs") {
		t.Errorf("%v: %s", err, f.Caption)
	}
}

// copyOf is a pool of the images of another one, which does not come from the same source.
func copyOf(t *testing.T, p pool.Pool) pool.Pool {
	t.Helper()
	height, width, channels := p.Shape()
	c := pool.Content{Height: height, Width: width, Channels: channels}
	var refs []pool.Ref
	for class := range p.Classes() {
		for sample := range p.Count(class) {
			refs, c.Labels = append(refs, pool.Ref{Class: class, Sample: sample}), append(c.Labels, class)
		}
	}
	var err error
	if c.Images, err = p.Images(refs); err != nil {
		t.Fatal(err)
	}
	made, err := pool.New(c)
	if err != nil {
		t.Fatal(err)
	}
	return made
}

func TestNearDuplicatesAreChecked(t *testing.T) {
	letters, small := pool.Omniglot().Background().Groups("Greek"), smallPool(t, 3)
	pair := pool.NearPair{}
	out, beyond := pair, pair
	out.Second.Class, beyond.Second.Sample = 99, 99
	for name, c := range map[string]struct {
		p, q  pool.Pool
		pairs []pool.NearPair
		o     NearOptions
		want  error
	}{
		"no pairs":         {letters, letters, nil, NearOptions{}, ErrEmpty},
		"no pool":          {letters, pool.Pool{}, []pool.NearPair{pair}, NearOptions{}, diversity.ErrInvalid},
		"other shapes":     {letters, small, []pool.NearPair{pair}, NearOptions{}, diversity.ErrInvalid},
		"no such class":    {letters, letters, []pool.NearPair{out}, NearOptions{}, diversity.ErrInvalid},
		"no such image":    {letters, letters, []pool.NearPair{beyond}, NearOptions{}, diversity.ErrInvalid},
		"too many to show": {letters, letters, []pool.NearPair{pair}, NearOptions{Most: 41}, diversity.ErrInvalid},
	} {
		if _, err := NearDuplicates(c.p, c.q, c.pairs, c.o); !errors.Is(err, c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
