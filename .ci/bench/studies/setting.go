package studies

import (
	"cmp"
	"fmt"
	"path/filepath"

	"tradeoff/diversity"
	"tradeoff/diversity/backbone"
	"tradeoff/diversity/pool"
	"tradeoff/diversity/recipe"
	"tradeoff/diversity/split"
	"tradeoff/diversity/study"
)

// Setting is a study that is computed for comparison.
type Setting struct {
	Name  string // for the command line
	Title string // one line
	Study study.Study
}

// Settings are the studies of characters: few sizes of one budget, with five repeats each.
func Settings() []Setting {
	return []Setting{{
		Name: "q", Title: "MLP 784-256-128, 20 epochs, no augmentation; N = 2048, K = 8, 32, 128; 5 repeats",
		Study: omniglot("bench-q", 0.5, backbone.MLP{}, recipe.Recipe{Epochs: 20}, 8, 32, 128),
	}, {
		Name: "h", Title: "convolutional network, 640 updates, augmented; N = 2048, K = 16, 64; 5 repeats",
		Study: omniglot("bench-h", 1, backbone.ConvNet{}, recipe.Recipe{
			Steps: 640, Augment: recipe.Augment{Shift: 0.36, Rotate: 4.5, Scale: 0.036},
		}, 16, 64),
	}, {
		Name: "a", Title: "convolutional network, 20 epochs, no augmentation; N = 2048, K = 16, 64; 5 repeats",
		Study: omniglot("bench-a", 0.5, backbone.ConvNet{}, recipe.Recipe{Epochs: 20}, 16, 64),
	}}
}

const budget = 2048 // N of every setting of characters

const photographsTitle = "no augmentation; N = 1000, K = 10; 5 repeats; errors of the ridge probe"

// Photographs are the settings of a folder with MNIST's four files, such as Debian's dataset-fashion-mnist: training is
// on its training images, for so many epochs, 0 meaning 10, and the ridge probe on features of its test images.
func Photographs(folder string, epochs int) ([]Setting, error) {
	epochs = cmp.Or(epochs, 10)
	train, err := idx(folder, "train")
	if err != nil {
		return nil, err
	}
	test, err := idx(folder, "t10k")
	if err != nil {
		return nil, err
	}
	of := func(name string, net backbone.Backbone) study.Study {
		// other names: here the classes of training are to be told apart, and the images are others
		task := split.Full(test.Named("test"), 200, 0, 400)
		task.Name = "test"
		return study.Study{
			Name: "bench-" + name, Pool: train, Tasks: []split.Task{task}, Backbone: net, Seed: 1, Repeats: 5,
			Recipe: recipe.Recipe{Epochs: epochs}, Sizes: []diversity.Size{{Classes: 10, PerClass: 100}},
		}
	}
	return []Setting{{
		Name: "p", Title: fmt.Sprintf("ResNet-20, %d epochs, %s", epochs, photographsTitle),
		Study: of("p", backbone.ResNet{Depth: 20}),
	}, {
		Name: "c", Title: fmt.Sprintf("convolutional network, %d epochs, %s", epochs, photographsTitle),
		Study: of("c", backbone.ConvNet{}),
	}}, nil
}

// idx is a pair of files that begin with a word, plain or compressed.
func idx(folder, begin string) (pool.Pool, error) {
	pair := make([]string, 2)
	for i, kind := range []string{"images-idx3", "labels-idx1"} {
		pattern := filepath.Join(folder, begin+"*"+kind+"-ubyte*")
		found, err := filepath.Glob(pattern)
		if err != nil || len(found) == 0 {
			return pool.Pool{}, fmt.Errorf("studies: no file %s (%w)", pattern, diversity.ErrInvalid)
		}
		pair[i] = found[0]
	}
	return pool.IDX(pair[0], pair[1])
}

// omniglot is a study on turned and distorted characters, with the evaluation alphabets plain and distorted as tasks.
func omniglot(name string, level float64, net backbone.Backbone, r recipe.Recipe, classes ...int) study.Study {
	plain := split.FewShot(pool.Omniglot().Evaluation(), 20, 10)
	plain.Name, plain.WithinGroups = "plain", true
	distorted := split.FewShot(pool.Omniglot().Evaluation().Distort(pool.Distortion{Level: level, Seed: 2}), 20, 10)
	distorted.Name, distorted.WithinGroups = "distorted", true
	s := study.Study{
		Name: name, Pool: pool.Omniglot().Background().Rotations(4).Distort(pool.Distortion{Level: level, Seed: 1}),
		Tasks: []split.Task{plain, distorted}, Backbone: net, Recipe: r, Repeats: 5, Seed: 1,
	}
	for _, k := range classes {
		s.Sizes = append(s.Sizes, diversity.Size{Classes: k, PerClass: budget / k})
	}
	return s
}

// runs are those of the plan with pre-training.
func runs(s study.Study) ([]study.Run, error) {
	plan, err := s.Plan()
	var trained []study.Run
	for _, run := range plan {
		if !run.Control {
			trained = append(trained, run)
		}
	}
	return trained, err
}
