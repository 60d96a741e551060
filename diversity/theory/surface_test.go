package theory_test

import (
	"context"
	"encoding/binary"
	"errors"
	"math"
	"reflect"
	"runtime"
	"strings"
	"testing"

	"tradeoff/diversity"
	"tradeoff/diversity/internal/testkit"
	"tradeoff/diversity/theory"
	"tradeoff/diversity/worlds"
)

// quick draws few surfaces: enough for intervals, and fast under the race detector.
var quick = theory.SurfaceOptions{Samples: 400}

func surface(t testing.TB, points []diversity.Measurement, o theory.SurfaceOptions) *theory.SurfaceFit {
	t.Helper()
	f, err := theory.Surface(context.Background(), points, o)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func surfaceBest(t testing.TB, f *theory.SurfaceFit, budget int, limits diversity.Limits) theory.Prediction {
	t.Helper()
	p, err := f.BestAt(budget, theory.BestOptions{Limits: limits})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// TestSurfaceFollowsAWorld: a surface that was told of no law finds one within its intervals, and the best size beyond
// the data at a small loss.
func TestSurfaceFollowsAWorld(t *testing.T) {
	world := worlds.Planted{E: 0.05, A: 0.8, B: 0.8, Alpha: 0.3, Beta: 0.9, Noise: 0.005} // K* rises with N^0.75
	f := surface(t, testkit.Measure(t, world, testkit.Ladder(256, 512, 1024, 2048), 3, 1), quick)
	missed := 0
	for _, size := range testkit.Ladder(256, 512, 1024, 2048) {
		k, n := float64(size.Classes), float64(size.PerClass)
		e := f.ErrorAt(k, n)
		testkit.Near(t, "error at "+size.String(), e.Value, world.ErrorAt(k, n), 0.02)
		if !e.Interval.Contains(world.ErrorAt(k, n)) {
			missed++
		}
	}
	if missed > 5 { // of 30, at 95%
		t.Errorf("%d intervals of 30 miss the truth", missed)
	}
	if !f.Drift.Interval.Contains(0.75) || !f.Slope().Interval.Contains(0.75) {
		t.Errorf("drift %v, slope %v, want 0.75 in both", f.Drift, f.Slope())
	}
	p := surfaceBest(t, f, 4096, diversity.Limits{})
	best := world.BestClasses(4096)
	if !p.Classes.Interval.Contains(best) || p.Law != "surface" || p.Clipped || p.Unbounded {
		t.Errorf("K* %v, true %v: %+v", p.Classes, best, p)
	}
	testkit.Near(t, "K* n*", p.Classes.Value*p.PerClass.Value, 4096, 1e-6)
	testkit.Near(t, "x*", p.Ratio.Value, p.Classes.Value/p.PerClass.Value, 1e-9)
	lost := world.ErrorAt(float64(p.Size.Classes), float64(p.Size.PerClass)) - world.ErrorAt(best, 4096/best)
	if lost > 0.005 || p.Regret.Interval.High < lost-p.Rounding-0.002 {
		t.Errorf("the choice %v loses %.4f, expected %v", p.Size, lost, p.Regret)
	}
}

// TestSurfaceNeedsNoRepeats: without repeats the noise is inferred from smoothness, and said to be a guess.
func TestSurfaceNeedsNoRepeats(t *testing.T) {
	world := worlds.Planted{E: 0.05, A: 0.8, B: 0.8, Alpha: 0.4, Noise: 0.01}
	f := surface(t, testkit.Measure(t, world, testkit.Ladder(256, 1024), 1, 1), quick)
	e := f.ErrorAt(16, 64)
	if !e.Interval.Contains(world.ErrorAt(16, 64)) || e.Interval.High-e.Interval.Low < 0.005 {
		t.Errorf("error %v, true %v", e, world.ErrorAt(16, 64))
	}
	if text := f.String(); !strings.Contains(text, "guess") || !strings.Contains(text, "2 budgets") {
		t.Errorf("no warnings in\n%s", text)
	}
}

func TestSurfaceStaysWhereItWasMeasured(t *testing.T) {
	world := worlds.Planted{E: 0.05, A: 0.9, B: 0.001, Alpha: 0.5} // more classes are always better
	points := testkit.Measure(t, world, []diversity.Size{testkit.Size(8, 64), testkit.Size(16, 32), testkit.Size(32, 16),
		testkit.Size(16, 64), testkit.Size(32, 32), testkit.Size(64, 16)}, 2, 1)
	f := surface(t, points, quick)
	p := surfaceBest(t, f, 2048, diversity.Limits{})
	if p.Size != testkit.Size(128, 16) || !math.IsInf(p.Classes.Value, 1) || !p.Unbounded || !p.Clipped {
		t.Errorf("chose %v (K* %v): fewer than 16 images of each were never measured", p.Size, p.Classes)
	}
	far := surfaceBest(t, f, 8192, diversity.Limits{})
	if !strings.Contains(far.String(), "8 times the largest") || !strings.HasPrefix(far.String(), "surface at N = 8192") {
		t.Errorf("no warning of a far extrapolation in\n%v", far)
	}
	if outside := surfaceBest(t, f, 64, diversity.Limits{Classes: 2}); outside.Size.Classes > 2 {
		t.Errorf("chose %v, outside the limits", outside.Size)
	}
}

// TestSurfaceSlopesOfMeasuredStudies: the verdicts are those of the minima (lines through parabola vertices: 1.24 for
// A hz, where invariance is rejected; 0.48 for J om, where it is not).
func TestSurfaceSlopesOfMeasuredStudies(t *testing.T) {
	testkit.NotShort(t, "surfaces of two whole studies")
	drifting := surface(t, testkit.Measured(t, testkit.StudyA, "hz"), quick).Slope()
	testkit.Near(t, "slope of A hz", drifting.Value, 1.24, 0.1)
	if v := theory.JudgeInvariance(theory.Slope{Estimate: drifting}); v.Outcome != theory.Rejected {
		t.Errorf("A hz: %v", v)
	}
	steady := surface(t, testkit.Measured(t, testkit.StudyJ, "om"), quick).Slope()
	testkit.Near(t, "slope of J om", steady.Value, 0.48, 0.1)
	if v := theory.JudgeInvariance(theory.Slope{Estimate: steady}); v.Outcome != theory.Consistent {
		t.Errorf("J om: %v", v)
	}
}

func TestRegretOfAnySize(t *testing.T) {
	f := surface(t, testkit.Study(), quick)
	p := surfaceBest(t, f, 4096, diversity.Limits{})
	for _, baseline := range p.Baselines {
		regret, err := f.RegretOf(baseline.Size, theory.BestOptions{})
		if err != nil {
			t.Fatal(err)
		}
		if regret != baseline.Regret || regret.Value < p.Regret.Value {
			t.Errorf("%s: regret %v, as a baseline %v, of the choice %v", baseline.Name, regret, baseline.Regret, p.Regret)
		}
	}
	if _, err := f.RegretOf(testkit.Size(64, 64),
		theory.BestOptions{Limits: diversity.Limits{Classes: 32}}); !errors.Is(err, diversity.ErrInvalid) ||
		!strings.Contains(err.Error(), "limits") {
		t.Errorf("outside the limits: %v", err)
	}
	if _, err := f.RegretOf(testkit.Size(0, 64), theory.BestOptions{}); !errors.Is(err, diversity.ErrInvalid) {
		t.Errorf("no classes: %v", err)
	}
}

func TestSurfaceIsTheSameOnAnyNumberOfCores(t *testing.T) {
	many := surfaceBest(t, surface(t, testkit.Study(), theory.SurfaceOptions{Samples: 300, Seed: 7}), 8192,
		diversity.Limits{})
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	one := surfaceBest(t, surface(t, testkit.Study(), theory.SurfaceOptions{Samples: 300, Seed: 7}), 8192,
		diversity.Limits{})
	if !reflect.DeepEqual(many, one) {
		t.Errorf("one core: %+v\nmany: %+v", one, many)
	}
}

func TestSurfaceRefuses(t *testing.T) {
	world := worlds.Planted{E: 0.1, A: 0.8, B: 0.6, Alpha: 0.5, Noise: 0.01}
	equal := testkit.Measure(t, worlds.Planted{E: 0.3, Alpha: 0.5}, testkit.Ladder(64, 256), 2, 1)
	several := testkit.Study()
	several[0].Task = "other"
	cases := []struct {
		points []diversity.Measurement
		o      theory.SurfaceOptions
		want   error
		says   string
	}{
		{nil, theory.SurfaceOptions{}, diversity.ErrTooFew, "no points"},
		{several, theory.SurfaceOptions{}, diversity.ErrMixed, "tasks"},
		{testkit.Measure(t, world, testkit.Ladder(1024), 2, 1), theory.SurfaceOptions{}, diversity.ErrTooFew, "one budget"},
		{testkit.Measure(t, world, testkit.Ladder(16, 32), 2, 1), theory.SurfaceOptions{}, diversity.ErrTooFew,
			"5 sizes, 3 in the fullest budget"},
		{equal, theory.SurfaceOptions{}, theory.ErrNoVariation, "all 10"},
		{testkit.Measure(t, world, many(301, 100), 1, 1), theory.SurfaceOptions{}, diversity.ErrInvalid,
			"number of sizes = 301"},
		{testkit.Study(), theory.SurfaceOptions{Samples: 5}, diversity.ErrInvalid, "SurfaceOptions.Samples = 5"},
		{testkit.Study(), theory.SurfaceOptions{Level: 2}, diversity.ErrInvalid, "SurfaceOptions.Level = 2"},
	}
	for _, c := range cases {
		if _, err := theory.Surface(context.Background(), c.points, c.o); !errors.Is(err, c.want) ||
			!strings.Contains(err.Error(), c.says) {
			t.Errorf("%v, want %q", err, c.says)
		}
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := theory.Surface(ctx, testkit.Study(), quick); !errors.Is(err, context.Canceled) {
		t.Errorf("after cancelling: %v", err)
	}
	f := surface(t, testkit.Study(), quick)
	if _, err := f.BestAt(10_100, theory.BestOptions{Limits: diversity.Limits{Classes: 100,
		PerClass: 100}}); !errors.Is(err, diversity.ErrInvalid) {
		t.Errorf("more than the limits hold: %v", err)
	}
	if _, err := f.BestAt(512, theory.BestOptions{Limits: diversity.Limits{Classes: -1}}); !errors.Is(err,
		diversity.ErrInvalid) {
		t.Errorf("negative limit: %v", err)
	}
}

// many lists the first sizes of rising budgets, all multiples of a step.
func many(count, step int) []diversity.Size {
	var sizes []diversity.Size
	for budget := step; len(sizes) < count; budget += step {
		sizes = append(sizes, diversity.FactorPairs(budget)...)
	}
	return sizes[:count]
}

// FuzzSurface: whatever the table, the answer is an error or finite numbers.
func FuzzSurface(f *testing.F) {
	world := worlds.Planted{E: 0.1, A: 0.8, B: 0.6, Alpha: 0.5, Noise: 0.02}
	f.Add(encode(testkit.Measure(f, world, testkit.Ladder(64, 256), 2, 1)), uint16(512))
	f.Add(encode(testkit.Measure(f, world, testkit.Ladder(32, 64), 1, 1)), uint16(7))
	f.Add(binary.LittleEndian.AppendUint64(nil, 1), uint16(1))
	f.Fuzz(func(t *testing.T, data []byte, budget uint16) {
		fitted, err := theory.Surface(context.Background(), decode(data), theory.SurfaceOptions{Samples: 100})
		if err != nil {
			return
		}
		p, err := fitted.BestAt(int(budget), theory.BestOptions{})
		if err != nil {
			return
		}
		for _, value := range []float64{p.Error.Value, p.Regret.Value, fitted.RMS, fitted.Drift.Value} {
			if math.IsNaN(value) || math.IsInf(value, 0) {
				t.Fatalf("%+v", p)
			}
		}
	})
}
