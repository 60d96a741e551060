package theory_test

import (
	"context"
	"fmt"
	"math"

	"tradeoff/diversity"
	"tradeoff/diversity/estimate"
	"tradeoff/diversity/internal/testkit"
	"tradeoff/diversity/laws"
	"tradeoff/diversity/theory"
	"tradeoff/diversity/worlds"
)

func ExampleFit() {
	fitted, err := theory.Fit(testkit.Study(), laws.Tied{}, theory.FitOptions{})
	if err != nil {
		fmt.Println(err)
		return
	}
	a, _ := fitted.Parameter("a")
	fmt.Printf("a = %.2f, interval holds 1/2: %v\n", a.Value, a.Interval.Contains(0.5))
	fmt.Printf("rms residual %.1f points, runs scatter by %.1f\n", 100*fitted.RMS, 100*fitted.Noise)
	// Output:
	// a = 0.50, interval holds 1/2: true
	// rms residual 0.6 points, runs scatter by 0.6
}

// A table without what a question needs gets an answer in words.
func ExampleFit_tooFew() {
	world := worlds.Planted{E: 0.1, A: 0.8, B: 0.8, Alpha: 0.5}
	points, _ := world.Measure(testkit.Ladder(1024), 3, 1)
	_, err := theory.Fit(points, laws.Untied{}, theory.FitOptions{})
	fmt.Println(err)
	// Output:
	// too few data: one budget (N = 1024): measure at least 2, better 3 that span a factor of 8; with one, what an endless pre-training set would leave cannot be told from the rest
}

// logarithmic is a law of one's own: error = E + A / (1 + ln K) + B n^-b.
type logarithmic struct{}

func (logarithmic) Name() string           { return "logarithmic" }
func (logarithmic) TeX() string            { return `E + A/(1 + \ln K) + B\,n^{-b}` }
func (logarithmic) Coefficients() []string { return []string{"E", "A", "B"} }
func (logarithmic) Exponents() []laws.Exponent {
	return []laws.Exponent{{Name: "b", Low: 0.05, High: 3}}
}
func (logarithmic) Basis(lnK, lnn float64, exponents, basis []float64) {
	basis[0], basis[1], basis[2] = 1, 1/(1+lnK), math.Exp(-exponents[0]*lnn)
}

// A law of one's own needs five short methods.
func ExampleLaw() {
	fitted, err := theory.Fit(testkit.Study(), logarithmic{}, theory.FitOptions{BootstrapSamples: 200})
	if err != nil {
		fmt.Println(err)
		return
	}
	best, err := fitted.BestAt(4096, theory.BestOptions{Exact: true})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("choose %v, lack of fit p < 0.001: %v\n", best.Size, fitted.LackOfFit.PValue < 0.001)
	// Output:
	// choose K=64 n=64, lack of fit p < 0.001: true
}

func ExampleLawFit_BestAt() {
	fitted, err := theory.Fit(testkit.Study(), laws.Tied{}, theory.FitOptions{})
	if err != nil {
		fmt.Println(err)
		return
	}
	best, err := fitted.BestAt(16384, theory.BestOptions{Limits: diversity.Limits{Classes: 1024, PerClass: 1024}})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("choose %v\n", best.Size)
	for _, baseline := range best.Baselines[:3] {
		fmt.Printf("%-12s %v loses %.0f points\n", baseline.Name, baseline.Size, 100*baseline.Regret.Value)
	}
	// Output:
	// choose K=128 n=128
	// most classes K=1024 n=16 loses 8 points
	// fewest classes K=16 n=1024 loses 8 points
	// K = n        K=128 n=128 loses 0 points
}

func ExampleLawFit_BestClasses() {
	points, _ := worlds.Planted{E: 0.1, A: 0.8, B: 0.2, Alpha: 0.5}.Measure(testkit.Ladder(256, 1024, 4096), 1, 0)
	fitted, err := theory.Fit(points, laws.Tied{}, theory.FitOptions{BootstrapSamples: -1})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%.0f\n", fitted.BestClasses(1024)) // sqrt(16 * 1024)
	// Output:
	// 128
}

func ExampleLawFit_Contrast() {
	fitted, err := theory.Fit(testkit.Study(), laws.Untied{}, theory.FitOptions{})
	if err != nil {
		fmt.Println(err)
		return
	}
	difference, err := fitted.Contrast("a", "b")
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println("the interval of a - b holds 0:", difference.Interval.Contains(0))
	// Output:
	// the interval of a - b holds 0: true
}

// From a few noisy runs the profile says on which side the data leave K* open.
func ExampleLawFit_Profile() {
	world := worlds.Planted{E: 0.2, A: 0.5, B: 0.02, Alpha: 0.5, Noise: 0.02}
	points, _ := world.Measure(testkit.Ladder(64, 256), 2, 1)
	for _, points := range [][]diversity.Measurement{testkit.Study(), points} {
		fitted, err := theory.Fit(points, laws.Tied{}, theory.FitOptions{BootstrapSamples: -1})
		if err != nil {
			fmt.Println(err)
			return
		}
		p, err := fitted.Profile(theory.BestClassesAt(1024), theory.ProfileOptions{})
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Printf("%s bounded from above: %v\n", p.Quantity, p.Interval.Bounded())
	}
	// Output:
	// K* at N = 1024 bounded from above: true
	// K* at N = 1024 bounded from above: false
}

// profileHolds fits the untied law and says whether the profile interval of a quantity holds a value.
func profileHolds(q theory.Quantity, value float64) {
	fitted, err := theory.Fit(testkit.Study(), laws.Untied{}, theory.FitOptions{BootstrapSamples: -1})
	if err != nil {
		fmt.Println(err)
		return
	}
	p, err := fitted.Profile(q, theory.ProfileOptions{})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("the interval of %v holds %v: %v\n", q, value, p.Interval.Contains(value))
}

func ExampleParameterOf() {
	profileHolds(theory.ParameterOf("a"), 0.5)
	// Output:
	// the interval of a holds 0.5: true
}

func ExampleDifferenceOf() {
	profileHolds(theory.DifferenceOf("a", "b"), 0)
	// Output:
	// the interval of a - b holds 0: true
}

func ExampleBestClassesAt() {
	profileHolds(theory.BestClassesAt(4096), 64)
	// Output:
	// the interval of K* at N = 4096 holds 64: true
}

func ExampleBestRatioAt() {
	profileHolds(theory.BestRatioAt(4096), 1)
	// Output:
	// the interval of x* at N = 4096 holds 1: true
}

func ExampleErrorOf() {
	profileHolds(theory.ErrorOf(testkit.Size(64, 64)), 0.3)
	// Output:
	// the interval of error at K=64 n=64 holds 0.3: true
}

// Two tasks on the same runs, with rates in common and coefficients of their own.
func ExampleFitTasks() {
	var points []diversity.Measurement
	for i, task := range []string{"digits", "letters"} {
		world := worlds.Planted{E: 0.05, A: 0.4 + 0.4*float64(i), B: 0.6, Alpha: 0.5, Noise: 0.005}
		measured, _ := world.Measure(testkit.Ladder(256, 1024, 4096), 3, uint64(i))
		for _, point := range measured {
			point.Task = task
			points = append(points, point)
		}
	}
	f, err := theory.FitTasks(context.Background(), points, laws.Tied{}, theory.FitOptions{BootstrapSamples: 200})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("a = %.2f\n", f.Exponents[0].Value)
	for _, task := range f.Tasks {
		A, _ := task.Parameter("A")
		fmt.Printf("%s: A = %.1f\n", task.Task, A.Value)
	}
	fmt.Println(f.Common)
	// Output:
	// a = 0.50
	// digits: A = 0.4
	// letters: A = 0.8
	// The data are consistent with the claim that the 2 tasks have common exponents.
}

func ExampleLawFit_FittedError() {
	fitted, err := theory.Fit(testkit.Study(), laws.Tied{}, theory.FitOptions{BootstrapSamples: -1})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%.2f\n", fitted.FittedError(100, 100))
	// Output:
	// 0.26
}

func ExampleLawFit_ErrorAt() {
	fitted, err := theory.Fit(testkit.Study(), laws.Tied{}, theory.FitOptions{})
	if err != nil {
		fmt.Println(err)
		return
	}
	e := fitted.ErrorAt(100, 100)
	fmt.Printf("%.2f, known to a point: %v\n", e.Value, e.Interval.High-e.Interval.Low < 0.01)
	// Output:
	// 0.26, known to a point: true
}

func ExampleLawFit_TeX() {
	points, _ := worlds.Planted{E: 0.1, A: 0.8, B: 0.5, Alpha: 0.5}.Measure(testkit.Ladder(256, 1024, 4096), 1, 0)
	fitted, err := theory.Fit(points, laws.Tied{}, theory.FitOptions{BootstrapSamples: -1})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(fitted.TeX())
	// Output:
	// E + A\,K^{-a} + B\,n^{-a}, \quad E = 0.1,\ A = 0.8,\ B = 0.5,\ a = 0.5
}

func ExampleMinima() {
	minima, err := theory.Minima(testkit.Study(), theory.MinimaOptions{})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, m := range minima {
		fmt.Printf("N = %d: best measured %v, both ends worse: %v\n", m.Budget, m.Best.Size, m.Interior)
	}
	// Output:
	// N = 256: best measured K=16 n=16, both ends worse: true
	// N = 1024: best measured K=32 n=32, both ends worse: true
	// N = 4096: best measured K=64 n=64, both ends worse: true
}

func ExampleMeasureSlope() {
	slope, err := theory.MeasureSlope(testkit.Study(), theory.MinimaOptions{})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("slope %.1f over %d budgets\n", slope.Value, len(slope.Minima))
	fmt.Println(theory.JudgeInvariance(slope).Outcome)
	// Output:
	// slope 0.5 over 3 budgets
	// consistent
}

func ExampleJudgeInvariance() {
	slope := estimate.Estimate{Value: 1.18, Interval: estimate.Interval{Low: 1.06, High: 1.30, Level: 0.95}}
	fmt.Println(theory.JudgeInvariance(theory.Slope{Estimate: slope}))
	// Output:
	// The best ratio is not invariant: it rises with the budget (slope 1.18, 95% interval 1.06 to 1.30; 1/2 would be invariant).
}

func ExampleSummary() {
	points := []diversity.Measurement{
		{Size: testkit.Size(8, 4), Run: "a", Error: 0.30}, {Size: testkit.Size(8, 4), Run: "b", Error: 0.34},
		{Size: testkit.Size(4, 8), Run: "c", Error: 0.40},
	}
	summaries, err := estimate.Summary(points)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, s := range summaries {
		fmt.Printf("%v: mean %.2f, standard error %.2f, %d runs\n", s.Size, s.Error.Value, s.StdErr, s.Runs)
	}
	// Output:
	// K=4 n=8: mean 0.40, standard error 0.00, 1 runs
	// K=8 n=4: mean 0.32, standard error 0.02, 2 runs
}

func ExampleMeanOverTasks() {
	points := []diversity.Measurement{
		{Size: testkit.Size(8, 4), Run: "a", Task: "letters", Error: 0.30},
		{Size: testkit.Size(8, 4), Run: "a", Task: "digits", Error: 0.10},
	}
	averaged, err := estimate.MeanOverTasks(points)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%s: %.2f\n", averaged[0].Task, averaged[0].Error)
	// Output:
	// mean of digits, letters: 0.20
}

func ExamplePlanted() {
	world := worlds.Planted{E: 0.1, A: 0.8, B: 0.2, Alpha: 0.5} // x* = (A/B)^(1/a) = 16
	fmt.Printf("K* at N = 1024: %.0f\n", world.BestClasses(1024))
	points, err := world.Measure([]diversity.Size{testkit.Size(64, 16), testkit.Size(128, 8)}, 1, 0)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, point := range points {
		fmt.Printf("%v: %.3f\n", point.Size, point.Error)
	}
	// Output:
	// K* at N = 1024: 128
	// K=64 n=16: 0.250
	// K=128 n=8: 0.241
}

func ExampleGaussian() {
	points, err := worlds.Gaussian{}.Measure(testkit.Ladder(512, 2048), 4, 1)
	if err != nil {
		fmt.Println(err)
		return
	}
	slope, err := theory.MeasureSlope(points, theory.MinimaOptions{})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println("rises faster than the square root of the budget:", slope.Value > 0.5)
	// Output:
	// rises faster than the square root of the budget: true
}

func ExampleValue() {
	parameters := []float64{0.1, 0.8, 0.4, 0.5} // E, A, B, a
	fmt.Printf("%.2f\n", laws.Value(laws.Tied{}, math.Log(16), math.Log(64), parameters))
	// Output:
	// 0.35
}

func ExampleGradient() {
	parameters := []float64{0.1, 0.8, 0.4, 0.5} // E, A, B, a
	gradient := make([]float64, 4)
	laws.Gradient(laws.Tied{}, math.Log(16), math.Log(64), parameters, gradient)
	fmt.Printf("%.3f\n", gradient)
	// Output:
	// [1.000 0.250 0.125 -0.762]
}

func ExampleSurface() {
	f, err := theory.Surface(context.Background(), testkit.Study(), theory.SurfaceOptions{})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("error at K = 16, n = 64: %.2f\n", f.ErrorAt(16, 64).Value)
	fmt.Println("the curves may drift as an invariant ratio does:", f.Drift.Interval.Contains(0.5))
	// Output:
	// error at K = 16, n = 64: 0.40
	// the curves may drift as an invariant ratio does: true
}

func ExampleSurfaceFit_BestAt() {
	f, err := theory.Surface(context.Background(), testkit.Study(), theory.SurfaceOptions{})
	if err != nil {
		fmt.Println(err)
		return
	}
	p, err := f.BestAt(4096, theory.BestOptions{Exact: true})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("choose %v, where K* = 64 is the truth and within the interval: %v\n", p.Size,
		p.Classes.Interval.Contains(64))
	// Output:
	// choose K=64 n=64, where K* = 64 is the truth and within the interval: true
}

func ExampleSurfaceFit_RegretOf() {
	f, err := theory.Surface(context.Background(), testkit.Study(), theory.SurfaceOptions{})
	if err != nil {
		fmt.Println(err)
		return
	}
	regret, err := f.RegretOf(testkit.Size(1024, 4), theory.BestOptions{})
	if err != nil {
		fmt.Println(err)
		return
	}
	truth := worlds.Planted{E: 0.1, A: 0.8, B: 0.8, Alpha: 0.5}
	lost := truth.ErrorAt(1024, 4) - truth.ErrorAt(64, 64)
	fmt.Printf("1,024 classes with 4 images lose %.1f points, which the interval holds: %v\n", 100*lost,
		regret.Interval.Contains(lost))
	// Output:
	// 1,024 classes with 4 images lose 22.5 points, which the interval holds: true
}

func ExampleSurfaceFit_Slope() {
	f, err := theory.Surface(context.Background(), testkit.Study(), theory.SurfaceOptions{})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(theory.JudgeInvariance(theory.Slope{Estimate: f.Slope()}).Outcome)
	// Output:
	// consistent
}

func ExamplePredict() {
	p, err := theory.Predict(context.Background(), testkit.Study(), 8192,
		theory.PredictOptions{Limits: diversity.Limits{Classes: 1000}, Exact: true})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%v, expected regret below half a point: %v\n", p.Size, p.Regret.Value < 0.005)
	fmt.Printf("the laws, which hold in this world, have most of the say: %v\n", p.Weights[0].Weight < 0.5)
	// Output:
	// K=128 n=64, expected regret below half a point: true
	// the laws, which hold in this world, have most of the say: true
}

// The error of 128 classes of 128 images each, four times the largest budget measured; in truth it is 0.1 + 0.8/sqrt(128)
// + 0.6/sqrt(128) = 0.224.
func ExampleAverage_ErrorAt() {
	world := worlds.Planted{E: 0.1, A: 0.8, B: 0.6, Alpha: 0.5, Noise: 0.004}
	points, err := world.Measure(testkit.Ladder(1024, 2048, 4096), 3, 1)
	if err != nil {
		fmt.Println(err)
		return
	}
	average, err := theory.FitAverage(context.Background(), points, theory.PredictOptions{})
	if err != nil {
		fmt.Println(err)
		return
	}
	e, err := average.ErrorAt(128, 128)
	fmt.Println(math.Abs(e.Value-0.224) < 0.02, e.Interval.Contains(0.224), err)
	// Output: true true <nil>
}

// A class costs as much as 50 images: what 8,192 images cost buys fewer classes and more images of each.
func ExamplePredictSpend() {
	spend := theory.Spend{Total: 8192, PerClass: 50, PerSample: 1}
	p, err := theory.PredictSpend(context.Background(), testkit.Study(), spend,
		theory.PredictOptions{Limits: diversity.Limits{Classes: 1000}})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("between 45 and 60 classes, within the spend: %v\n", 45 <= p.Size.Classes && p.Size.Classes <= 60 &&
		p.Cost <= spend.Total)
	fmt.Printf("fewer than if classes were free: %v\n", p.AgainstFree.Value < 0.8)
	for _, baseline := range p.Baselines {
		if baseline.Name == "free K" {
			fmt.Printf("to keep the number of classes that would be best if they were free costs over a point: %v\n",
				baseline.Regret.Value > 0.01)
		}
	}
	// Output:
	// between 45 and 60 classes, within the spend: true
	// fewer than if classes were free: true
	// to keep the number of classes that would be best if they were free costs over a point: true
}

func ExampleLawFit_BestForSpend() {
	points, _ := worlds.Planted{E: 0.1, A: 0.8, B: 0.2, Alpha: 1}.Measure(testkit.Ladder(256, 1024, 4096), 1, 0)
	fitted, err := theory.Fit(points, laws.Tied{}, theory.FitOptions{BootstrapSamples: -1})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, price := range []float64{0, 16, 48} { // with a = 1: n* = sqrt(S B/A) = 16 at any price, K* = S/(n* + price)
		p, err := fitted.BestForSpend(theory.Spend{Total: 1024, PerClass: price, PerSample: 1}, theory.BestOptions{})
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Printf("a class costs %2.0f images: K* = %.1f, n* = %.1f\n", price, p.Classes.Value, p.PerClass.Value)
	}
	// Output:
	// a class costs  0 images: K* = 64.0, n* = 16.0
	// a class costs 16 images: K* = 32.0, n* = 16.0
	// a class costs 48 images: K* = 16.0, n* = 16.0
}

func ExampleSurfaceFit_BestForSpend() {
	f, err := theory.Surface(context.Background(), testkit.Study(), theory.SurfaceOptions{})
	if err != nil {
		fmt.Println(err)
		return
	}
	p, err := f.BestForSpend(theory.Spend{Total: 4096, PerClass: 64, PerSample: 1}, theory.BestOptions{})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("K* lower than for free classes: %v\n", p.Classes.Value < p.FreeClasses.Value)
	// Output:
	// K* lower than for free classes: true
}

func ExampleSpend_Sizes() {
	spend := theory.Spend{Total: 100, PerClass: 10, PerSample: 1}
	sizes, err := spend.Sizes(diversity.Limits{Classes: 4})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, size := range sizes {
		fmt.Printf("%v for %.0f\n", size, spend.Cost(size))
	}
	// Output:
	// K=1 n=90 for 100
	// K=2 n=40 for 100
	// K=3 n=23 for 99
	// K=4 n=15 for 100
}

func ExampleWithTotal() {
	fitted, err := theory.Fit(testkit.Study(), laws.WithTotal{Law: laws.Tied{Exponent: 0.5}},
		theory.FitOptions{BootstrapSamples: -1})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(fitted.Law.Name(), fitted.Law.Coefficients(), fitted.Law.TeX())
	// Output:
	// tied a=0.5 + N [E A B C] E + A\,K^{-0.5} + B\,n^{-0.5} + C\,(Kn)^{-c}
}

func ExampleCapped() {
	parameters := []float64{0.05, 0.6, 1.5, 0.5, 1.2, 6} // E, A, B, a, b, m
	for _, n := range []float64{1, 2, 64} {
		fmt.Printf("n = %2.0f: %.2f\n", n, laws.Value(laws.Capped{}, math.Log(64), math.Log(n), parameters))
	}
	// Output:
	// n =  1: 0.28
	// n =  2: 0.26
	// n = 64: 0.13
}

func ExampleClaims() {
	verdicts, err := theory.Claims(testkit.Study(), theory.MinimaOptions{})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, v := range verdicts {
		fmt.Printf("%s: %s\n", v.Outcome, v.Claim)
	}
	// Output:
	// consistent: the error falls with more classes at the same number of images per class
	// consistent: the error falls with more images per class at the same number of classes
	// consistent: every budget has an inner optimum
	// consistent: the error of a budget is convex in ln x
	// consistent: the best ratio K/n does not change with the budget (slope of ln K* on ln N = 1/2)
}

// Five repeats of an error, in per cent.
func ExampleMean() {
	fmt.Println(estimate.Mean([]float64{41.2, 40.1, 42.3, 40.8, 41.6}))
	// Output: 41.2 [40.2, 42.2]
}

// In 8 of 10 simulated studies a claim was rejected.
func ExampleShare() {
	fmt.Println(estimate.Share(8, 10))
	// Output: 0.8 [0.49, 0.943]
}

// Welch's t of {3, 4, 5} against {1, 2, 3}: the difference 2 over sqrt(1/3 + 1/3), with 4 degrees of freedom.
func ExampleUnpaired() {
	end := theory.Unpaired([]float64{3, 4, 5}, []float64{1, 2, 3})
	fmt.Printf("%.2f, t = %.3f, %.0f degrees of freedom, p = %.3f\n", end.Excess, end.T, end.DegreesOfFreedom, end.PValue())
	// Output: 2.00, t = 2.449, 4 degrees of freedom, p = 0.070
}

// The laws that Predict weighs, and the surface that knows no law.
func ExampleFitAverage() {
	average, err := theory.FitAverage(context.Background(), testkit.Study(), theory.PredictOptions{})
	if err != nil {
		fmt.Println(err)
		return
	}
	prediction, err := average.BestAt(16384, theory.BestOptions{Exact: true})
	fmt.Println(prediction.Size, len(average.Weights) > 1, err)
	// Output: K=128 n=128 true <nil>
}

// Which law predicts larger budgets than it saw? The points are of a tied law.
func ExampleCompareLaws() {
	scores, err := theory.CompareLaws(context.Background(), testkit.Study(), []laws.Law{laws.Tied{}, laws.Flat{}},
		theory.CompareOptions{})
	for _, s := range scores {
		fmt.Println(s.Rank, s.Law.Name(), s.LackOfFit.PValue > 0.05)
	}
	fmt.Println(err)
	// Output:
	// 1 tied true
	// 2 flat false
	// <nil>
}

func ExampleJudgeLaws() {
	scores, err := theory.CompareLaws(context.Background(), testkit.Study(), nil, theory.CompareOptions{})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(theory.JudgeLaws(scores))
	// Output: Too close to tell: the tied a=0.5 law misses the held-out budgets by 0.4 points, the untied law by 0.6, and it is the best in only 84% of the refits.
}

func ExamplePairedMinima() {
	of := func(policy string, errors ...float64) (points []diversity.Measurement) {
		for repeat := range 5 {
			for i, e := range errors {
				points = append(points, diversity.Measurement{Size: diversity.Size{Classes: 2 << i, PerClass: 8 >> i},
					Repeat: repeat, Policy: policy, Error: e + 0.01*float64(repeat)})
			}
		}
		return points
	}
	uniform, balanced := of("uniform", 0.5, 0.25, 0.5), of("balanced", 0.5, 0.2, 0.4)
	all, err := theory.PairedMinima(uniform, balanced, theory.MinimaOptions{})
	fmt.Println(all, err)
	// Output: [N = 16: K* of balanced / K* of uniform 1.07 [1.07, 1.07], lowest error higher by -5.00 [-5.00, -5.00] points] <nil>
}

// Curves are of budgets with several sizes; the last point serves surfaces and laws only.
func ExampleCurves() {
	points := testkit.Study()
	lone := points[0]
	lone.Size, lone.Run = diversity.Size{Classes: 10, PerClass: 100}, "lone"
	curves, others, err := theory.Curves(append(points, lone), theory.MinimaOptions{})
	fmt.Println(len(curves) == len(points), len(others), err)
	// Output: true 1 <nil>
}

// The best number of classes of every budget: measured, as here each has enough sizes.
func ExampleOptima() {
	optima, err := theory.Optima(context.Background(), testkit.Study(), nil, theory.MinimaOptions{})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, o := range optima {
		fmt.Printf("N = %d: K* = %.0f, measured: %v\n", o.Budget, o.Classes.Value, o.Measured)
	}
	// Output:
	// N = 256: K* = 16, measured: true
	// N = 1024: K* = 32, measured: true
	// N = 4096: K* = 63, measured: true
}

// A loss above 1 at real-valued sizes: 1.7 + 400/K^0.35 + 400/n^0.3, by logarithms with Huber's loss.
func ExampleFitReadings() {
	var readings []theory.Reading
	for k := 1e6; k <= 1e9; k *= 10 {
		for n := 1e8; n <= 1e11; n *= 10 {
			readings = append(readings, theory.Reading{Classes: k, PerClass: n,
				Value: 1.7 + 400/math.Pow(k, 0.35) + 400/math.Pow(n, 0.3)})
		}
	}
	fitted, err := theory.FitReadings(context.Background(), readings, laws.Untied{},
		theory.ReadingOptions{Log: true, Huber: 1e-3, BootstrapSamples: -1})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, p := range fitted.Parameters {
		fmt.Printf("%s %.2f\n", p.Name, p.Value)
	}
	// Output:
	// E 1.70
	// A 400.00
	// B 400.00
	// a 0.35
	// b 0.30
}
