package pretrain

import (
	"fmt"
	"strings"

	"tradeoff/diversity/display"
)

// Fields are what a table of networks shows.
func (n *Network) Fields() []display.Field {
	if n.trainer == nil {
		return []display.Field{{Name: "backbone"}, {Name: "features"}, {Name: "weights"}, {Name: "hash"}}
	}
	count := 0
	for _, t := range n.weights {
		count += len(t.Data)
	}
	return []display.Field{
		{
			Name:  "backbone",
			Value: n.trainer.options.Backbone.Kind(),
		}, {Name: "features", Value: n.Dim()}, {Name: "weights", Value: count},
		{Name: "hash", Value: display.Hash(n.Hash())},
	}
}

// Display is the network with its tensors.
func (n *Network) Display() display.Document {
	return display.Document{Title: "network"}.Add(display.Facts(n.Fields()), display.TableOf("", n.weights))
}

// Fields are what a table of tensors shows; not the numbers.
func (t Tensor) Fields() []display.Field {
	shape := strings.ReplaceAll(strings.Trim(fmt.Sprint(t.Shape), "[]"), " ", " x ")
	return []display.Field{
		{Name: "tensor", Value: t.Name},
		{Name: "shape", Value: shape},
		{Name: "numbers", Value: len(t.Data)},
	}
}

// Fields are what a table of trainers shows.
func (t *Trainer) Fields() []display.Field {
	if t.device == nil {
		return []display.Field{{Name: "backbone"}, {Name: "images"}, {Name: "device"}}
	}
	o := t.options
	return []display.Field{
		{
			Name:  "backbone",
			Value: o.Backbone.Kind(),
		}, {Name: "images", Value: fmt.Sprintf("%dx%dx%d", o.Height, o.Width, o.Channels)},
		{Name: "device", Value: t.Device()},
	}
}

// Fields are what a table of outcomes shows.
func (o Outcome) Fields() []display.Field {
	fields := []display.Field{
		{Name: "points of the curve", Value: len(o.Curve)},
		{Name: "loss at the end, nats"},
		{Name: "problem", Value: o.Err},
	}
	if n := len(o.Curve); n > 0 {
		fields[1].Value = display.Number(o.Curve[n-1].Loss)
	}
	return fields
}

// Fields are what a table of image sets shows; not the images.
func (d Data) Fields() []display.Field {
	return []display.Field{
		{Name: "images", Value: len(d.Labels)}, {Name: "classes", Value: d.Classes},
		{Name: "height x width x channels", Value: fmt.Sprintf("%dx%dx%d", d.Height, d.Width, d.Channels)},
	}
}

// Fields are what a table of backbones shows.
func (f Func) Fields() []display.Field {
	return []display.Field{
		{Name: "backbone", Value: f.Kind()},
		{Name: "name", Value: f.Name},
		{Name: "version", Value: f.Version},
	}
}

// Fields are what a table of weights shows.
func (w Weight) Fields() []display.Field {
	fields := []display.Field{{Name: "weight", Value: w.Name}, {Name: "dimensions", Value: fmt.Sprint(w.Dims)}}
	if w.Deviation > 0 {
		fields = append(fields, display.Field{Name: "standard deviation", Value: w.Deviation})
	}
	return fields
}

// Fields are what a table of checkpoints shows.
func (c *Checkpoint) Fields() []display.Field {
	return []display.Field{
		{Name: "step", Value: c.Step()}, {Name: "of", Value: c.Updates()}, {Name: "seconds", Value: c.Seconds()},
	}
}
