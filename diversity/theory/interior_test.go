package theory_test

import (
	"math"
	"strings"
	"testing"

	"tradeoff/diversity"
	"tradeoff/diversity/estimate"
	"tradeoff/diversity/internal/testkit"
	"tradeoff/diversity/laws"
	"tradeoff/diversity/theory"
	"tradeoff/diversity/worlds"
)

// withoutMinimum are worlds whose curves have no minimum within testkit.Ladder(1024).
var withoutMinimum = map[string]worlds.Planted{
	"flat":         {E: 0.3, Alpha: 0.5, Noise: 0.02},
	"more classes": {E: 0.1, A: 0.5, Alpha: 0.5, Noise: 0.02},
	"nearly flat":  {E: 0.3, A: 0.05, Alpha: 0.5, Noise: 0.02},
	"at the end":   {E: 0.1, A: 1, B: 0.0625, Alpha: 0.5, Noise: 0.02},
}

// TestInteriorIsRarelyFalse: a minimum that is not there is called interior in no more than 5% of studies, however few
// the repeats. Two standard errors, whatever their degrees of freedom, did so in up to 17% with two repeats, 11% with
// three and 9% with five (2,000 studies of each world).
func TestInteriorIsRarelyFalse(t *testing.T) {
	studies := testkit.Simulated(t, testkit.Simulations{Short: 40, Plain: 150, Whole: 150, Long: 2000})
	for name, world := range withoutMinimum {
		for _, repeats := range []int{2, 3, 5} {
			byTwo, byStudent := testkit.Share{Count: studies}, testkit.Share{Count: studies}
			for seed := range uint64(studies) {
				m := minima(t, testkit.Measure(t, world, testkit.Ladder(1024), repeats, seed),
					theory.MinimaOptions{BootstrapSamples: -1})[0]
				if m.Left.T > 2 && m.Right.T > 2 {
					byTwo.Hits++
				}
				if m.Interior {
					byStudent.Hits++
				}
			}
			t.Logf("%s, %d repeats: by two standard errors %v, by Student's t %v", name, repeats, byTwo, byStudent)
			if float64(byStudent.Hits) > 0.05*float64(studies) && byStudent.Beyond(0.05, 0.01) {
				t.Errorf("%s, %d repeats: interior in %v of studies", name, repeats, byStudent)
			}
		}
	}
}

// TestEndsByStudent compares with the table of Student's t: two-sided 5% points 12.706, 4.303 and 2.776 on 1, 2 and 4
// degrees of freedom.
func TestEndsByStudent(t *testing.T) {
	for freedom, point := range map[float64]float64{1: 12.706, 2: 4.303, 4: 2.776} {
		testkit.Near(t, "p at the 5% point",
			theory.End{T: point, DegreesOfFreedom: freedom, Excess: 0.01, StdErr: 0.01}.PValue(), 0.05, 1e-4)
	}
	for _, c := range []struct {
		end  theory.End
		p    float64
		says string
	}{
		{theory.End{}, 1, "the best size"},
		{theory.End{Excess: 0.05}, 1, "+5.0 points (noise not known)"},
		{theory.End{Excess: 0.05, T: math.Inf(1)}, 0, "+5.0 points (repeats are identical: no test)"},
		{theory.End{Excess: 0.123, StdErr: 0.002, T: 61.5, DegreesOfFreedom: 2}, 0.000264, "+12.3 points (p < 0.001)"},
		{theory.End{Excess: 0.02, StdErr: 0.01, T: 2, DegreesOfFreedom: 2}, 0.1835, "+2.0 points (p = 0.18)"},
	} {
		testkit.Near(t, c.says, c.end.PValue(), c.p, 1e-4)
		if c.end.String() != c.says {
			t.Errorf("%v, want %s", c.end, c.says)
		}
	}
}

// cutOff keeps the sizes with few classes of a study whose optimum has many.
func cutOff(keep func(diversity.Size) bool) []diversity.Size {
	var sizes []diversity.Size
	for _, s := range testkit.Ladder(512, 1024, 2048) {
		if keep(s) {
			sizes = append(sizes, s)
		}
	}
	return sizes
}

// TestInvarianceIsNotJudgedByEnds: where every minimum lies at an end of what was measured, the slope of the ends says
// nothing. It was rejected in 100 of 100 such studies.
func TestInvarianceIsNotJudgedByEnds(t *testing.T) {
	world := worlds.Planted{E: 0.1, A: 0.8, B: 0.6, Alpha: 0.5, Noise: 0.01} // K* = 30, 43, 60
	for name, c := range map[string]struct {
		sizes []diversity.Size
		says  string
	}{
		"few classes": {cutOff(func(s diversity.Size) bool { return s.Classes <= 16 }),
			"measure above K = 16 at N = 512, above K = 16 at N = 1024, above K = 16 at N = 2048"},
		"few images": {cutOff(func(s diversity.Size) bool { return s.PerClass <= 8 }),
			"measure below K = 64 at N = 512, below K = 128 at N = 1024, below K = 256 at N = 2048"},
	} {
		for seed := range uint64(testkit.ManyOrFew(100, 20)) {
			slope, err := theory.MeasureSlope(testkit.Measure(t, world, c.sizes, 3, seed),
				theory.MinimaOptions{BootstrapSamples: 100, Seed: seed})
			if err != nil {
				t.Fatal(err)
			}
			whole, alone := theory.JudgeInvariance(slope), theory.JudgeInvariance(theory.Slope{Estimate: slope.Estimate})
			if whole.Outcome != theory.Undecided || alone.Outcome != theory.Undecided {
				t.Errorf("%s, study %d: %v; by the estimate alone %v", name, seed, whole, alone)
			}
			if seed == 0 && !strings.Contains(whole.Sentence, c.says) {
				t.Errorf("%s: %v, want %q", name, whole, c.says)
			}
			if i := slope.Minima[0].Classes.Interval; i.Low > 0 && !math.IsInf(i.High, 1) {
				t.Errorf("%s, study %d: K* within %v, an end of what was measured", name, seed, i)
			}
		}
	}
	points := testkit.Measure(t, world, cutOff(func(s diversity.Size) bool { return s.Classes <= 16 }), 3, 1)
	if v := theory.JudgeInvariance(theory.Slope{Estimate: surface(t, points,
		quick).Slope()}); v.Outcome == theory.Rejected {
		t.Errorf("by the surface: %v", v)
	}
	unknown := theory.Slope{Estimate: estimate.Estimate{Value: math.NaN()}}
	if v := theory.JudgeInvariance(unknown); v.Outcome != theory.Undecided {
		t.Errorf("nothing to judge: %v", v)
	}
}

// TestOneSidedSlopes: an end at one budget bounds the slope on one side. A minimum with one image of each class is no
// end: there is nothing beyond.
func TestOneSidedSlopes(t *testing.T) {
	drift := worlds.Planted{E: 0.05, A: 1, B: 1, Alpha: 0.5, Beta: 1.5, Noise: 0.002} // K* = 37 and 299
	var sizes []diversity.Size
	for _, s := range testkit.Ladder(256, 4096) {
		if s.Total() == 256 || s.Classes <= 128 {
			sizes = append(sizes, s)
		}
	}
	slope, err := theory.MeasureSlope(testkit.Measure(t, drift, sizes, 3, 1), theory.MinimaOptions{})
	if err != nil || !math.IsInf(slope.Interval.High, 1) || math.IsInf(slope.Interval.Low, -1) || slope.Minima[0].AtEnd ||
		!slope.Minima[1].AtEnd {
		t.Errorf("%v %v: %+v", slope.Estimate, err, slope.Minima)
	}
	all := []diversity.Size{testkit.Size(64, 4), testkit.Size(128, 2), testkit.Size(256, 1), testkit.Size(256, 4),
		testkit.Size(512, 2), testkit.Size(1024, 1)}
	more := worlds.Planted{E: 0.1, A: 1, Alpha: 0.5, Noise: 0.001}
	slope, err = theory.MeasureSlope(testkit.Measure(t, more, all, 3, 1), theory.MinimaOptions{})
	if v := theory.JudgeInvariance(slope); err != nil || v.Outcome != theory.Rejected || slope.Minima[0].AtEnd {
		t.Errorf("one image of each class is best at both budgets, which is a slope of 1: %v, %v", v, err)
	}
}

// TestExactInvarianceIsNoRejection: a law through errors without noise has an interval of the slope that is narrower
// than rounding, and 1/2 lies beside it by some 1e-15; a slope that is off by more than rounding is rejected.
func TestExactInvarianceIsNoRejection(t *testing.T) {
	for _, b := range []float64{0.5, 0.8, 0.9} {
		points := testkit.Measure(t, worlds.Planted{E: 0.05, A: 0.8, B: b, Alpha: 0.4}, testkit.Ladder(256, 512, 1024), 3, 1)
		fit, err := theory.Fit(points, laws.Untied{}, theory.FitOptions{BootstrapSamples: 100})
		if err != nil {
			t.Fatal(err)
		}
		p, err := fit.BestAt(4096, theory.BestOptions{})
		if err != nil {
			t.Fatal(err)
		}
		if v := theory.JudgeInvariance(theory.Slope{Estimate: p.Slope}); v.Outcome != theory.Consistent {
			t.Errorf("B = %v, slope off by %.2g: %s", b, p.Slope.Value-0.5, v)
		}
	}
	at := func(slope float64) theory.Outcome {
		e := estimate.Estimate{Value: slope, Interval: estimate.Interval{Low: slope, High: slope, Level: 0.95}}
		return theory.JudgeInvariance(theory.Slope{Estimate: e}).Outcome
	}
	for slope, want := range map[float64]theory.Outcome{0.5 + 1e-15: theory.Consistent, 0.5 - 1e-9: theory.Consistent,
		0.501: theory.Rejected, 0.499: theory.Rejected, 1 + 1e-15: theory.Rejected} {
		if got := at(slope); got != want {
			t.Errorf("slope %v is %s, want %s", slope, got, want)
		}
	}
}
