package worlds_test

import (
	"fmt"

	"tradeoff/diversity"
	"tradeoff/diversity/worlds"
)

// The best of error = 0.1 + 0.8 K^-0.5 + 0.4 n^-1 at K n = 4096 is K = 256, where it is 0.1 + 0.05 + 0.025.
func ExamplePlanted() {
	world := worlds.Planted{E: 0.1, A: 0.8, B: 0.4, Alpha: 0.5, Beta: 1}
	fmt.Printf("%.1f %.3f\n", world.BestClasses(4096), world.ErrorAt(256, 16))
	points, err := world.Measure([]diversity.Size{{Classes: 256, PerClass: 16}}, 2, 1)
	fmt.Printf("%d %v %.3f %v\n", len(points), points[0].Size, points[0].Error, err)
	// Output:
	// 256.0 0.175
	// 2 K=256 n=16 0.175 <nil>
}

// Four classes of 32 images in 100 dimensions show at most four of the ten hidden directions.
func ExampleTwoStep() {
	world := worlds.TwoStep{}
	classes, err := world.Draw(diversity.Size{Classes: 4, PerClass: 32}, 1)
	if err != nil {
		fmt.Println(err)
		return
	}
	missed, err := world.ErrorOf(classes)
	fmt.Println(len(classes), len(classes[0].Images), missed > 0.6 && missed < 0.9, err)
	// Output: 4 32 true <nil>
}
