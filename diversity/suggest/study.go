package suggest

import (
	"fmt"
	"math"

	"tradeoff/diversity"
	"tradeoff/diversity/backbone"
	"tradeoff/diversity/display"
	"tradeoff/diversity/pool"
	"tradeoff/diversity/recipe"
	"tradeoff/diversity/split"
	"tradeoff/diversity/study"
)

// Options are what the user chooses instead of [Study]. The zero value leaves all of it to Study.
type Options struct {
	Name string // of the study; "" is "your-data"

	Ways, Shots int // of an episode of the task; 0: at most 20 classes, at most 10 images of each to learn from
	Budgets     []int
	Repeats     int               // 0: 5 where the time allows it, else 3
	Backbone    backbone.Backbone // nil: by what the images are
	Choice      split.Choice      // of classes; nil: uniformly
	Minutes     float64           // of computing on one core that the choices aim at; 0 means 5
	Rate        float64           // multiplications a second of one core, see [MeasuredRate]; 0 means 10 billion, assumed
	Seed        uint64

	AllowSharedImages string // the reason why the task may have images of pre-training, see [split.Task]
}

func (o Options) withDefaults() (Options, error) {
	if o.Minutes == 0 {
		o.Minutes = 5
	}
	if o.Name == "" {
		o.Name = "your-data"
	}
	switch {
	case !(o.Minutes > 0) || math.IsInf(o.Minutes, 0):
		return o, diversity.Invalid("Options.Minutes", o.Minutes, "above 0, or 0 for 5")
	case !(o.Rate == 0 || o.Rate >= 1) || math.IsInf(o.Rate, 0):
		return o, diversity.Invalid("Options.Rate", o.Rate, "at least 1, or 0 for 10 billion")
	case o.Ways < 0 || o.Ways == 1:
		return o, diversity.Invalid("Options.Ways", o.Ways, "at least 2, or 0 to have it chosen")
	case o.Shots < 0:
		return o, diversity.Invalid("Options.Shots", o.Shots, "at least 1, or 0 to have it chosen")
	case o.Repeats < 0:
		return o, diversity.Invalid("Options.Repeats", o.Repeats, "at least 1, or 0 to have it chosen")
	}
	return o, nil
}

// Proposal is a study that can be run as it is or changed, with the reasons.
type Proposal struct {
	Study     study.Study
	Runs      int     // random weights included
	Minutes   float64 // of computing on one core, as [Study] estimates them; 0 if the network's cost is not known
	Rate      float64 // multiplications a second by which they are estimated
	Decisions []Decision
}

// Display is the table of the decisions.
func (p Proposal) Display() display.Document {
	parts := []display.Part{display.TableOf("The study", p.Decisions)}
	if p.Minutes > 0 {
		parts = append(
			parts,
			display.Text(fmt.Sprintf("%s, some %s of computing on one core (at %.0f million multiplications a second)",
				display.Count(p.Runs, "run"), duration(p.Minutes), p.Rate/1_000_000)),
		)
	}
	return display.Document{Parts: parts}
}

// epochs of pre-training, and the sizes of each budget.
const (
	epochs         = 20
	sizesPerBudget = 5
)

// Study chooses a study of two parts of a pool, as [HoldOut] makes them.
//
//   - The task has up to 20 classes an episode, as many as are held out, and up to 10 images of each to learn from and
//     10 to be tested on, where the classes have as many; ten episodes. Small classes that would leave fewer of all are
//     left out, up to a quarter of them.
//   - The network is an MLP for gray images of at most 32x32 pixels, else a small ConvNet; photographs are mirrored by
//     chance, drawings (most pixels are black or white) are not.
//   - Drawings of too few images a class to reach the left side of the curve (K below the square root of N) are
//     widened by fixed distortions, each a part of the data set.
//   - Budgets are numbers of many divisors, four times apart, the largest that reach both sides of K = n and that the
//     minutes allow; five sizes each; five repeats if the minutes allow them, else three. Of a pool that is too small
//     for two of them, two small budgets about as far apart.
//   - Where classes differ in their number of images and enough have the largest n, all sizes are of these alone: else
//     which classes qualify would change with n.
//   - Classes are chosen uniformly.
//
// The minutes are an estimate by the network's multiplications at an assumed rate, or at Options.Rate; a busy machine,
// or one with other cores, takes several times as long. [MeasuredRate] tells the rate of what was run.
func Study(p Parts, o Options) (Proposal, error) {
	o, err := o.withDefaults()
	if err != nil {
		return Proposal{}, err
	}
	c := chooser{options: o, training: p.Training, held: p.Held}
	for _, choose := range []func() error{c.task, c.network, c.widen, c.budgets, c.qualified, c.policy} {
		if err := choose(); err != nil {
			return Proposal{}, err
		}
	}
	runs, err := c.study.Plan()
	if err != nil {
		return Proposal{}, err
	}
	return Proposal{
		Study:     c.study,
		Runs:      len(runs),
		Minutes:   c.minutes(c.study.Budgets, c.study.Repeats),
		Rate:      o.rate(),
		Decisions: c.decisions,
	}, nil
}

// chooser makes one decision after the other.
type chooser struct {
	options        Options
	training, held pool.Pool
	study          study.Study
	drawing        bool // what the images are, rather than photographs
	decisions      []Decision
}

func (c *chooser) decide(setting string, value any, format string, args ...any) {
	c.decisions = append(c.decisions, decide(setting, value, format, args...))
}

// task describes episodes that the held-out classes can supply.
func (c *chooser) task() error {
	c.serve()
	limits := c.held.Limits()
	if limits.PerClass < 2 || limits.Classes < 2 {
		return diversity.Invalid(
			"the classes held out",
			fmt.Sprintf(
				"%s, the smallest of %s",
				display.Count(limits.Classes, "class"),
				display.Count(
					limits.PerClass,
					"image",
				),
			),
			"at least 2 classes of at least 2 images; Pool.AtLeast(2) leaves smaller ones out",
		)
	}
	ways, shots, why := c.options.Ways, c.options.Shots, asked
	if ways == 0 || shots == 0 {
		why = fmt.Sprintf("%s are held out, the smallest of %s", display.Count(limits.Classes, "class"),
			display.Count(limits.PerClass, "image"))
	}
	if ways == 0 {
		ways = min(20, limits.Classes)
	}
	if shots == 0 {
		shots = min(10, limits.PerClass/2)
	}
	task := split.FewShot(c.held, ways, shots)
	task.Name, task.Test = "held-out", max(1, min(10, limits.PerClass-shots))
	task.AllowSharedImages = c.options.AllowSharedImages
	if err := task.Validate(); err != nil {
		return err
	}
	c.decide("task", fmt.Sprintf("%d-way %d-shot", ways, shots), "%s", why)
	c.study = study.Study{
		Name: c.options.Name, Pool: c.training, Tasks: []split.Task{task}, Recipe: recipe.Recipe{Epochs: epochs},
		SizesPerBudget: sizesPerBudget, Seed: c.options.Seed,
	}
	return nil
}

// serve leaves out small classes of the task, as the smallest decides how many images of each are learnt from.
func (c *chooser) serve() {
	const enough, kept = 20, 0.75 // images of a class; share of the classes
	if c.options.Shots > 0 {
		return
	}
	all := c.held.Limits()
	for least := enough; least > all.PerClass; least-- {
		large := c.held.AtLeast(least)
		if large.Validate() != nil || float64(large.Classes()) < kept*float64(all.Classes) || large.Classes() < 2 {
			continue
		}
		c.held = large
		c.decide("classes of the task", large.Classes(), "without %d of those held out, which have fewer than %d images: the "+
			"smallest decides how many of each are learnt from", all.Classes-large.Classes(), least)
		return
	}
}

func (c *chooser) network() error {
	height, width, channels := c.training.Shape()
	drawing, err := isDrawing(c.training)
	if err != nil {
		return err
	}
	c.drawing = drawing
	switch {
	case c.options.Backbone != nil:
		c.study.Backbone = c.options.Backbone
		c.decide("network", c.options.Backbone.Kind(), asked)
	case channels == 1 && height*width <= 32*32:
		c.study.Backbone = backbone.MLP{}
		c.decide("network", "mlp", "the images are gray and small: trained in a second")
	default:
		c.study.Backbone = backbone.ConvNet{}
		c.decide(
			"network",
			"convnet",
			"the images are %dx%d in %s: four convolutions, the least that sees shapes",
			height,
			width,
			display.Count(channels, "channel"),
		)
	}
	if drawing {
		c.decide(
			"augmentation",
			"none",
			"most pixels are black or white: a drawing and its mirror image may be of different classes",
		)
		return nil
	}
	c.study.Recipe.Augment.Flip = 0.5
	c.decide("augmentation", "mirrored by chance", "a photograph and its mirror image are of one class")
	return nil
}

// widen gives drawings more samples where the folder reaches one side of the curve alone.
func (c *chooser) widen() error {
	limits := c.training.Limits()
	if !c.drawing || limits.PerClass >= 2*limits.Classes {
		return nil
	}
	c.study.Pool = c.training.Distort(pool.Distortion{Level: 0.5, Seed: 1})
	c.decide(
		"more samples",
		"distorted",
		"%s a class allow no K below N/%d: fixed distortions make as many of each as wanted",
		display.Count(limits.PerClass, "drawing"),
		limits.PerClass,
	)
	return nil
}

// qualified restricts all sizes to the classes that have the largest n, if there are enough.
func (c *chooser) qualified() error {
	sizes, err := c.sizes()
	if err != nil {
		return err
	}
	confounded, err := split.Confounding(c.study.Pool, sizes)
	if err != nil || !confounded.Differ() {
		return err
	}
	var most diversity.Size
	for _, size := range sizes {
		most = diversity.Size{Classes: max(most.Classes, size.Classes), PerClass: max(most.PerClass, size.PerClass)}
	}
	alike := c.study.Pool.AtLeast(most.PerClass)
	if alike.Validate() == nil && alike.Classes() >= most.Classes {
		c.study.Pool = alike
		c.decide(
			"classes",
			alike.Classes(),
			"those with at least %d images, so that every size is of the same classes",
			most.PerClass,
		)
		return nil
	}
	c.decide(
		"classes",
		c.study.Pool.Classes(),
		"beware: the larger n, the fewer classes have so many images (%v)",
		confounded,
	)
	return nil
}

// sizes are those of the budgets.
func (c *chooser) sizes() (sizes []diversity.Size, err error) {
	for _, budget := range c.study.Budgets {
		of, err := split.Sizes(c.study.Pool, budget, sizesPerBudget)
		if err != nil {
			return nil, err
		}
		sizes = append(sizes, of...)
	}
	return sizes, nil
}

func (c *chooser) policy() error {
	c.study.Choice = c.options.Choice
	if c.options.Choice == nil {
		c.decide("choice of classes", "uniform", "every class of the pool as likely as another")
		return nil
	}
	c.decide("choice of classes", c.options.Choice.Kind(), asked)
	return nil
}
