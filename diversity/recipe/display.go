package recipe

import (
	"fmt"

	"tradeoff/diversity/display"
)

// Fields are the recipe, its defaults written out.
func (r Recipe) Fields() []display.Field {
	r = r.WithDefaults()
	length := fmt.Sprintf("%d epochs", r.Epochs)
	if r.Steps > 0 {
		length = fmt.Sprintf("%d updates", r.Steps)
	}
	fields := []display.Field{
		{Name: "optimizer", Value: string(r.Optimizer)}, {Name: "highest learning rate", Value: r.LearningRate},
	}
	if r.Optimizer == SGD {
		fields = append(fields, display.Field{Name: "momentum", Value: unless(r.Momentum)})
	}
	fields = append(
		fields,
		display.Field{
			Name:  "weight decay",
			Value: unless(r.WeightDecay),
		},
		display.Field{Name: "length", Value: length},
		display.Field{Name: "batch", Value: r.Batch},
		display.Field{Name: "warm-up, updates", Value: unless(r.Warmup)},
		display.Field{
			Name:  "label smoothing",
			Value: r.LabelSmoothing,
		},
		display.Field{Name: "augmentation", Value: r.Augment.words()},
	)
	if r.Precision != Float32 {
		fields = append(fields, display.Field{Name: "precision", Value: string(r.Precision)})
	}
	if r.Normalize.Enabled() {
		words := fmt.Sprintf("means %v, deviations %v", r.Normalize.Mean, r.Normalize.Deviation)
		fields = append(fields, display.Field{Name: "normalisation of pixels", Value: words})
	}
	return fields
}

// unless is a value, or "none".
func unless[T int | float64](value T) any {
	if value == None {
		return "none"
	}
	return value
}

// Fields are what the augmentation does.
func (a Augment) Fields() []display.Field {
	return []display.Field{
		{
			Name:  "shift, pixels",
			Value: a.Shift,
		}, {Name: "rotation, degrees", Value: a.Rotate}, {Name: "scale, of its logarithm", Value: a.Scale},
		{Name: "mirrored, probability", Value: a.Flip},
	}
}

func (a Augment) words() string {
	if !a.Enabled() {
		return "none"
	}
	return fmt.Sprintf("shift %v pixels, rotation %v degrees, scale %v, mirror %v", a.Shift, a.Rotate, a.Scale, a.Flip)
}

// Display is the training curve, thinned.
func (c Curve) Display() display.Document {
	return display.Document{}.Add(display.TableOf("training curve", c))
}

// Fields are what a table of a training curve shows.
func (p CurvePoint) Fields() []display.Field {
	return []display.Field{
		{
			Name:  "update",
			Value: p.Step,
		}, {Name: "loss, nats", Value: p.Loss}, {Name: "accuracy %", Value: display.Percent(p.Accuracy)},
		{Name: "learning rate", Value: p.Rate},
	}
}
