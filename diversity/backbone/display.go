package backbone

import (
	"fmt"
	"strings"

	"tradeoff/diversity/display"
)

// Fields are the architecture, its defaults written out.
func (c ConvNet) Fields() []display.Field {
	fields := []display.Field{
		{Name: "backbone", Value: c.Kind()},
		{Name: "channels of each layer", Value: widths(c.Widths())},
	}
	if c.GlobalPool {
		fields = append(fields, display.Field{Name: "features", Value: "means over the map"})
	}
	return fields
}

// Fields are the architecture, its defaults written out.
func (m MLP) Fields() []display.Field {
	return []display.Field{{Name: "backbone", Value: m.Kind()}, {Name: "hidden widths", Value: widths(m.Widths())}}
}

func widths(list []int) string {
	return strings.ReplaceAll(strings.Trim(fmt.Sprint(list), "[]"), " ", ", ")
}

// Fields are the architecture, its defaults written out.
func (r ResNet) Fields() []display.Field {
	r = r.WithDefaults()
	return []display.Field{
		{Name: "backbone", Value: r.Kind()}, {Name: "depth", Value: r.Depth}, {Name: "channels of the first stage", Value: r.Width},
		{Name: "normalisation", Value: string(r.Norm)}, {Name: "stem", Value: string(r.Stem)},
	}
}

// Fields are the architecture, its defaults written out.
func (w WideResNet) Fields() []display.Field {
	w = w.WithDefaults()
	return []display.Field{
		{Name: "backbone", Value: w.Kind()}, {Name: "depth", Value: w.Depth}, {Name: "times the width", Value: w.Widen},
		{Name: "dropout", Value: w.Dropout},
	}
}

// Fields are the architecture, its defaults written out.
func (v ViT) Fields() []display.Field {
	v = v.WithDefaults()
	return append(v.Shape().fields(v.Kind(), v.Scale, v.Patch), display.Field{Name: "heads", Value: v.Shape().Heads},
		display.Field{Name: "dropout", Value: v.Dropout}, display.Field{Name: "stochastic depth", Value: v.DropPath})
}

// Fields are the architecture, its defaults written out.
func (m MLPMixer) Fields() []display.Field {
	m = m.WithDefaults()
	return m.Shape().fields(m.Kind(), m.Scale, m.Patch)
}

func (s Transformer) fields(kind string, scale Scale, patch int) []display.Field {
	return []display.Field{
		{Name: "backbone", Value: kind}, {Name: "scale", Value: string(scale)}, {Name: "patch", Value: fmt.Sprintf("%dx%d", patch, patch)},
		{Name: "blocks", Value: s.Blocks}, {Name: "channels", Value: s.Channels},
	}
}

// Fields are the numbers of a transformer.
func (s Transformer) Fields() []display.Field {
	return []display.Field{{Name: "blocks", Value: s.Blocks}, {Name: "channels", Value: s.Channels}, {Name: "heads", Value: s.Heads}}
}

// Fields are the architecture.
func (e EfficientNetLite0) Fields() []display.Field {
	return []display.Field{
		{Name: "backbone", Value: e.Kind()}, {Name: "as in TensorFlow", Value: e.TensorFlow},
		{Name: "stochastic depth", Value: e.DropPath},
	}
}
