package design_test

import (
	"context"
	"errors"
	"fmt"
	"math"

	"tradeoff/diversity"
	"tradeoff/diversity/internal/testkit"
	"tradeoff/diversity/laws"
	"tradeoff/diversity/theory"
	"tradeoff/diversity/theory/design"
	"tradeoff/diversity/worlds"
)

// The gain over a rule of thumb is paired: both errors come from the same refit.
func ExampleBaseline() {
	fitted, err := theory.Fit(testkit.Study(), laws.Tied{}, theory.FitOptions{})
	if err != nil {
		fmt.Println(err)
		return
	}
	best, err := fitted.BestAt(16384, theory.BestOptions{})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, baseline := range best.Baselines[:3] {
		gain := baseline.Gain
		fmt.Printf("against %-12s %.0f points, certain: %v\n", baseline.Name, 100*gain.Value, gain.Interval.Low > 0)
	}
	// Output:
	// against most classes 67 points, certain: true
	// against fewest classes 67 points, certain: true
	// against K = n        0 points, certain: false
}

// Where sizes are too small to teach anything the error is that of random weights: the fit may know of it.
func ExampleFitOptions() {
	world := worlds.Planted{E: 0.05, A: 0.8, B: 0.5, Alpha: 0.5, Beta: 0.7, Noise: 0.005, Ceiling: 0.3}
	points, err := world.Measure(testkit.Ladder(128, 512, 2048), 3, 1)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, ceiling := range []float64{0, 0.3} {
		fitted, err := theory.Fit(points, laws.Untied{}, theory.FitOptions{Ceiling: ceiling, BootstrapSamples: 200})
		if err != nil {
			fmt.Println(err)
			return
		}
		b, _ := fitted.Parameter("b")
		fmt.Printf("ceiling %v: rms %.1f points, the interval of b holds 0.7: %v\n", ceiling, 100*fitted.RMS,
			b.Interval.Contains(0.7))
	}
	// Output:
	// ceiling 0: rms 1.9 points, the interval of b holds 0.7: false
	// ceiling 0.3: rms 0.4 points, the interval of b holds 0.7: true
}

// How many repeats would show that the best ratio drifts, if it drifts as in this world?
func ExamplePower() {
	world := worlds.Planted{E: 0.1, A: 0.8, B: 0.8, Alpha: 0.4, Beta: 0.7, Noise: 0.01} // slope 0.64
	curve, err := design.Power(context.Background(), world, design.PowerOptions{
		Budgets: [][]int{{256, 512, 1024}, {256, 1024, 4096}}, Repeats: []int{3, 6}, Studies: 100, BootstrapSamples: 100,
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%d designs by the test %q\n", len(curve.Cells), curve.Test)
	best, err := curve.Repeats(0.8)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%d repeats of the budgets %v: %d runs\n", best.Repeats, best.Budgets, best.Runs)
	// Output:
	// 4 designs by the test "slope"
	// 3 repeats of the budgets [256 512 1024]: 63 runs
}

// Where none of the designs would tell, the answer says so.
func ExamplePowerCurve_Repeats() {
	world := worlds.Planted{E: 0.1, A: 0.8, B: 0.8, Alpha: 0.5, Beta: 0.52, Noise: 0.02}
	curve, err := design.Power(context.Background(), world,
		design.PowerOptions{Budgets: [][]int{{256, 1024}}, Repeats: []int{3}, Studies: 50, BootstrapSamples: 50})
	if err != nil {
		fmt.Println(err)
		return
	}
	_, err = curve.Repeats(0.8)
	fmt.Println(errors.Is(err, diversity.ErrTooFew))
	// Output:
	// true
}

func ExamplePowerCurve_Cheapest() {
	world := worlds.Planted{E: 0.1, A: 0.8, B: 0.8, Alpha: 0.4, Beta: 0.7, Noise: 0.01}
	curve, err := design.Power(context.Background(), world, design.PowerOptions{
		Budgets: [][]int{{256, 512, 1024}, {256, 1024, 4096}}, Repeats: []int{2, 3}, Studies: 100, Test: design.ByLaws,
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	best, err := curve.Cheapest(0.8)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("if one of the two laws holds, %d repeats of the budgets %v do: %d images\n", best.Repeats, best.Budgets,
		best.Images)
	// Output:
	// if one of the two laws holds, 2 repeats of the budgets [256 512 1024] do: 25088 images
}

// Which law foretells larger budgets best? Here the smaller three of four predict the largest.
func ExampleCompareLaws() {
	world := worlds.Planted{E: 0.1, A: 0.8, B: 0.6, Alpha: 0.25, Beta: 1, Noise: 0.003}
	points, err := world.Measure(testkit.Ladder(256, 512, 1024, 4096), 3, 1)
	if err != nil {
		fmt.Println(err)
		return
	}
	scores, err := theory.CompareLaws(context.Background(), points, []laws.Law{laws.Tied{}, laws.Untied{}, laws.Pooled{}},
		theory.CompareOptions{})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, s := range scores {
		fmt.Printf("%d %-6s misses the largest budget by %.1f points, lack of fit: %v\n", s.Rank, s.Law.Name(), 100*s.HeldOut,
			s.LackOfFit.PValue < 0.01)
	}
	fmt.Println(theory.JudgeLaws(scores).Outcome)
	// Output:
	// 1 untied misses the largest budget by 0.2 points, lack of fit: false
	// 2 tied   misses the largest budget by 4.0 points, lack of fit: true
	// 3 pooled misses the largest budget by 6.8 points, lack of fit: true
	// consistent
}

func ExampleJudgeLaws() {
	scores, err := theory.CompareLaws(context.Background(), testkit.Study(), []laws.Law{laws.Tied{}, laws.Untied{}},
		theory.CompareOptions{HeldOut: 1})
	if err != nil {
		fmt.Println(err)
		return
	}
	verdict := theory.JudgeLaws(scores)
	fmt.Printf("%s: %s\n", verdict.Claim, verdict.Outcome)
	// Output:
	// the untied law predicts larger budgets best: undecided
}

// Three more sizes, chosen for what they will tell of the best number of classes at a budget too dear to be searched.
func ExampleNextSizes() {
	world := worlds.Planted{E: 0.1, A: 0.8, B: 0.5, Alpha: 0.4, Beta: 0.6, Noise: 0.01}
	points, err := world.Measure(testkit.Ladder(256, 1024), 2, 1)
	if err != nil {
		fmt.Println(err)
		return
	}
	next, err := design.NextSizes(points, design.NextOptions{Target: 16384, Law: laws.Untied{}, PerImage: true})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, s := range next {
		fmt.Println(s)
	}
	// Output:
	// K=128 n=2, 2 runs (512 images): ln K* at N = 16384 from +-0.17 to +-0.16
	// K=256 n=4, 2 runs (2048 images): ln K* at N = 16384 from +-0.16 to +-0.14
	// K=128 n=2, 2 runs (512 images): ln K* at N = 16384 from +-0.14 to +-0.13
}

// The closed form of the Gaussian world: the best number of classes rises faster than the square root of the budget at
// first, and as the square root in the end.
func ExampleGaussian_ErrorAt() {
	var world worlds.Gaussian
	fmt.Printf("error %.3f at K=128 n=32\n", world.ErrorAt(128, 32))
	for _, budget := range []float64{512, 1 << 24} {
		fmt.Printf("slope at N = %.0f: %.1f\n", budget, math.Log2(world.BestClasses(2*budget)/world.BestClasses(budget)))
	}
	// Output:
	// error 0.055 at K=128 n=32
	// slope at N = 512: 0.6
	// slope at N = 16777216: 0.5
}

func ExampleGaussian_BestClasses() {
	fmt.Printf("%.0f\n", worlds.Gaussian{}.BestClasses(2048))
	// Output:
	// 97
}

// Classes from few superclasses are fewer than they look, and more of them are less useful.
func ExampleHierarchical() {
	for _, world := range []worlds.Hierarchical{{}, {Share: 0.8}} {
		fmt.Printf("share %.1f: 256 classes count as %.0f, K* = %.0f at N = 2048\n", world.Share, world.Effective(256),
			world.BestClasses(2048))
	}
	points, err := worlds.Hierarchical{Share: 0.8}.Measure([]diversity.Size{testkit.Size(64, 32)}, 5, 1)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%d runs, sampled error above 0.1: %v\n", len(points), points[0].Error > 0.1)
	// Output:
	// share 0.0: 256 classes count as 256, K* = 97 at N = 2048
	// share 0.8: 256 classes count as 30, K* = 45 at N = 2048
	// 5 runs, sampled error above 0.1: true
}

func ExampleHierarchical_ErrorAt() {
	fmt.Printf("%.3f\n", worlds.Hierarchical{Superclasses: 40, Share: 0.8}.ErrorAt(256, 64))
	// Output:
	// 0.015
}

// What a pilot of two budgets says of the studies that would settle whether the best ratio is invariant.
func ExamplePilot() {
	power, err := design.Pilot(context.Background(), testkit.Study(), design.PowerOptions{
		Budgets: [][]int{{256, 1024}, {256, 4096}}, Repeats: []int{3}, Studies: 20, BootstrapSamples: 50, Sizes: 5,
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("runs of one size scatter by %.1f points, slope %.2f\n", 100*power.Noise, power.Slope)
	fmt.Println(len(power.Drifting.Cells), len(power.Invariant))
	// Output:
	// runs of one size scatter by 0.6 points, slope 0.51
	// 2 2
}

func ExampleNextBatch() {
	world := worlds.Planted{E: 0.05, A: 0.8, B: 0.8, Alpha: 0.4, Noise: 0.01}
	points, err := world.Measure(testkit.Ladder(64, 256), 2, 1)
	if err != nil {
		fmt.Println(err)
		return
	}
	batch, err := design.NextBatch(context.Background(), points, design.BatchOptions{
		Spend: 2000, Cost: func(s diversity.Size) float64 { return 20 + float64(s.Total()) }, // seconds of a processor
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("for N = %d within the spend: %v\n", batch.Target, batch.Cost <= 2000)
	fmt.Printf("expected to help by less than is expected to be lost: %v\n", batch.Gain < batch.Regret)
	// Output:
	// for N = 1024 within the spend: true
	// expected to help by less than is expected to be lost: true
}
