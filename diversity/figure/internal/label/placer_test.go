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
