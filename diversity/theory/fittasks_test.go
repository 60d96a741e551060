package theory_test

import (
	"context"
	"errors"
	"math"
	"reflect"
	"runtime"
	"strings"
	"testing"

	"tradeoff/diversity"
	"tradeoff/diversity/estimate"
	"tradeoff/diversity/internal/testkit"
	"tradeoff/diversity/laws"
	"tradeoff/diversity/theory"
	"tradeoff/diversity/worlds"
)

// asTask renames the task of points.
func asTask(name string, points []diversity.Measurement) []diversity.Measurement {
	named := append([]diversity.Measurement(nil), points...)
	for i := range named {
		named[i].Task = name
	}
	return named
}

// twoTasks are worlds with common exponents.
func twoTasks(t testing.TB, noise float64) []diversity.Measurement {
	t.Helper()
	letters := worlds.Planted{E: 0.05, A: 0.8, B: 0.5, Alpha: 0.5, Beta: 0.7, Noise: noise}
	digits := worlds.Planted{E: 0.2, A: 0.3, B: 0.9, Alpha: 0.5, Beta: 0.7, Noise: noise}
	sizes := testkit.Ladder(128, 512, 2048)
	return append(asTask("letters", testkit.Measure(t, letters, sizes, 3, 3)),
		asTask("digits", testkit.Measure(t, digits, sizes, 3, 4))...)
}

func fitTasks(t testing.TB, points []diversity.Measurement, law laws.Law, o theory.FitOptions) *theory.TasksFit {
	t.Helper()
	f, err := theory.FitTasks(context.Background(), points, law, o)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func TestTasksWithCommonExponentsAreRecovered(t *testing.T) {
	f := fitTasks(t, twoTasks(t, 0), laws.Untied{}, theory.FitOptions{BootstrapSamples: -1})
	want := map[string][]float64{"letters": {0.05, 0.8, 0.5, 0.5, 0.7}, "digits": {0.2, 0.3, 0.9, 0.5, 0.7}}
	for _, task := range f.Tasks {
		for i, value := range task.Values() {
			testkit.Near(t, task.Task+" "+task.Parameters[i].Name, value, want[task.Task][i], 1e-8)
		}
	}
	if !f.Converged || f.Agreeing < 2 || f.Runs != f.Tasks[0].Runs || f.Common.Outcome != theory.Undecided {
		t.Errorf("%+v", f)
	}
}

// TestOneTaskUnderTwoNames: the same errors twice say no more than once. A bootstrap that drew tasks apart would
// make intervals narrower by a third.
func TestOneTaskUnderTwoNames(t *testing.T) {
	points := testkit.Measure(t, worlds.Planted{E: 0.05, A: 0.8, B: 0.5, Alpha: 0.5, Beta: 0.7, Noise: 0.01},
		testkit.Ladder(128, 512, 2048), 3, 1)
	o := theory.FitOptions{BootstrapSamples: 200, Seed: 5}
	alone := testkit.Fit(t, points, laws.Untied{}, o)
	f := fitTasks(t, append(asTask("x", points), asTask("y", points)...), laws.Untied{}, o)
	for _, task := range f.Tasks {
		testkit.Near(t, "weight", task.Weight, 1, 1e-12)
		for i, parameter := range task.Parameters {
			want := alone.Parameters[i]
			testkit.Near(t, want.Name, parameter.Value, want.Value, 1e-7)
			testkit.Near(t, want.Name+" low", parameter.Interval.Low, want.Interval.Low, 1e-6)
			testkit.Near(t, want.Name+" high", parameter.Interval.High, want.Interval.High, 1e-6)
		}
		testkit.Near(t, "apart", task.Apart[0].Value, 0, 1e-7)
	}
	if f.Common.Outcome != theory.Consistent {
		t.Error(f.Common)
	}
}

// TestTasksLendEachOtherCertainty: independent noise in two tasks with common exponents tells more than one of them.
func TestTasksLendEachOtherCertainty(t *testing.T) {
	points := twoTasks(t, 0.01)
	o := theory.FitOptions{BootstrapSamples: 200}
	f := fitTasks(t, points, laws.Untied{}, o)
	for i, exponent := range f.Exponents {
		truth := []float64{0.5, 0.7}[i]
		testkit.Near(t, exponent.Name, exponent.Value, truth, 0.06)
		if !exponent.Interval.Contains(truth) {
			t.Errorf("%s %v", exponent.Name, exponent.Interval)
		}
	}
	width := func(i estimate.Interval) float64 { return i.High - i.Low }
	letters := testkit.Fit(t, points[:len(points)/2], laws.Untied{}, o)
	if together, alone := width(f.Exponents[1].Interval), width(letters.Parameters[4].Interval); together > 0.85*alone {
		t.Errorf("the interval of b is %v wide together and %v from letters alone", together, alone)
	}
	best, err := f.Tasks[0].BestAt(4096, theory.BestOptions{})
	if truth := (worlds.Planted{E: 0.2, A: 0.3, B: 0.9, Alpha: 0.5, Beta: 0.7}).BestClasses(4096); err != nil ||
		!best.Classes.Interval.Contains(truth) {
		t.Errorf("%v of %s, true %v (%v)", best.Classes, f.Tasks[0].Task, truth, err)
	}
	if f.Common.Outcome != theory.Consistent || !strings.Contains(f.String(), "common exponents") {
		t.Error(f)
	}
}

func TestCommonExponentsAreRejected(t *testing.T) {
	sizes := testkit.Ladder(128, 512, 2048)
	slow := testkit.Measure(t, worlds.Planted{E: 0.05, A: 0.8, B: 0.5, Alpha: 0.3, Noise: 0.004}, sizes, 3, 1)
	fast := testkit.Measure(t, worlds.Planted{E: 0.05, A: 0.8, B: 0.5, Alpha: 1.2, Noise: 0.004}, sizes, 3, 2)
	points := append(asTask("slow", slow), asTask("fast", fast)...)
	o := theory.FitOptions{BootstrapSamples: 100}
	f := fitTasks(t, points, laws.Tied{}, o)
	if f.Common.Outcome != theory.Rejected || !strings.Contains(f.Common.Sentence, `"fast"`) {
		t.Error(f.Common)
	}
	if apart := f.Tasks[0].Apart[0]; !(apart.Interval.Low > 0.1) || f.Tasks[1].Apart[0].Value > 0 {
		t.Errorf("fast: %v, slow: %v", apart, f.Tasks[1].Apart[0])
	}
	before := runtime.GOMAXPROCS(1)
	defer runtime.GOMAXPROCS(before)
	if again := fitTasks(t, points, laws.Tied{}, o); !reflect.DeepEqual(again, f) {
		t.Error("the result depends on the number of processors")
	}
}

func TestFitTasksRefuses(t *testing.T) {
	good := append(asTask("x", testkit.Study()), asTask("y", testkit.Study())...)
	probes := append([]diversity.Measurement(nil), good...)
	probes[0].Probe = "other"
	cases := []struct {
		points []diversity.Measurement
		law    laws.Law
		o      theory.FitOptions
		want   error
		says   string
	}{
		{nil, laws.Tied{}, theory.FitOptions{}, diversity.ErrTooFew, "no points"},
		{testkit.Study(), laws.Tied{}, theory.FitOptions{}, diversity.ErrTooFew, "one task"},
		{probes, laws.Tied{}, theory.FitOptions{}, diversity.ErrMixed, "2 probes"},
		{append(good, good[0]), laws.Tied{}, theory.FitOptions{}, diversity.ErrMixed, `task "x" twice`},
		{append(asTask("x", testkit.Study()), asTask("y", testkit.Study()[:4])...), laws.Tied{}, theory.FitOptions{},
			diversity.ErrTooFew, `task "y"`},
		{good, laws.Tied{Exponent: 0.5}, theory.FitOptions{}, laws.ErrLaw, "no exponent"},
		{good, nil, theory.FitOptions{}, laws.ErrLaw, "nil"},
		{good, testkit.Panicking{}, theory.FitOptions{}, laws.ErrLaw, "panicked"},
		{good, laws.Tied{}, theory.FitOptions{Huber: 0.1}, diversity.ErrInvalid, "Huber"},
		{good, laws.Tied{}, theory.FitOptions{Level: 2}, diversity.ErrInvalid, "Level"},
	}
	for _, c := range cases {
		if _, err := theory.FitTasks(context.Background(), c.points, c.law, c.o); !errors.Is(err, c.want) ||
			!strings.Contains(err.Error(), c.says) {
			t.Errorf("%v, want %q", err, c.says)
		}
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := theory.FitTasks(ctx, good, laws.Tied{}, theory.FitOptions{}); !errors.Is(err, context.Canceled) {
		t.Errorf("after cancelling: %v", err)
	}
	f := fitTasks(t, good, laws.Tied{}, theory.FitOptions{BootstrapSamples: -1})
	if _, err := f.Tasks[0].Profile(theory.ParameterOf("a"), theory.ProfileOptions{}); !errors.Is(err,
		diversity.ErrInvalid) || !strings.Contains(err.Error(), "one by Fit") {
		t.Errorf("a profile of a shared fit: %v", err)
	}
	if math.IsNaN(f.Tasks[0].RMS) {
		t.Error("no misfit")
	}
}
