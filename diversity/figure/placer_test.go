package figure

import (
	"fmt"
	"testing"
)

func TestLabelsAlongALine(t *testing.T) {
	const text = "ten letters" // 75 pixels wide
	for _, c := range []struct {
		name     string
		y        float64
		take     func(*placer)
		position string
		away     any
	}{
		{"nothing in the way", 200, func(*placer) {}, "insideEndTop", nil},
		{"a line above its right end", 200, func(p *placer) { p.line(280, 190, 400, 190) }, "insideEndTop", [2]int{125, 5}},
		{"a line above all of it", 200, func(p *placer) { p.line(0, 190, 400, 190) }, "insideEndBottom", nil},
		{"no room above", 10, func(*placer) {}, "insideEndBottom", nil},
		{"lines on both sides", 200, func(p *placer) { p.line(0, 190, 400, 190); p.line(0, 210, 400, 210) }, "insideEndTop", [2]int{5, 22}},
		{"a steep line from far away to far away", 200, func(p *placer) { p.line(390, -1e6, 390, 1e8) }, "insideEndTop", [2]int{15, 5}},
		{"a line elsewhere", 200, func(p *placer) { p.line(1e99, 190, 1e100, 190); p.line(-5, 500, 400, 1e100) }, "insideEndTop", nil},
		{"a band", 200, func(p *placer) { p.band(300, 220, 180, 400, 220, 180) }, "insideEndTop", [2]int{105, 5}},
		{"all taken, the least below on the left", 200, func(p *placer) {
			for y := range 50 {
				p.line(0, 8*float64(y), 400, 8*float64(y))
				if y != 26 {
					p.line(0, 8*float64(y)+1, 400, 8*float64(y)+1)
				}
			}
			p.line(85, 210, 400, 210)
		}, "insideEndBottom", [2]int{325, 5}},
	} {
		p := &placer{width: 400, height: 400}
		c.take(p)
		if l := p.along(c.y, text); !l.Show || l.Position != c.position || l.Distance != c.away {
			t.Errorf("%s: %s, %v away, want %s, %v", c.name, l.Position, l.Distance, c.position, c.away)
		}
	}
}

// What 100,000 points and their bars cover is remembered once for each pixel.
func TestPlacesForLabelsAreBounded(t *testing.T) {
	p := &placer{width: 400, height: 300}
	for i := range 100_000 {
		p.line(float64(i)/250, 0, float64(i)/250, 300)
	}
	if most := 400 * 300; len(p.taken) > most {
		t.Errorf("%d places, want at most %d", len(p.taken), most)
	}
}

func TestLabelsOfLinesCloseTogetherKeepApart(t *testing.T) {
	p := &placer{width: 400, height: 400}
	var taken []rectangle
	for i := range 6 {
		before := len(p.taken)
		p.along(200+float64(i), fmt.Sprint("label ", i))
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
