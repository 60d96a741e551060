package studies

import (
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

// Settings are the studies there are: few sizes of one budget, with five repeats each.
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

const budget = 2048 // N of every setting

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
