package label

import (
	"fmt"
	"strings"
	"testing"
)

func TestLabelsAlongALine(t *testing.T) {
	const text = "ten letters" // 75 pixels wide
	for _, c := range []struct {
		name  string
		y     float64
		take  func(*Placer)
		below bool
		away  [2]int
	}{
		{"nothing in the way", 200, func(*Placer) {}, false, [2]int{5, 5}},
		{"a line above its right end", 200, func(p *Placer) { p.AvoidLine(280, 190, 400, 190) }, false, [2]int{125, 5}},
		{"a line above all of it", 200, func(p *Placer) { p.AvoidLine(0, 190, 400, 190) }, true, [2]int{5, 5}},
		{"no room above", 10, func(*Placer) {}, true, [2]int{5, 5}},
		{"lines on both sides", 200, func(p *Placer) { p.AvoidLine(0, 190, 400, 190); p.AvoidLine(0, 210, 400, 210) }, false,
			[2]int{5, 22}},
		{"a steep line from far away to far away", 200, func(p *Placer) { p.AvoidLine(390, -1e6, 390, 1e8) }, false,
			[2]int{15, 5}},
		{"a line elsewhere", 200, func(p *Placer) { p.AvoidLine(1e99, 190, 1e100, 190); p.AvoidLine(-5, 500, 400, 1e100) },
			false, [2]int{5, 5}},
		{"a band", 200, func(p *Placer) { p.AvoidBand(300, 220, 180, 400, 220, 180) }, false, [2]int{105, 5}},
		{"all taken, the least below on the left", 200, func(p *Placer) {
			for y := range 50 {
				p.AvoidLine(0, 8*float64(y), 400, 8*float64(y))
				if y != 26 {
					p.AvoidLine(0, 8*float64(y)+1, 400, 8*float64(y)+1)
				}
			}
			p.AvoidLine(85, 210, 400, 210)
		}, true, [2]int{325, 5}},
	} {
		p := &Placer{width: 400, height: 400}
		c.take(p)
		if at := p.AlongLine(c.y, text); at.Below != c.below || at.Away != c.away {
			t.Errorf("%s: below %v, %v away, want %v, %v", c.name, at.Below, at.Away, c.below, c.away)
		}
	}
}

// What 100,000 points and their bars cover is remembered once for each pixel.
func TestPlacesForLabelsAreBounded(t *testing.T) {
	p := &Placer{width: 400, height: 300}
	for i := range 100_000 {
		p.AvoidLine(float64(i)/250, 0, float64(i)/250, 300)
	}
	if most := 400 * 300; len(p.taken) > most {
		t.Errorf("%d places, want at most %d", len(p.taken), most)
	}
}

func TestLabelsOfLinesCloseTogetherKeepApart(t *testing.T) {
	p := &Placer{width: 400, height: 400}
	var taken []Rectangle
	for i := range 6 {
		before := len(p.taken)
		p.AlongLine(200+float64(i), fmt.Sprint("label ", i))
		taken = append(taken, p.taken[before])
	}
	for i, r := range taken {
		if touching(r, taken) != 1 {
			t.Errorf("label %d at %v touches another of %v", i, r, taken)
		}
	}
}

func TestPartWithin(t *testing.T) {
	for _, c := range []struct{ start, stop, from, to float64 }{
		{20, 80, 0, 1}, {-100, 100, 0.5, 1}, {200, -200, 0.25, 0.5}, {30, 30, 0, 1}, {100, 200, 0, 0},
	} {
		if from, to := partWithin(c.start, c.stop, 100); from != c.from || to != c.to {
			t.Errorf("%v to %v: %v to %v, want %v to %v", c.start, c.stop, from, to, c.from, c.to)
		}
	}
	for _, outside := range [][2]float64{{-20, -10}, {110, 1e100}, {-1, -1}, {101, 101}} {
		if from, to := partWithin(outside[0], outside[1], 100); from <= to {
			t.Errorf("%v: %v to %v, want nothing", outside, from, to)
		}
	}
}

// The name of a ring is where no point, bar or other name is, if there is such a place.
func TestNamesOfRingsKeepOffCurves(t *testing.T) {
	p := &Placer{width: 700, height: 300}
	p.AvoidLine(100, 80, 100, 120) // the bar of an interval
	p.AvoidLine(0, 130, 700, 130)  // a curve right below it
	first := p.BesideRing(100, 100, 120, 80, "K=16")
	second := p.BesideRing(104, 100, 120, 80, "K=16")
	if first.Position != "top" || second.Position == "top" {
		t.Errorf("names at %v and %v", first, second)
	}
}

func TestShortNamesKeepWhatDiffers(t *testing.T) {
	names := []string{
		"Japanese_(hiragana)/character08", "Japanese_(hiragana)/character34", "Greek/alpha",
		"northern_long_billed_curlew_of_the_coast_in_summer_plumage",
		"northern_long_billed_curlew_of_the_hills_in_summer_plumage",
		"northern_long_billed_curlew_of_the_coast_in_summer_plumage",
	}
	short := ShortNames(names, 26)
	for i, a := range names {
		if n := len([]rune(short[i])); n > 26 {
			t.Errorf("%q has %d letters", short[i], n)
		}
		for j, b := range names {
			if (a == b) != (short[i] == short[j]) {
				t.Errorf("%q and %q became %q and %q", a, b, short[i], short[j])
			}
		}
	}
	if short[2] != "Greek/alpha" || !strings.HasSuffix(short[0], "character08") || !strings.Contains(short[3], "coast") {
		t.Errorf("got %q", short)
	}
}

func TestLabelsKeepClearOfPointsAndEachOther(t *testing.T) {
	p := &Placer{width: 100, height: 100}
	p.AvoidPoint(50, 50, 5)
	p.AvoidPoint(75, 50, 5)
	first := p.BesidePoint(50, 50, "abc", nil)
	if first.Position != "left" || first.Down != 0 {
		t.Errorf("right of the point is another one: %+v", first)
	}
	if second := p.BesidePoint(50, 50, "abc", nil); !second.Found || second.Down == 0 {
		t.Errorf("both sides are taken: %+v", second)
	}
	for range 50 {
		first = p.BesidePoint(50, 50, "abc", nil)
	}
	if first != (PointPlace{}) {
		t.Error("a label without a place is shown")
	}
}

// A label that is nearer to another point than to its own would be read as that one's.
func TestLabelsBelongToTheirPoints(t *testing.T) {
	p := &Placer{width: 300, height: 200}
	p.AvoidPoint(100, 100, 8)
	p.AvoidPoint(130, 100, 8)
	p.AvoidLine(20, 90, 92, 90) // left of the point is a line
	other := [][2]float64{{130, 100}}
	at := p.BesidePoint(100, 100, "a long name", other)
	if !at.Found || at.Room.Distance(100, 100) >= at.Room.Distance(130, 100) {
		t.Errorf("the label stands at %+v, nearer to the other point", at)
	}
}

// Many rings at one place: as long as there is room further away, no name lies over another.
func TestNamesOfRingsDoNotLieOverOneAnother(t *testing.T) {
	const rings = 5
	p := NewPlacer(340, 178)
	var rooms []Rectangle
	for i := range rings {
		y := 90 + 6*float64(i)
		p.AvoidPoint(160, y, RingSize/2)
		place := p.BesideRing(160, y, y+8, y-8, "K=32")
		if !place.Found {
			t.Fatalf("ring %d has no name", i)
		}
		if touching(place.Room, rooms) > 0 {
			t.Errorf("the name of ring %d at %v lies over one of %v", i, place.Room, rooms)
		}
		rooms = append(rooms, place.Room)
	}
}
