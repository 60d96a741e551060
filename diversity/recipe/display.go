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
	if r.Images > 0 {
		length = fmt.Sprintf("%d images seen", r.Images)
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
	return append(fields, r.further()...)
}

// further are the fields of what not every recipe has.
func (r Recipe) further() (fields []display.Field) {
	add := func(has bool, name string, value any) {
		if has {
			fields = append(fields, display.Field{Name: name, Value: value})
		}
	}
	add(r.Precision != Float32, "precision", string(r.Precision))
	add(r.Normalize.FromPool, "normalisation of pixels", "means and deviations of the pool")
	add(len(r.Normalize.Mean) > 0, "normalisation of pixels",
		fmt.Sprintf("means %v, deviations %v", r.Normalize.Mean, r.Normalize.Deviation))
	add(r.Schedule.Kind != Cosine || r.Schedule.Final > 0, "learning rate after the warm-up", r.Schedule.words())
	add(r.ClipNorm > 0, "highest norm of the gradient", r.ClipNorm)
	add(r.Average > 0, "average of the weights, decay", r.Average)
	add(r.Objective.Contrastive(), "objective", r.Objective.words())
	add(r.MicroBatch > 0, "images at a time", r.MicroBatch)
	return fields
}

// unless is a value, or "none".
func unless[T int | float64](value T) any {
	if value == None {
		return "none"
	}
	return value
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

// Fields are the parts that are taken.
func (c Crop) Fields() []display.Field {
	c = c.withDefaults()
	return []display.Field{
		{Name: "smallest share of the area", Value: c.MinArea}, {Name: "largest share of the area", Value: c.MaxArea},
		{Name: "smallest width/height", Value: c.MinRatio}, {Name: "largest width/height", Value: c.MaxRatio},
	}
}

// Fields are the amounts.
func (j Jitter) Fields() []display.Field {
	return []display.Field{
		{Name: "brightness", Value: j.Brightness}, {Name: "contrast", Value: j.Contrast},
		{Name: "saturation", Value: j.Saturation}, {Name: "hue", Value: j.Hue},
	}
}

// Fields are the number of operations and their strength.
func (r RandAugment) Fields() []display.Field {
	return []display.Field{{Name: "operations", Value: r.Operations}, {Name: "magnitude of 30", Value: r.Magnitude}}
}

// Fields are how often and how much is erased.
func (e Erase) Fields() []display.Field {
	e = e.withDefaults()
	return []display.Field{
		{Name: "erased, probability", Value: e.Probability}, {Name: "smallest share of the area", Value: e.MinArea},
		{Name: "largest share of the area", Value: e.MaxArea}, {Name: "smallest height/width", Value: e.MinRatio},
		{Name: "largest height/width", Value: e.MaxRatio},
	}
}
