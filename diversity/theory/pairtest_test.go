package theory_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"testing"

	"tradeoff/diversity"
	"tradeoff/diversity/internal/testkit"
	"tradeoff/diversity/laws"
	"tradeoff/diversity/theory"
	"tradeoff/diversity/worlds"
)

// lawWorld has the errors of any law.
type lawWorld struct {
	law        laws.Law
	parameters []float64
	noise      float64
}

func (w lawWorld) points(repeats int, seed uint64) (points []diversity.Measurement) {
	for k := 4; k <= 256; k *= 4 {
		for n := 1; n <= 64; n *= 2 {
			for repeat := range repeats {
				rng := diversity.Stream(seed, "pair", k, n, repeat)
				value := laws.Value(w.law, math.Log(float64(k)), math.Log(float64(n)), w.parameters)
				points = append(points, diversity.Measurement{Size: diversity.Size{Classes: k, PerClass: n}, Repeat: repeat,
					Run: fmt.Sprint(k, n, repeat), Error: value + w.noise*rng.NormFloat64()})
			}
		}
	}
	return points
}

// saturates is told from powers by its flat end.
var saturates = lawWorld{laws.Saturating{}, []float64{0.1, 0.5, 0.2, 0.5, 8}, 0.015}

// TestPairwiseTestFindsTheTrueLaw of two that are not nested, in either order, and hardly ever the other one.
func TestPairwiseTestFindsTheTrueLaw(t *testing.T) {
	studies, right := 12, 0
	for seed := range studies {
		points := saturates.points(4, uint64(seed))
		p, err := theory.PairwiseTest(context.Background(), points, laws.Untied{}, laws.Saturating{},
			theory.TestOptions{BootstrapSamples: 60})
		if err != nil {
			t.Fatal(err)
		}
		switch better := p.Better(); {
		case better == nil:
		case better.Name() == "saturating":
			right++
		default:
			t.Errorf("seed %d: %v", seed, p)
		}
		if seed > 0 {
			continue
		}
		q, err := theory.PairwiseTest(context.Background(), points, laws.Saturating{}, laws.Untied{},
			theory.TestOptions{BootstrapSamples: 60})
		if err != nil || math.Abs(p.Difference.Value+q.Difference.Value) > 1e-6*math.Abs(p.Difference.Value) {
			t.Errorf("%v, %v: %v", p.Difference, q.Difference, err)
		}
	}
	if right < studies*3/4 {
		t.Errorf("found in %d of %d studies", right, studies)
	}
}

// TestNeededRunsSettleIt: so many runs as a small study asks for tell the laws apart in most studies, and as few as
// it has do not.
func TestNeededRunsSettleIt(t *testing.T) {
	w := saturates
	w.noise, w.parameters = 0.05, []float64{0.3, 0.5, 0.2, 0.5, 8}
	var needed []float64
	o := theory.TestOptions{BootstrapSamples: 40}
	const studies = 9
	for seed := range studies {
		p, err := theory.PairwiseTest(context.Background(), w.points(3, uint64(seed)), laws.Untied{}, laws.Saturating{}, o)
		if err != nil {
			t.Fatal(err)
		}
		needed = append(needed, p.Needed/float64(p.Runs))
	}
	middle := median(needed)
	if !(middle > 1 && middle < 40) {
		t.Fatalf("%.2g times the runs are needed: %v", middle, needed)
	}
	found := 0
	for seed := range studies {
		p, err := theory.PairwiseTest(context.Background(), w.points(int(math.Ceil(3*middle)), uint64(100+seed)),
			laws.Untied{}, laws.Saturating{}, o)
		if err != nil {
			t.Fatal(err)
		}
		if p.Better() != nil {
			found++
		}
	}
	t.Logf("%.2g times the runs: found in %d of %d studies", middle, found, studies)
	if found < studies/2 {
		t.Errorf("with %.2g times the runs it was found in %d of %d studies", middle, found, studies)
	}
}

func median(values []float64) float64 {
	best, least := 0., math.Inf(1)
	for _, v := range values {
		below := 0
		for _, u := range values {
			if u < v {
				below++
			}
		}
		if off := math.Abs(float64(below) - float64(len(values)/2)); off < least {
			best, least = v, off
		}
	}
	return best
}

// TestPairwiseTestOfNestedLaws is the nested test, whatever the order, with the runs that would settle it.
func TestPairwiseTestOfNestedLaws(t *testing.T) {
	world := worlds.Planted{E: 0.05, A: 0.6, B: 0.6, Alpha: 0.5, Beta: 0.56, Noise: 0.02}
	points := testkit.Measure(t, world, testkit.Ladder(256, 1024, 4096), 3, 1)
	p, err := theory.PairwiseTest(context.Background(), points, laws.Untied{}, laws.Tied{},
		theory.TestOptions{BootstrapSamples: 60})
	if err != nil {
		t.Fatal(err)
	}
	if p.Nested == nil || p.First.Law.Name() != "tied" || !(p.Needed > 0) {
		t.Errorf("%+v", p)
	}
}

func TestPairwiseTestErrors(t *testing.T) {
	once := saturates.points(1, 1)
	for name, c := range map[string]struct {
		first, second laws.Law
		o             theory.TestOptions
		want          error
	}{
		"nil":     {nil, laws.Tied{}, theory.TestOptions{}, laws.ErrLaw},
		"both":    {nil, nil, theory.TestOptions{}, laws.ErrLaw},
		"options": {laws.Untied{}, laws.Tied{}, theory.TestOptions{Level: 2}, diversity.ErrInvalid},
		"single":  {laws.Untied{}, laws.Saturating{}, theory.TestOptions{}, diversity.ErrTooFew},
	} {
		if _, err := theory.PairwiseTest(context.Background(), once, c.first, c.second, c.o); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
	if _, err := theory.PairwiseTest(context.Background(), nil, laws.Untied{}, laws.Saturating{},
		theory.TestOptions{}); err == nil {
		t.Error("no points were compared")
	}
}

func ExamplePairwiseTest() {
	p, err := theory.PairwiseTest(context.Background(), saturates.points(4, 1), laws.Untied{}, laws.Saturating{},
		theory.TestOptions{BootstrapSamples: 100})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(p.Better().Name())
	// Output:
	// saturating
}
