package suggest

import (
	"fmt"

	"tradeoff/diversity"
	"tradeoff/diversity/backbone"
	"tradeoff/diversity/study"
)

// assumedRate is what one core of a usual machine does of the multiplications of a small network's training, a second:
// a quarter of what its matrix product alone does.
const assumedRate = 10_000_000_000

// MeasuredRate is how many multiplications a second the trainings of a study did, for [Options].Rate: on a machine that
// is busy, or with a network whose layers are small, they are several times fewer than is assumed. Starting to train,
// which takes seconds, counts too. It is an error if no run has trained or the network's multiplications are not known.
func MeasuredRate(r *study.Results) (float64, error) {
	height, width, channels := r.Study.Pool.Shape()
	each, seen, seconds := multiplications(r.Study.Backbone, height, width, channels), 0.0, 0.0
	for _, run := range r.Runs {
		if run.Timings.Train > 0 {
			seen += float64(run.Run.Size.Total()) * float64(r.Study.Recipe.Epochs)
			seconds += run.Timings.Train
		}
	}
	if each == 0 || seen == 0 {
		return 0, fmt.Errorf("%w: a rate needs runs that trained an MLP or a ConvNet for some epochs, not %s in %d runs",
			diversity.ErrTooFew, r.Study.Backbone.Kind(), len(r.Runs))
	}
	return trainingTimes * each * seen / seconds, nil
}

// trainingTimes is how many times the multiplications of a forward pass training takes.
const trainingTimes = 3

// minutes estimates a study: five sizes of each budget, on one core. It is 0 for a network whose cost is not known.
func (c *chooser) minutes(budgets []int, repeats int) float64 {
	height, width, channels := c.training.Shape()
	each := multiplications(c.study.Backbone, height, width, channels)
	seen := 0.0
	for _, budget := range budgets {
		seen += float64(budget) * sizesPerBudget * float64(repeats) * epochs
	}
	return trainingTimes * each * seen / c.options.rate() / 60
}

// rate is the one asked for, or the assumed one.
func (o Options) rate() float64 {
	if o.Rate > 0 {
		return o.Rate
	}
	return assumedRate
}

// multiplications are those of the forward pass of one image; training takes three times as many.
func multiplications(b backbone.Backbone, height, width, channels int) (sum float64) {
	switch b := b.(type) {
	case backbone.MLP:
		in := height * width * channels
		for _, out := range b.Widths() {
			sum, in = sum+float64(in)*float64(out), out
		}
	case backbone.ConvNet:
		in := channels
		for _, out := range b.Widths() {
			height, width = (height+1)/2, (width+1)/2
			sum, in = sum+float64(height*width)*9*float64(in)*float64(out), out
		}
	}
	return sum
}
