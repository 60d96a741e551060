package theory_test

import (
	"errors"
	"strings"
	"testing"

	"tradeoff/diversity"
	"tradeoff/diversity/internal/testkit"
	"tradeoff/diversity/laws"
	"tradeoff/diversity/theory"
	"tradeoff/diversity/worlds"
)

// verdicts by the order of Claims.
const (
	inClasses = iota
	inImages
	interior
	convexity
	invariance
)

func claims(t testing.TB, points []diversity.Measurement, o theory.MinimaOptions) []theory.Verdict {
	t.Helper()
	found, err := theory.Claims(points, o)
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func expect(t *testing.T, what string, v theory.Verdict, want theory.Outcome, says string) {
	t.Helper()
	if v.Outcome != want || !strings.Contains(v.Sentence, says) {
		t.Errorf("%s: %s, want %s and %q:\n%v", what, v.Outcome, want, says, v)
	}
}

func TestClaimsHoldInATiedWorld(t *testing.T) {
	for i, v := range claims(t, testkit.Study(), theory.MinimaOptions{}) {
		expect(t, "claim "+string(rune('1'+i)), v, theory.Consistent, "consistent")
	}
}

// TestClaimsOfIdenticalRepeats cannot be tested, for all that a world without noise is tied, bent or rising: rounding of
// the means is no noise. (It made a t of 2e16.)
func TestClaimsOfIdenticalRepeats(t *testing.T) {
	for _, world := range []worlds.Planted{{E: 0.1, A: 0.8, B: 0.8, Alpha: 0.5}, {E: 0.05, A: 0.9, B: 0.001, Alpha: 0.5},
		{E: 0.05, A: 0.8, B: 2, Alpha: 0.2, Beta: 1.2}} {
		points := testkit.Measure(t, world, testkit.Ladder(256, 1024, 4096), 3, 2)
		for i, v := range claims(t, points, theory.MinimaOptions{}) {
			expect(t, "claim "+string(rune('1'+i)), v, theory.Undecided, "no test is possible")
		}
		minima, err := theory.Minima(points, theory.MinimaOptions{BootstrapSamples: -1})
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range minima {
			if text := m.Left.String(); m.Left.Excess > 0 && !strings.Contains(text, "repeats are identical: no test") {
				t.Errorf("%v: %s", m.Left, text)
			}
			if m.Best.StdErr != 0 || m.Best.Error.Interval.Known() {
				t.Errorf("three runs alike have an interval: %+v", m.Best)
			}
		}
		fit, err := theory.Fit(points, laws.Untied{}, theory.FitOptions{BootstrapSamples: -1})
		if err != nil {
			t.Fatal(err)
		}
		if fit.LackOfFit.Known || fit.Noise != 0 {
			t.Errorf("noise %v, %+v", fit.Noise, fit.LackOfFit)
		}
	}
}

// TestClaimsAreRejected plants the contradiction of each claim.
func TestClaimsAreRejected(t *testing.T) {
	world := worlds.Planted{E: 0.1, A: 0.8, B: 0.8, Alpha: 0.5, Noise: 0.005}
	raise := func(where func(s diversity.Size) bool) []diversity.Measurement {
		points := testkit.Measure(t, world, testkit.Ladder(256, 1024, 4096), 3, 2)
		for i := range points {
			if where(points[i].Size) {
				points[i].Error += 0.25
			}
		}
		return points
	}
	bump := claims(t, raise(func(s diversity.Size) bool { return s == testkit.Size(64, 16) }), theory.MinimaOptions{})
	expect(t, "more classes", bump[inClasses], theory.Rejected, "from K=16 n=16 to K=64 n=16 it rises by")
	expect(t, "more images", bump[inImages], theory.Rejected, "from K=64 n=4 to K=64 n=16 it rises by")
	expect(t, "convex", bump[convexity], theory.Rejected, "at K=64 n=16 it bends down by")

	more := worlds.Planted{E: 0.05, A: 0.9, B: 0.001, Alpha: 0.5, Noise: 0.003} // more classes are always better
	ends := claims(t, testkit.Measure(t, more, testkit.Ladder(256, 1024), 3, 1), theory.MinimaOptions{})
	expect(t, "interior", ends[interior], theory.Rejected, "the best size is K=512 n=2, an end of what was measured")

	drifting := worlds.Planted{E: 0.05, A: 0.8, B: 2, Alpha: 0.2, Beta: 1.2, Noise: 0.004}
	expect(t, "invariance", claims(t, testkit.Measure(t, drifting, testkit.Ladder(256, 1024, 4096), 5, 1),
		theory.MinimaOptions{})[invariance], theory.Rejected, "rises with the budget")
}

// TestClaimsAreUndecided where the points cannot tell.
func TestClaimsAreUndecided(t *testing.T) {
	world := worlds.Planted{E: 0.1, A: 0.8, B: 0.8, Alpha: 0.5, Noise: 0.3}
	noisy := claims(t, testkit.Measure(t, world, testkit.Ladder(64, 256), 2, 1), theory.MinimaOptions{})
	expect(t, "more classes", noisy[inClasses], theory.Undecided,
		"Too uncertain to tell whether the error falls with more classes")
	expect(t, "interior", noisy[interior], theory.Undecided, "of 2 budgets only")

	world.Noise = 0
	single := claims(t, testkit.Measure(t, world, testkit.Ladder(256), 2, 1), theory.MinimaOptions{})
	expect(t, "more classes", single[inClasses], theory.Undecided, "no two sizes have the same number of images per class")
	expect(t, "convex", single[convexity], theory.Undecided, "no two runs of one size differ")
	expect(t, "invariance", single[invariance], theory.Undecided, "one budget")

	lone := claims(t, testkit.Measure(t, world, []diversity.Size{testkit.Size(4, 16), testkit.Size(8, 16)}, 2, 1),
		theory.MinimaOptions{})
	expect(t, "interior", lone[interior], theory.Undecided, "no budget has two sizes")
	expect(t, "convex", lone[convexity], theory.Undecided, "no budget has three sizes")
}

// TestClaimsKeepTheirSize: where a claim holds with equality in every step, which is the hardest case, it is rejected
// in about 5% of studies and no more.
func TestClaimsKeepTheirSize(t *testing.T) {
	studies := testkit.Simulated(t, testkit.Simulations{Plain: 400, Whole: 400, Long: 4000})
	world := worlds.Planted{E: 0.4, Alpha: 0.5, Noise: 0.02} // depends on nothing
	rejected := make([]int, 4)
	for i := range studies {
		points := testkit.Measure(t, world, testkit.Ladder(64, 128, 256), 3, uint64(i))
		for j, v := range claims(t, points, theory.MinimaOptions{BootstrapSamples: -1})[:4] {
			if v.Outcome == theory.Rejected {
				rejected[j]++
			}
		}
	}
	for j, count := range rejected {
		if count > studies*8/100 { // 5% and three binomial standard errors
			t.Errorf("claim %d rejected in %d of %d studies where it holds", j+1, count, studies)
		}
	}
	if rejected[inClasses] < studies/100 {
		t.Errorf("rejected in %v of %d studies: the test has no power", rejected, studies)
	}
}

// TestClaimsOfMeasuredStudies: on study A invariance is rejected and all else holds; on study J invariance holds.
func TestClaimsOfMeasuredStudies(t *testing.T) {
	a := claims(t, testkit.Measured(t, testkit.StudyA, "hz"), theory.MinimaOptions{})
	expect(t, "A hz", a[invariance], theory.Rejected, "rises with the budget")
	expect(t, "A hz", a[interior], theory.Consistent, "at all 4")
	for _, v := range a {
		t.Log(v)
	}
	j := claims(t, testkit.Measured(t, testkit.StudyJ, "om"), theory.MinimaOptions{})
	expect(t, "J om", j[invariance], theory.Consistent, "invariant")
	for _, v := range j {
		t.Log(v)
	}
}

func TestClaimsRefuse(t *testing.T) {
	if _, err := theory.Claims(nil, theory.MinimaOptions{}); !errors.Is(err, diversity.ErrTooFew) {
		t.Errorf("no points: %v", err)
	}
	if _, err := theory.Claims(testkit.Study(), theory.MinimaOptions{Level: -1}); !errors.Is(err, diversity.ErrInvalid) {
		t.Errorf("level: %v", err)
	}
}
