package study

import (
	"fmt"
	"math"

	"tradeoff/diversity"
	"tradeoff/diversity/display"
	"tradeoff/diversity/pool"
	"tradeoff/diversity/probe"
	"tradeoff/diversity/recipe"
	"tradeoff/diversity/split"
)

// Protocol is how networks are judged downstream by a paper or benchmark: how many images of a data set, of which size,
// and by which probe. Its Task and Probe are what a [Study] takes.
//
// A task here draws its parts from one pool with as many images of each class. Where a source has official parts, or
// draws images whatever their class, the numbers are the source's as nearly as that allows: Notes says what differs.
type Protocol struct {
	Name   string
	Source string // paper, and the program that the numbers are taken from
	Notes  string // what differs from the source
	Side   int    // height and width of the images there
	Probe  probe.Probe

	// training and validation images in all, spread over the classes; zero: see below
	Train, Validation int
	// of few-shot episodes; all zero: with Train the rest of each class is tested, without it a fifth of each class is
	// tested and a tenth is for validation
	Ways, Shots, Test, Episodes int
}

// Protocols lists all, those of few-shot learning with five shots and with one.
func Protocols() []Protocol {
	return []Protocol{VTAB1k(), CLIPLinear(), DINOv2KNN(), DINOv2Linear(), MiniImageNet(5), MiniImageNet(1),
		TieredImageNet(5), TieredImageNet(1)}
}

// VTAB1k is the Visual Task Adaptation Benchmark with 1,000 images: 800 for training, 200 for validation, full
// fine-tuning by the fixed settings of its program.
func VTAB1k() Protocol {
	return Protocol{
		Name: "VTAB-1k",
		Source: "Zhai et al., A Large-scale Study of Representation Learning with the Visual Task Adaptation Benchmark, " +
			"arXiv 1910.04867; github.com/google-research/task_adaptation, scripts/run_all_tasks.sh",
		Notes: "the images are drawn class by class, in the source at random; the network is trained on 800, where the " +
			"program's is trained on all 1,000; the momentum is Nesterov's; the rest of each class is tested, in the source " +
			"the official test part",
		Side: 224, Train: 800, Validation: 200,
		Probe: probe.FineTune{Recipe: recipe.Recipe{
			LearningRate: 0.01, Momentum: 0.9, WeightDecay: recipe.None, Steps: 1000, Batch: 64, Warmup: 80,
			Schedule: recipe.Schedule{Kind: recipe.Step, Milestones: []float64{0.3, 0.6, 0.9}, Factor: 0.1},
		}},
	}
}

const ownParts = "of each class a fifth is tested and a tenth is for validation, in the source the official parts are"

// CLIPLinear is the linear probe of CLIP: logistic regression by L-BFGS, the strength chosen on validation data.
func CLIPLinear() Protocol {
	return Protocol{
		Name: "CLIP linear probe",
		Source: "Radford et al., Learning Transferable Visual Models From Natural Language Supervision, arXiv 2103.00020, " +
			"appendix A.3: L-BFGS of scikit-learn, at most 1,000 steps, the strength by a search among 96 values from 1e-6 " +
			"to 1e6 on validation images",
		Notes: ownParts + "; the strengths are the 45 from 1e-5 to 1e6 of dinov2/eval/log_regression.py " +
			"(github.com/facebookresearch/dinov2), all of them tried, and fits end where the objective does, not at a " +
			"tolerance of the gradient; some networks of the source take larger images",
		Side: 224, Probe: probe.Logistic{},
	}
}

// DINOv2KNN is the k-nearest-neighbour evaluation of DINOv2.
func DINOv2KNN() Protocol {
	return Protocol{
		Name: "DINOv2 k-NN",
		Source: "Oquab et al., DINOv2: Learning Robust Visual Features without Supervision, arXiv 2304.07193; " +
			"github.com/facebookresearch/dinov2, dinov2/eval/knn.py: 10, 20, 100 and 200 neighbours, temperature 0.07",
		Notes: ownParts + "; the number of neighbours is chosen on the validation images, the source prints all four",
		Side:  224, Probe: probe.KNN{},
	}
}

// DINOv2Linear is the linear evaluation of DINOv2: thirteen learning rates of stochastic gradient descent.
func DINOv2Linear() Protocol {
	return Protocol{
		Name: "DINOv2 linear",
		Source: "Oquab et al., DINOv2: Learning Robust Visual Features without Supervision, arXiv 2304.07193; " +
			"github.com/facebookresearch/dinov2, dinov2/eval/linear.py: 13 rates from 1e-5 to 0.1 for a batch of 256, " +
			"10 epochs of 1,250 steps of 128 images",
		Notes: ownParts + "; images are not augmented, in the source cropped and mirrored at random; the features are " +
			"those of the last layer, in the source also of the last four, each with and without the mean of the patches",
		Side: 224, Probe: probe.LinearSGD{},
	}
}

// MiniImageNet is few-shot classification as on mini-ImageNet: episodes of five classes with so many shots, 15 images
// of each to be told, the nearest class mean of Prototypical Networks.
func MiniImageNet(shots int) Protocol {
	return Protocol{
		Name: fmt.Sprintf("mini-ImageNet, 5-way %d-shot", shots),
		Source: "Vinyals et al., Matching Networks for One Shot Learning, arXiv 1606.04080; Snell, Swersky and Zemel, " +
			"Prototypical Networks for Few-shot Learning, arXiv 1703.05175: 600 episodes of the test part, 15 images of each " +
			"class to be told",
		Notes: "features are standardised on the shots before means are taken",
		Side:  84, Probe: probe.NearestMean{}, Ways: 5, Shots: shots, Test: 15, Episodes: 600,
	}
}

// TieredImageNet is [MiniImageNet] as on tiered-ImageNet, by the program of the paper that introduced it, with 5 images
// of each class to be told. Its classes for testing are of other superclasses than those for training: hold these out
// of the pool of pre-training.
func TieredImageNet(shots int) Protocol {
	p := MiniImageNet(shots)
	p.Name = fmt.Sprintf("tiered-ImageNet, 5-way %d-shot", shots)
	p.Source = "Ren et al., Meta-Learning for Semi-Supervised Few-Shot Classification, arXiv 1803.00676; " +
		"github.com/renmengye/few-shot-ssl-public, run_exp.py: 600 episodes, 5 images of each class to be told"
	p.Notes += "; many later papers test 15 images of each class"
	p.Test = 5
	return p
}

// Task is the protocol on the classes of a pool. The error wraps diversity.ErrInvalid for a pool that has too few
// images for it, and names the class with the fewest.
func (p Protocol) Task(from pool.Pool) (split.Task, error) {
	if err := from.Validate(); err != nil {
		return split.Task{}, err
	}
	task := split.Task{Name: p.Name, Pool: from, Ways: p.Ways, Shots: p.Shots, Test: p.Test, Episodes: max(p.Episodes, 1)}
	if p.Ways == 0 {
		least := leastClass(from)
		task.Shots, task.Validation, task.Test = p.perClass(from.Classes(), from.Originals(least))
		if task.Shots < 1 || task.Test < 1 {
			return split.Task{}, diversity.Invalid("Protocol "+p.Name, fmt.Sprintf("%d originals of class %s",
				from.Originals(least), from.ClassID(least)), fmt.Sprintf("at least %d in every class", p.fewest(from.Classes())))
		}
	}
	return task, task.Validate()
}

// perClass divides the images of a class.
func (p Protocol) perClass(classes, images int) (shots, validation, test int) {
	if p.Train == 0 {
		test, validation = images/5, images/10
		return images - test - validation, validation, test
	}
	each := func(total int) int { return max(1, int(math.Round(float64(total)/float64(classes)))) }
	shots, validation = each(p.Train), each(p.Validation)
	return shots, validation, images - shots - validation
}

// fewest is how many images each of so many classes must have.
func (p Protocol) fewest(classes int) int {
	if p.Train == 0 {
		return 5
	}
	shots, validation, _ := p.perClass(classes, 0)
	return shots + validation + 1
}

// leastClass is a class with the fewest originals.
func leastClass(p pool.Pool) (least int) {
	for class := range p.Classes() {
		if p.Originals(class) < p.Originals(least) {
			least = class
		}
	}
	return least
}

// Fields are what a table of protocols shows.
func (p Protocol) Fields() []display.Field {
	images := fmt.Sprintf("%d for training, %d for validation", p.Train, p.Validation)
	switch {
	case p.Ways > 0:
		images = fmt.Sprintf("%d-way %d-shot, %d tested of each class, %d episodes", p.Ways, p.Shots, p.Test, p.Episodes)
	case p.Train == 0:
		images = "all"
	}
	fields := []display.Field{{Name: "protocol", Value: p.Name}, {Name: "images", Value: images},
		{Name: "side", Value: p.Side}, {Name: "probe"}, {Name: "source", Value: p.Source},
		{Name: "differences", Value: p.Notes}}
	if p.Probe != nil {
		fields[3].Value = p.Probe.Kind()
	}
	return fields
}
