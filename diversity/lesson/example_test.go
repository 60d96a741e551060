package lesson_test

import (
	"fmt"

	"tradeoff/diversity"
	"tradeoff/diversity/lesson"
	"tradeoff/diversity/theory"
	"tradeoff/diversity/worlds"
)

var tied = worlds.Planted{E: 0.05, A: 0.6, B: 0.3, Alpha: 0.5}

func ExamplePowers() {
	fmt.Println(lesson.Powers(8, 100))
	// Output: [8 16 32 64]
}

func ExampleLadder() {
	fmt.Println(lesson.Ladder(16, 32))
	// Output: [K=2 n=8 K=4 n=4 K=8 n=2 K=2 n=16 K=4 n=8 K=8 n=4 K=16 n=2]
}

func ExampleGrid() {
	fmt.Println(lesson.Grid([]int{2, 3}, []int{5, 7}))
	// Output: [K=2 n=5 K=2 n=7 K=3 n=5 K=3 n=7]
}

func ExampleAround() {
	fmt.Println(lesson.Around(64))
	// Output: [K=4 n=16 K=8 n=8 K=16 n=4 K=32 n=2]
}

func ExampleBetween() {
	points, _ := tied.Measure(lesson.Ladder(16, 32, 64), 1, 1)
	fmt.Println(len(points), len(lesson.Between(points, 20, 64)))
	// Output: 12 9
}

func ExampleLowest() {
	points, _ := tied.Measure(lesson.Ladder(64), 2, 1)
	fmt.Println(lesson.Lowest(points))
	// Output: Of 5 ways to spend 64 images, **16 classes with 4 images each** have the lowest mean error, 35.0% ± 0.0 (s.e.). The fewest classes are worse by 17.7 points (2 classes of 32), the most by 1.8 points (32 classes of 2). <nil>
}

func ExampleImages() {
	f, err := lesson.Images(worlds.TwoStep{}, diversity.Size{Classes: 4, PerClass: 32}, 1)
	fmt.Println(f.Title, err)
	// Output: Two steps: 4 classes, then 32 images of each <nil>
}

func ExampleAverages() {
	f, err := lesson.Averages(worlds.TwoStep{}, diversity.Size{Classes: 9, PerClass: 25}, 1)
	fmt.Println(f.Caption, err)
	// Output: One draw of K=9 n=25. In each coordinate the averages stray from the true means by 0.30 (standard deviation). <nil>
}

func ExampleAlongClasses() {
	points, _ := tied.Measure(lesson.Grid([]int{4, 16}, []int{9}), 2, 1)
	f, err := lesson.AlongClasses(points)
	fmt.Println(f.Caption, err)
	// Output: Mean errors with 95% intervals, both axes logarithmic; the budget grows along each line. n = 9: from 45% to 30.0%. <nil>
}

func ExampleAlongImages() {
	points, _ := tied.Measure(lesson.Grid([]int{16}, []int{9, 36}), 2, 1)
	f, err := lesson.AlongImages(points)
	fmt.Println(f.Caption, err)
	// Output: Mean errors with 95% intervals, both axes logarithmic; the budget grows along each line. K = 16: from 30% to 25.0%. <nil>
}

func ExampleValley() {
	f, err := lesson.Valley(tied, 1024)
	fmt.Println(f.Caption, err)
	// Output: Budget N = 1024, a = 0.5, b = 0.5: the error is lowest at K* = 64 classes with n* = 16 images each, ratio x* = 4.00. <nil>
}

func ExampleValleys() {
	f, err := lesson.Valleys(tied)
	fmt.Println(f.Title, err)
	// Output: The error along a budget and its two parts <nil>
}

func ExampleTurning() {
	f, err := lesson.Turning(tied)
	fmt.Println(f.Caption, err)
	// Output: a = 0.5, b = 0.9: slope b/(a+b) = 0.64. The best ratio is 3.81 at N = 64 and 18.60 at N = 16384. <nil>
}

func ExampleLoss() {
	fmt.Printf("%.3f %.3f\n", lesson.Loss(0.5, 4), lesson.Loss(1, 0.5))
	// Output: 0.250 0.250
}

func ExampleFlatness() {
	f, err := lesson.Flatness(0.5, 1)
	fmt.Println(f.Caption, err)
	// Output: cosh(a ln c) - 1 by the tied law. With a = 1/2 a K wrong by a factor of 2 loses 6% of the reducible error, by a factor of 4 25%. <nil>
}

// Without noise the lowest mean is the true best size, 64 of 16, and nothing is lost.
func ExampleChoices() {
	choices, err := lesson.Choices(tied, 1024, 2, 3)
	for _, c := range choices {
		fmt.Printf("%s: off by a factor of %.2f, regret %.4f\n", c.How, c.Factor, c.Regret.Value)
	}
	fmt.Println(err)
	// Output:
	// the lowest mean: off by a factor of 1.00, regret 0.0000
	// a parabola through the lowest means: off by a factor of 1.00, regret 0.0000
	// <nil>
}

func ExampleCommonMean() {
	f, err := lesson.CommonMean(64, 100)
	fmt.Println(f.Title, err)
	// Output: A common mean: more classes are always better <nil>
}

func ExampleRivals() {
	f, err := lesson.Rivals()
	fmt.Println(f.Caption, err)
	// Output: All three give 20% at K = 64, n = 16. They differ in what they say of the best K: in between, as many as possible, no matter. <nil>
}

func ExampleDrift() {
	points, _ := worlds.Gaussian{}.Measure(lesson.Around(512, 1024), 2, 1)
	f, err := lesson.Drift(points, worlds.Gaussian{})
	fmt.Println(f.Title, err)
	// Output: The best ratio of the Gaussian world: measured, and by a formula <nil>
}

func ExampleFactors() {
	points, _ := worlds.Gaussian{}.Measure(lesson.Around(512, 1024, 2048), 2, 1)
	fit, err := theory.Fit(points, lesson.Factors{}, theory.FitOptions{BootstrapSamples: -1})
	fmt.Println(fit.Law.Name(), len(fit.Parameters), err)
	// Output: factors 6 <nil>
}
