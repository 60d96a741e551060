package pretrain_test

import (
	"context"
	"fmt"
	"os"

	"tradeoff/diversity/backbone"
	"tradeoff/diversity/pretrain"
	"tradeoff/diversity/recipe"
)

// small are options for a network whose weights somebody has published: a ResNet on colour images.
func small() pretrain.Options {
	os.Setenv("GOMLX_BACKEND", "go")
	return pretrain.Options{
		Backbone: backbone.ResNet{Depth: 8, Width: 2}, Height: 12, Width: 10, Channels: 3,
		Recipe: recipe.Recipe{Normalize: recipe.ImageNet()},
	}
}

func ExampleTrainer_LoadPublished() {
	trainer, err := pretrain.NewTrainer(context.Background(), small())
	if err != nil {
		fmt.Println(err)
		return
	}
	defer trainer.Close()
	network, err := trainer.LoadPublished("testdata/published.pt") // as torch.save(model.state_dict()) wrote it
	if err != nil {
		fmt.Println(err)
		return
	}
	features, err := network.Features(context.Background(), make([]uint8, 12*10*3))
	fmt.Println(len(features), err)
	// Output: 8 <nil>
}

func ExampleTrainer_Published() {
	options := small()
	var err error
	if options.Published, err = backbone.OpenPublished("testdata/published.safetensors"); err != nil {
		fmt.Println(err)
		return
	}
	trainer, err := pretrain.NewTrainer(context.Background(), options) // every Train starts from the weights
	if err != nil {
		fmt.Println(err)
		return
	}
	defer trainer.Close()
	network, err := trainer.Published() // as they are
	fmt.Println(network.Dim(), err)
	// Output: 8 <nil>
}
