package report_test

import (
	"context"
	"encoding/json"
	"errors"
	"math"
	"strings"
	"testing"

	"tradeoff/diversity"
	"tradeoff/diversity/internal/testkit"
	"tradeoff/diversity/report"
	"tradeoff/diversity/theory"
	"tradeoff/diversity/worlds"
)

// calculator is that of a world with a known best size, x* = (A/B)^(1/a) = 1 at every budget, and the average behind
// it.
func calculator(t *testing.T, limits diversity.Limits) (*report.Calculator, *theory.Average) {
	t.Helper()
	world := worlds.Planted{E: 0.05, A: 0.8, B: 0.8, Alpha: 0.5, Noise: 0.005}
	points := testkit.Measure(t, world, testkit.Ladder(256, 1024, 4096), 3, 2)
	average, err := theory.FitAverage(context.Background(), points, theory.PredictOptions{Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	c, err := report.NewCalculator(context.Background(), average, points, limits)
	if err != nil {
		t.Fatal(err)
	}
	return c, average
}

// TestCalculatorAgreesWithTheory, which draws 2,000 curves at the sizes themselves.
func TestCalculatorAgreesWithTheory(t *testing.T) {
	c, average := calculator(t, diversity.Limits{})
	for _, spend := range []theory.Spend{
		{Total: 256, PerSample: 1}, {Total: 1024, PerSample: 1}, {Total: 3000, PerSample: 1}, {Total: 16384, PerSample: 1},
		{Total: 4096, PerClass: 10, PerSample: 1}, {Total: 9000, PerClass: 200, PerSample: 2.5},
		{Total: 350000, PerClass: 500, PerSample: 8},
	} {
		got, err := c.At(spend)
		if err != nil {
			t.Errorf("%+v: %v", spend, err)
			continue
		}
		want, err := average.BestForSpend(spend, theory.BestOptions{})
		if err != nil {
			t.Fatal(err)
		}
		testkit.Near(t, "error", got.Error.Value, want.Error.Value, 0.003)
		if apart := math.Abs(math.Log(got.Classes.Value / want.Classes.Value)); !(apart < 0.1) {
			t.Errorf("%+v: K* = %v, by theory %v", spend, got.Classes, want.Classes)
		}
		for _, ends := range [][2]float64{{got.Classes.Interval.Low, want.Classes.Interval.Low},
			{got.Classes.Interval.High, want.Classes.Interval.High}} {
			if apart := math.Abs(math.Log(ends[0] / ends[1])); !(apart < 0.35) {
				t.Errorf("%+v: interval %v, by theory %v", spend, got.Classes, want.Classes)
			}
		}
		testkit.Near(t, "regret", got.Regret, want.Regret.Value, 0.0015)
		if got.Cost > spend.Total*(1+1e-9) || got.Cost != spend.Cost(got.Size) {
			t.Errorf("%+v: %v costs %v", spend, got.Size, got.Cost)
		}
		if !(got.Half > 0) || got.Twice <= 0 { // twice as many classes may cost more than there is

			t.Errorf("%+v: half as many classes lose %v, twice as many %v", spend, got.Half, got.Twice)
		}
	}
}

// TestCalculatorByHand reads the mean error of a world without noise from the curve.
func TestCalculatorByHand(t *testing.T) {
	c, _ := calculator(t, diversity.Limits{})
	answer, err := c.At(theory.Spend{Total: 1024, PerSample: 1})
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range answer.Curve {
		testkit.Near(t, "K n", p.Classes*p.PerClass, 1024, 1e-6)
		if p.Classes < 8 || p.PerClass < 4 {
			continue // steep ends
		}
		testkit.Near(t, "error", p.Error.Value, 0.05+0.8*(1/math.Sqrt(p.Classes)+1/math.Sqrt(p.PerClass)), 0.008)
	}
	testkit.Near(t, "K*", answer.Classes.Value, 32, 3)
	// (0.8/sqrt 32)(1/sqrt 2 + sqrt 2 - 2) = 1.7 points on either side.
	testkit.Near(t, "half", answer.Half, 0.8/math.Sqrt(32)*(math.Sqrt2+math.Sqrt(0.5)-2), 0.004)
	testkit.Near(t, "twice", answer.Twice, answer.Half, 0.004)
}

func TestCalculatorKeepsToTheLimits(t *testing.T) {
	c, _ := calculator(t, diversity.Limits{Classes: 20, PerClass: 100})
	answer, err := c.At(theory.Spend{Total: 1024, PerSample: 1})
	if err != nil {
		t.Fatal(err)
	}
	if answer.Size.Classes != 20 || answer.Size.PerClass != 51 || !math.IsInf(answer.Classes.Value, 1) {
		t.Errorf("%v, K* = %v; want the 20 classes that there are, and K* beyond", answer.Size, answer.Classes)
	}
	if first := answer.Curve[0]; math.Abs(first.PerClass-100) > 1e-6 {
		t.Errorf("the curve begins with %v images of a class, want 100", first.PerClass)
	}
	_, err = c.At(theory.Spend{Total: 4096, PerSample: 1})
	if !errors.Is(err, diversity.ErrInvalid) {
		t.Errorf("20 classes of 100 images for 4096: %v", err)
	}
}

func TestCalculatorRefuses(t *testing.T) {
	c, _ := calculator(t, diversity.Limits{})
	for says, spend := range map[string]theory.Spend{
		"Spend.Total = 100: invalid value, allowed: about 256..65536": {Total: 100, PerSample: 1},
		"Spend.Total = 65600":   {Total: 65600, PerSample: 1},
		"Spend.PerSample = 0":   {Total: 512},
		"Spend.PerClass = -1":   {Total: 512, PerClass: -1, PerSample: 1},
		"Spend.Total = NaN":     {Total: math.NaN(), PerSample: 1},
		"Spend.PerClass = +Inf": {Total: 512, PerClass: math.Inf(1), PerSample: 1},
	} {
		if _, err := c.At(spend); !errors.Is(err, diversity.ErrInvalid) || !strings.Contains(err.Error(), says) {
			t.Errorf("%+v: %v, want %s", spend, err, says)
		}
	}
	var none report.Calculator
	if _, err := none.At(theory.Spend{Total: 1, PerSample: 1}); !errors.Is(err, diversity.ErrInvalid) {
		t.Errorf("no table: %v", err)
	}
}

func TestCalculatorIsReadAgain(t *testing.T) {
	c, _ := calculator(t, diversity.Limits{Classes: 99})
	text, err := json.Marshal(c)
	if err != nil {
		t.Fatal(err)
	}
	if len(text) > 160_000 {
		t.Errorf("%d bytes", len(text))
	}
	var again report.Calculator
	if err := json.Unmarshal(text, &again); err != nil {
		t.Fatal(err)
	}
	spend := theory.Spend{Total: 777, PerClass: 3, PerSample: 1}
	a, err := c.At(spend)
	b, other := again.At(spend)
	if err != nil || other != nil || a.Size != b.Size || a.Error != b.Error || again.Limits.Classes != 99 {
		t.Errorf("%v %v, read again %v %v", a.Size, err, b.Size, other)
	}
	for _, bad := range []string{`{}`, `[]`, `{"lines":1000000000,"places":2,"samples":2}`,
		strings.Replace(string(text), `"cells":"`, `"cells":"AAAA`, 1), strings.Replace(string(text), `"level":0.95`, `"level":2`, 1),
		strings.Replace(string(text), `"lowTotal":256`, `"lowTotal":1e300`, 1),
		strings.Replace(string(text), `"asked":null`, `"asked":{"total":1,"perSample":1,"cost":2,"size":{"classes":1,"per_class":1}}`, 1),
		strings.Replace(string(text), `"asked":null`, `"asked":{"total":1,"perSample":1}`, 1)} {
		if err := json.Unmarshal([]byte(bad), &again); err == nil {
			t.Errorf("%.60s is read", bad)
		}
	}
}

// TestCalculatorSaysWhatTheAnswerSays, also without noise: the same size, error and K* for the question asked, and near
// it for a budget of one image more, where the table answers.
func TestCalculatorSaysWhatTheAnswerSays(t *testing.T) {
	for _, noise := range []float64{0, 0.005} {
		world := worlds.Planted{E: 0.05, A: 0.8, B: 0.8, Alpha: 0.5, Noise: noise}
		points := testkit.Measure(t, world, testkit.Ladder(256, 1024, 4096), 3, 2)
		r := reportOf(t, report.Table{Points: points}, report.Options{Seed: 1})
		p := r.Prediction
		same, err := r.Calculator.At(theory.Spend{Total: 16384, PerSample: 1})
		if err != nil {
			t.Fatal(err)
		}
		if same.Size != p.Size || same.Error != p.Error || same.Classes != p.Classes || same.Regret != p.Regret.Value {
			t.Errorf("noise %v: the calculator says %v with %v, the answer %v with %v", noise, same.Size, same.Error, p.Size,
				p.Error)
		}
		next, err := r.Calculator.At(theory.Spend{Total: 16385, PerSample: 1})
		if err != nil {
			t.Fatal(err)
		}
		testkit.Near(t, "error of one image more", next.Error.Value, p.Error.Value, 0.001)
		if apart := math.Abs(math.Log(next.Classes.Value / p.Classes.Value)); !(apart < 0.03) {
			t.Errorf("noise %v: K* = %v for one image more, %v", noise, next.Classes, p.Classes)
		}
	}
}
