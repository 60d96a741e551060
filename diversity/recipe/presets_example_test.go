package recipe_test

import (
	"fmt"

	"tradeoff/diversity/recipe"
)

func ExampleCIFAR30() {
	r := recipe.CIFAR30()
	fmt.Println(r.Updates(50_000), r.Schedule.Kind, r.Augment.Pad, r.Augment.Cutout)
	// Output: 11719 onecycle 4 8
}

func ExampleImageNet90() {
	r := recipe.ImageNet90()
	r.Batch, r.LearningRate = 64, 0.1/4 // where memory is short
	fmt.Println(r.Updates(1_281_167), r.Augment.Crop.MinArea, r.Validate())
	// Output: 1801641 0.08 <nil>
}

func ExampleCIFARResNet() {
	r := recipe.CIFARResNet()
	r.Steps, r.Images = 0, 640_000 // equal images seen for every size of a study
	fmt.Println(r.Updates(1000), r.Updates(50_000), r.Schedule.Milestones)
	// Output: 5000 5000 [0.5 0.75]
}

func ExampleCIFARWideResNet() {
	fmt.Println(recipe.CIFARWideResNet().Epochs, recipe.CIFARWideResNet().Schedule.Factor)
	// Output: 200 0.2
}

func ExampleDeiT() {
	fmt.Println(recipe.DeiT().Optimizer, recipe.DeiT().Augment.Rand.Magnitude)
	// Output: adamw 27
}

func ExampleOfPool() {
	r := recipe.Recipe{Normalize: recipe.OfPool()} // in a study: its pool's numbers
	r.Normalize = r.Normalize.Filled([]float64{51, 102, 204}, []float64{25.5, 51, 51})
	fmt.Println(r.Normalize.Mean, r.Normalize.Deviation)
	// Output: [0.2 0.4 0.8] [0.1 0.2 0.2]
}

func ExampleSupervisedContrast() {
	with, without := recipe.SupervisedContrast(), recipe.ContrastWithoutLabels()
	fmt.Println(with.Objective.Kind, without.Objective.Kind, with.Updates(50_000) == without.Updates(50_000))
	// Output: supcon simclr true
}

func ExampleContrastWithoutLabels() {
	r := recipe.ContrastWithoutLabels()
	r.Epochs, r.Images = 0, 1_000_000 // a short one
	fmt.Println(r.Updates(1000), r.Objective.Views(), r.Validate())
	// Output: 977 2 <nil>
}

func ExampleFineTuning() {
	r := recipe.FineTuning()
	r.Epochs, r.Steps = 0, 500 // however many images a task has
	fmt.Println(r.Updates(100), r.Rate(0, 500), r.Validate())
	// Output: 500 0.001 <nil>
}
