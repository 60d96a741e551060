package runner

import (
	"os"
	"path/filepath"
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

// shortForm is a preset for as many images seen: batches of 64 at a rate that falls with the batch, and the same share
// of the updates for warm-up.
func shortForm(r recipe.Recipe, published, images int) recipe.Recipe {
	ratio := float64(64) / float64(r.Batch)
	r.LearningRate *= ratio
	if r.Warmup > 0 {
		r.Warmup = max(1, r.Warmup*images/64/r.Updates(published))
	}
	r.Steps, r.Epochs, r.Images, r.Batch = 0, 0, images, 64
	return r
}

// TestIntegrationPresetsLearn trains the ConvNet by a short form of each preset, 12,800 images seen, on 1,000 images of
// Fashion-MNIST, and reports the error of a ridge probe on 1,000 test images beside that of random weights: what
// package recipe says of them. None may be worse than random weights by more than three points, and the recipes for
// small images with labels must be better by as much.
func TestIntegrationPresetsLearn(t *testing.T) {
	testkit.Integration(t, func(t *testing.T) {
		if !testkit.Long(t) {
			t.Skip("eight programs are compiled, which takes minutes")
		}
		onXLA(t)
		folder := filepath.Join(testkit.Root(t), "..", "shared", "data", "fashion-mnist-20k")
		train := fashion(t, folder, "train10k")
		task := split.Full(fashion(t, folder, "t10k").Named("test"), 100, 0, 100)
		task.Name = "test"
		for _, c := range []struct {
			name      string
			recipe    recipe.Recipe
			published int // images of its source's set
			better    bool
		}{
			{"CIFARResNet", recipe.CIFARResNet(), 50_000, true}, {"CIFARWideResNet", recipe.CIFARWideResNet(), 50_000, true},
			{"CIFAR30", recipe.CIFAR30(), 50_000, true}, {"ImageNet90", recipe.ImageNet90(), 1_281_167, false},
			{"DeiT", recipe.DeiT(), 1_281_167, false}, {"SupervisedContrast", greyContrast(recipe.SupervisedContrast()), 50_000, false},
			{"ContrastWithoutLabels", greyContrast(recipe.ContrastWithoutLabels()), 50_000, false},
			{"FineTuning", recipe.FineTuning(), 640, false},
		} {
			t.Run(c.name, func(t *testing.T) {
				r := shortForm(c.recipe, c.published, 12_800)
				if len(r.Normalize.Mean) > 0 { // three colours'
					r.Normalize = recipe.OfPool()
				}
				s := study.Study{
					Name: "preset", Pool: train, Tasks: []split.Task{task}, Backbone: backbone.ConvNet{}, Recipe: r,
					Probes: []probe.Probe{probe.Ridge{}}, Sizes: []diversity.Size{{Classes: 10, PerClass: 100}}, Repeats: 1,
				}
				results := mustRun(t, s, InProcess{})
				var learnt, random study.TaskError
				for _, run := range results.Runs {
					if run.Run.Control {
						random = run.Measurements[0]
					} else {
						learnt = run.Measurements[0]
					}
				}
				t.Logf("error %.1f %%, with random weights %.1f %%", 100*learnt.Error, 100*random.Error)
				const three = 0.03
				if learnt.Error > random.Error+three || c.better && learnt.Error > random.Error-three {
					t.Errorf("error %v, with random weights %v", learnt.Error, random.Error)
				}
			})
		}
	})
}

// greyContrast leaves out what grey images do not have.
func greyContrast(r recipe.Recipe) recipe.Recipe {
	r.Augment.Jitter.Saturation, r.Augment.Jitter.Hue = 0, 0
	return r
}

func fashion(t *testing.T, folder, part string) pool.Pool {
	t.Helper()
	images, labels := filepath.Join(folder, part+"-images-idx3-ubyte.gz"), filepath.Join(folder, part+"-labels-idx1-ubyte.gz")
	if _, err := os.Stat(images); err != nil {
		t.Skipf("no Fashion-MNIST: %v", err)
	}
	p, err := pool.IDX(images, labels)
	if err != nil {
		t.Fatal(err)
	}
	return p
}
