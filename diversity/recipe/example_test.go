package recipe_test

import (
	"fmt"

	"tradeoff/diversity/recipe"
)

func ExampleRecipe_WithDefaults() {
	r := recipe.Recipe{Epochs: 8}.WithDefaults()
	fmt.Println(r.Optimizer, r.LearningRate, r.Momentum, r.WeightDecay, r.Epochs, r.Batch, r.Warmup)
	// Output: sgd 0.05 0.9 0.001 8 64 50
}

func ExampleRecipe_Updates() {
	fmt.Println(recipe.Recipe{Epochs: 20}.Updates(2048), recipe.Recipe{Steps: 100}.Updates(2048))
	// Output: 640 100
}

func ExampleRecipe_Rate() {
	r := recipe.Recipe{LearningRate: 0.1, Warmup: 2}
	for step := range 6 {
		fmt.Printf("%.3f ", r.Rate(step, 6))
	}
	// Output: 0.050 0.100 0.100 0.085 0.050 0.015
}

func ExampleRecipe_Validate() {
	fmt.Println(recipe.Recipe{Batch: -1}.Validate())
	// Output: Recipe.Batch = -1: invalid value, allowed: 0..65536
}
