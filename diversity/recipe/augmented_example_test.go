package recipe_test

import (
	"fmt"

	"tradeoff/diversity/recipe"
)

func ExampleAugment_Parts() {
	for _, part := range recipe.CIFAR30().Augment.Parts() {
		fmt.Println(part.Name)
	}
	// Output:
	// moved by whole pixels
	// mirror
	// cutout
}
