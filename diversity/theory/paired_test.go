package theory

import (
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"tradeoff/diversity"
)

// policyRuns are measurements of a policy at the sizes of N = 1024. The error is a cosh in ln K with its minimum at
// best, that of the policy is raised, and noise is of the repeat (shared by policies: drawn from seed), of the repeat
// and size (shared too), and of the run alone.
func policyRuns(policy string, best, raised float64, repeats int, seed uint64) []diversity.Measurement {
	var points []diversity.Measurement
	own := rand.New(rand.NewPCG(seed, uint64(len(policy))*1000+1))
	for repeat := range repeats {
		shared := rand.New(rand.NewPCG(seed, uint64(repeat)))
		ofRepeat := 0.02 * shared.NormFloat64()
		for classes := 4; classes <= 256; classes *= 2 {
			x := math.Log(float64(classes) / best)
			e := 0.2 + raised + 0.05*(math.Cosh(0.6*x)-1) + ofRepeat + 0.005*shared.NormFloat64() + 0.004*own.NormFloat64()
			points = append(points, diversity.Measurement{Size: diversity.Size{Classes: classes, PerClass: 1024 / classes},
				Repeat: repeat, Policy: policy, Error: min(1, max(0, e))})
		}
	}
	return points
}

// covered counts how often the intervals of studies hold the true ratio of K* and the true difference of errors.
func covered(t *testing.T, studies, repeats int, bestOfSecond, raised float64) (ratio, lowest, moves int) {
	t.Helper()
	for study := range uint64(studies) {
		first := policyRuns("uniform", 32, 0, repeats, study)
		second := policyRuns("balanced", bestOfSecond, raised, repeats, study)
		all, err := PairedMinima(first, second, MinimaOptions{BootstrapSamples: 400, Seed: study})
		if err != nil || len(all) != 1 {
			t.Fatalf("%v, %v", all, err)
		}
		if all[0].Ratio.Interval.Contains(bestOfSecond / 32) {
			ratio++
		}
		if all[0].Error.Interval.Contains(raised) {
			lowest++
		}
		if all[0].Moves() {
			moves++
		}
	}
	return ratio, lowest, moves
}

// Without a difference the intervals cover 0 as often as they say; a planted one is found, and covered too. Of 300
// studies an interval of 95% may miss 9 to 21 (two standard errors about 15); Student's t makes it no narrower than it
// has to be for few repeats. With -short there are 60 studies, of which 9 may miss; more do so once in
// 1,300 where 95% is right.
func TestPairedMinimaCoverTheTruth(t *testing.T) {
	studies, most := 300, 24
	if testing.Short() {
		studies, most = 60, 9
		t.Log("60 studies with -short; without it 300")
	}
	for _, c := range []struct {
		repeats               int
		best, raised          float64
		leastMoves, mostMoves float64 // the share of studies that say that K* moves
	}{{5, 32, 0, 0, 0.08}, {10, 32, 0, 0, 0.08}, {5, 16, 0.02, 200. / 300, 1}, {10, 16, 0.02, 280. / 300, 1}} {
		ratio, lowest, moves := covered(t, studies, c.repeats, c.best, c.raised)
		t.Logf("%d repeats, K* at %v, error +%v: of %d intervals %d cover the ratio and %d the error; %d say that K* moves",
			c.repeats, c.best, c.raised, studies, ratio, lowest, moves)
		if ratio < studies-most || lowest < studies-most {
			t.Errorf("%d repeats, K* at %v: of %d intervals of 95%% %d cover the ratio and %d the error", c.repeats, c.best,
				studies, ratio, lowest)
		}
		if share := float64(moves) / float64(studies); share < c.leastMoves || share > c.mostMoves {
			t.Errorf("%d repeats, K* at %v: %d of %d say that K* moves", c.repeats, c.best, moves, studies)
		}
	}
}

// The percentiles of three repeats leave the estimate out now and then: of these studies, a few.
func TestPairedIntervalsHoldTheEstimate(t *testing.T) {
	for study := range uint64(60) {
		all, err := PairedMinima(policyRuns("a", 32, 0, 3, study), policyRuns("bb", 20, 0.01, 3, study),
			MinimaOptions{BootstrapSamples: 100, Seed: study})
		if err != nil {
			t.Fatal(err)
		}
		// the logarithm of the ratio and back: the last bit may differ
		i := all[0].Ratio.Interval
		e := all[0].Error
		if v := all[0].Ratio.Value; v < i.Low*(1-1e-12) || v > i.High*(1+1e-12) || !e.Interval.Contains(e.Value) {
			t.Errorf("study %d: %v", study, all[0])
		}
	}
}

// What pairs share cancels: intervals are narrower than of runs that share nothing.
func TestPairsAreNarrower(t *testing.T) {
	width := func(seedOfSecond uint64) float64 {
		all, err := PairedMinima(policyRuns("a", 32, 0, 10, 1), policyRuns("bb", 32, 0, 10, seedOfSecond), MinimaOptions{})
		if err != nil {
			t.Fatal(err)
		}
		return all[0].Error.Interval.High - all[0].Error.Interval.Low
	}
	if paired, apart := width(1), width(2); paired > apart/2 {
		t.Errorf("the interval of the error is %v wide in pairs, and %v of runs that share nothing", paired, apart)
	}
}

// By hand: parabolas in ln K with vertices at the middle of three sizes, and a quarter of an octave beside it.
func TestPairedMinimaByHand(t *testing.T) {
	of := func(policy string, repeat int, errors ...float64) (points []diversity.Measurement) {
		for i, e := range errors {
			size := diversity.Size{Classes: 2 << i, PerClass: 8 >> i}
			points = append(points, diversity.Measurement{Size: size, Repeat: repeat, Policy: policy, Error: e})
		}
		return points
	}
	first, second := of("a", 0, 0.5, 0.25, 0.5), of("b", 0, 0.75, 0.375, 0.5) // vertex: (y0-y2)/(2(y0-2y1+y2)) = 0.25
	all, err := PairedMinima(first, second, MinimaOptions{})
	if err != nil || len(all) != 1 {
		t.Fatalf("%v, %v", all, err)
	}
	got := all[0]
	if math.Abs(got.Ratio.Value-math.Pow(2, 0.25)) > 1e-12 || got.Error.Value != 0.125 || got.Ratio.Interval.Known() ||
		got.Budget != 16 || got.First != "a" || got.Second != "b" || got.Repeats != 1 || got.Moves() {
		t.Errorf("%+v", got)
	}
	// a repeat or a size that one of them lacks is left out for both
	more := slices.Concat(first, of("a", 1, 0.1, 0.9, 0.9), of("a", 2, 0.5, 0.25, 0.5))
	less := slices.Concat(second, of("b", 2, 0.75, 0.375, 0.5), of("b", 1, 0.3, 0.3))
	if all, err = PairedMinima(more, less, MinimaOptions{}); err != nil || all[0].Repeats != 2 ||
		all[0].Ratio.Value != got.Ratio.Value || all[0].Ratio.Interval.Low != got.Ratio.Value {
		t.Errorf("%+v, %v", all, err)
	}
	if all, err = PairedMinima(more, less, MinimaOptions{BootstrapSamples: -1}); err != nil ||
		all[0].Ratio.Interval.Known() {
		t.Errorf("without resamples: %+v, %v", all, err)
	}
	for name, points := range map[string][]diversity.Measurement{"one size": second[:1],
		"no repeat in common": of("b", 7, 0.5, 0.4, 0.5)} {
		if _, err := PairedMinima(first, points, MinimaOptions{}); !errors.Is(err, diversity.ErrTooFew) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := PairedMinima(append(first, second...), second, MinimaOptions{}); !errors.Is(err, diversity.ErrMixed) {
		t.Errorf("two policies as one: %v", err)
	}
	second[0].Task, second[1].Task, second[2].Task = "t", "t", "t"
	if _, err := PairedMinima(first, second, MinimaOptions{}); !errors.Is(err, diversity.ErrMixed) {
		t.Errorf("two tasks: %v", err)
	}
	if _, err := PairedMinima(nil, second, MinimaOptions{}); !errors.Is(err, diversity.ErrTooFew) {
		t.Errorf("no points: %v", err)
	}
	if _, err := PairedMinima(first, first, MinimaOptions{Level: 2}); !errors.Is(err, diversity.ErrInvalid) {
		t.Errorf("a level of 2: %v", err)
	}
}

// Where the best size is the last one, how far K* moves is not known on that side.
func TestPairedMinimaAtAnEnd(t *testing.T) {
	all, err := PairedMinima(policyRuns("a", 32, 0, 8, 3), policyRuns("b", 2000, 0, 8, 3), MinimaOptions{})
	if err != nil || !math.IsInf(all[0].Ratio.Interval.High, 1) || all[0].Ratio.Interval.Low < 2 {
		t.Errorf("%+v, %v", all, err)
	}
}
