package figure

import (
	"tradeoff/diversity/figure/internal/samplesheet"
	"tradeoff/diversity/recipe"
)

// Augmented shows images as a recipe's augmentation makes them, which pretrain.Augmented computes: a row for each part
// of the augmentation, or one for each image. It is an error wrapping diversity.ErrInvalid if the rows are not equally
// many whole images.
func Augmented(a recipe.Augmented) (Figure, error) {
	parts, err := samplesheet.Augmented(a)
	return newFigure("Augmented", parts, err)
}
