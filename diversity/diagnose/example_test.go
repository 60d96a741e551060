package diagnose_test

import (
	"fmt"

	"gonum.org/v1/gonum/mat"

	"tradeoff/diversity"
	"tradeoff/diversity/diagnose"
	"tradeoff/diversity/probe"
)

// Two classes of two images each, on a line.
var line = probe.Set{Features: []float32{0, 2, 10, 12}, Labels: []int32{0, 0, 1, 1}, Dim: 1}

// Variances of 2 within the classes, whose means are 10 apart: (2 + 2) / (2 * 10^2).
func ExamplePretraining() {
	network, err := diagnose.Pretraining(line, diagnose.PretrainingOptions{})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(network.Values()[diagnose.Within], network.Values()[diagnose.CDNV])
	// Output: 2 0.02
}

func ExampleTask() {
	network, err := diagnose.Pretraining(line, diagnose.PretrainingOptions{})
	if err != nil {
		fmt.Println(err)
		return
	}
	task, err := diagnose.Task(line, network)
	fmt.Printf("%.3f %v\n", task[diagnose.Distance], err)
	// Output: 0.000 <nil>
}

// The effective rank rises with the error at all three sizes of a budget; one repeat has no interval.
func ExamplePredictors() {
	var points []diagnose.Point
	for i, classes := range []int{4, 8, 16} {
		size := diversity.Size{Classes: classes, PerClass: 64 / classes}
		points = append(points, diagnose.Point{
			Measurement: diversity.Measurement{Size: size, Error: 0.2 + 0.1*float64(i)},
			Values:      diagnose.Values{diagnose.RankMe: 10 + float64(i)},
		})
	}
	all, err := diagnose.Predictors(points, diagnose.PredictorOptions{})
	for _, p := range all { // K itself does as well
		fmt.Println(p.Name, p.Budget, p.Rank)
	}
	fmt.Println(err)
	// Output:
	// classes 64 1 (no interval)
	// rankme 64 1 (no interval)
	// <nil>
}

func ExampleCKA() {
	x := []float32{0, 1, 2, 4}
	y := []float32{1, -1, -3, -7} // 1 - 2 x
	fmt.Println(diagnose.CKA(x, 1, y, 1))
	// Output: 1 <nil>
}

func ExampleNewSimilarities() {
	a, err := diagnose.NewSimilarities([]float32{0, 1, 2, 4, 8}, 1)
	if err != nil {
		fmt.Println(err)
		return
	}
	b, err := diagnose.NewSimilarities([]float32{1, 3, 5, 9, 17}, 1)
	fmt.Printf("%d images, alignment %.3f, %v\n", a.Images(), a.Alignment(b), err)
	// Output: 5 images, alignment 1.000, <nil>
}

func ExampleSpectralNorm() {
	fmt.Printf("%.3f\n", diagnose.SpectralNorm(mat.NewDense(2, 2, []float64{3, 0, 0, 4})))
	// Output: 4.000
}

func ExampleNames() {
	fmt.Println(diagnose.Names()[:3], len(diagnose.Names()))
	// Output: [within between cdnv] 24
}
