package recipe_test

import (
	"fmt"

	"tradeoff/diversity/recipe"
)

func ExampleImageNet() {
	r := recipe.Recipe{Normalize: recipe.ImageNet()} // what published networks were trained with
	fmt.Println(r.Normalize.Mean, r.Normalize.Deviation, r.Validate())
	fmt.Println(r.Normalize.ValidFor(1)) // grey images
	// Output:
	// [0.485 0.456 0.406] [0.229 0.224 0.225] <nil>
	// Recipe.Normalize.Mean = 3 numbers: invalid value, allowed: 1, one for each channel of the images, or 1 for all
}
