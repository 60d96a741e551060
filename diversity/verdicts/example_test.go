package verdicts_test

import (
	"context"
	"fmt"

	"tradeoff/diversity"
	"tradeoff/diversity/verdicts"
	"tradeoff/diversity/worlds"
)

// points are those of a world whose best ratio is 1 at every budget.
func points() []diversity.Measurement {
	var sizes []diversity.Size
	for _, budget := range []int{256, 1024, 4096} {
		for k := 4; k <= budget/4; k *= 2 {
			sizes = append(sizes, diversity.Size{Classes: k, PerClass: budget / k})
		}
	}
	points, _ := worlds.Planted{E: 0.1, A: 0.8, B: 0.8, Alpha: 0.5}.Measure(sizes, 3, 1)
	return points
}

func ExampleJudge() {
	judgement, err := verdicts.Judge(context.Background(), "planted", points(), verdicts.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, gain := range judgement.Gains[:2] {
		fmt.Printf("over %s: %.1f points\n", gain.Over, 100*gain.Saved.Value)
	}
	// Output:
	// over most classes: 22.5 points
	// over fewest classes: 22.5 points
}

func ExampleAcross() {
	var answers []verdicts.Judgement
	for _, question := range []string{"near task", "far task"} {
		judgement, err := verdicts.Judge(context.Background(), question, points(), verdicts.Options{})
		if err != nil {
			fmt.Println(err)
			return
		}
		answers = append(answers, judgement)
	}
	sentences, err := verdicts.Across(answers)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(sentences[2])
	// Output:
	// **Predicting the best number of classes** for the largest budget from the smaller ones gains 15.0 points over the mean of the standard choices on average (15.0 to 15.0 in 2 questions); the paper reports about 2.
}

func ExampleBalanced() {
	unfinished := points()[:50] // of 3 repeats of 21 sizes
	kept := verdicts.Balanced(unfinished)
	fmt.Println(kept.Repeats, "repeats of", kept.Sizes, "sizes")
	// Output: 3 repeats of 16 sizes
}
