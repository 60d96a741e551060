package suggest

import "tradeoff/diversity/backbone"

// assumedRate is what one core of a usual machine does of the multiplications of a small network's training, a second:
// a quarter of what its matrix product alone does.
const assumedRate = 10_000_000_000

// minutes estimates a study: five sizes of each budget, on one core. It is 0 for a network whose cost is not known.
func (c *chooser) minutes(budgets []int, repeats int) float64 {
	height, width, channels := c.training.Shape()
	each := multiplications(c.study.Backbone, height, width, channels)
	seen := 0.0
	for _, budget := range budgets {
		seen += float64(budget) * sizesPerBudget * float64(repeats) * epochs
	}
	return 3 * each * seen / assumedRate / 60
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
