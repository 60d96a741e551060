package pretrain_test

import (
	"context"
	"fmt"
	"os"

	"github.com/gomlx/gomlx/core/graph"

	"tradeoff/diversity/backbone"
	"tradeoff/diversity/pretrain"
	"tradeoff/diversity/recipe"
)

// Residual is the settings of a network that package backbone does not have.
type Residual struct {
	Width int `json:"width"`
}

func (Residual) Kind() string               { return "example.residual" }
func (Residual) Validate() error            { return nil }
func (r Residual) Features(_, _, _ int) int { return r.Width }

// The settings are registered in one package, and the graph in another that links the training framework.
func init() {
	backbone.Register("example.residual", backbone.Decode[Residual])
	pretrain.Register("example.residual", pretrain.Architecture[Residual]{Graph: residual, Replicas: true})
}

func residual(r Residual, b *pretrain.Builder, images *graph.Node) *graph.Node {
	x := b.NormReLU(b.Dense(images, r.Width))
	return graph.Add(x, b.NormReLU(b.Dense(x, r.Width)))
}

func ExampleRegister() {
	os.Setenv("GOMLX_BACKEND", "go")
	network, err := backbone.Unmarshal([]byte(`{"kind":"example.residual","width":16}`)) // as a worker process does
	if err != nil {
		panic(err)
	}
	trainer, err := pretrain.NewTrainer(context.Background(), pretrain.Options{
		Backbone: network, Recipe: recipe.Recipe{Steps: 100, Batch: 8}, Height: 4, Width: 4, Channels: 1,
	})
	if err != nil {
		panic(err)
	}
	defer trainer.Close()
	trained, curve, err := trainer.Train(context.Background(), twoBars(), 1, pretrain.TrainOptions{})
	fmt.Println(trained.Dim(), "features, loss below 0.1:", curve[len(curve)-1].Loss < 0.1, err)
	// Output: 16 features, loss below 0.1: true <nil>
}

func ExampleKnown() {
	fmt.Println(pretrain.Known(backbone.MLP{}), pretrain.Known(Residual{Width: 4}))
	// Output: <nil> <nil>
}
