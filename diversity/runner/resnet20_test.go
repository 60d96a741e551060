package runner

import (
	"math/rand/v2"
	"os"
	"testing"

	"tradeoff/diversity"
	"tradeoff/diversity/backbone"
	"tradeoff/diversity/internal/testkit"
	"tradeoff/diversity/pool"
	"tradeoff/diversity/probe"
	"tradeoff/diversity/recipe"
	"tradeoff/diversity/split"
	"tradeoff/diversity/study"
)

const (
	tileSide    = 32
	tileClasses = 8
	tilesEach   = 16
)

// openTiles has noisy tiles of one colour for each class, which a worker process paints again.
var openTiles = pool.Register("coloured tiles of a test", func(part string) (pool.Drawn, error) {
	d := pool.Drawn{
		Height: tileSide, Width: tileSide, Channels: 3, Digest: func() (string, error) { return "tiles 1", nil },
	}
	for range tileClasses {
		d.Classes = append(d.Classes, pool.DrawnClass{ID: part + string(rune('a'+len(d.Classes))), Count: tilesEach})
	}
	d.Painter = func() (func([]uint8, pool.Ref), error) {
		return func(dst []uint8, r pool.Ref) { paintTile(dst, part, r) }, nil
	}
	return d, nil
})

func paintTile(dst []uint8, part string, r pool.Ref) {
	noise := rand.New(rand.NewPCG(uint64(len(part)), uint64(r.Class*tilesEach+r.Sample)))
	for i := range dst {
		colour := 64 + 128*(r.Class>>(i%3)&1)
		dst[i] = uint8(colour + noise.IntN(64) - 32)
	}
}

// TestIntegrationWorkerTrainsResNet20 trains the network of the issue as it is, by a recipe of its own paper with fewer
// updates, in a worker process on XLA.
func TestIntegrationWorkerTrainsResNet20(t *testing.T) {
	testkit.Integration(t, func(t *testing.T) {
		onXLA(t)
		how := recipe.CIFARResNet()
		how.Steps, how.Batch, how.LearningRate = 40, 32, 0.05
		task := split.FewShot(openTiles("unseen"), 4, 2)
		task.Episodes, task.Test = 2, 4
		s := study.Study{
			Name: "tiles", Pool: openTiles("seen"), Tasks: []split.Task{task}, Backbone: backbone.ResNet{}, Recipe: how,
			Probes: []probe.Probe{probe.Ridge{}}, Sizes: []diversity.Size{{Classes: 8, PerClass: 8}}, Repeats: 1,
		}
		results := mustRun(t, s, study.Processes{Command: []string{os.Args[0]}, Count: 1})
		if len(results.Failures)+len(results.Missing) > 0 {
			t.Fatalf("%v, %d missing", results.Failures, len(results.Missing))
		}
		for _, r := range results.Runs {
			// ln 8 is 2.08; one processor gets below 0.7, another to 0.87: see the README on other machines
			if !r.Run.Control && !(r.Loss < 1.2) {
				t.Errorf("the loss is %.3f after %d updates", r.Loss, how.Steps)
			}
		}
	})
}
