package theory_test

import (
	"context"
	"encoding/csv"
	"errors"
	"math"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"testing"
	"time"

	"tradeoff/diversity"
	"tradeoff/diversity/internal/testkit"
	"tradeoff/diversity/laws"
	"tradeoff/diversity/theory"
)

// besiroglu are E, A, B, a, b of Besiroglu et al. 2024 (arXiv 2404.10102), from their notebook.
var besiroglu = []float64{1.8172, 477.84, 2143.86, 0.3473, 0.3672}

// scalingRuns are losses of the law over the range of Hoffmann et al. 2022: 44 million to 16 billion parameters.
func scalingRuns(noise float64, seed uint64) []theory.Reading {
	rng := diversity.Stream(seed, diversity.ForBootstrap, 0)
	var readings []theory.Reading
	for i := range 60 {
		params := 4.4e7 * math.Pow(360, float64(i)/59)
		for _, ratio := range []float64{3, 10, 30, 90} {
			tokens := params * ratio * math.Exp(0.5*rng.NormFloat64())
			loss := laws.Value(laws.Untied{}, math.Log(params), math.Log(tokens), besiroglu)
			readings = append(readings, theory.Reading{Classes: params, PerClass: tokens,
				Value: loss * math.Exp(noise*rng.NormFloat64())})
		}
	}
	return readings
}

// TestReadingsRecoverAPlantedLaw from default starts, whatever the sum that is minimised.
func TestReadingsRecoverAPlantedLaw(t *testing.T) {
	readings := scalingRuns(0, 1)
	for name, o := range map[string]theory.ReadingOptions{
		"squares": {BootstrapSamples: -1}, "logarithms": {Log: true, BootstrapSamples: -1},
		"Huber": {Log: true, Huber: 1e-3, BootstrapSamples: -1}, "Huber of values": {Huber: 1e-3, BootstrapSamples: -1},
	} {
		f, err := theory.FitReadings(context.Background(), readings, laws.Untied{}, o)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		for i, value := range f.Values() {
			if math.Abs(value/besiroglu[i]-1) > 1e-5 {
				t.Errorf("%s: %s = %v, want %v (objective %v, converged %v)", name, f.Parameters[i].Name, value, besiroglu[i],
					f.Objective, f.Converged)
			}
		}
	}
}

// TestHuberOfReadingsIsALocalMinimum: no step of any parameter lowers the sum, by the definition of the loss.
func TestHuberOfReadingsIsALocalMinimum(t *testing.T) {
	readings := scalingRuns(0.01, 2)
	f, err := theory.FitReadings(context.Background(), readings, laws.Untied{}, theory.ReadingOptions{Log: true,
		Huber: 1e-3, BootstrapSamples: -1})
	if err != nil || !f.Converged {
		t.Fatalf("converged %v, %v", f.Converged, err)
	}
	loss := func(values []float64) float64 {
		sum := 0.0
		for _, r := range readings {
			miss := math.Abs(math.Log(r.Value) - math.Log(laws.Value(laws.Untied{}, math.Log(r.Classes),
				math.Log(r.PerClass), values)))
			if miss <= 1e-3 {
				sum += miss * miss / 2
			} else {
				sum += 1e-3 * (miss - 0.5e-3)
			}
		}
		return sum
	}
	testkit.Near(t, "objective", f.Objective/loss(f.Values()), 1, 1e-12)
	for i := range f.Values() {
		for _, step := range []float64{-1e-3, -1e-5, 1e-5, 1e-3} {
			moved := f.Values()
			moved[i] *= 1 + step
			if loss(moved) < f.Objective*(1-1e-12) {
				t.Errorf("%s: a step of %v lowers the sum from %v to %v", f.Parameters[i].Name, step, f.Objective, loss(moved))
			}
		}
	}
}

// TestReadingsBootstrap: the intervals hold what was planted, and readings of one run go together.
func TestReadingsBootstrap(t *testing.T) {
	readings := scalingRuns(0.003, 3)
	f, err := theory.FitReadings(context.Background(), readings, laws.Untied{}, theory.ReadingOptions{Log: true,
		Huber: 1e-3, BootstrapSamples: 100, Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	for i, p := range f.Parameters {
		if !p.Interval.Contains(besiroglu[i]) {
			t.Errorf("%s = %v %v, planted %v", p.Name, p.Value, p.Interval, besiroglu[i])
		}
	}
	want := laws.BestClasses(laws.Untied{}, 1e21, besiroglu)
	if best := f.BestClasses(1e21); !best.Interval.Contains(want) {
		t.Errorf("best at 1e21: %v, want %.4g", best, want)
	}
	if at := f.ValueAt(7e10, 1.4e12); !at.Interval.Contains(laws.Value(laws.Untied{}, math.Log(7e10),
		math.Log(1.4e12), besiroglu)) {
		t.Errorf("value: %v", at)
	}
	again, err := theory.FitReadings(context.Background(), readings, laws.Untied{}, theory.ReadingOptions{Log: true,
		Huber: 1e-3, BootstrapSamples: 100, Seed: 1})
	if err != nil || !slices.EqualFunc(f.Samples(), again.Samples(), slices.Equal) {
		t.Errorf("the same seed gives other refits (%v)", err)
	}
	for i := range readings {
		readings[i].Run = strconv.Itoa(i / 4)
	}
	grouped, err := theory.FitReadings(context.Background(), readings, laws.Untied{},
		theory.ReadingOptions{BootstrapSamples: -1})
	if err != nil || grouped.Runs != 60 || grouped.Readings != 240 {
		t.Errorf("%v runs, %v", grouped.Runs, err)
	}
}

func TestReadingsRefuse(t *testing.T) {
	good := scalingRuns(0, 1)
	with := func(edit func(r *theory.Reading)) []theory.Reading {
		bad := slices.Clone(good)
		edit(&bad[5])
		return bad
	}
	for name, c := range map[string]struct {
		readings []theory.Reading
		o        theory.ReadingOptions
		want     error
	}{
		"few":            {good[:4], theory.ReadingOptions{}, diversity.ErrTooFew},
		"none":           {nil, theory.ReadingOptions{}, diversity.ErrTooFew},
		"NaN":            {with(func(r *theory.Reading) { r.Value = math.NaN() }), theory.ReadingOptions{}, diversity.ErrInvalid},
		"no size":        {with(func(r *theory.Reading) { r.Classes = 0 }), theory.ReadingOptions{}, diversity.ErrInvalid},
		"infinite":       {with(func(r *theory.Reading) { r.PerClass = math.Inf(1) }), theory.ReadingOptions{}, diversity.ErrInvalid},
		"log of nothing": {with(func(r *theory.Reading) { r.Value = 0 }), theory.ReadingOptions{Log: true}, diversity.ErrInvalid},
		"Huber":          {good, theory.ReadingOptions{Huber: -1}, diversity.ErrInvalid},
		"level":          {good, theory.ReadingOptions{Level: 2}, diversity.ErrInvalid},
	} {
		if _, err := theory.FitReadings(context.Background(), c.readings, laws.Untied{}, c.o); !errors.Is(err, c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	_, err := theory.FitReadings(context.Background(), good, nil, theory.ReadingOptions{})
	if !errors.Is(err, laws.ErrLaw) {
		t.Errorf("no law: %v", err)
	}
	cancelled, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := theory.FitReadings(cancelled, good, laws.Untied{}, theory.ReadingOptions{}); !errors.Is(err,
		context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}

// ownLaw is a user's law in ten lines: E + A/(K n).
type ownLaw struct{}

func (ownLaw) Name() string               { return "own" }
func (ownLaw) TeX() string                { return `E + A (Kn)^{-g}` }
func (ownLaw) Coefficients() []string     { return []string{"E", "A"} }
func (ownLaw) Exponents() []laws.Exponent { return []laws.Exponent{{Name: "g", Low: 0.05, High: 2}} }
func (ownLaw) Basis(lnK, lnn float64, e, basis []float64) {
	basis[0], basis[1] = 1, math.Exp(-e[0]*(lnK+lnn))
}

// TestReadingsOfAUsersLaw: five methods suffice for fit, intervals and prediction.
func TestReadingsOfAUsersLaw(t *testing.T) {
	var readings []theory.Reading
	for i := range 40 {
		k, n := 10+5*float64(i), 3+float64(i*i%17)
		readings = append(readings, theory.Reading{Classes: k, PerClass: n, Value: 2 + 30*math.Pow(k*n, -0.4)})
	}
	f, err := theory.FitReadings(context.Background(), readings, ownLaw{}, theory.ReadingOptions{Log: true,
		BootstrapSamples: 50})
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []float64{2, 30, 0.4} {
		testkit.Near(t, f.Parameters[i].Name, f.Parameters[i].Value, want, 1e-4*want)
		testkit.Near(t, "upper end", f.Parameters[i].Interval.High, want, 1e-3*want)
	}
}

// TestChinchillaRefit is the refit of Besiroglu et al. 2024 to the 240 points that they read off a figure of Hoffmann et
// al. 2022: objective 0.00101827403 and parameters to five digits from default starts. Their file (data/
// svg_extracted_data.csv of github.com/epoch-research/analyzing-chinchilla) has no licence, so that it is not here.
func TestChinchillaRefit(t *testing.T) {
	file := os.Getenv("DIVERSITY_CHINCHILLA")
	if file == "" {
		t.Skip("DIVERSITY_CHINCHILLA does not name svg_extracted_data.csv, which may not be passed on")
	}
	readings := chinchilla(t, file)
	o := theory.ReadingOptions{Log: true, Huber: 1e-3, BootstrapSamples: -1}
	f, err := theory.FitReadings(context.Background(), readings, laws.Untied{}, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("objective %.14f, %v, converged %v, %d of %d agree", f.Objective, f.Values(), f.Converged, f.Agreeing, f.Starts)
	if !(f.Objective <= 0.00101827403*(1+1e-8)) {
		t.Errorf("objective %.12f", f.Objective)
	}
	for i, digits := range []float64{1e-4, 3e-2, 0.5, 1e-4, 1e-4} { // theirs stopped a little above
		testkit.Near(t, f.Parameters[i].Name, f.Values()[i], besiroglu[i], digits)
	}
	o.BootstrapSamples = 4000
	began := time.Now()
	if f, err = theory.FitReadings(context.Background(), readings, laws.Untied{}, o); err != nil {
		t.Fatal(err)
	}
	t.Logf("4,000 refits in %v: a %v, b %v", time.Since(began), f.Parameters[3].Interval, f.Parameters[4].Interval)
}

// chinchilla reads the 245 points without the five highest losses.
func chinchilla(t *testing.T, name string) []theory.Reading {
	t.Helper()
	file, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	rows, err := csv.NewReader(file).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var readings []theory.Reading
	for _, row := range rows[1:] {
		var v [3]float64
		for i, column := range []int{3, 4, 6} {
			if v[i], err = strconv.ParseFloat(row[column], 64); err != nil {
				t.Fatal(err)
			}
		}
		readings = append(readings, theory.Reading{Classes: v[0], PerClass: v[1] / (6 * v[0]), Value: v[2]})
	}
	slices.SortFunc(readings, func(a, b theory.Reading) int { return int(math.Copysign(1, a.Value-b.Value)) })
	return readings[:240]
}

// TestModelLadderConvergesFromDefaultStarts: losses of seven tasks by the design of a ladder of small models (Bhagia et
// al. 2024, arXiv 2412.04403: four sizes of 190 million to 1.3 billion parameters, 1, 2, 5 and 10 times 20 tokens for
// each), 16 readings for 5 parameters. The tasks are planted; in some one exponent is small or a part hardly counts, as
// where a published fit of a task did not converge. The search ends at a minimum that is no higher than the planted
// law, from default starts.
func TestModelLadderConvergesFromDefaultStarts(t *testing.T) {
	tasks := map[string][]float64{ // E, A, B, a, b
		"usual":                {0.5, 40, 150, 0.25, 0.25},
		"fast in tokens":       {0.8, 20, 9000, 0.2, 0.45},
		"fast in parameters":   {0.6, 8000, 30, 0.5, 0.18},
		"slow in both":         {0.1, 6, 9, 0.08, 0.1},
		"nothing irreducible":  {0, 15, 60, 0.15, 0.2},
		"hardly of parameters": {0.9, 0.5, 200, 0.1, 0.27},
		"hardly of tokens":     {0.9, 60, 0.5, 0.27, 0.1},
	}
	for task, planted := range tasks {
		rng := diversity.Stream(3, diversity.ForBootstrap, len(task))
		readings, squares := ladder(planted, rng)
		for name, o := range map[string]theory.ReadingOptions{"squares of logarithms": {Log: true, BootstrapSamples: -1},
			"Huber": {Log: true, Huber: 1e-3, BootstrapSamples: -1}, "squares": {BootstrapSamples: -1}} {
			f, err := theory.FitReadings(context.Background(), readings, laws.Untied{}, o)
			if err != nil {
				t.Fatalf("%s, %s: %v", task, name, err)
			}
			if !f.Converged {
				t.Errorf("%s, %s: did not converge: %v", task, name, f)
			}
			if o.Log && o.Huber == 0 && f.Objective > squares*(1+1e-9) {
				t.Errorf("%s: objective %v, of the planted law %v", task, f.Objective, squares)
			}
		}
	}
}

// TestNearlyFlatLaddersConverge: where both parts are hardly above the noise the lowest sum lies with exponents at their
// bounds and coefficients of up to 10^36, along ridges on which it hardly changes. The search ends there, from default
// starts: of 24 planted tasks 8 by squares of logarithms and 13 by Huber's loss had not, when coefficients ended at 10^30
// and what was all but at a bound was not held there.
func TestNearlyFlatLaddersConverge(t *testing.T) {
	tasks := 24
	if testing.Short() {
		tasks = 6
		t.Log("with -short 6 of 24 tasks are planted")
	}
	for i := range tasks {
		rng := diversity.Stream(99, diversity.ForBootstrap, i)
		planted := []float64{0.5 + rng.Float64(), 0.5 + 4*rng.Float64(), 0.5 + 4*rng.Float64(), 0.1 + 0.2*rng.Float64(),
			0.1 + 0.2*rng.Float64()}
		readings, squares := ladder(planted, rng)
		for name, o := range map[string]theory.ReadingOptions{"squares of logarithms": {Log: true, BootstrapSamples: -1},
			"Huber": {Log: true, Huber: 1e-3, BootstrapSamples: -1}, "squares": {BootstrapSamples: -1}} {
			f, err := theory.FitReadings(context.Background(), readings, laws.Untied{}, o)
			if err != nil {
				t.Fatalf("%d, %s: %v", i, name, err)
			}
			if !f.Converged || o.Log && o.Huber == 0 && f.Objective > squares*(1+1e-9) {
				t.Errorf("%d, %s: %v with %v, the planted law %v", i, name, f, f.Objective, squares)
			}
		}
	}
}

// ladder are the readings of a planted task, with noise of 1%, and half the squares of the noise.
func ladder(planted []float64, rng *rand.Rand) (readings []theory.Reading, squares float64) {
	for _, params := range []float64{190e6, 370e6, 760e6, 1.3e9} {
		for _, times := range []float64{1, 2, 5, 10} {
			noise := 0.01 * rng.NormFloat64()
			loss := laws.Value(laws.Untied{}, math.Log(params), math.Log(20*times*params), planted)
			readings = append(readings, theory.Reading{Classes: params, PerClass: 20 * times * params,
				Value: loss * math.Exp(noise)})
			squares += noise * noise / 2
		}
	}
	return readings, squares
}
