package pretrain_test

import (
	"context"
	"fmt"
	"log"

	"tradeoff/diversity/probe"
	"tradeoff/diversity/recipe"
)

func ExampleNetwork_Tune() {
	trainer := newTrainer()
	defer trainer.Close()
	network, err := trainer.Random(1) // or one that a study has kept: Runner.Load
	if err != nil {
		log.Fatal(err)
	}
	bars := twoBars()
	features, err := network.Features(context.Background(), bars.Images)
	if err != nil {
		log.Fatal(err)
	}
	set := probe.Set{Features: features, Labels: bars.Labels, Dim: network.Dim(), Images: bars.Images}
	tune := probe.FineTune{Recipe: recipe.Recipe{Steps: 200, Batch: 8}}
	prediction, err := probe.PredictOn(context.Background(), tune, network, set, probe.Set{}, set)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%d of %d wrong after fine-tuning\n", prediction.Score(bars.Labels).Wrong, len(bars.Labels))
	// Output: 0 of 8 wrong after fine-tuning
}
