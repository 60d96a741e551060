package figure

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"tradeoff/diversity"
	"tradeoff/diversity/pool"
	"tradeoff/diversity/split"
)

// groupedPool has so many superclasses; superclass g has 2 + g%3 classes of two images.
func groupedPool(t *testing.T, groups int) pool.Pool {
	t.Helper()
	c := pool.Content{Height: 1, Width: 2}
	for g := range groups {
		for k := range 2 + g%3 {
			for s := range 2 {
				c.Images, c.Labels = append(c.Images, uint8(g), uint8(10*k+s)), append(c.Labels, len(c.ClassNames))
			}
			c.ClassNames = append(c.ClassNames, fmt.Sprintf("group %d/class %d", g, k))
			c.Groups = append(c.Groups, fmt.Sprintf("group %d", g))
		}
	}
	p, err := pool.New(c)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// bars are the values of the two series of a figure.
func bars(t *testing.T, f Figure) (drawn, others []int, names []string) {
	t.Helper()
	text, err := f.Option()
	if err != nil {
		t.Fatal(err)
	}
	var option struct {
		Series []struct {
			Data []struct {
				Name  string
				Value int
			}
		}
	}
	if err := json.Unmarshal(text, &option); err != nil || len(option.Series) != 2 {
		t.Fatalf("%v: %s", err, text)
	}
	for i, bar := range option.Series[0].Data {
		drawn, others = append(drawn, bar.Value), append(others, option.Series[1].Data[i].Value)
		names = append(names, bar.Name)
	}
	return drawn, others, names
}

// Every superclass has its bar, of the right length, for few and for many of them.
func TestSuperclassesCountTheClassesDrawn(t *testing.T) {
	for _, groups := range []int{2, 10, 40, 41, 200} {
		p := groupedPool(t, groups)
		d, err := split.Pretraining(p, split.DrawOptions{Size: diversity.Size{Classes: groups + 1, PerClass: 2}, Seed: 1,
			Choice: split.Balanced{}})
		if err != nil {
			t.Fatal(err)
		}
		f, err := Superclasses(p, d)
		if err != nil {
			t.Fatal(err)
		}
		for _, a := range append(parse(t, f).XAxis, parse(t, f).YAxis...) {
			if a.Name == "classes of the superclass" {
				endsAtTick(t, a)
			}
		}
		drawn, others, names := bars(t, f)
		twice, all := 0, 0
		for i := range drawn {
			all += drawn[i] + others[i]
			if drawn[i] == 2 {
				twice++
			} else if drawn[i] != 1 {
				t.Errorf("%d superclasses: %d classes of %s", groups, drawn[i], names[i])
			}
		}
		if len(drawn) != groups || twice != 1 || all != p.Classes() {
			t.Errorf("%d superclasses: %d bars, %d of two classes, %d classes in all", groups, len(drawn), twice, all)
		}
		if want := fmt.Sprintf("they are of %d of %d superclasses", groups, groups); !strings.Contains(f.Caption, want) {
			t.Errorf("%q, want %q", f.Caption, want)
		}
		if f.Height > 900 {
			t.Errorf("%d superclasses take %d pixels", groups, f.Height)
		}
	}
}

// A concentrated draw of four classes of superclasses of four: as even as one superclass.
func TestConcentratedDrawsAreOfOneSuperclass(t *testing.T) {
	p := groupedPool(t, 9).Without("group 0/*", "group 1/*", "group 3/*", "group 4/*", "group 6/*", "group 7/*")
	d, err := split.Pretraining(p, split.DrawOptions{Size: diversity.Size{Classes: 4, PerClass: 2}, Seed: 1,
		Choice: split.Concentrated{}})
	if err != nil {
		t.Fatal(err)
	}
	f, err := Superclasses(p, d)
	if err != nil || !strings.Contains(f.Caption, "by the choice concentrated") ||
		!strings.Contains(f.Caption, "of 1 of 3 superclasses, as even as 1 with equally many classes") {
		t.Errorf("%v: %s", err, f.Caption)
	}
	if text := f.Text(); strings.Count(text, "class 0") != 1 {
		t.Errorf("the classes are not listed:\n%s", text)
	}
}

func TestSuperclassesOfWhatHasNone(t *testing.T) {
	p := smallPool(t, 3)
	if _, err := Superclasses(p, drawOf(t, p)); !errors.Is(err, ErrEmpty) {
		t.Errorf("%v", err)
	}
	if _, err := Superclasses(groupedPool(t, 3), drawOf(t, p)); !errors.Is(err, diversity.ErrInvalid) {
		t.Errorf("a draw of another pool: %v", err)
	}
	if _, err := Superclasses(pool.Pool{}, split.Draw{}); !errors.Is(err, diversity.ErrInvalid) {
		t.Errorf("no pool: %v", err)
	}
}
