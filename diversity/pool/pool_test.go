package pool

import (
	"bytes"
	"encoding/json"
	"fmt"
	"sync"
	"testing"

	"tradeoff/diversity"
)

func TestNewKeepsImagesLabelsAndNames(t *testing.T) {
	p := mustNew(t, tiny())
	if p.Classes() != 2 || p.Count(0) != 1 || p.Count(1) != 2 || p.Originals(1) != 2 {
		t.Errorf("%v: counts %d and %d", p, p.Count(0), p.Count(1))
	}
	if p.ClassID(1) != "odd" || p.BaseID(1) != "odd" || p.Group(1) != "numbers" {
		t.Errorf("class 1 is %q, %q, %q", p.ClassID(1), p.BaseID(1), p.Group(1))
	}
	if limits := p.Limits(); limits != (diversity.Limits{Classes: 2, PerClass: 1}) {
		t.Errorf("limits %+v", limits)
	}
	want := append(tiny().Images[24:36:36], tiny().Images[12:24]...) // the third and the second image
	if got := mustImages(t, p, Ref{1, 1}, Ref{0, 0}); !bytes.Equal(got, want) {
		t.Errorf("images %v, want %v", got, want)
	}
	if got, want := p.String(), "tiny: 2 classes, 1 to 2 images each, 2x3x2, 1 group"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestNewRejectsBadContent(t *testing.T) {
	change := func(f func(*Content)) error {
		c := tiny()
		f(&c)
		_, err := New(c)
		return err
	}
	cases := []struct {
		err   error
		parts []string
	}{
		{change(func(c *Content) { c.Height = 0 }), []string{"Content.Height = 0", "1..16384"}},
		{change(func(c *Content) { c.Width = 16385 }), []string{"Content.Width"}},
		{change(func(c *Content) { c.Channels = 17 }), []string{"Content.Channels", "1..16"}},
		{change(func(c *Content) { c.Labels = nil }), []string{"Content.Labels", "at least one image"}},
		{change(func(c *Content) { c.Images = c.Images[1:] }), []string{"len(Content.Images) = 35", "36 = 3 labels"}},
		{change(func(c *Content) { c.Labels[1] = -1 }), []string{"label of image 1 = -1"}},
		{change(func(c *Content) { c.Labels[1] = 2 }), []string{"class 0", "at least 1", "0 to 2"}},
		{change(func(c *Content) { c.Labels[1] = 1 << 30 }), []string{"class 0", "without a gap"}},
		{change(func(c *Content) { c.Labels = []int{0, 1, 7}; c.ClassNames = nil }), []string{"class 2"}},
		{change(func(c *Content) { c.ClassNames = c.ClassNames[:1] }), []string{"ClassNames", "2, one for each"}},
		{change(func(c *Content) { c.Groups = c.Groups[:1] }), []string{"Groups", "2, one for each"}},
		{change(func(c *Content) { c.ClassNames[1] = "even" }), []string{"ClassNames[1]", "even"}},
		{change(func(c *Content) { c.ClassNames[0] = "" }), []string{"ClassNames[0]"}},
	}
	for _, c := range cases {
		wantError(t, c.err, diversity.ErrInvalid, c.parts...)
	}
}

func TestImagesRejectsRefsOutsideThePool(t *testing.T) {
	p := mustNew(t, tiny())
	for _, c := range []struct {
		ref  Ref
		want string
	}{
		{Ref{-1, 0}, "refs[1].Class = -1"}, {Ref{2, 0}, "allowed: 0..1"}, {Ref{1, 2}, "class odd = 2"},
		{Ref{0, -1}, "allowed: 0..0"},
	} {
		_, err := p.Images([]Ref{{0, 0}, c.ref})
		wantError(t, err, diversity.ErrInvalid, c.want)
	}
}

func TestTheZeroPoolAndBrokenChainsAreSafe(t *testing.T) {
	broken := mustNew(t, tiny()).Rotations(3).Distort(Distortion{}).Groups("numbers").Named("a").Rotations(2)
	for _, p := range []Pool{{}, Pool{}.Rotations(4), broken, Pool{}.Named("")} {
		wantError(t, p.Validate(), diversity.ErrInvalid)
		_, err := p.Images(nil)
		wantError(t, err, diversity.ErrInvalid)
		_, err = json.Marshal(p)
		wantError(t, err, diversity.ErrInvalid)
		height, width, channels := p.Shape()
		if p.Classes()+p.Count(0)+p.Originals(-1)+height+width+channels+p.Original(Ref{0, 0}) != 0 ||
			p.Digest()+p.ClassID(0)+p.Group(9) != "" {
			t.Errorf("%v has content", p)
		}
		if p.Limits() != (diversity.Limits{}) || p.GroupNames() != nil {
			t.Errorf("%v has limits", p)
		}
	}
	wantError(t, broken.Validate(), diversity.ErrInvalid, "Rotations = 3", "1, 2 or 4")
}

func TestGroupsAndNamed(t *testing.T) {
	p := Omniglot().Background().Groups("Latin", "Greek", "Latin")
	if p.Classes() != 50 || p.ClassID(0) != "Greek/character01" || p.ClassID(49) != "Latin/character26" {
		t.Errorf("%v: %s to %s", p, p.ClassID(0), p.ClassID(p.Classes()-1))
	}
	if p.Digest() != Omniglot().Background().Groups("Greek", "Latin").Digest() {
		t.Error("the order of names changes the digest")
	}
	q := p.Named("mine")
	if q.ClassID(0) != "mine:Greek/character01" || q.BaseID(0) != q.ClassID(0) || q.Group(0) != "mine:Greek" {
		t.Errorf("named: %q %q %q", q.ClassID(0), q.BaseID(0), q.Group(0))
	}
	if !bytes.Equal(mustImages(t, p, Ref{30, 3}), mustImages(t, q, Ref{30, 3})) {
		t.Error("a name changes the images")
	}
	wantError(t, p.Groups("Klingon").Validate(), diversity.ErrInvalid, `"Klingon"`, "GroupNames")
	wantError(t, p.Groups("").Validate(), diversity.ErrInvalid, `""`)
	wantError(t, p.Groups().Validate(), diversity.ErrInvalid, "at least one")
	wantError(t, p.Named("").Validate(), diversity.ErrInvalid, "Named")
}

func TestPoolsServeManyGoroutines(t *testing.T) {
	p := Omniglot().Background().Distort(Distortion{}).Rotations(4)
	want := mustImages(t, p, Ref{3000, 77})
	var wait sync.WaitGroup
	for range 4 {
		wait.Go(func() {
			if got, err := p.Images([]Ref{{3000, 77}}); err != nil || !bytes.Equal(got, want) {
				t.Errorf("another image, %v", err)
			}
		})
	}
	wait.Wait()
}

func TestStringNamesSteps(t *testing.T) {
	p := Omniglot().Background().Groups("Latin").Rotations(2).Distort(Distortion{Seed: 3}).Named("a")
	want := "omniglot background: 52 classes, 1024 images each, 28x28x1, 1 group (groups Latin; 2 rotations; distorted at level 0.5, seed 3; named a)"
	if got := fmt.Sprint(p); got != want {
		t.Errorf("%q, want %q", got, want)
	}
	if got := fmt.Sprint(mustNew(t, Content{Images: make([]uint8, 1), Labels: []int{0}, Height: 1,
		Width: 1})); got != "images in memory: 1 class, 1 image each, 1x1x1" {
		t.Errorf("%q", got)
	}
}
