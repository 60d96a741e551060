package render

import (
	"fmt"
	"math"
	"math/rand/v2"
	"regexp"
	"strings"
	"testing"

	"tradeoff/diversity/estimate"
	"tradeoff/diversity/figure"
	"tradeoff/diversity/theory/design"
)

// powerOf has a line of random shares about a level for each of a number of sets of budgets.
func powerOf(lines int, level float64, r *rand.Rand) design.PowerCurve {
	curve := design.PowerCurve{Level: 0.95}
	for i := range lines {
		for _, repeats := range []int{2, 3, 4, 6, 8, 12} {
			share := math.Max(0, math.Min(1, level+0.07*r.NormFloat64()))
			interval := estimate.Interval{Low: math.Max(0, share-0.05), High: math.Min(1, share+0.05), Level: 0.95}
			curve.Cells = append(curve.Cells, design.PowerCell{
				Budgets: []int{256, 512 << i}, Repeats: repeats, Studies: 200,
				Power: estimate.Estimate{Value: share, Interval: interval},
			})
		}
	}
	return curve
}

// The labels of the two lines across the picture lie on no curve, wherever the curves are.
func TestLabelsOfPowerLieOnNoCurve(t *testing.T) {
	notShort(t, "six charts of random lines")
	const seeds = 2
	labelsOfPowerLieOnNoCurve(t, seeds)
}

func TestIntegrationLabelsOfPowerLieOnNoCurve(t *testing.T) {
	wholeForm(t, "labels beside up to seven lines")
	labelsOfPowerLieOnNoCurve(t, 4)
}

// labelsOfPowerLieOnNoCurve draws so many sets of lines, each with two more than the one before.
func labelsOfPowerLieOnNoCurve(t *testing.T, seeds uint64) {
	t.Helper()
	for seed := range seeds {
		for _, level := range []float64{0.05, 0.1, 0.8} {
			lines := 1 + 2*int(seed)
			f := check(figure.Power(powerOf(lines, level, rand.New(rand.NewPCG(seed, 0)))))(t)
			picture := check(SVG(t.Context(), check(f.Option())(t), 0, 0))(t)
			curves := strokesOf(t, picture)
			if len(curves) != lines {
				t.Fatalf("%d curves, want %d", len(curves), lines)
			}
			found := 0
			for _, text := range textsOf(t, picture) {
				if text.text != "80%" && !strings.HasPrefix(text.text, "5%: ") {
					continue
				}
				found++
				for _, curve := range curves {
					if curve.meets(text) {
						t.Errorf("%d lines about %g, seed %d: %v lies on a curve", lines, level, seed, text)
					}
				}
			}
			if found != 2 {
				t.Errorf("%d labels", found)
			}
		}
	}
}

// stroke is the places through which a curve goes.
type stroke [][2]float64

var (
	thickLine = regexp.MustCompile(`<path d="M([^"Z]+)" fill="none" stroke="#[0-9A-F]{6}" stroke-width="2"([^>]*)>`)
	placePair = regexp.MustCompile(`[-\d.]+ [-\d.]+`)
)

// strokesOf finds the curves that ECharts drew, two units wide.
func strokesOf(t *testing.T, picture string) []stroke {
	t.Helper()
	var all []stroke
	for _, match := range thickLine.FindAllStringSubmatch(picture, -1) {
		var s stroke
		for _, pair := range placePair.FindAllString(match[1], -1) {
			var x, y float64
			if _, err := fmt.Sscan(pair, &x, &y); err != nil {
				t.Fatal(err)
			}
			s = append(s, [2]float64{x, y})
		}
		if !strings.Contains(match[2], `stroke-opacity="0"`) { // which the outline of a band has
			all = append(all, s)
		}
	}
	return all
}

// meets reports whether the curve goes through a text, tried every quarter of a unit.
func (s stroke) meets(b box) bool {
	for i := 1; i < len(s); i++ {
		from, to := s[i-1], s[i]
		steps := 1 + 4*math.Hypot(to[0]-from[0], to[1]-from[1])
		for step := range int(steps) {
			share := float64(step) / steps
			x, y := from[0]+share*(to[0]-from[0]), from[1]+share*(to[1]-from[1])
			if x > b.left && x < b.right && y > b.top && y < b.bottom {
				return true
			}
		}
	}
	return false
}
