package recipe_test

import (
	"fmt"

	"tradeoff/diversity/recipe"
)

func ExampleObjective() {
	for _, r := range []recipe.Recipe{{}, recipe.SupervisedContrast(), recipe.ContrastWithoutLabels()} {
		o := r.WithDefaults().Objective
		fmt.Printf("%q %v %d views\n", o.Kind, o.Temperature, o.Views())
	}
	// Output:
	// "" 0 1 views
	// "supcon" 0.1 2 views
	// "simclr" 0.5 2 views
}
